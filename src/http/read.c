/* SPDX-License-Identifier: Apache-2.0 */
/* read - a request that is a query: signed in, permitted, answered from one snapshot. */
#include "base/text.h"
#include "http/render.h"
#include "http/request.h"

#include <string.h>

static const Field no_fields[] = {FIELD_END};

/* One query under way. */
typedef struct Reading {
    Request *request;
    const Query *query;
    const Route *route;
    char *const *segments;
    const Target *target;
    Db *db;
    json_t *json; /* arguments */
    void *args;
} Reading;

static const Field *reading_fields(const Reading *reading)
{
    return reading->query->args == NULL ? no_fields : reading->query->args;
}

static Engine *reading_engine(const Reading *reading)
{
    return reading->request->server->config.engine;
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
        return g_strdup(reading->request->actor->unit);
    if (of_id == NULL)
        fail(error, FAIL_NOT_FOUND, "no such id");
    return of_id;
}

static bool reading_permitted(const Reading *reading, GError **error)
{
    const Guard *guard = engine_guard(reading_engine(reading));

    if (!reading->query->public && !reading->query->room && actor_is_room(reading->request->actor))
        return fail_as(error, FAIL_DENIED, "nobody_acts", "who reads? Choose yourself first");
    if (reading->query->public || reading->query->permission == NULL)
        return true;
    g_autofree char *unit = reading_unit(reading, error);
    if (unit == NULL)
        return false;
    return guard->permits(
        guard->self, reading->db, reading->request->actor, reading->query->permission, unit, error);
}

static Reply *sheet_reply(const Reading *reading, const Sheet *sheet, GError **error)
{
    const Rendering rendering = {
        .words = reading->request->server->words,
        .press = engine_service(reading_engine(reading), SERVICE_PRESS),
        .query = reading->query->name,
        .format = target_query(reading->target, "format"),
        .lang = target_query(reading->target, "lang"),
        .now = clock_now(engine_clock(reading_engine(reading))),
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

static Reply *answer_reply(const Reading *reading, Answer *answer, GError **error)
{
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

static Reply *reading_ask(Reading *reading, GError **error)
{
    Answer answer = {0};
    const Asking asking = {
        .engine = reading_engine(reading),
        .db = reading->db,
        .actor = reading->request->actor,
        .now = clock_now(engine_clock(reading_engine(reading))),
    };

    if (!reading_permitted(reading, error))
        return NULL;
    Reply *reply = reading->query->answer(&asking, reading->args, &answer, error)
                       ? answer_reply(reading, &answer, error)
                       : NULL;
    answer_clear(&answer);
    return reply;
}

static Reply *reading_run(Reading *reading, GError **error)
{
    json_auto_t *json = route_query_args(reading->route, reading->segments, reading->target, error);
    if (json == NULL)
        return NULL;
    reading->json = json;
    g_autofree void *args = g_malloc0(MAX(reading->query->args_size, 1));
    reading->args = args;
    if (!fields_read(reading_fields(reading), FIELD_QUERY, json, "", args, error))
        return NULL;
    Reply *reply = reading_ask(reading, error);
    fields_clear(reading_fields(reading), args);
    return reply;
}

Reply *query_reply(Request *request, const Route *route, char *const *segments,
    const Target *target, Db *db, GError **error)
{
    Reading reading = {
        .request = request,
        .query = route->query,
        .route = route,
        .segments = segments,
        .target = target,
        .db = db,
    };
    return reading_run(&reading, error);
}

static Reply *snapshot_reply(Request *request, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(request->server->config.engine), error);
    if (db == NULL)
        return NULL;
    g_autoptr(StoreTxn) txn = store_begin_read(db, error);
    if (txn == NULL)
        return NULL;
    if (!request->route->query->public && !request_sign_in(request, db, error))
        return NULL;
    return query_reply(
        request, request->route, request->target.segments, &request->target, db, error);
}

void query_serve(Request *request)
{
    g_autoptr(GError) error = NULL;
    Reply *reply = snapshot_reply(request, &error);

    request_note_use(request);
    if (reply == NULL)
        request_fail(request, error);
    else
        request_reply(request, reply);
}
