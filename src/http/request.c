/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

#include <string.h>

Request *request_new(HttpServer *server, const char *raw)
{
    Request *request = g_new0(Request, 1);

    request->server = server;
    request->raw = g_strndup(raw, TARGET_MAX + 1);
    return request;
}

void request_free(Request *request)
{
    if (request == NULL)
        return;
    g_clear_pointer(&request->body, g_byte_array_unref);
    purse_close(request->purse);
    g_free(request->raw);
    g_free(request->method);
    target_clear(&request->target);
    g_free(request->token);
    actor_free(request->actor);
    reply_free(request->reply);
    json_decref(request->args);
    json_decref(request->outcome);
    g_clear_error(&request->failure);
    g_free(request);
}

const char *request_header(const Request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

bool request_is_change(const Request *request)
{
    return !g_str_equal(request->method, "GET") && !g_str_equal(request->method, "HEAD") &&
           !g_str_equal(request->method, "OPTIONS");
}

void request_reply(Request *request, Reply *reply)
{
    reply_free(request->reply);
    request->reply = reply;
}

/* What is wrong with the server is the operator's to read: a stranger gets the word alone, no path,
 * no name of a host. */
Reply *server_failure(HttpServer *server, const GError *error, bool to_known)
{
    unsigned status = reply_status(error);

    /* Where the data are gone the pulse has said it, once. */
    if ((status >= 500 || status == MHD_HTTP_TOO_MANY_REQUESTS) &&
        !g_str_equal(fail_reason(error), "data_gone")) {
        g_autofree char *line = g_strdup_printf("answering %u: %s", status, error->message);
        refusals_note(server->refusals, fail_reason(error), line, clock_monotonic());
    }
    return reply_failure(error, to_known);
}

void request_fail(Request *request, const GError *error)
{
    request_reply(request, server_failure(request->server, error, request->actor != NULL));
}

bool request_suspend(Request *request, void (*finish)(Request *request))
{
    HttpServer *server = request->server;

    pthread_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    if (!stopping) {
        server->in_flight++;
        request->finish = finish;
        request->stage = STAGE_WAIT;
        MHD_suspend_connection(request->connection);
    }
    pthread_mutex_unlock(&server->lock);
    if (stopping)
        request_reply(request,
            reply_problem(MHD_HTTP_SERVICE_UNAVAILABLE, "stopping", "the server is being stopped"));
    return !stopping;
}

bool server_enter(HttpServer *server)
{
    pthread_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    server->in_flight += stopping ? 0 : 1;
    pthread_mutex_unlock(&server->lock);
    return !stopping;
}

/* Called with the lock held. */
static void server_left(HttpServer *server)
{
    server->in_flight--;
    if (server->in_flight == 0)
        pthread_cond_broadcast(&server->idle);
}

void server_leave(HttpServer *server)
{
    pthread_mutex_lock(&server->lock);
    server_left(server);
    pthread_mutex_unlock(&server->lock);
}

void request_resume(Request *request)
{
    HttpServer *server = request->server;

    /* Under the lock to the end: a server being freed must not see 0 before the daemon knows. */
    pthread_mutex_lock(&server->lock);
    MHD_resume_connection(request->connection);
    server_left(server);
    pthread_mutex_unlock(&server->lock);
}

static bool token_sign_in(Request *request, Db *db, const char *token, GError **error)
{
    Engine *engine = request->server->config.engine;
    const Guard *guard = engine_guard(engine);

    g_clear_pointer(&request->actor, actor_free);
    request->actor = guard->authenticate(guard->self, db, token,
        request_header(request, ACTING_HEADER), clock_now(engine_clock(engine)), error);
    if (request->actor == NULL)
        return false;
    const char *session = request->actor->session;
    peer_know(request->peer, session != NULL ? session : request->actor->account);
    request->signed_at = clock_monotonic();
    return true;
}

/* What somebody else chose and knows is no proof of anything but the right to choose another. */
static bool password_is_own(const Request *request, GError **error)
{
    const Route *route = request->route;
    bool goes = route != NULL && ((route->command != NULL && route->command->handed) ||
                                     (route->query != NULL && route->query->handed));

    return !request->actor->handed || goes ||
           fail_as(error, FAIL_DENIED, "password_due",
               "the password was set by somebody else: set your own first (POST /me/password)");
}

static bool token_find(Request *request, Db *db, GError **error)
{
    const char *cookies = request_header(request, MHD_HTTP_HEADER_COOKIE);
    g_autoptr(GError) problem = NULL;

    if (engine_guard(request->server->config.engine) == NULL)
        return fail_as(error, FAIL_DENIED, "signed_out", "not signed in");
    if (request->token == NULL)
        request->token = bearer_token(request_header(request, MHD_HTTP_HEADER_AUTHORIZATION));
    if (request->token != NULL)
        return token_sign_in(request, db, request->token, error);
    g_autofree char *session = cookie_value(cookies, SESSION_COOKIE);
    g_autofree char *terminal = cookie_value(cookies, TERMINAL_COOKIE);
    if (session != NULL && token_sign_in(request, db, session, &problem)) {
        request->token = g_steal_pointer(&session);
        return true;
    }
    if (problem != NULL && !g_str_equal(fail_reason(problem), "signed_out")) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (terminal == NULL)
        return fail_as(error, FAIL_DENIED, "signed_out", "not signed in");
    if (!token_sign_in(request, db, terminal, error))
        return false;
    request->token = g_steal_pointer(&terminal);
    request->at_terminal = true;
    return true;
}

/* A person signed in comes before the room whose terminal it is; once that session has ended, the
 * room is left. */
bool request_sign_in(Request *request, Db *db, GError **error)
{
    bool signed_in = token_find(request, db, error) && password_is_own(request, error);

    /* Nobody is signed out because the database failed, nor in. */
    if (store_sound(db, error) && signed_in)
        return true;
    /* Whoever asks later whether somebody has signed in hears no. */
    g_clear_pointer(&request->actor, actor_free);
    return false;
}

void request_note_use(const Request *request)
{
    const HttpConfig *config = &request->server->config;
    g_autoptr(Actor) system = actor_system();
    const Command *command = engine_command(config->engine, COMMAND_SESSION_USED);

    if (request->actor == NULL || !request->actor->worn || command == NULL)
        return;
    json_auto_t *args = json_pack("{s:s}", "id", request->actor->session);
    const Order order = {.command = command, .actor = system, .args = args};
    executor_submit(config->executor, &order);
}
