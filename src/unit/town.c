/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/town.h"

#include "base/resource.h"
#include "base/text.h"
#include "journal/verify.h"
#include "unit/access.h"
#include "unit/import.h"
#include "unit/module.h"

#include <string.h>

static const Module *const modules[] = {&unit_module, NULL};

static Schema *schema_load(void)
{
    g_auto(GStrv) names = resource_list("/schema");
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    for (char **name = names; *name != NULL; name++) {
        g_autofree char *path = g_strconcat("/schema/", *name, NULL);
        gsize size = 0;
        g_ptr_array_add(texts, (char *) resource_text(path, &size));
    }
    g_ptr_array_add(texts, NULL);
    Schema *schema =
        schema_new((const char *const *) names, (const char *const *) texts->pdata, &error);
    g_assert_no_error(error);
    return schema;
}

static void tables_make(Town *town, Store *store)
{
    g_autoptr(GError) error = NULL;
    bool replay = false;
    g_autoptr(Db) db = store_writer(store, &error);
    g_assert_no_error(error);
    schema_apply(town->schema, db, &replay, &error);
    g_assert_no_error(error);
}

Town *town_open(StoreFixture *fixture)
{
    return town_open_with(fixture, modules);
}

Town *town_open_with(StoreFixture *fixture, const Module *const *wanted)
{
    g_autoptr(GError) error = NULL;
    Town *town = g_new0(Town, 1);
    town->schema = schema_load();
    tables_make(town, fixture->store);
    town->clock = clock_new_manual(TOWN_START);
    town->roles = roles_new_builtin(&error);
    g_assert_no_error(error);
    town->guard = guard_new(town->roles);
    town->engine = engine_new(fixture->store, town->clock, town->schema, wanted, &error);
    g_assert_no_error(error);
    engine_set_guard(town->engine, &town->guard);
    engine_set_service(town->engine, SERVICE_ROLES, town->roles);
    town->workdays = workdays_new(NULL, NULL, &error);
    g_assert_no_error(error);
    engine_set_service(town->engine, SERVICE_WORKDAYS, town->workdays);
    town->executor = executor_new(town->engine, NULL, &error);
    g_assert_no_error(error);
    engine_set_service(town->engine, SERVICE_EXECUTOR, town->executor);
    return town;
}

static Db *reader(Town *town)
{
    g_autoptr(GError) error = NULL;
    Db *db = store_reader(engine_store(town->engine), &error);
    g_assert_no_error(error);
    return db;
}

static void record_check(Town *town)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = reader(town);
    VerifyReport report = {0};
    journal_verify(db, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(report.problem, ==, NULL);
    verify_report_clear(&report);
}

static void tables_check(Town *town)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    engine_rebuild_check(town->engine, differences, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < differences->len; i++)
        g_test_message("%s", (char *) differences->pdata[i]);
    g_assert_cmpuint(differences->len, ==, 0);
}

void town_close(Town *town)
{
    executor_free(town->executor);
    record_check(town);
    tables_check(town);
    engine_free(town->engine);
    roles_free(town->roles);
    workdays_free(town->workdays);
    clock_free(town->clock);
    schema_free(town->schema);
    g_free(town);
}

bool town_sees(Town *town, Db *db, const Actor *actor, const char *unit, const char *subject)
{
    const Asking asking = {.engine = town->engine, .db = db, .actor = actor};
    g_autoptr(GError) error = NULL;
    bool sees = false;

    g_assert_true(asking_sees(&asking, unit, subject, &sees, &error));
    g_assert_no_error(error);
    return sees;
}

int64_t town_height(Town *town)
{
    g_autoptr(Db) db = reader(town);
    return fixture_number(db, "SELECT CAST(COALESCE(SUM(seq), 0) AS BIGINT) FROM head");
}

static bool run(Town *town, const char *name, const Actor *actor, json_t *args, json_t **out_reply,
    GError **error)
{
    const Command *command = engine_command(town->engine, name);
    g_assert_nonnull(command);
    bool nobody = command_is_open(command);
    g_autoptr(Actor) system = actor == NULL && !nobody ? actor_system() : NULL;
    bool ok = executor_run(town->executor, command,
        nobody          ? NULL
        : actor != NULL ? actor
                        : system,
        args, out_reply, error);
    json_decref(args);
    return ok;
}

json_t *town_do(Town *town, const char *command, const Actor *actor, json_t *args)
{
    g_autoptr(GError) error = NULL;
    json_t *reply = NULL;
    run(town, command, actor, args, &reply, &error);
    g_assert_no_error(error);
    return reply;
}

void town_done(Town *town, const char *command, const Actor *actor, json_t *args)
{
    json_decref(town_do(town, command, actor, args));
}

static void refusal_is(const GError *error, const char *expected)
{
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    const char *space = strchr(expected, ' ');
    if (space == NULL) {
        g_assert_cmpstr(fail_reason(error), ==, expected);
        return;
    }
    const GPtrArray *fields = fail_fields(error);
    for (guint i = 0; i < fields->len; i++) {
        const FailField *field = fields->pdata[i];
        g_autofree char *text = g_strdup_printf("%s %s", field->name, field->problem);
        if (strcmp(text, expected) == 0)
            return;
    }
    g_test_message("no field said: %s", expected);
    g_test_fail();
}

void town_refused_noting(
    Town *town, const char *command, const Actor *actor, json_t *args, const char *expected)
{
    g_autoptr(GError) error = NULL;
    json_t *reply = NULL;
    bool ok = run(town, command, actor, args, &reply, &error);
    g_assert_false(ok);
    g_assert_null(reply);
    refusal_is(error, expected);
}

void town_refused(
    Town *town, const char *command, const Actor *actor, json_t *args, const char *expected)
{
    int64_t height = town_height(town);
    town_refused_noting(town, command, actor, args, expected);
    g_assert_cmpint(town_height(town), ==, height);
}

static const Query *query_find(Town *town, const char *name)
{
    for (const Part *const *part = engine_parts(town->engine); *part != NULL; part++)
        for (const Query *query = (*part)->queries; query != NULL && query->name != NULL; query++)
            if (strcmp(query->name, name) == 0)
                return query;
    g_assert_not_reached();
}

static bool permitted(
    const Asking *asking, const Query *query, const json_t *json, void *args, GError **error)
{
    if (query->permission == NULL)
        return true;
    g_autofree char *unit = query->unit_of != NULL
                                ? query->unit_of(asking->engine, asking->db, args, error)
                                : g_strdup(json_string_value(json_object_get(json, "unit")));
    if (unit == NULL && query->unit_of == NULL)
        unit = text_unit_of(json_string_value(json_object_get(json, "id")));
    const Guard *guard = engine_guard(asking->engine);
    return unit != NULL &&
           guard->permits(guard->self, asking->db, asking->actor, query->permission, unit, error);
}

static bool ask(Town *town, const char *name, const Actor *actor, json_t *json, Answer *out_answer,
    GError **error)
{
    const Query *query = query_find(town, name);
    g_autoptr(Db) db = reader(town);
    g_autofree void *args = g_malloc0(MAX(query->args_size, 1));
    const Asking asking = {
        .engine = town->engine, .db = db, .actor = actor, .now = clock_now(town->clock)};
    bool ok = fields_read(query->args, FIELD_QUERY, json, "", args, error) &&
              permitted(&asking, query, json, args, error) &&
              query_answers(query, &asking, args, out_answer, error);
    fields_clear(query->args, args);
    json_decref(json);
    return ok;
}

json_t *town_ask(Town *town, const char *query, const Actor *actor, json_t *args)
{
    g_autoptr(GError) error = NULL;
    Answer answer = {0};
    ask(town, query, actor, args, &answer, &error);
    g_assert_no_error(error);
    g_assert_nonnull(answer.json);
    return answer.json;
}

void town_denied(
    Town *town, const char *query, const Actor *actor, json_t *args, const char *expected)
{
    g_autoptr(GError) error = NULL;
    Answer answer = {0};
    g_assert_false(ask(town, query, actor, args, &answer, &error));
    refusal_is(error, expected);
    answer_clear(&answer);
}

void town_unit(Town *town, const char *code, const char *name, const char *parent)
{
    town_done(town, "unit.register", NULL,
        json_pack("{s:s, s:s, s:s, s:s*}", "code", code, "name", name, "level",
            parent == NULL ? "city" : "county", "parent", parent));
}

static char *id_of(json_t *reply)
{
    char *id = g_strdup(json_string_value(json_object_get(reply, "id")));
    g_assert_nonnull(id);
    json_decref(reply);
    return id;
}

Actor *town_person(Town *town, const char *unit, const char *role, const char *name)
{
    Actor *actor = g_new0(Actor, 1);
    actor->unit = g_strdup(unit);
    actor->name = g_strdup(name);
    actor->roles = g_strsplit(role, ",", -1);
    actor->session = g_strdup("none-1");
    actor->person = id_of(town_do(town, "person.register", NULL,
        json_pack("{s:s, s:s, s:s}", "unit", unit, "name", name, "phone", "13800000001")));
    g_autofree char *login = g_ascii_strdown(actor->person, -1);
    actor->account = id_of(town_do(town, "account.open_hashed", NULL,
        json_pack("{s:s, s:s, s:s, s:s}", "unit", unit, "person", actor->person, "login", login,
            "hash", "none")));
    for (char **one = actor->roles; *one != NULL; one++)
        town_done(town, "role.grant", NULL,
            json_pack("{s:s, s:s, s:s}", "unit", unit, "person", actor->person, "role", *one));
    return actor;
}
