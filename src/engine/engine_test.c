/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

#include "base/json.h"
#include "engine/tally_fixture.h"

#include <string.h>

typedef struct Thing {
    char *id;
    char *kind;
    int64_t size;
    json_t *parts;
} Thing;

static const Field thing_fields[] = {
    FIELD(Thing, id, FIELD_WORD, .required = true),
    FIELD(Thing, size, FIELD_INT),
    FIELD_END,
};

static const Field kind_fields[] = {
    FIELD(Thing, kind, FIELD_WORD),
    FIELD_END,
};

static const Field twice_fields[] = {
    FIELD(Thing, id, FIELD_WORD),
    FIELD(Thing, id, FIELD_WORD),
    FIELD_END,
};

static const Field secret_fields[] = {
    FIELD(Thing, id, FIELD_WORD),
    FIELD(Thing, kind, FIELD_TEXT, .personal = true, .secret = true),
    FIELD_END,
};

static const Field shown_fields[] = {
    FIELD(Thing, id, FIELD_WORD),
    FIELD(Thing, kind, FIELD_WORD, .secret = true),
    FIELD_END,
};

/* The secret lies in a list of objects. */
static const Field list_fields[] = {
    FIELD(Thing, id, FIELD_WORD, .items = secret_fields),
    FIELD_END,
};

static const Field parted_fields[] = {
    FIELD(Thing, parts, FIELD_JSON, .items = kind_fields),
    FIELD_END,
};

static bool nothing_apply(Db *db, const Event *event, GError **error)
{
    return true;
}

static bool nothing_decide(Decision *decision, const void *args, GError **error)
{
    return true;
}

static bool nothing_answer(
    const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    return true;
}

static const Command good_command = {
    .name = "thing.make",
    .method = "POST",
    .path = "/things/{id}",
    .args = thing_fields,
    .args_size = sizeof(Thing),
    .decide = nothing_decide,
};

static const EventKind thing_events[] = {{"thing.made", thing_fields, sizeof(Thing)}, {NULL}};

static void expect(const Module *module, const char *words)
{
    const Module *const modules[] = {&tally_module, module, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_system();
    g_autoptr(Engine) engine = engine_new(NULL, clock, NULL, modules, &error);

    if (words == NULL) {
        g_assert_no_error(error);
        return;
    }
    g_assert_null(engine);
    g_assert_error(error, FAIL, FAIL_INVALID);
    if (strstr(error->message, words) == NULL)
        g_error("'%s' is not in '%s'", words, error->message);
}

static void expect_part(const Part *part, const char *words)
{
    const Module module = {"thing", PARTS(part), .personal_stays = "a test"};

    expect(&module, words);
}

static void expect_command(const Command *command, const char *words)
{
    const Command commands[] = {*command, {NULL}};
    const Part part = {.commands = commands};

    expect_part(&part, words);
}

/* The good command with one member changed. */
#define EXPECT_WITH(member, value, words)                                                          \
    G_STMT_START                                                                                   \
    {                                                                                              \
        Command changed = good_command;                                                            \
        changed.member = (value);                                                                  \
        expect_command(&changed, (words));                                                         \
    }                                                                                              \
    G_STMT_END

static void wrong_commands_are_named_at_start(void)
{
    expect_command(&good_command, NULL);
    EXPECT_WITH(method, "GET", "no method that changes things");
    EXPECT_WITH(path, "things", "does not begin with '/'");
    EXPECT_WITH(path, "/things/", "malformed segment ''");
    EXPECT_WITH(path, "/things/{id", "malformed segment '{id'");
    EXPECT_WITH(path, "/Things", "malformed segment 'Things'");
    EXPECT_WITH(path, "/things/{name}", "{name} is no argument");
    EXPECT_WITH(path, "/tallies/{id}/raises", "two of route");
    EXPECT_WITH(name, "tally.open", "two of operation tally.open");
    EXPECT_WITH(decide, NULL, "decides nothing");
    EXPECT_WITH(status, 404, "succeeds with status 404");
    EXPECT_WITH(args, twice_fields, "two fields 'id'");
    EXPECT_WITH(args_size, 8, "outside its struct");
}

static void a_secret_is_an_argument_and_nothing_else(void)
{
    const EventKind kept[] = {{"thing.made", secret_fields, sizeof(Thing)}, {NULL}};
    const EventKind deep[] = {{"thing.made", list_fields, sizeof(Thing)}, {NULL}};
    Command raw = good_command;

    EXPECT_WITH(args, secret_fields, NULL);
    EXPECT_WITH(args, list_fields, NULL);
    EXPECT_WITH(args, shown_fields, "secret field 'kind' of command 'thing.make' is not personal");
    raw.args = list_fields;
    raw.raw_max = 10;
    expect_command(&raw, "takes bytes and a secret field");
    expect_part(&(Part){.events = kept}, "'thing.made' would keep a secret field");
    expect_part(&(Part){.events = deep}, "'thing.made' would keep a secret field");
}

static void a_call_without_session_names_its_unit_and_asks_no_permission(void)
{
    Command open = good_command;

    open.session = SESSION_NONE;
    expect_command(&open, NULL);
    open.permission = "count";
    expect_command(&open, "a permission but no session");
    open.permission = NULL;
    open.path = "/things";
    open.args = kind_fields;
    expect_command(&open, "does not say which unit");
}

static bool nothing_take(Db *db, const Event *event, Statement *row, GError **error)
{
    return true;
}

static void wrong_events_and_followers_are_named_at_start(void)
{
    const Projection unknown[] = {{"thing.lost", "DELETE FROM due"}, {NULL}};
    const Projection empty[] = {{"thing.made"}, {NULL}};
    const Projection missing[] = {{"thing.made", "DELETE FROM due WHERE unit = $colour"}, {NULL}};
    const Projection both[] = {{"thing.made", "DELETE FROM due WHERE chore = $kind"}, {NULL}};
    const Projection fine[] = {
        {"thing.made",
            "DELETE FROM due WHERE unit = $unit AND at = $size AND chore = '$no' -- $no"},
        {NULL}};
    const Projection no_list[] = {
        {"thing.made", "DELETE FROM due WHERE unit = $each", .each = "size"}, {NULL}};
    const Projection no_sql[] = {{"thing.made", .apply = nothing_apply, .each = "parts"}, {NULL}};
    const Projection no_member[] = {
        {"thing.made", "DELETE FROM due WHERE unit = $each_colour", .each = "parts"}, {NULL}};
    const Projection each[] = {
        {"thing.made", "DELETE FROM due WHERE unit = $each_kind AND at = $each_n", .each = "parts"},
        {NULL}};
    const EventKind whole[] = {{"thing.made", parted_fields, sizeof(Thing)}, {NULL}};
    const Reaction reactions[] = {{"thing.lost", NULL}, {NULL}};
    const Chore chores[] = {{"ring", NULL}, {NULL}};
    const Projection rowless[] = {
        {"thing.made", .apply = nothing_apply, .take = nothing_take}, {NULL}};
    const NoteKind notes[] = {{"flags", "post", 100, "count"}, {"flags"}, {NULL}};
    const EventKind kinds[] = {{"thing.made", kind_fields, sizeof(Thing)}, {NULL}};
    const EventKind again[] = {{"tally.raised", thing_fields, sizeof(Thing)}, {NULL}};

    expect_part(&(Part){.events = thing_events, .projections = fine}, NULL);
    expect_part(&(Part){.events = thing_events, .projections = unknown},
        "projection of the unknown event 'thing.lost'");
    expect_part(&(Part){.events = thing_events, .projections = empty}, "not one of sql");
    expect_part(
        &(Part){.events = thing_events, .projections = no_list}, "'size', which is no list");
    expect_part(&(Part){.events = whole, .projections = no_sql}, "'parts', which is no list");
    expect_part(&(Part){.events = whole, .projections = no_member}, "items of 'parts' do not have");
    expect_part(&(Part){.events = whole, .projections = each}, NULL);
    expect_part(&(Part){.events = thing_events, .projections = missing}, "$colour");
    expect_part(&(Part){.events = kinds, .projections = both}, "both the event's own");
    expect_part(&(Part){.reactions = reactions}, "reaction of the unknown event");
    expect_part(&(Part){.chores = chores}, "two of chore ring");
    expect_part(&(Part){.events = thing_events, .projections = rowless}, "takes rows of no sql");
    expect_part(&(Part){.notes = notes}, "two of note flags");
    expect_part(&(Part){.notes = notes + 1}, "the note 'flags' says too little");
    expect_part(&(Part){.events = again}, "two of event tally.raised");
    expect(&(Module){"tally", PARTS(&(Part){0})}, "two of module tally");
}

static void wrong_queries_are_named_at_start(void)
{
    const Query clash[] = {{.name = "tally.open", .path = "/x", .answer = nothing_answer}, {NULL}};
    const Query mute[] = {{.name = "thing.get", .path = "/x"}, {NULL}};
    const Query open[] = {{.name = "thing.get",
                              .path = "/x",
                              .public = true,
                              .permission = "p",
                              .reply = thing_fields,
                              .answer = nothing_answer},
        {NULL}};
    const Query untold[] = {{.name = "thing.get", .path = "/x", .answer = nothing_answer}, {NULL}};

    expect_part(&(Part){.queries = clash}, "two of operation tally.open");
    expect_part(&(Part){.queries = mute}, "answers nothing");
    expect_part(&(Part){.queries = open}, "a permission but no session");
    expect_part(&(Part){.queries = untold}, "does not say what it answers");
}

static void the_document_names_every_call(void)
{
    static const Query queries[] = {{.name = "thing.list",
                                        .path = "/things/{id}/parts",
                                        .args = thing_fields,
                                        .args_size = sizeof(Thing),
                                        .public = true,
                                        .reply = thing_fields,
                                        .answer = nothing_answer},
        {NULL}};
    static const Part things_part = {.queries = queries};
    const Module things = {"thing", PARTS(&things_part)};
    const Module *const modules[] = {&tally_module, &things, NULL};
    g_autoptr(Clock) clock = clock_new_system();
    g_autoptr(Engine) engine = engine_new(NULL, clock, NULL, modules, NULL);
    json_auto_t *document = engine_openapi(engine);
    json_t *paths = json_object_get(document, "paths");
    json_t *open = json_object_get(json_object_get(paths, "/units/{unit}/tallies"), "post");
    json_t *list = json_object_get(json_object_get(paths, "/things/{id}/parts"), "get");
    json_t *body = NULL, *parameters = json_object_get(open, "parameters");

    g_assert_cmpstr(json_text(document, "openapi"), ==, "3.1.0");
    g_assert_cmpstr(json_text(open, "operationId"), ==, "tally.open");
    g_assert_cmpuint(json_array_size(parameters), ==, 2);
    g_assert_cmpstr(json_text(json_array_get(parameters, 0), "in"), ==, "path");
    g_assert_nonnull(json_object_get(json_object_get(open, "responses"), "201"));
    body = json_object_get(
        json_object_get(
            json_object_get(json_object_get(open, "requestBody"), "content"), "application/json"),
        "schema");
    g_assert_cmpuint(json_object_size(json_object_get(body, "properties")), ==, 1);
    g_assert_cmpuint(json_array_size(json_object_get(body, "required")), ==, 1);
    parameters = json_object_get(list, "parameters");
    g_assert_cmpuint(json_array_size(parameters), ==, 2);
    g_assert_cmpstr(json_text(json_array_get(parameters, 1), "in"), ==, "query");
    g_assert_cmpstr(
        json_text(json_object_get(json_array_get(parameters, 1), "schema"), "type"), ==, "integer");
    g_assert_cmpuint(json_array_size(json_object_get(list, "security")), ==, 0);
    g_assert_null(json_object_get(list, "requestBody"));
}

/* --- what is answered --- */

typedef struct Whole {
    json_t *one;
    json_t *many;
    json_t *any;
} Whole;

static const Field list_thing[] = {FIELD(Thing, kind, FIELD_WORD), FIELD_END};

static const Field whole_fields[] = {
    FIELD(Whole, one, FIELD_JSON, .object = thing_fields),
    FIELD(Whole, many, FIELD_JSON, .required = true, .items = list_thing),
    FIELD(Whole, any, FIELD_JSON, .required = true, .object = fields_free),
    FIELD_END,
};

static const Field sheet_args[] = {
    FIELD(Thing, kind, FIELD_WORD, .choices = sheet_formats), FIELD_END};

static const char *const drawn[] = {"image/png", NULL};

static const Query whole_queries[] = {
    {.name = "whole.get", .path = "/w", .reply = whole_fields, .answer = nothing_answer},
    {.name = "whole.list",
        .path = "/ws",
        .args = sheet_args,
        .args_size = sizeof(Thing),
        .reply = whole_fields,
        .answer = nothing_answer},
    {.name = "whole.draw", .path = "/d", .media = drawn, .answer = nothing_answer}, {NULL}};

static json_t *whole_document(void)
{
    static const Part wholes_part = {.queries = whole_queries};
    const Module wholes = {"whole", PARTS(&wholes_part)};
    const Module *const modules[] = {&wholes, NULL};
    g_autoptr(Clock) clock = clock_new_system();
    g_autoptr(Engine) engine = engine_new(NULL, clock, NULL, modules, NULL);

    return engine_openapi(engine);
}

/* What stands at "a/b/c", written without a space; NULL when nothing does. */
static char *found_at(const json_t *document, const char *place)
{
    g_auto(GStrv) pieces = g_strsplit(place, "|", -1);

    for (char **piece = pieces; *piece != NULL; piece++)
        document = json_object_get(document, *piece);
    char *text = json_dumps(document, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    char *mine = g_strdup(text);
    free(text);
    return mine;
}

static void check_at(const json_t *document, const char *place, const char *wanted)
{
    g_autofree char *found = found_at(document, place);

    g_assert_cmpstr(found, ==, wanted);
}

#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"

static void each_table_of_a_reply_stands_once_under_its_name(void)
{
    json_auto_t *document = whole_document();

    check_at(document, "paths|/w|get|responses|200|content|application/json|schema", REF("Whole"));
    check_at(document, "paths|/ws|get|responses|200|content|application/json|schema", REF("Whole"));
    /* Two tables describe a Thing: each is called after its place. */
    check_at(document, "components|schemas|Whole|properties|one|anyOf",
        "[" REF("WholeGetOne") ",{\"type\":\"null\"}]");
    check_at(document, "components|schemas|Whole|properties|many|items", REF("WholeGetMany"));
    check_at(document, "components|schemas|Whole|properties|any", "{\"type\":\"object\"}");
    check_at(document, "components|schemas|WholeGetMany|additionalProperties", "false");
}

static void bytes_and_sheets_say_their_media_types(void)
{
    json_auto_t *document = whole_document();

    check_at(document, "paths|/d|get|responses|200|content",
        "{\"image/png\":{\"schema\":{\"format\":\"binary\",\"type\":\"string\"}}}");
    for (const char *const *media = sheet_media; *media != NULL; media++) {
        g_autofree char *place =
            g_strconcat("paths|/ws|get|responses|200|content|", *media, "|schema|type", NULL);
        check_at(document, place, "\"string\"");
    }
    const json_t *parameters = json_object_get(
        json_object_get(json_object_get(json_object_get(document, "paths"), "/ws"), "get"),
        "parameters");
    check_at(json_array_get(parameters, 1), "name", "\"lang\"");
    check_at(json_array_get(parameters, 1), "schema|enum", "[\"zh\",\"en\"]");
}

static void services_are_found_by_name(void)
{
    static const Module *const modules[] = {&tally_module, NULL};
    g_autoptr(Clock) clock = clock_new_system();
    g_autoptr(Engine) engine = engine_new(NULL, clock, NULL, modules, NULL);
    int words = 0;

    engine_set_service(engine, "words", &words);
    g_assert_true(engine_service(engine, "words") == &words);
    g_assert_null(engine_service(engine, "settings"));
    g_assert_nonnull(engine_event_kind(engine, "alarm.set"));
    g_assert_null(engine_event_kind(engine, "alarm.lost"));
    g_assert_null(engine_command(engine, "alarm.lost"));
}

/* --- the derived tables against the journal --- */

static guint differences_of(Rig *rig)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

    engine_rebuild_check(rig->engine, lines, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < lines->len; i++)
        g_assert_nonnull(strstr(g_ptr_array_index(lines, i), "tally"));
    return lines->len;
}

static void rig_tamper(Rig *rig)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(rig->store, &error);
    g_autoptr(Statement) statement =
        store_prepare(db, "UPDATE tally SET total = 99 WHERE unit = 'R2'", &error);

    g_assert_no_error(error);
    statement_run(statement, &error);
    g_assert_no_error(error);
}

static void a_tampered_row_is_found_and_made_again(const char *url)
{
    g_autoptr(Rig) rig = rig_new(url, false);
    g_autofree char *first = rig_open(rig, "R1");
    g_autofree char *second = rig_open(rig, "R2");
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 5; i++)
        json_decref(rig_do(rig, "tally.raise", json_pack("{s:s, s:i}", "id", second, "by", i)));
    g_assert_cmpuint(differences_of(rig), ==, 0);
    rig_tamper(rig);
    g_assert_cmpuint(differences_of(rig), ==, 1);
    {
        g_autoptr(Db) db = store_writer(rig->store, &error);

        engine_rebuild(rig->engine, db, &error);
        g_assert_no_error(error);
    }
    g_assert_cmpuint(differences_of(rig), ==, 0);
    g_assert_cmpint(rig_number(rig, "SELECT total FROM tally WHERE unit = 'R2'"), ==, 10);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/engine/wrong commands are named at start", wrong_commands_are_named_at_start);
    g_test_add_func("/engine/a secret is an argument and nothing else",
        a_secret_is_an_argument_and_nothing_else);
    g_test_add_func("/engine/a call without session names its unit and asks no permission",
        a_call_without_session_names_its_unit_and_asks_no_permission);
    g_test_add_func("/engine/wrong events and followers are named at start",
        wrong_events_and_followers_are_named_at_start);
    g_test_add_func("/engine/wrong queries are named at start", wrong_queries_are_named_at_start);
    g_test_add_func("/engine/the document names every call", the_document_names_every_call);
    g_test_add_func("/engine/each table of a reply stands once under its name",
        each_table_of_a_reply_stands_once_under_its_name);
    g_test_add_func(
        "/engine/bytes and sheets say their media types", bytes_and_sheets_say_their_media_types);
    g_test_add_func("/engine/services are found by name", services_are_found_by_name);
    rig_test(
        "/engine/a tampered row is found and made again", a_tampered_row_is_found_and_made_again);
    return g_test_run();
}
