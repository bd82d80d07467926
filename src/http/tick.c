/* SPDX-License-Identifier: Apache-2.0 */
/* tick - what time the server has; with a manual clock, moving it. */
#include "base/json.h"
#include "base/moment.h"
#include "http/request.h"

/* Units whose last event lies in the future; null when the database is away. */
static json_t *ahead_json(const HttpServer *server, int64_t now)
{
    g_autoptr(Db) db = store_reader(engine_store(server->config.engine), NULL);
    g_autoptr(Statement) row =
        db == NULL ? NULL : store_prepare(db, "SELECT COUNT(*) FROM head WHERE at > $at", NULL);

    if (row == NULL)
        return json_null();
    bind_int(row, "at", now + MINUTE_MS);
    return statement_step(row, NULL) == STORE_ROW ? json_integer(row_int(row, 0)) : json_null();
}

static json_t *clock_json(const HttpServer *server)
{
    const Clock *clock = engine_clock(server->config.engine);
    ClockView view;

    clock_look(clock, &view);
    g_autofree char *now = moment_print(view.now);
    g_autofree char *wall = moment_print(view.wall);
    g_autofree char *since = view.turn > 0 ? moment_print(view.since) : NULL;
    return json_pack("{s:s, s:b, s:s, s:s, s:s?, s:s, s:I, s:b, s:o}", "now", now, "manual",
        clock_is_manual(clock), "state", clock_state_word(view.state), "cause",
        clock_cause_word(view.cause), "since", since, "wall", wall, "apart_ms",
        (json_int_t) (view.wall - view.now), "rings", view.rings, "units_ahead",
        ahead_json(server, view.now));
}

void clock_show(Request *request)
{
    json_auto_t *json = clock_json(request->server);

    request_reply(request, reply_json(MHD_HTTP_OK, json));
    request->reply->tagged = false;
}

typedef struct Wanted {
    int64_t at;
    bool is_wall; /* {"wall"}: where the machine's clock is to stand; else {"now"} */
} Wanted;

static bool wanted_time(const Request *request, Wanted *out_wanted, GError **error)
{
    const GByteArray *body = request->body;
    json_auto_t *json =
        body == NULL ? NULL : json_read((const char *) body->data, body->len, JSON_INTEGERS, NULL);
    const char *wall = json_text(json, "wall");
    const char *now = wall != NULL ? wall : json_text(json, "now");

    out_wanted->is_wall = wall != NULL;
    if (now == NULL)
        return fail_field(error, "now", "required");
    if (!moment_parse(now, &out_wanted->at, NULL))
        return fail_field(error, wall != NULL ? "wall" : "now", "not_a_time");
    return true;
}

static void clock_finish(Request *request)
{
    if (request->failure != NULL)
        request_fail(request, request->failure);
    else
        clock_show(request);
}

/* Much may fall due on the way: on a thread of its own, with the connection suspended. */
static gpointer clock_advance(gpointer data)
{
    Request *request = data;
    const HttpConfig *config = &request->server->config;
    Wanted wanted = {0};

    if (wanted_time(request, &wanted, &request->failure))
        (wanted.is_wall ? config->set_wall : config->advance)(
            config->advance_data, wanted.at, &request->failure);
    request_resume(request);
    return NULL;
}

void clock_serve(Request *request)
{
    if (!request_is_safe(request)) {
        request_reply(request, reply_problem(MHD_HTTP_FORBIDDEN, "denied",
                                   "the clock is moved from this machine only"));
        return;
    }
    if (request_suspend(request, clock_finish))
        g_thread_unref(g_thread_new("clock", clock_advance, request));
}
