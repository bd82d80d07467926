/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/json.h"
#include "base/password.h"
#include "base/text.h"
#include "engine/engine.h"
#include "unit/account_change.h"
#include "unit/me.h"
#include "unit/password_gate.h"
#include "unit/person_change.h"
#include "unit/setup_code.h"
#include "unit/unit.h"
#include "unit/unit_change.h"
#include "unit/unit_rows.h"

#define ADMINISTRATORS 3

typedef struct SetupArgs {
    char *code; /* NULL where the operator does it */
    json_t *unit;
    json_t *administrators;
} SetupArgs;

typedef struct Administrator {
    char *role;
    char *login;
    char *name;
    char *phone;
    char *password; /* after prepare(): its hash */
} Administrator;

static const Field administrator_fields[] = {
    FIELD(Administrator, role, FIELD_WORD, .required = true, .max = 40),
    FIELD(Administrator, login, FIELD_WORD, .required = true, .max = 64),
    FIELD(Administrator, name, FIELD_TEXT, .line = true, .required = true, .personal = true,
        .max = 40),
    FIELD(Administrator, phone, FIELD_TEXT, .line = true, .personal = true, .max = 40),
    FIELD(Administrator, password, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = 300),
    FIELD_END,
};

#define SETUP_ARGS                                                                                 \
    FIELD(SetupArgs, unit, FIELD_JSON, .required = true, .help = "As for POST /units."),           \
        FIELD(SetupArgs, administrators, FIELD_JSON, .required = true,                             \
            .items = administrator_fields,                                                         \
            .help = "Three persons: sysadmin, secadmin and auditor.")

static const Field setup_args[] = {
    FIELD(SetupArgs, code, FIELD_TEXT, .required = true, .personal = true, .secret = true,
        .max = 100,
        .help = "The one-time code that the server says at its first start; DATA/setup-code."),
    SETUP_ARGS,
    FIELD_END,
};

static const Field own_args[] = {
    SETUP_ARGS,
    FIELD_END,
};

/* Over the port only where nothing has ever happened: a record without accounts is somebody's, and
 * whatever its tables say. With `lock` nobody else begins before this transaction ends. */
static bool needed_check(Db *db, bool lock, GError **error)
{
    bool is_empty = false;
    return journal_is_empty(db, lock, &is_empty, error) &&
           (is_empty || fail_as(error, FAIL_CONFLICT, "set_up", "this installation is set up"));
}

static bool administrator_read(
    const json_t *administrators, size_t index, Administrator *out, GError **error)
{
    g_autofree char *prefix = g_strdup_printf("administrators.%zu.", index);
    const json_t *one = json_array_get(administrators, index);
    return fields_read(administrator_fields, FIELD_HTTP, one, prefix, out, error);
}

/* Exactly the three, each once. */
static bool roles_check(const Roles *roles, const json_t *administrators, GError **error)
{
    const json_t *wanted = json_object_get(roles_json(roles), "administrators");
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *role = json_string_value(json_array_get(wanted, i));
        size_t found = 0;
        for (size_t k = 0; k < json_array_size(administrators); k++)
            found += g_strcmp0(json_text(json_array_get(administrators, k), "role"), role) == 0;
        if (found != 1)
            return fail_field(error, "administrators", "not_the_three");
    }
    return json_array_size(administrators) == json_array_size(wanted) ||
           fail_field(error, "administrators", "not_the_three");
}

static bool password_hash_at(json_t *administrators, size_t index, GError **error)
{
    Administrator one = {0};
    g_autofree char *field = g_strdup_printf("administrators.%zu.password", index);
    if (!administrator_read(administrators, index, &one, error))
        return false;
    bool right = password_take(&one.password, one.login, field, error);
    if (right)
        json_object_set_new(
            json_array_get(administrators, index), "password", json_string(one.password));
    fields_clear(administrator_fields, &one);
    return right;
}

static bool administrators_prepare(const Preparation *preparation, SetupArgs *setup, GError **error)
{
    const Roles *roles = engine_service(preparation->engine, SERVICE_ROLES);
    if (!roles_check(roles, setup->administrators, error))
        return false;
    /* The list is the caller's too: hashes go into a copy. */
    json_t *copy = json_deep_copy(setup->administrators);
    json_decref(setup->administrators);
    setup->administrators = copy;
    for (size_t i = 0; i < json_array_size(copy); i++)
        if (!password_hash_at(copy, i, error))
            return false;
    return true;
}

/* Whoever has not the code costs no hashing. */
static bool setup_prepare(const Preparation *preparation, void *args, GError **error)
{
    SetupArgs *setup = args;
    SetupCode *code = engine_service(preparation->engine, SERVICE_SETUP_CODE);
    return needed_check(preparation->db, false, error) &&
           setup_code_check(code, setup->code, clock_monotonic(), error) &&
           administrators_prepare(preparation, setup, error);
}

static char *setup_unit(Engine *engine, Db *db, const void *args, GError **error)
{
    const char *code = json_text(((const SetupArgs *) args)->unit, "code");
    if (code != NULL && text_is_code(code))
        return g_strdup(code);
    fail_field(error, "unit.code", code == NULL ? "required" : "not_a_code");
    return NULL;
}

static bool unit_set_up(Decision *decision, const json_t *json, GError **error)
{
    UnitArgs unit = {0};
    if (!fields_read(unit_register_args, FIELD_HTTP, json, "unit.", &unit, error))
        return false;
    bool right = unit.parent == NULL || fail_field(error, "unit.parent", "unknown");
    /* Imported before: the administrators come to a unit that is there. */
    bool is_there = false;
    right = right && unit_exists(decision_db(decision), unit.code, &is_there, error) &&
            (is_there || unit_register(decision, &unit, error));
    fields_clear(unit_register_args, &unit);
    return right;
}

static bool administrator_set_up(
    Decision *decision, const Administrator *one, GPtrArray *accounts, GError **error)
{
    PersonArgs person = {.name = one->name, .phone = one->phone};
    g_autofree char *person_id = NULL;
    char *account = NULL;
    if (!person_register(decision, &person, &person_id, error) ||
        !role_grant(decision, person_id, one->role, error) ||
        !account_open(decision, person_id, one->login, one->password, &account, error))
        return false;
    g_ptr_array_add(accounts, account);
    return true;
}

static void accounts_free(gpointer accounts)
{
    g_ptr_array_unref(accounts);
}

static bool administrators_decide(Decision *decision, const SetupArgs *setup, GError **error)
{
    GPtrArray *accounts = g_ptr_array_new_with_free_func(g_free);
    decision_keep(decision, "accounts", accounts, accounts_free);
    if (!unit_set_up(decision, setup->unit, error))
        return false;
    for (size_t i = 0; i < ADMINISTRATORS; i++) {
        Administrator one = {0};
        if (!administrator_read(setup->administrators, i, &one, error))
            return false;
        bool right = administrator_set_up(decision, &one, accounts, error);
        fields_clear(administrator_fields, &one);
        if (!right)
            return false;
    }
    return true;
}

static bool setup_decide(Decision *decision, const void *args, GError **error)
{
    return needed_check(decision_db(decision), true, error) &&
           administrators_decide(decision, args, error);
}

static bool setup_settle(Decision *decision, const void *args, GError **error)
{
    const SetupArgs *setup = args;
    const GPtrArray *accounts = decision_kept(decision, "accounts");
    for (guint i = 0; i < accounts->len; i++) {
        const json_t *one = json_array_get(setup->administrators, i);
        if (!account_secret_set(decision, accounts->pdata[i], json_text(one, "password"), error))
            return false;
    }
    return true;
}

static bool setup_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    *out_reply = json_pack("{s:s}", "unit", decision_unit(decision));
    return true;
}

typedef struct SetupReply {
    char *unit;
} SetupReply;

static const Field setup_reply[] = {
    FIELD(SetupReply, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

static void setup_committed(Engine *engine)
{
    setup_code_close(engine_service(engine, SERVICE_SETUP_CODE));
}

/* ---- By the one whose database it is ---- */

static bool own_prepare(const Preparation *preparation, void *args, GError **error)
{
    return administrators_prepare(preparation, args, error);
}

/* Units may be there already, but nobody who could sign in; and a demo never becomes a real one. */
static bool own_check(Decision *decision, GError **error)
{
    Db *db = decision_db(decision);
    bool is_empty = false;
    if (engine_service(decision_engine(decision), SERVICE_DEMO) != NULL)
        return fail_as(error, FAIL_CONFLICT, "is_demo", "this database is a demo's");
    if (!journal_is_empty(db, true, &is_empty, error))
        return false;
    g_autoptr(Statement) account = store_prepare(db, "SELECT 1 FROM account LIMIT 1", error);
    StoreStep step = account == NULL ? STORE_FAILED : statement_step(account, error);
    if (step == STORE_FAILED)
        return false;
    return step == STORE_DONE || fail_as(error, FAIL_CONFLICT, "set_up",
                                     "there are accounts already: add more with `user add`");
}

static bool own_decide(Decision *decision, const void *args, GError **error)
{
    return own_check(decision, error) && administrators_decide(decision, args, error);
}

const Command setup_commands[] = {
    {.name = "setup.do",
        .method = "POST",
        .path = "/setup",
        .session = SESSION_NONE,
        .status = 201,
        .args = setup_args,
        .args_size = sizeof(SetupArgs),
        .reply = setup_reply,
        .unit_of = setup_unit,
        .prepare = setup_prepare,
        .prepares = PREPARES_SECRET,
        .decide = setup_decide,
        .settle = setup_settle,
        .conclude = setup_conclude,
        .committed = setup_committed,
        .help = "First start: the top unit and its three administrators, three different people."},
    {.name = "setup.own",
        .args = own_args,
        .args_size = sizeof(SetupArgs),
        .reply = setup_reply,
        .unit_of = setup_unit,
        .prepare = own_prepare,
        .prepares = PREPARES_SECRET,
        .decide = own_decide,
        .settle = setup_settle,
        .conclude = setup_conclude,
        .help = "The same at the command line, in a database that may hold units already."},
    {0},
};

typedef struct NeededReply {
    bool needed;
    bool demo;
    char **administrators;
} NeededReply;

static const Field needed_reply[] = {
    FIELD(NeededReply, needed, FIELD_BOOL, .required = true,
        .help = "Has nothing happened here yet?"),
    FIELD(NeededReply, demo, FIELD_BOOL, .required = true),
    FIELD(NeededReply, administrators, FIELD_WORDS, .required = true,
        .help = "The roles that a first start fills, each with somebody else."),
    FIELD_END,
};

static const Field no_args[] = {FIELD_END};

static bool needed_answer(
    const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    bool is_empty = false;
    if (!journal_is_empty(asking->db, false, &is_empty, error))
        return false;
    /* Done by another process, or at the command line. */
    if (!is_empty)
        setup_code_close(engine_service(asking->engine, SERVICE_SETUP_CODE));
    const Roles *roles = engine_service(asking->engine, SERVICE_ROLES);
    out_answer->json = json_pack("{s:b, s:b, s:O}", "needed", is_empty, "demo",
        engine_service(asking->engine, SERVICE_DEMO) != NULL, "administrators",
        json_object_get(roles_json(roles), "administrators"));
    return true;
}

const Query setup_queries[] = {
    {.name = "setup.get",
        .path = "/setup",
        .public = true,
        .args = no_args,
        .reply = needed_reply,
        .answer = needed_answer,
        .help = "Is this the first start?"},
    {0},
};
