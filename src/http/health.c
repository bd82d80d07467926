/* SPDX-License-Identifier: Apache-2.0 */
/* health - is the program well, and what does it count: /healthz, /metrics, /openapi.json. */
#include "http/request.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LAG_MAX_MS (60 * SECOND_MS)

static void health_read(const HttpServer *server, Health *out_health)
{
    *out_health = (Health){0};
    if (server->config.health != NULL)
        server->config.health(server->config.health_data, out_health);
    ClockView clock;
    clock_look(engine_clock(server->config.engine), &clock);
    /* While the clock is doubted after a start, rings wait by intent. */
    if (out_health->reason == NULL && clock.rings && out_health->due_lag_ms > LAG_MAX_MS) {
        out_health->reason = "clocks_late";
        out_health->failing_ms = out_health->due_lag_ms - LAG_MAX_MS;
    }
}

static json_t *health_json(const HttpServer *server, const Health *health)
{
    ClockView clock;
    clock_look(engine_clock(server->config.engine), &clock);
    json_t *json = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "status",
        health->reason == NULL ? "ok" : "failing", "version", SHAODIAN_VERSION, "clock",
        clock_state_word(clock.state), "due_lag_ms",
        (json_int_t) MIN(health->due_lag_ms, INT64_C(9007199254740991)), "age_ms",
        (json_int_t) health->age_ms, "uptime_ms",
        (json_int_t) (clock_monotonic() - server->started_at));

    if (health->selfcheck_at != 0)
        json_object_set_new(
            json, "selfcheck", json_string(health->differences == 0 ? "fits" : "differs"));
    if (health->reason != NULL) {
        json_object_set_new(json, "reason", json_string(health->reason));
        json_object_set_new(json, "failing_ms", json_integer(health->failing_ms));
    }
    return json;
}

/* Out of memory, so that it is answered also while the database is not. */
void health_serve(Request *request)
{
    Health health = {0};

    health_read(request->server, &health);
    json_auto_t *json = health_json(request->server, &health);
    Reply *reply =
        reply_json(health.reason == NULL ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, json);
    reply->tagged = false;
    request_reply(request, reply);
}

static void metric(GString *out, const char *name, int64_t value)
{
    g_string_append_printf(out, "# TYPE shaodian_%s %s\nshaodian_%s %" G_GINT64_FORMAT "\n", name,
        g_str_has_suffix(name, "_total") ? "counter" : "gauge", name, value);
}

static void clock_write(GString *out, const Clock *clock)
{
    ClockView view;

    clock_look(clock, &view);
    metric(out, "clock_trusted", view.state == CLOCK_TRUSTED);
    metric(out, "clock_rings", view.rings);
    metric(out, "clock_apart_ms", view.wall - view.now);
}

static int64_t resident_bytes(void)
{
    g_autofree char *text = NULL;
    long size = 0;
    long resident = 0;

    if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL) ||
        sscanf(text, "%ld %ld", &size, &resident) != 2)
        return 0;
    return (int64_t) resident * sysconf(_SC_PAGESIZE);
}

static void served_write(GString *out, HttpServer *server)
{
    g_string_append(out, "# TYPE shaodian_http_replies_total counter\n");
    for (int i = 1; i < STATUS_CLASSES; i++)
        g_string_append_printf(out, "shaodian_http_replies_total{status=\"%dxx\"} %d\n", i,
            g_atomic_int_get(&server->served[i]));
}

static unsigned in_flight(HttpServer *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned count = server->in_flight;
    pthread_mutex_unlock(&server->lock);
    return count;
}

/* Purges whose words may still lie in the files; -1 when the database can't be asked. */
void metrics_serve(Request *request)
{
    HttpServer *server = request->server;
    GString *out = g_string_new(NULL);
    Health health = {0};
    json_auto_t *counters = executor_counters(server->config.executor);
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach (counters, name, value) {
        if (json_is_integer(value))
            metric(out, name, json_integer_value(value));
    }
    served_write(out, server);
    metric(out, "http_connections", peers_count(server->peers));
    metric(out, "http_commands_in_flight", in_flight(server));
    metric(out, "http_strangers", peers_strangers(server->peers));
    metric(out, "http_body_bytes", (int64_t) purses_held(server->purses));
    refusals_write(server->refusals, out);
    metric(out, "works_kept", works_count(server->works));
    metric(out, "stream_listeners", stream_listeners(server->stream));
    health_read(server, &health);
    metric(out, "healthy", health.reason == NULL);
    metric(out, "health_age_ms", health.age_ms);
    metric(out, "due_lag_ms", health.due_lag_ms);
    if (health.selfcheck_at != 0) {
        metric(out, "selfcheck_timestamp_seconds", health.selfcheck_at / SECOND_MS);
        metric(out, "selfcheck_differences", health.differences);
    }
    clock_write(out, engine_clock(server->config.engine));
    metric(out, "erasures_waiting", health.erasures);
    metric(out, "erasures_failed_total", health.erasures_failed);
    metric(out, "resident_bytes", resident_bytes());
    metric(out, "uptime_ms", clock_monotonic() - server->started_at);
    request_reply(request, reply_bytes(MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8",
                               g_string_free_to_bytes(out)));
}

void openapi_serve(Request *request)
{
    Reply *reply = reply_bytes(
        MHD_HTTP_OK, "application/json; charset=utf-8", g_bytes_ref(request->server->openapi));

    reply->tagged = true;
    reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
    request_reply(request, reply);
}
