/* SPDX-License-Identifier: Apache-2.0 */
/* health - is the program well, and what does it count: /healthz, /metrics, /openapi.json. */
#include "http/request.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LAG_MAX_MS (60 * SECOND_MS)

/* Can the database be read? */
static bool store_answers(const Engine *engine, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(engine), error);
    if (db == NULL)
        return false;
    g_autoptr(Statement) statement = store_prepare(db, "SELECT COUNT(*) FROM head", error);
    return statement != NULL && statement_step(statement, error) == STORE_ROW;
}

static const char *health_fault(const HttpServer *server, int64_t lag)
{
    g_autoptr(GError) error = NULL;

    if (!store_answers(server->config.engine, &error)) {
        g_message("not well: %s", error->message);
        return "database_away";
    }
    return lag > LAG_MAX_MS ? "clocks_late" : NULL;
}

void health_serve(Request *request)
{
    HttpServer *server = request->server;
    int64_t lag = executor_due_lag(server->config.executor);
    const char *fault = health_fault(server, lag);
    json_auto_t *health =
        json_pack("{s:s, s:s, s:I, s:I}", "status", fault == NULL ? "ok" : "failing", "version",
            SHAODIAN_VERSION, "due_lag_ms", (json_int_t) MIN(lag, INT64_C(9007199254740991)),
            "uptime_ms", (json_int_t) (clock_monotonic() - server->started_at));

    if (fault != NULL)
        json_object_set_new(health, "reason", json_string(fault));
    Reply *reply = reply_json(fault == NULL ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, health);
    reply->tagged = false;
    request_reply(request, reply);
}

static void metric(GString *out, const char *name, int64_t value)
{
    g_string_append_printf(out, "# TYPE shaodian_%s %s\nshaodian_%s %" G_GINT64_FORMAT "\n", name,
        g_str_has_suffix(name, "_total") ? "counter" : "gauge", name, value);
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

void metrics_serve(Request *request)
{
    HttpServer *server = request->server;
    GString *out = g_string_new(NULL);
    json_auto_t *counters = executor_counters(server->config.executor);
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach(counters, name, value)
    {
        if (json_is_integer(value))
            metric(out, name, json_integer_value(value));
    }
    served_write(out, server);
    metric(out, "http_connections", peers_count(server->peers));
    metric(out, "http_commands_in_flight", in_flight(server));
    metric(out, "http_body_bytes", (gssize) g_atomic_pointer_get(&server->body_bytes));
    metric(out, "works_kept", works_count(server->works));
    metric(out, "stream_listeners", stream_listeners(server->stream));
    metric(out, "due_lag_ms", executor_due_lag(server->config.executor));
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
