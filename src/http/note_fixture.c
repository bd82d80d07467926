/* SPDX-License-Identifier: Apache-2.0 */
#include "http/note_fixture.h"

#include "base/json.h"
#include "base/resource.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 20000

struct Desk {
    char *folder;
    Store *store;
    Schema *schema;
    Clock *clock;
    Guard guard;
    gint signed_out; /* atomic */
    Engine *engine;
    Feed *feed;
    Executor *executor;
    HttpServer *server;
};

static const char note_schema[] = "-- derived: notes\n"
                                  "CREATE TABLE note (\n"
                                  "    unit TEXT NOT NULL,\n"
                                  "    id TEXT NOT NULL,\n"
                                  "    words TEXT, -- personal\n"
                                  "    PRIMARY KEY (unit, id)\n"
                                  ");\n";

/* --- the module --- */

typedef struct Note {
    char *unit;
    char *id;
    char *digest;
    char *words;
    int64_t limit;
} Note;

static const Field written_fields[] = {
    FIELD(Note, digest, FIELD_WORD),
    FIELD(Note, words, FIELD_TEXT, .required = true),
    FIELD_END,
};

static const Field write_args[] = {
    FIELD(Note, unit, FIELD_WORD, .required = true),
    FIELD(Note, words, FIELD_TEXT, .required = true, .max = 20),
    FIELD_END,
};

static const Field change_args[] = {
    FIELD(Note, id, FIELD_WORD, .required = true),
    FIELD(Note, words, FIELD_TEXT, .required = true, .max = 20),
    FIELD_END,
};

static const Field get_args[] = {FIELD(Note, id, FIELD_WORD, .required = true), FIELD_END};

static const Field list_args[] = {
    FIELD(Note, unit, FIELD_WORD, .required = true),
    FIELD(Note, limit, FIELD_INT, .min = 1, .max = 5),
    FIELD_END,
};

static const EventKind note_events[] = {
    {"note.written", written_fields, sizeof(Note)},
    {NULL},
};

static const Projection note_projections[] = {
    {"note.written", "INSERT INTO note (unit, id, words) VALUES ($unit, $subject, $words)"
                     " ON CONFLICT (unit, id) DO UPDATE SET words = excluded.words"},
    {NULL},
};

static bool write_decide(Decision *decision, const void *args, GError **error)
{
    const Note *note = args;
    g_autofree char *next = decision_next_id(decision);
    const Note body = {
        .digest = g_str_has_suffix(next, "-1") ? (char *) "sm3" : NULL, .words = note->words};

    return decision_emit(decision, "note.written", note->id, &body, error);
}

static bool write_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);

    *out_reply = json_pack("{s:s}", "id", id);
    return true;
}

static char *reading_room(Engine *engine, Db *db, const void *args, GError **error)
{
    return g_strdup("R1");
}

typedef struct Entry {
    char *account;
    bool bearer;
    char *address;
    char *agent;
} Entry;

static const Field begin_args[] = {
    FIELD(Entry, account, FIELD_WORD, .required = true),
    FIELD(Entry, bearer, FIELD_BOOL),
    FIELD(Entry, address, FIELD_WORD),
    FIELD(Entry, agent, FIELD_TEXT),
    FIELD_END,
};

static bool begin_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const Entry *entry = args;

    *out_reply = json_pack("{s:s, s:s, s:s?, s:s?}", "account", entry->account, "token", "good",
        "address", entry->address, "agent", entry->agent);
    return true;
}

static bool end_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    *out_reply = json_object();
    return true;
}

static const Command note_commands[] = {
    {.name = "note.write",
        .method = "POST",
        .path = "/units/{unit}/notes",
        .permission = "write",
        .status = 201,
        .args = write_args,
        .args_size = sizeof(Note),
        .decide = write_decide,
        .conclude = write_conclude},
    {.name = "note.change",
        .method = "PUT",
        .path = "/notes/{id}/words",
        .permission = "write",
        .args = change_args,
        .args_size = sizeof(Note),
        .decide = write_decide},
    {.name = "session.begin",
        .method = "POST",
        .path = "/session",
        .session = SESSION_BEGINS,
        .args = begin_args,
        .args_size = sizeof(Entry),
        .unit_of = reading_room,
        .conclude = begin_conclude},
    {.name = "session.end",
        .method = "DELETE",
        .path = "/session",
        .session = SESSION_ENDS,
        .conclude = end_conclude},
    {NULL},
};

static bool get_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Note *note = args;
    g_autofree char *unit = text_unit_of(note->id);
    g_autoptr(Statement) statement =
        store_prepare(asking->db, "SELECT words FROM note WHERE unit = $unit AND id = $id", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "id", note->id);
    if (statement_step(statement, error) != STORE_ROW)
        return fail(error, FAIL_NOT_FOUND, "no such note");
    out_answer->json = json_pack("{s:s, s:s}", "id", note->id, "words", row_text(statement, 0));
    return true;
}

static const SheetColumn list_columns[] = {
    {"id", "id", SHEET_TEXT},
    {"words", "words", SHEET_TEXT},
    {NULL},
};

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Note *note = args;
    g_autoptr(Statement) statement = store_prepare(
        asking->db, "SELECT id, words FROM note WHERE unit = $unit ORDER BY id", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", note->unit);
    out_answer->sheet = sheet_new(list_columns);
    while (statement_step(statement, error) == STORE_ROW) {
        sheet_row(out_answer->sheet);
        sheet_text(out_answer->sheet, row_text(statement, 0));
        sheet_text(out_answer->sheet, row_text(statement, 1));
    }
    return true;
}

static const Query note_queries[] = {
    {.name = "note.get",
        .path = "/notes/{id}",
        .permission = "write",
        .args = get_args,
        .args_size = sizeof(Note),
        .reply = fields_free,
        .answer = get_answer},
    {.name = "note.list",
        .path = "/units/{unit}/notes",
        .permission = "write",
        .args = list_args,
        .args_size = sizeof(Note),
        .reply = fields_free,
        .answer = list_answer},
    {NULL},
};

static const Part note_part = {
    .events = note_events,
    .commands = note_commands,
    .queries = note_queries,
    .projections = note_projections,
};

static const Module note_module = {"note", PARTS(&note_part)};

/* --- the guard --- */

static Actor *desk_authenticate(
    void *self, Db *db, const char *token, const char *acting, int64_t now, GError **error)
{
    Desk *desk = self;
    bool is_good = g_str_equal(token, "good") && g_atomic_int_get(&desk->signed_out) == 0;

    if (!is_good && !g_str_equal(token, "other")) {
        fail_as(error, FAIL_DENIED, "signed_out", "no such session");
        return NULL;
    }
    Actor *actor = g_new0(Actor, 1);
    actor->account = g_strdup(is_good ? "R1-7" : "R2-7");
    actor->unit = g_strdup(is_good ? "R1" : "R2");
    actor->roles = g_new0(char *, 1);
    actor->session = g_strdup(token);
    return actor;
}

static bool desk_permits(void *self, Db *db, const Actor *actor, const char *permission,
    const char *unit, GError **error)
{
    return actor_is_system(actor) || g_strcmp0(actor->unit, unit) == 0 ||
           fail(error, FAIL_DENIED, "not yours");
}

static bool desk_oversees(void *self, Db *db, const Actor *actor, const char *unit)
{
    return g_strcmp0(actor->unit, unit) == 0;
}

/* --- the whole --- */

static void desk_schema(Desk *desk)
{
    const char *names[] = {"001_journal.sql", "002_engine.sql", "900_note.sql", NULL};
    const char *texts[] = {resource_text("/schema/001_journal.sql", NULL),
        resource_text("/schema/002_engine.sql", NULL), note_schema, NULL};
    g_autoptr(GError) error = NULL;
    bool replay = false;

    desk->schema = schema_new(names, texts, &error);
    g_assert_no_error(error);
    g_autoptr(Db) db = store_writer(desk->store, &error);
    g_assert_true(schema_apply(desk->schema, db, &replay, &error));
}

static void desk_engine(Desk *desk)
{
    static const Module *const modules[] = {&note_module, NULL};
    g_autoptr(GError) error = NULL;

    desk->clock = clock_new_system();
    desk->engine = engine_new(desk->store, desk->clock, desk->schema, modules, &error);
    g_assert_no_error(error);
    desk->guard = (Guard){.self = desk,
        .authenticate = desk_authenticate,
        .permits = desk_permits,
        .oversees = desk_oversees};
    engine_set_guard(desk->engine, &desk->guard);
    desk->feed = feed_new();
    desk->executor = executor_new(desk->engine, desk->feed, &error);
    g_assert_no_error(error);
}

Desk *desk_new(void)
{
    Desk *desk = g_new0(Desk, 1);
    g_autoptr(GError) error = NULL;

    desk->folder = g_dir_make_tmp("http-XXXXXX", NULL);
    g_autofree char *url = g_strdup_printf("sqlite:%s/test.db", desk->folder);
    desk->store = store_open(url, &error);
    g_assert_no_error(error);
    desk_schema(desk);
    desk_engine(desk);
    const HttpConfig config = {
        .listen = "127.0.0.1:0",
        .connections = 64,
        .connections_each = 64,
        .hosts = "desk",
        .engine = desk->engine,
        .executor = desk->executor,
        .feed = desk->feed,
    };
    desk->server = http_server_new(&config, &error);
    g_assert_no_error(error);
    return desk;
}

void desk_free(Desk *desk)
{
    if (desk == NULL)
        return;
    http_server_free(desk->server);
    executor_free(desk->executor);
    feed_free(desk->feed);
    engine_free(desk->engine);
    clock_free(desk->clock);
    schema_free(desk->schema);
    store_free(desk->store);
    g_autoptr(GDir) dir = g_dir_open(desk->folder, 0, NULL);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(desk->folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(desk->folder);
    g_free(desk->folder);
    g_free(desk);
}

int desk_port(const Desk *desk)
{
    return atoi(strrchr(http_server_url(desk->server), ':') + 1);
}

void desk_sign_out(Desk *desk)
{
    g_atomic_int_set(&desk->signed_out, 1);
}

char *desk_write(Desk *desk, const char *unit, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Actor) system = actor_system();
    json_auto_t *args = json_pack("{s:s, s:s}", "unit", unit, "words", words);
    json_auto_t *reply = NULL;

    executor_run(
        desk->executor, engine_command(desk->engine, "note.write"), system, args, &reply, &error);
    g_assert_no_error(error);
    return g_strdup(json_text(reply, "id"));
}

/* --- the client --- */

int desk_call(Desk *desk, const char *request)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t) desk_port(desk)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    size_t length = strlen(request);

    g_assert_cmpint(
        connect(fd, (const struct sockaddr *) (const void *) &address, sizeof address), ==, 0);
    g_assert_cmpint(send(fd, request, length, MSG_NOSIGNAL), ==, (ssize_t) length);
    return fd;
}

char *desk_hear(int fd, const char *wanted)
{
    GString *heard = g_string_new(NULL);
    char piece[4096];

    while (wanted == NULL || strstr(heard->str, wanted) == NULL) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        g_assert_cmpint(poll(&ready, 1, PATIENCE_MS), ==, 1);
        ssize_t count = recv(fd, piece, sizeof piece, 0);
        if (count <= 0)
            break;
        g_string_append_len(heard, piece, count);
    }
    return g_string_free(heard, FALSE);
}

char *desk_talk(Desk *desk, const char *request, const char *wanted)
{
    int fd = desk_call(desk, request);
    char *heard = desk_hear(fd, wanted);

    close(fd);
    return heard;
}
