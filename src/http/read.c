/* SPDX-License-Identifier: Apache-2.0 */
/* read - a request that is a query: signed in, permitted, answered from one snapshot. */
#include "base/text.h"
#include "http/errand.h"
#include "http/render.h"

#include <string.h>

static const Field no_fields[] = {FIELD_END};

/* One query under way. */
typedef struct Reading {
    const Asked *asked;
    const Query *query;
    Db *db;
    json_t *json; /* arguments */
    void *args;
} Reading;

static const Field *query_fields(const Query *query)
{
    return query->args == NULL ? no_fields : query->args;
}

static Engine *reading_engine(const Reading *reading)
{
    return reading->asked->server->config.engine;
}

/* As for commands: the argument `unit`, else the unit in `id`, else the reader's own. */
static char *reading_unit(const Reading *reading, GError **error)
{
    if (reading->query->unit_of != NULL)
        return reading->query->unit_of(reading_engine(reading), reading->db, reading->args, error);
    const char *unit = json_string_value(json_object_get(reading->json, "unit"));
    if (unit != NULL)
        return g_strdup(unit);
    const char *id = json_string_value(json_object_get(reading->json, "id"));
    char *of_id = id == NULL ? NULL : text_unit_of(id);
    if (id == NULL)
        return g_strdup(reading->asked->actor->unit);
    if (of_id == NULL)
        fail(error, FAIL_NOT_FOUND, "no such id");
    return of_id;
}

static bool reading_permitted(const Reading *reading, GError **error)
{
    const Guard *guard = engine_guard(reading_engine(reading));

    if (!reading->query->public && !reading->query->room && actor_is_room(reading->asked->actor))
        return fail_as(error, FAIL_DENIED, "nobody_acts", "who reads? Choose yourself first");
    if (reading->query->public || reading->query->permission == NULL)
        return true;
    g_autofree char *unit = reading_unit(reading, error);
    if (unit == NULL)
        return false;
    return guard->permits(
        guard->self, reading->db, reading->asked->actor, reading->query->permission, unit, error);
}

static Reply *sheet_reply(const Reading *reading, const Sheet *sheet, GError **error)
{
    const Rendering rendering = {
        .words = reading->asked->server->words,
        .press = engine_service(reading_engine(reading), SERVICE_PRESS),
        .query = reading->query->name,
        .format = target_query(reading->asked->target, "format"),
        .lang = target_query(reading->asked->target, "lang"),
        .now = clock_now(engine_clock(reading_engine(reading))),
        .work = reading->asked->work,
    };

    return render_sheet(&rendering, sheet, error);
}

/* RFC 6266 with the name percent-encoded: names are user text. */
static void disposition_set(Reply *reply, const char *file_name)
{
    g_autofree char *escaped = g_uri_escape_string(file_name, NULL, FALSE);
    g_autofree char *value = g_strdup_printf("attachment; filename*=UTF-8''%s", escaped);

    reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, value);
}

static Reply *bytes_reply(Answer *answer)
{
    Reply *reply = reply_bytes(MHD_HTTP_OK, NULL, g_steal_pointer(&answer->bytes));

    reply_header(reply, MHD_HTTP_HEADER_CONTENT_TYPE,
        answer->media_type == NULL ? "application/octet-stream" : answer->media_type);
    /* A browser shows no PDF inside a sandbox; a paper of the program's own needs none. */
    bool paper = answer->file_name == NULL && g_strcmp0(answer->media_type, "application/pdf") == 0;
    reply_header(reply, "Content-Security-Policy",
        paper ? "frame-ancestors 'self'" : "default-src 'none'; frame-ancestors 'self'; sandbox");
    if (answer->file_name != NULL)
        disposition_set(reply, answer->file_name);
    reply->tagged = true;
    return reply;
}

/* A sheet is asked of what makes none: that it is passed over would look like an answer. */
static bool lacks_sheet(const Reading *reading, const Answer *answer)
{
    const Field *field = reading->query->args;

    for (; field != NULL && field->name != NULL; field++)
        if (strcmp(field->name, "format") == 0)
            return false;
    return answer->sheet == NULL && sheet_is_wanted(target_query(reading->asked->target, "format"));
}

static Reply *answer_reply(const Reading *reading, Answer *answer, GError **error)
{
    if (lacks_sheet(reading, answer)) {
        fail_field(error, "format", "no_sheet");
        return NULL;
    }
    if (answer->json != NULL)
        return reply_json(MHD_HTTP_OK, answer->json);
    if (answer->bytes != NULL)
        return bytes_reply(answer);
    if (answer->sheet == NULL) {
        fail(error, FAIL_CORRUPT, "%s answered nothing", reading->query->name);
        return NULL;
    }
    return sheet_reply(reading, answer->sheet, error);
}

static Asking asking_of(const Reading *reading)
{
    return (Asking){
        .engine = reading_engine(reading),
        .db = reading->db,
        .actor = reading->asked->actor,
        .now = clock_now(engine_clock(reading_engine(reading))),
        .work = reading->asked->work,
    };
}

static Reply *reading_ask(const Reading *reading, GError **error)
{
    Answer answer = {0};
    const Asking asking = asking_of(reading);
    Reply *reply = query_answers(reading->query, &asking, reading->args, &answer, error)
                       ? answer_reply(reading, &answer, error)
                       : NULL;

    answer_clear(&answer);
    return reply;
}

static void reading_clear(Reading *reading)
{
    if (reading->args != NULL)
        fields_clear(query_fields(reading->query), reading->args);
    g_free(reading->args);
    json_decref(reading->json);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* Its arguments, and whether it may be asked. */
static bool reading_begin(Reading *reading, const Asked *asked, Db *db, GError **error)
{
    g_autofree void *args = g_malloc0(MAX(asked->route->query->args_size, 1));

    reading->asked = asked;
    reading->query = asked->route->query;
    reading->db = db;
    reading->json = route_query_args(asked->route, asked->segments, asked->target, error);
    if (reading->json == NULL ||
        !fields_read(query_fields(reading->query), FIELD_QUERY, reading->json, "", args, error))
        return false;
    reading->args = g_steal_pointer(&args);
    return reading_permitted(reading, error);
}

/* What a read that failed was made into is no answer, whoever listened. */
static Reply *reply_sound(Reply *reply /* taken */, const Db *db, GError **error)
{
    if (store_sound(db, error))
        return reply;
    reply_free(reply);
    return NULL;
}

Reply *query_reply(const Asked *asked, Db *db, GError **error)
{
    g_auto(Reading) reading = {0};
    Reply *reply = reading_begin(&reading, asked, db, error) ? reading_ask(&reading, error) : NULL;

    return reply_sound(reply, db, error);
}

/* Does it print or pack? Nobody who has not signed in makes the pool work. */
static bool is_slow(const Asked *asked)
{
    const Query *query = asked->route->query;

    return !query->public &&
           (query->slow || sheet_is_wanted(target_query(asked->target, "format")));
}

static WorkWeight reading_weight(const Reading *reading)
{
    const Asking asking = asking_of(reading);

    return reading->query->weight == NULL ? WORK_QUICK
                                          : reading->query->weight(&asking, reading->args);
}

/* The answer of a quick query; of a slow one what it weighs, NULL and no error. */
static Reply *snapshot_reply(Request *request, Db *db, WorkWeight *out_weight, GError **error)
{
    g_auto(Reading) reading = {0};
    g_autoptr(StoreTxn) txn = store_begin_read(db, error);

    if (txn == NULL || (!request->route->query->public && !request_sign_in(request, db, error)))
        return NULL;
    const Asked asked = {.server = request->server,
        .actor = request->actor,
        .route = request->route,
        .segments = request->target.segments,
        .target = &request->target};
    if (!reading_begin(&reading, &asked, db, error))
        return NULL;
    if (!is_slow(&asked))
        return reading_ask(&reading, error);
    *out_weight = reading_weight(&reading);
    return NULL;
}

void query_serve(Request *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(request->server->config.engine), &error);
    WorkWeight weight = WORK_QUICK;
    Reply *reply = db == NULL ? NULL : snapshot_reply(request, db, &weight, &error);

    if (db != NULL)
        reply = reply_sound(reply, db, &error);
    g_clear_pointer(&db, db_release);
    request_note_use(request);
    if (reply != NULL)
        request_reply(request, reply);
    else if (error != NULL)
        request_fail(request, error);
    else
        errand_query(request, query_reply, weight);
}
