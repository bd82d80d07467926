/* SPDX-License-Identifier: Apache-2.0 */
/* tick - what time the server has; with a manual clock, moving it. */
#include "base/json.h"
#include "base/moment.h"
#include "http/request.h"

static json_t *clock_json(const HttpServer *server)
{
    const Clock *clock = engine_clock(server->config.engine);
    g_autofree char *now = moment_print(clock_now(clock));

    return json_pack("{s:s, s:b}", "now", now, "manual", clock_is_manual(clock));
}

void clock_show(Request *request)
{
    json_auto_t *json = clock_json(request->server);

    request_reply(request, reply_json(MHD_HTTP_OK, json));
    request->reply->tagged = false;
}

static bool wanted_time(const Request *request, int64_t *out_at, GError **error)
{
    const GByteArray *body = request->body;
    json_auto_t *json =
        body == NULL ? NULL : json_read((const char *) body->data, body->len, JSON_INTEGERS, NULL);
    const char *now = json_text(json, "now");

    if (now == NULL)
        return fail_field(error, "now", "required");
    if (!moment_parse(now, out_at, NULL))
        return fail_field(error, "now", "not_a_time");
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
    int64_t to = 0;

    if (wanted_time(request, &to, &request->failure))
        config->advance(config->advance_data, to, &request->failure);
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
