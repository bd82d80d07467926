/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "base/password.h"
#include "base/text.h"
#include "engine/engine.h"
#include "unit/account_change.h"
#include "unit/me.h"
#include "unit/password_gate.h"
#include "unit/person_change.h"
#include "unit/unit.h"
#include "unit/unit_change.h"
#include "unit/unit_rows.h"

#define ADMINISTRATORS 3

typedef struct SetupArgs {
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

static const Field setup_args[] = {
    FIELD(SetupArgs, unit, FIELD_JSON, .required = true, .help = "As for POST /units."),
    FIELD(SetupArgs, administrators, FIELD_JSON, .required = true, .items = administrator_fields,
        .help = "Three persons: sysadmin, secadmin and auditor."),
    FIELD_END,
};

/* True while nobody could sign in at all; a table that can't be read counts as not so. */
static bool setup_is_needed(Db *db)
{
    g_autoptr(Statement) statement = store_prepare(db, "SELECT 1 FROM account LIMIT 1", NULL);
    return statement != NULL && statement_step(statement, NULL) == STORE_DONE;
}

static bool needed_check(Db *db, GError **error)
{
    return setup_is_needed(db) ||
           fail_as(error, FAIL_CONFLICT, "set_up", "this installation has accounts already");
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

static bool setup_prepare(const Preparation *preparation, void *args, GError **error)
{
    SetupArgs *setup = args;
    const Roles *roles = engine_service(preparation->engine, SERVICE_ROLES);
    if (!needed_check(preparation->db, error) || !roles_check(roles, setup->administrators, error))
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
    /* Imported before the first start: the administrators come to a unit that is there. */
    bool is_there = unit_exists(decision_db(decision), unit.code);
    right = right && (is_there || unit_register(decision, &unit, error));
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
        !account_open(decision, person_id, one->login, &account, error))
        return false;
    g_ptr_array_add(accounts, account);
    return true;
}

static void accounts_free(gpointer accounts)
{
    g_ptr_array_unref(accounts);
}

static bool setup_decide(Decision *decision, const void *args, GError **error)
{
    const SetupArgs *setup = args;
    GPtrArray *accounts = g_ptr_array_new_with_free_func(g_free);
    decision_keep(decision, "accounts", accounts, accounts_free);
    if (!needed_check(decision_db(decision), error) || !unit_set_up(decision, setup->unit, error))
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
        .help = "First start: the top unit and its three administrators, three different people."},
    {0},
};

typedef struct NeededReply {
    bool needed;
    bool demo;
} NeededReply;

static const Field needed_reply[] = {
    FIELD(NeededReply, needed, FIELD_BOOL, .required = true, .help = "Is there no account yet?"),
    FIELD(NeededReply, demo, FIELD_BOOL, .required = true),
    FIELD_END,
};

static const Field no_args[] = {FIELD_END};

static bool needed_answer(
    const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    out_answer->json = json_pack("{s:b, s:b}", "needed", setup_is_needed(asking->db), "demo",
        engine_service(asking->engine, SERVICE_DEMO) != NULL);
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
