/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/tally_fixture.h"

#include "base/resource.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>

static const char tally_schema[] =
    "-- derived: what is counted\n"
    "CREATE TABLE tally (\n"
    "    unit TEXT NOT NULL,\n"
    "    id TEXT NOT NULL,       -- UNIT-SEQ\n"
    "    name TEXT NOT NULL,     -- of what is counted\n"
    "    total BIGINT NOT NULL,  -- so far\n"
    "    marks TEXT,             -- words of the last raise, comma-joined\n"
    "    shape TEXT,             -- any JSON of the last raise\n"
    "    urgent BIGINT,          -- 0 or 1\n"
    "    note TEXT,              -- personal\n"
    "    PRIMARY KEY (unit, id)\n"
    ");\n"
    "-- derived: one row for each raise\n"
    "CREATE TABLE tally_raise (\n"
    "    unit TEXT NOT NULL,\n"
    "    id TEXT NOT NULL,       -- of the event\n"
    "    mark TEXT,              -- given by the client\n"
    "    PRIMARY KEY (unit, id)\n"
    ");\n"
    "-- derived: one row for each mark\n"
    "CREATE TABLE tally_mark (\n"
    "    unit TEXT NOT NULL,\n"
    "    seq BIGINT NOT NULL,    -- of the raise\n"
    "    place BIGINT NOT NULL,  -- in its list, 1 first\n"
    "    mark TEXT NOT NULL,     -- a word\n"
    "    PRIMARY KEY (unit, seq, place)\n"
    ");\n"
    "-- working: tries, also of refused commands\n"
    "CREATE TABLE tally_try (\n"
    "    unit TEXT NOT NULL PRIMARY KEY,\n"
    "    tries BIGINT NOT NULL   -- so far\n"
    ");\n";

typedef struct Opening {
    char *unit;
    char *digest;
    char *name;
} Opening;

static const Field opened_fields[] = {
    FIELD(Opening, digest, FIELD_WORD),
    FIELD(Opening, name, FIELD_TEXT, .required = true, .plain = true),
    FIELD_END,
};

static const Field open_args[] = {
    FIELD(Opening, unit, FIELD_WORD, .required = true),
    FIELD(Opening, name, FIELD_TEXT, .required = true, .max = 20, .help = "What is counted."),
    FIELD_END,
};

typedef struct Raise {
    char *id;
    int64_t by;
    char *mark;
    char *note;
    char **marks;
    json_t *shape;
    bool urgent;
    char *prepared; /* by prepare() */
} Raise;

static const Field raised_fields[] = {
    FIELD(Raise, by, FIELD_INT, .required = true),
    FIELD(Raise, mark, FIELD_WORD),
    FIELD(Raise, note, FIELD_TEXT),
    FIELD(Raise, marks, FIELD_WORDS),
    FIELD(Raise, shape, FIELD_JSON),
    FIELD(Raise, urgent, FIELD_BOOL),
    FIELD_END,
};

static const Field raise_args[] = {
    FIELD(Raise, id, FIELD_WORD, .required = true),
    FIELD(Raise, by, FIELD_INT, .required = true),
    FIELD(Raise, mark, FIELD_WORD),
    FIELD(Raise, note, FIELD_TEXT),
    FIELD(Raise, marks, FIELD_WORDS),
    FIELD(Raise, shape, FIELD_JSON),
    FIELD(Raise, urgent, FIELD_BOOL),
    FIELD_END,
};

typedef struct Link {
    char *id;
    int64_t left;
} Link;

static const Field linked_fields[] = {
    FIELD(Link, left, FIELD_INT, .required = true),
    FIELD_END,
};

static const Field link_args[] = {
    FIELD(Link, id, FIELD_WORD, .required = true),
    FIELD(Link, left, FIELD_INT, .required = true),
    FIELD_END,
};

typedef struct Alarm {
    char *id;
    char *chore;
    int64_t due_at;
} Alarm;

static const Field alarm_fields[] = {
    FIELD(Alarm, chore, FIELD_WORD, .required = true),
    FIELD(Alarm, due_at, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field alarm_args[] = {
    FIELD(Alarm, id, FIELD_WORD, .required = true),
    FIELD(Alarm, chore, FIELD_WORD, .required = true),
    FIELD(Alarm, due_at, FIELD_TIME, .required = true),
    FIELD_END,
};

static const EventKind tally_events[] = {
    {"tally.opened", opened_fields, sizeof(Opening)},
    {"tally.raised", raised_fields, sizeof(Raise)},
    {"tally.linked", linked_fields, sizeof(Link)},
    {"tally.swung", NULL, 0},
    {"tally.swung_back", NULL, 0},
    {"alarm.set", alarm_fields, sizeof(Alarm)},
    {"alarm.rang", NULL, 0},
    {NULL},
};

static const Projection tally_projections[] = {
    {"tally.opened", "INSERT INTO tally (unit, id, name, total) VALUES ($unit, $subject, $name, 0)"
                     " ON CONFLICT (unit, id) DO NOTHING"},
    {"tally.raised",
        "UPDATE tally SET total = total + $by, marks = $marks, shape = $shape, urgent = $urgent,"
        " note = $note WHERE unit = $unit AND id = $subject -- not a parameter: $nothing\n"},
    {"tally.raised", "INSERT INTO tally_raise (unit, id, mark)"
                     " VALUES ($unit, CAST($unit AS TEXT) || '-' || CAST($seq AS TEXT), $mark)"},
    {"tally.raised",
        "INSERT INTO tally_mark (unit, seq, place, mark)"
        " VALUES ($unit, $seq, CAST($each_n AS BIGINT) + 1, $each)",
        .each = "marks", .one = true},
    {"alarm.set",
        "INSERT INTO due (unit, chore, subject, at) VALUES ($unit, $chore, $subject, $due_at)"
        " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at"},
    {"alarm.rang", "DELETE FROM due WHERE unit = $unit AND chore = 'ring' AND subject = $subject"},
    {NULL},
};

static bool open_decide(Decision *decision, const void *args, GError **error)
{
    const Opening *opening = args;
    g_autofree char *next = decision_next_id(decision);
    const Opening body = {
        .digest = g_str_has_suffix(next, "-1") ? (char *) "sm3" : NULL, .name = opening->name};

    return decision_emit(decision, "tally.opened", NULL, &body, error);
}

static bool tally_total(Decision *decision, const char *id, int64_t *out_total, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        decision_db(decision), "SELECT total FROM tally WHERE unit = $unit AND id = $id", error);
    StoreStep step = STORE_FAILED;

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", id);
    step = statement_step(statement, error);
    if (step == STORE_DONE)
        return fail(error, FAIL_NOT_FOUND, "no tally '%s'", id);
    if (step == STORE_ROW)
        *out_total = row_int(statement, 0);
    return step == STORE_ROW;
}

static bool raise_decide(Decision *decision, const void *args, GError **error)
{
    const Raise *raise = args;
    int64_t total = 0;

    if (!tally_total(decision, raise->id, &total, error) ||
        !decision_emit(decision, "tally.raised", raise->id, raise, error))
        return false;
    /* After the event, so that there is something to undo. */
    if (raise->by < 0)
        return fail_as(error, FAIL_CONFLICT, "wrong_way", "a tally only rises");
    return true;
}

static bool raise_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const Raise *raise = args;
    g_autofree char *event = decision_first_id(decision);
    int64_t total = 0;

    if (!tally_total(decision, raise->id, &total, error))
        return false;
    *out_reply = json_pack("{s:s?, s:I, s:s?}", "event", event, "total", (json_int_t) total,
        "prepared", raise->prepared);
    return true;
}

static bool raise_prepare(const Preparation *preparation, void *args, GError **error)
{
    Raise *raise = args;
    pthread_mutex_t *gate = engine_service(preparation->engine, "gate");

    if (gate != NULL) {
        pthread_mutex_lock(gate);
        pthread_mutex_unlock(gate);
    }
    if (raise->by == 0)
        return fail(error, FAIL_INVALID, "nothing to prepare");
    raise->prepared = g_strdup_printf("by %d for %s", (int) raise->by, preparation->actor->account);
    return true;
}

static void raise_clear(void *args)
{
    g_free(((Raise *) args)->prepared);
}

static bool link_decide(Decision *decision, const void *args, GError **error)
{
    const Link *link = args;

    return decision_emit(decision, "tally.linked", link->id, link, error);
}

static bool swing_decide(Decision *decision, const void *args, GError **error)
{
    return decision_emit(decision, "tally.swung", ((const Link *) args)->id, NULL, error);
}

/* Counts the try and refuses. */
static bool try_settle(Decision *decision, const void *args, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO tally_try (unit, tries) VALUES ($unit, 1)"
        " ON CONFLICT (unit) DO UPDATE SET tries = tally_try.tries + 1",
        error);
    GError *refusal = NULL;

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    if (!statement_run(statement, error))
        return false;
    fail_as(&refusal, FAIL_DENIED, "wrong_password", "no");
    decision_refuse(decision, refusal);
    return true;
}

static bool alarm_decide(Decision *decision, const void *args, GError **error)
{
    return decision_emit(decision, "alarm.set", ((const Alarm *) args)->id, args, error);
}

/* An alarm that leaves no trace in the record. */
static bool wake_decide(Decision *decision, const void *args, GError **error)
{
    const Alarm *alarm = args;

    return decision_wake(decision, alarm->chore, alarm->id, alarm->due_at, error);
}

static const Command tally_commands[] = {
    {.name = "tally.open",
        .method = "POST",
        .path = "/units/{unit}/tallies",
        .permission = "count",
        .status = 201,
        .args = open_args,
        .args_size = sizeof(Opening),
        .decide = open_decide,
        .help = "Opens a tally."},
    {.name = "tally.raise",
        .method = "POST",
        .path = "/tallies/{id}/raises",
        .permission = "count",
        .args = raise_args,
        .args_size = sizeof(Raise),
        .decide = raise_decide,
        .conclude = raise_conclude},
    {.name = "tally.raise_slowly",
        .method = "POST",
        .path = "/tallies/{id}/slow",
        .args = raise_args,
        .args_size = sizeof(Raise),
        .prepare = raise_prepare,
        .clear = raise_clear,
        .decide = raise_decide,
        .conclude = raise_conclude},
    {.name = "tally.link",
        .method = "POST",
        .path = "/tallies/{id}/links",
        .args = link_args,
        .args_size = sizeof(Link),
        .decide = link_decide},
    {.name = "tally.swing",
        .method = "POST",
        .path = "/tallies/{id}/swings",
        .args = link_args,
        .args_size = sizeof(Link),
        .decide = swing_decide},
    {.name = "tally.try",
        .method = "POST",
        .path = "/tallies/{id}/tries",
        .args = link_args,
        .args_size = sizeof(Link),
        .session = SESSION_NONE,
        .settle = try_settle},
    {.name = "tally.inside", .args = link_args, .args_size = sizeof(Link), .decide = link_decide},
    {.name = "alarm.set",
        .method = "PUT",
        .path = "/tallies/{id}/alarm",
        .args = alarm_args,
        .args_size = sizeof(Alarm),
        .decide = alarm_decide},
    {.name = "alarm.wake", .args = alarm_args, .args_size = sizeof(Alarm), .decide = wake_decide},
    {NULL},
};

static bool link_react(Decision *decision, const Event *event, GError **error)
{
    const json_int_t left = json_integer_value(json_object_get(event->body, "left"));
    json_auto_t *body = json_pack("{s:I}", "left", left - 1);

    return left == 0 || decision_emit_json(decision, "tally.linked", event->subject, body, error);
}

static bool swing_react(Decision *decision, const Event *event, GError **error)
{
    bool forth = strcmp(event->kind, "tally.swung") == 0;

    return decision_emit(
        decision, forth ? "tally.swung_back" : "tally.swung", event->subject, NULL, error);
}

static const Reaction tally_reactions[] = {
    {"tally.linked", link_react},
    {"tally.swung", swing_react},
    {"tally.swung_back", swing_react},
    {NULL},
};

static bool ring_decide(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    return decision_emit(decision, "alarm.rang", subject, NULL, error);
}

static bool stay_decide(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    return true;
}

static bool fail_decide(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    return decision_emit(decision, "alarm.rang", subject, NULL, error) &&
           fail(error, FAIL_CONFLICT, "this chore always fails");
}

static const Chore tally_chores[] = {
    {"ring", ring_decide},
    {"stay", stay_decide},
    {"fail", fail_decide},
    {NULL},
};

static const Part tally_part = {
    .events = tally_events,
    .commands = tally_commands,
    .projections = tally_projections,
    .reactions = tally_reactions,
    .chores = tally_chores,
};

const Module tally_module = {"tally", PARTS(&tally_part)};

static bool rig_permits(void *self, Db *db, const Actor *actor, const char *permission,
    const char *unit, GError **error)
{
    Rig *rig = self;

    if (rig->patience > 0)
        rig->patience--;
    else if (rig->patience == 0)
        return fail(error, FAIL_DENIED, "the guard has changed its mind");
    if (strcmp(permission, "count") == 0)
        return true;
    return fail(error, FAIL_DENIED, "the guard says no");
}

static bool rig_open_schema(Rig *rig, GError **error)
{
    const char *names[] = {"001_journal.sql", "002_engine.sql", "900_tally.sql", NULL};
    const char *texts[] = {resource_text("/schema/001_journal.sql", NULL),
        resource_text("/schema/002_engine.sql", NULL), tally_schema, NULL};
    g_autoptr(Db) db = NULL;
    bool replay = false;

    rig->schema = schema_new(names, texts, error);
    if (rig->schema == NULL)
        return false;
    db = store_writer(rig->store, error);
    return db != NULL && schema_apply(rig->schema, db, &replay, error);
}

static Actor *officer_new(void)
{
    Actor *officer = g_new0(Actor, 1);

    officer->account = g_strdup("R1-7");
    officer->person = g_strdup("R1-6");
    officer->name = g_strdup("Li");
    officer->unit = g_strdup("R1");
    officer->roles = g_new0(char *, 1);
    officer->session = g_strdup("s");
    return officer;
}

static bool rig_start(Rig *rig, bool ticking, GError **error)
{
    static const Module *const modules[] = {&tally_module, &seal_module, NULL};

    if (!rig_open_schema(rig, error))
        return false;
    rig->clock = ticking ? clock_new_system() : clock_new_manual(RIG_START);
    rig->engine = engine_new(rig->store, rig->clock, rig->schema, modules, error);
    if (rig->engine == NULL)
        return false;
    rig->guard = (Guard){.self = rig, .permits = rig_permits};
    rig->patience = -1;
    engine_set_guard(rig->engine, &rig->guard);
    rig->feed = feed_new();
    rig->executor = executor_new(rig->engine, rig->feed, error);
    rig->officer = officer_new();
    return rig->executor != NULL;
}

Rig *rig_try_on(const char *url, bool ticking, GError **error)
{
    g_autoptr(Rig) rig = g_new0(Rig, 1);

    rig->store = store_open(url, error);
    if (rig->store == NULL || !rig_start(rig, ticking, error))
        return NULL;
    return g_steal_pointer(&rig);
}

Rig *rig_new_on(const char *url, bool ticking)
{
    g_autoptr(GError) error = NULL;
    Rig *rig = rig_try_on(url, ticking, &error);

    g_assert_no_error(error);
    return rig;
}

Rig *rig_new(const char *url, bool ticking)
{
    Rig *rig = NULL;
    g_autoptr(GError) error = NULL;

    if (url == NULL) {
        char *folder = g_dir_make_tmp("engine-XXXXXX", NULL);
        g_autofree char *file = g_strdup_printf("sqlite:%s/test.db", folder);

        rig = rig_new_on(file, ticking);
        rig->folder = folder;
        return rig;
    }
    rig = g_new0(Rig, 1);
    rig->server = store_open(url, &error);
    g_assert_no_error(error);
    rig->store = store_open_scratch(rig->server, &error);
    g_assert_no_error(error);
    rig_start(rig, ticking, &error);
    g_assert_no_error(error);
    return rig;
}

void rig_folder_remove(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        g_remove(path);
    }
    g_rmdir(folder);
}

void rig_free(Rig *rig)
{
    if (rig == NULL)
        return;
    executor_free(rig->executor);
    feed_free(rig->feed);
    engine_free(rig->engine);
    clock_free(rig->clock);
    schema_free(rig->schema);
    store_free(rig->store);
    store_free(rig->server);
    actor_free(rig->officer);
    if (rig->folder != NULL)
        rig_folder_remove(rig->folder);
    g_free(rig->folder);
    g_free(rig);
}

json_t *rig_run(Rig *rig, const char *command, json_t *args, GError **error)
{
    const Command *row = engine_command(rig->engine, command);
    json_auto_t *given = args;
    json_t *reply = NULL;

    g_assert_nonnull(row);
    if (!executor_run(rig->executor, row, rig->officer, given, &reply, error))
        return NULL;
    return reply;
}

json_t *rig_do(Rig *rig, const char *command, json_t *args)
{
    g_autoptr(GError) error = NULL;
    json_t *reply = rig_run(rig, command, args, &error);

    g_assert_no_error(error);
    return reply;
}

char *rig_open(Rig *rig, const char *unit)
{
    json_decref(rig_do(rig, "tally.open", json_pack("{s:s, s:s}", "unit", unit, "name", "calls")));
    return g_strdup_printf("%s-1", unit);
}

int64_t rig_number_literal(Rig *rig, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(rig->store, &error);
    g_autoptr(Statement) statement = store_prepare_static(db, sql, &error);
    int64_t number = 0;

    g_assert_no_error(error);
    g_assert_cmpint(statement_step(statement, &error), ==, STORE_ROW);
    number = row_int(statement, 0);
    return number;
}

typedef struct Case {
    void (*test)(const char *url);
    bool postgres;
} Case;

static void case_run(const void *data)
{
    const Case *given = data;
    const char *url = g_getenv("SHAODIAN_TEST_PG");

    if (given->postgres && url == NULL)
        g_test_skip("SHAODIAN_TEST_PG is not set");
    else
        given->test(given->postgres ? url : NULL);
}

void rig_test(const char *path, void (*test)(const char *url))
{
    for (int i = 0; i < 2; i++) {
        Case *given = g_new0(Case, 1);
        g_autofree char *name = g_strdup_printf("%s (%s)", path, i == 0 ? "SQLite" : "PostgreSQL");

        *given = (Case){.test = test, .postgres = i == 1};
        g_test_add_data_func_full(name, given, case_run, g_free);
    }
}
