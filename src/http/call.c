/* SPDX-License-Identifier: Apache-2.0 */
/* call - a request that is a command: checked, suspended, handed to the executor, answered. */
#include "base/json.h"
#include "http/errand.h"

#include <string.h>

#define TERMINAL_LASTS "; Max-Age=34560000" /* 400 days: more no browser keeps */

static bool body_read(Request *request, json_t **out_body, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (request->body == NULL || request->body->len == 0)
        return true;
    if (!media_type_is(request_header(request, MHD_HTTP_HEADER_CONTENT_TYPE), "application/json"))
        return fail_as(error, FAIL_INVALID, "malformed", "the body must be application/json");
    json_auto_t *body =
        json_read((const char *) request->body->data, request->body->len, JSON_INTEGERS, &problem);
    if (body == NULL)
        return fail_as(error, FAIL_INVALID, "malformed", "%s", problem->message);
    if (!json_is_object(body))
        return fail_as(error, FAIL_INVALID, "malformed", "the body must be a JSON object");
    *out_body = g_steal_pointer(&body);
    return true;
}

#define SESSION_FRESH_MS 1000

static bool has_field(const Command *command, const char *name)
{
    for (const Field *field = command->args; field != NULL && field->name != NULL; field++) {
        if (g_str_equal(field->name, name))
            return true;
    }
    return false;
}

/* The page that a passkey must have been made on; a client that says it itself is refused. */
static bool page_fill(Request *request, GError **error)
{
    const char *host = request_header(request, MHD_HTTP_HEADER_HOST);

    if (!has_field(request->route->command, "origin"))
        return true;
    if (json_object_get(request->args, "origin") != NULL)
        return fail_field(error, "origin", "unknown");
    g_autofree char *origin = g_strdup_printf(
        "%s://%s", request_is_encrypted(request) ? "https" : "http", host == NULL ? "" : host);
    g_autofree char *valid = g_utf8_make_valid(origin, -1);
    json_object_set_new(request->args, "origin", json_string(valid));
    return true;
}

/* What only the port can know about a sign-in; a client that sends it is refused. */
static bool origin_fill(Request *request, GError **error)
{
    const Command *command = request->route->command;
    const char *agent = request_header(request, MHD_HTTP_HEADER_USER_AGENT);

    if (command->session != SESSION_BEGINS && command->session != SESSION_ENROLS)
        return page_fill(request, error);
    if (json_object_get(request->args, "address") != NULL)
        return fail_field(error, "address", "unknown");
    if (json_object_get(request->args, "agent") != NULL)
        return fail_field(error, "agent", "unknown");
    if (has_field(command, "address")) {
        g_autofree char *address = request_address(request);
        json_object_set_new(request->args, "address", json_string(address));
    }
    if (json_object_get(request->args, "limit_name") != NULL)
        return fail_field(error, "limit_name", "unknown");
    if (has_field(command, "limit_name")) {
        g_autofree char *name = request_limit_name(request);
        if (name != NULL)
            json_object_set_new(request->args, "limit_name", json_string(name));
    }
    if (has_field(command, "agent") && agent != NULL) {
        g_autofree char *valid = g_utf8_make_valid(agent, -1);
        g_autofree char *cut = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), 200));
        json_object_set_new(request->args, "agent", json_string(cut));
    }
    return true;
}

/* The resource of POST /matters/1-2/steps/close is the nearest path above it that GET answers. */
static Reply *resource_reply(Request *request, Db *db, GError **error)
{
    Target no_query = {.query = g_ptr_array_new()};
    g_auto(GStrv) segments = g_strdupv(request->target.segments);
    Reply *reply = NULL;

    for (guint n = g_strv_length(segments); n > 0 && reply == NULL; n--) {
        g_clear_pointer(&segments[n], g_free);
        const Route *route = routes_find(request->server->routes, "GET", segments);
        if (route == NULL || route->query == NULL || route->query->slow)
            continue;
        const Asked asked = {.server = request->server,
            .actor = request->actor,
            .route = route,
            .segments = segments,
            .target = &no_query};
        reply = query_reply(&asked, db, error);
        break;
    }
    target_clear(&no_query);
    return reply;
}

/* Asked by the executor, of the state that the command meets: two that read the same can't both
 * go by it. */
static bool if_match_holds(void *data, Db *db, GError **error)
{
    Request *request = data;
    g_autoptr(GError) problem = NULL;
    g_autoptr(Reply) reply = resource_reply(request, db, &problem);
    g_autofree char *etag = reply == NULL || reply->body == NULL ? NULL : reply_etag(reply->body);

    if (g_error_matches(problem, FAIL, FAIL_UNAVAILABLE)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (etag == NULL ||
        !etag_listed(request_header(request, MHD_HTTP_HEADER_IF_MATCH), etag, false))
        return fail_as(error, FAIL_CONFLICT, "stale", "it has changed since you read it");
    return true;
}

static bool session_ready(Request *request, GError **error)
{
    if (command_is_open(request->route->command)) {
        if (request_is_safe(request))
            return true;
        return fail_as(error, FAIL_DENIED, "needs_tls",
            "passwords are not taken over plain HTTP: run `shaodian init --name HOST` for a "
            "certificate and start with --tls-cert and --tls-key, or put a proxy with TLS before");
    }
    /* The body came at once after the header, at which the session was looked up. */
    if (request->actor != NULL && clock_monotonic() - request->signed_at < SESSION_FRESH_MS)
        return true;
    g_autoptr(Db) db = store_reader(engine_store(request->server->config.engine), error);
    return db != NULL && request_sign_in(request, db, error);
}

/* The arguments of a command whose body is bytes: all in path and query. */
static bool raw_args(Request *request, GError **error)
{
    const char *media_type = request_header(request, MHD_HTTP_HEADER_CONTENT_TYPE);

    request->args =
        route_query_args(request->route, request->target.segments, &request->target, error);
    if (request->args == NULL)
        return false;
    if (json_object_get(request->args, "media_type") != NULL)
        return fail_field(error, "media_type", "unknown");
    if (has_field(request->route->command, "media_type") && media_type != NULL) {
        g_autofree char *bare = g_strndup(media_type, strcspn(media_type, "; \t"));
        json_object_set_new(request->args, "media_type", json_string(bare));
    }
    return true;
}

static bool body_args(Request *request, GError **error)
{
    json_auto_t *body = NULL;

    if (!body_read(request, &body, error))
        return false;
    request->args = route_body_args(request->route, request->target.segments, body, error);
    return request->args != NULL && origin_fill(request, error);
}

static bool command_ready(Request *request, GError **error)
{
    if (!session_ready(request, error))
        return false;
    return request->route->command->raw_max > 0 ? raw_args(request, error)
                                                : body_args(request, error);
}

/* The bytes of a raw body, no longer the request's: owned, NULL when there are none. */
static GBytes *raw_take(Request *request)
{
    if (request->route->command->raw_max == 0 || request->body == NULL)
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&request->body));
}

/* On an executor thread, so the reply is only taken here: it is written after. */
static void command_done(void *data, int status, json_t *reply, const GError *error)
{
    Request *request = data;

    request->status = status;
    request->outcome = reply;
    request->failure = error == NULL ? NULL : g_error_copy(error);
    request_resume(request);
}

static void cookie_set(const Request *request, Reply *reply, const char *token)
{
    CommandSession session = request->route->command->session;
    bool terminal = session == SESSION_ENROLS || session == SESSION_ROOM;
    const char *lasts = *token == '\0' ? "; Max-Age=0" : terminal ? TERMINAL_LASTS : "";
    g_autofree char *cookie = g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
        terminal ? TERMINAL_COOKIE : SESSION_COOKIE, token,
        request_is_encrypted(request) ? "; Secure" : "", lasts);

    reply_header(reply, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

/* The token goes into the cookie, or stays in the reply of those who asked for a bearer. */
static Reply *session_reply(const Request *request)
{
    const char *token = json_text(request->outcome, "token");

    if (token == NULL || json_flag(request->args, "bearer"))
        return reply_json((unsigned) request->status, request->outcome);
    json_auto_t *shown = json_copy(request->outcome);
    json_object_del(shown, "token");
    Reply *reply = reply_json((unsigned) request->status, shown);
    cookie_set(request, reply, token);
    return reply;
}

static void command_finish(Request *request)
{
    const Command *command = request->route->command;

    if (request->failure != NULL) {
        request_fail(request, request->failure);
        return;
    }
    bool begins = command->session == SESSION_BEGINS || command->session == SESSION_ENROLS;
    Reply *reply =
        begins ? session_reply(request) : reply_json((unsigned) request->status, request->outcome);
    if (command->session == SESSION_ENDS)
        cookie_set(request, reply, "");
    /* A terminal in use never runs out. */
    if (command->session == SESSION_ROOM && request->at_terminal)
        cookie_set(request, reply, request->token);
    reply->tagged = false;
    request_reply(request, reply);
}

/* Hands it to the executor, and waits for it or not. Whoever asks on a condition waits: it is held
 * against what the request says. */
static void order_send(Request *request, Order *order)
{
    bool conditional = request_header(request, MHD_HTTP_HEADER_IF_MATCH) != NULL;
    bool is_work = command_is_work(order->command);
    g_autoptr(Work) work = is_work ? work_new() : NULL;

    if (is_work && !conditional &&
        errand_is_later(request, command_weight(order->command, order->args))) {
        errand_command(request, order);
        return;
    }
    if (is_work)
        peer_watch(request->peer, work);
    if (!request_suspend(request, command_finish))
        return;
    order->holds = conditional ? if_match_holds : NULL;
    order->work = work;
    order->done = command_done;
    order->data = request;
    executor_submit(request->server->config.executor, order);
}

void command_serve(Request *request)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *target = NULL;
    const char *key = request_header(request, "Idempotency-Key");

    if (key != NULL && !key_is_plain(key))
        fail_field(&error, "Idempotency-Key", "malformed");
    if (error != NULL || !command_ready(request, &error)) {
        request_fail(request, error);
        return;
    }
    request_note_use(request);
    if (key != NULL)
        target = g_strdup_printf("%s %s", request->method, request->raw);
    g_autoptr(GBytes) raw = raw_take(request);
    Order order = {
        .command = request->route->command,
        .actor = request->actor,
        .args = request->args,
        .raw = raw,
        .idem_key = key,
        .target = target,
    };
    order_send(request, &order);
}
