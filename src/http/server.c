/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include "http/errand.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096
#define CONNECTION_MEMORY 8192
#define IDLE_SECONDS 60
#define THREADS_MIN 2 /* a pool of one is none */
#define THREADS_MAX 16

/* --- one request --- */

static void *on_uri(void *data, const char *uri, struct MHD_Connection *connection)
{
    Request *request = request_new(data, uri);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    request->peer = info == NULL ? NULL : info->socket_context;
    if (request->peer != NULL)
        peer_allow(request->peer, PEER_HEADER_MS);
    return request;
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode code)
{
    HttpServer *server = data;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *context = peer_came(server->peers, info->connect_fd);
        return;
    }
    g_clear_pointer((Peer **) context, peer_gone);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
    enum MHD_RequestTerminationCode code)
{
    Request *request = *context;

    if (request == NULL)
        return;
    if (request->peer != NULL)
        peer_allow(request->peer, PEER_BETWEEN_MS);
    request_free(request);
    *context = NULL;
}

static int request_answer(Request *request)
{
    HttpServer *server = request->server;
    unsigned class = request->reply->status / 100;

    request->stage = STAGE_SENT;
    g_atomic_int_inc(&server->served[class < STATUS_CLASSES ? class : 0]);
    peer_allow(request->peer, 0);
    return reply_send(request->connection, g_steal_pointer(&request->reply));
}

/* A change must come from a page of ours, or from a program, which sends no Origin. */
static bool origin_is_ours(const Request *request)
{
    const char *origin = request_header(request, MHD_HTTP_HEADER_ORIGIN);
    const char *site = request_header(request, "Sec-Fetch-Site");

    if (!request_is_change(request))
        return true;
    if (site != NULL && !g_str_equal(site, "same-origin") && !g_str_equal(site, "none"))
        return false;
    return origin == NULL || origin_is_host(origin, request_header(request, MHD_HTTP_HEADER_HOST));
}

/* Nothing of ours answers this method here. */
static void request_unrouted(Request *request)
{
    char **segments = request->target.segments;
    g_autofree char *allow = routes_allow(request->server->routes, segments);
    bool is_api = segments[0] != NULL && g_str_equal(segments[0], "api");
    bool reads = g_str_equal(request->method, "GET") || g_str_equal(request->method, "HEAD");

    if (allow == NULL && !is_api && reads) {
        asset_serve(request);
        return;
    }
    if (allow == NULL && is_api) {
        request_reply(
            request, reply_problem(MHD_HTTP_NOT_FOUND, "not_found", "there is nothing here"));
        return;
    }
    bool asks = g_str_equal(request->method, "OPTIONS");
    request_reply(request, asks ? reply_new(MHD_HTTP_NO_CONTENT)
                                : reply_problem(MHD_HTTP_METHOD_NOT_ALLOWED, "method_not_allowed",
                                      "this method does nothing here"));
    reply_header(
        request->reply, MHD_HTTP_HEADER_ALLOW, allow == NULL ? "GET, HEAD, OPTIONS" : allow);
}

static void request_serve(Request *request)
{
    const Route *route = request->route;

    if (!origin_is_ours(request))
        request_reply(request, reply_problem(MHD_HTTP_FORBIDDEN, "foreign_origin",
                                   "the request comes from a page of another site"));
    else if (route == NULL)
        request_unrouted(request);
    else if (route->serve != NULL)
        route->serve(request);
    else if (route->query != NULL)
        query_serve(request);
    else
        command_serve(request);
}

/* Bytes the client says it will send; SIZE_MAX when it says nonsense; 0 when chunked. */
static size_t announced_size(const Request *request)
{
    const char *length = request_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
    guint64 size = 0;

    if (length == NULL)
        return 0;
    return g_ascii_string_to_unsigned(length, 10, 0, SIZE_MAX, &size, NULL) ? (size_t) size
                                                                            : SIZE_MAX;
}

static size_t body_max(const Request *request)
{
    return request->route == NULL ? BODY_MAX : request->route->body_max;
}

/* Nobody makes the server hold a large body without having signed in. */
static bool large_body_allowed(Request *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(request->server->config.engine), &error);

    if (db != NULL && request_sign_in(request, db, &error))
        return true;
    request_fail(request, error);
    return false;
}

/* The header is in. A body that is too long can be refused only now, by what it announces. */
static int request_begin(Request *request)
{
    g_autoptr(GError) error = NULL;
    size_t announced = announced_size(request);

    request->stage = STAGE_BODY;
    if (!target_parse(request->raw, &request->target, &error)) {
        request_reply(request, reply_problem(MHD_HTTP_BAD_REQUEST, "malformed", error->message));
        return request_answer(request);
    }
    request->route =
        routes_find(request->server->routes, request->method, request->target.segments);
    if (announced > body_max(request)) {
        request_reply(request,
            reply_problem(MHD_HTTP_CONTENT_TOO_LARGE, "too_large", "the body is too large"));
        return request_answer(request);
    }
    if (body_max(request) > BODY_MAX && !large_body_allowed(request))
        return request_answer(request);
    peer_allow(request->peer, announced > BODY_MAX ? PEER_LARGE_MS : PEER_BODY_MS);
    return MHD_YES;
}

/* MHD_NO closes the connection: in mid-upload there is no other way to refuse. */
static int request_collect(Request *request, const char *bytes, size_t size)
{
    HttpServer *server = request->server;

    if (request->body == NULL)
        request->body = g_byte_array_new();
    if (request->body->len + size > body_max(request))
        return MHD_NO;
    gssize held = g_atomic_pointer_add(&server->body_bytes, (gssize) size);
    request->held += (gssize) size;
    g_byte_array_append(request->body, (const guint8 *) bytes, (guint) size);
    return held + (gssize) size > BODIES_MAX ? MHD_NO : MHD_YES;
}

static int request_complete(Request *request)
{
    if (request->stage == STAGE_WAIT) {
        /* What the executor wrote was written before it took this lock. */
        pthread_mutex_lock(&request->server->lock);
        pthread_mutex_unlock(&request->server->lock);
        peer_watch(request->peer, NULL);
        request->finish(request);
        return request_answer(request);
    }
    peer_allow(request->peer, 0);
    request_serve(request);
    return request->stage == STAGE_WAIT ? (int) MHD_YES : request_answer(request);
}

static enum MHD_Result on_access(void *data, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload, size_t *upload_size,
    void **context)
{
    Request *request = *context;
    size_t size = *upload_size;

    if (request == NULL || request->peer == NULL)
        return MHD_NO;
    if (request->stage == STAGE_HEAD) {
        request->connection = connection;
        request->method = g_strdup(method);
        return (enum MHD_Result) request_begin(request);
    }
    if (size > 0) {
        *upload_size = 0;
        return (enum MHD_Result) request_collect(request, upload, size);
    }
    return (enum MHD_Result) request_complete(request);
}

/* --- the daemon --- */

static bool config_copy(HttpServer *server, const HttpConfig *config, GError **error)
{
    server->config = *config;
    server->config.listen = g_strdup(config->listen);
    server->config.tls_cert = g_strdup(config->tls_cert);
    server->config.tls_key = g_strdup(config->tls_key);
    server->tls = config->tls_cert != NULL;
    if ((config->tls_cert == NULL) != (config->tls_key == NULL))
        return fail(error, FAIL_INVALID, "certificate and key go together");
    if (!server->tls)
        return true;
    g_autoptr(GError) problem = NULL;
    if (!g_file_get_contents(config->tls_cert, &server->cert_text, NULL, &problem) ||
        !g_file_get_contents(config->tls_key, &server->key_text, NULL, &problem))
        return fail(error, FAIL_INVALID, "%s", problem->message);
    return true;
}

static int socket_bind(const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int problem = errno;
    close(fd);
    errno = problem;
    return -1;
}

static void url_note(HttpServer *server, const char *address)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    char port[NI_MAXSERV] = "";

    getsockname(server->listen_fd, (struct sockaddr *) &bound, &size);
    getnameinfo((struct sockaddr *) &bound, size, NULL, 0, port, sizeof port, NI_NUMERICSERV);
    server->url = g_strdup_printf(strchr(address, ':') ? "%s://[%s]:%s/" : "%s://%s:%s/",
        server->tls ? "https" : "http", *address == '\0' ? "0.0.0.0" : address, port);
}

static bool server_listen(HttpServer *server, GError **error)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    g_autofree char *address = NULL;
    uint16_t port = 0;

    if (!listen_parse(server->config.listen, &address, &port, error))
        return false;
    g_autofree char *port_text = g_strdup_printf("%u", port);
    if (getaddrinfo(*address == '\0' ? NULL : address, port_text, &hints, &found) != 0)
        return fail(error, FAIL_INVALID, "'%s' is no address of this machine", address);
    server->listen_fd = socket_bind(found);
    int problem = errno;
    freeaddrinfo(found);
    if (server->listen_fd < 0 && problem == EADDRINUSE)
        return fail_as(error, FAIL_CONFLICT, "in_use", "somebody listens on %s already",
            server->config.listen);
    if (server->listen_fd < 0)
        return fail(error, FAIL_UNAVAILABLE, "listening on %s: %s", server->config.listen,
            g_strerror(problem));
    url_note(server, address);
    return true;
}

static void routes_own(HttpServer *server)
{
    Routes *routes = server->routes;

    routes_add(routes, "GET", "/healthz", health_serve);
    routes_add(routes, "GET", "/metrics", metrics_serve);
    routes_add(routes, "GET", "/openapi.json", openapi_serve);
    routes_add(routes, "GET", API_PREFIX "/stream", stream_serve);
    routes_add(routes, "GET", API_PREFIX "/clock", clock_show);
    routes_add(routes, "GET", WORKS_PREFIX "/{id}", work_show);
    routes_add(routes, "DELETE", WORKS_PREFIX "/{id}", work_call_off);
    routes_add(routes, "GET", WORKS_PREFIX "/{id}/result", work_result);
    if (server->config.advance != NULL)
        routes_add(routes, "POST", API_PREFIX "/clock", clock_serve);
}

static GBytes *openapi_text(const Engine *engine)
{
    json_auto_t *json = engine_openapi(engine);
    char *text = json_dumps(json, JSON_COMPACT);

    return g_bytes_new_with_free_func(text, text == NULL ? 0 : strlen(text), free, text);
}

static void on_log(void *data, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    g_debug("microhttpd: %s", g_strchomp(text));
}

static bool daemon_start(HttpServer *server, GError **error)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    const struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, server->cert_text},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, server->key_text},
        {MHD_OPTION_END, 0, NULL},
    };
    const struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};

    server->daemon = MHD_start_daemon(server->tls ? flags | MHD_USE_TLS : flags, 0, NULL, NULL,
        on_access, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET,
        server->listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
        CLAMP(g_get_num_processors(), THREADS_MIN, THREADS_MAX), MHD_OPTION_CONNECTION_LIMIT,
        server->config.connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_ARRAY,
        server->tls ? tls : plain, MHD_OPTION_END);
    if (server->daemon == NULL)
        return fail(error, FAIL_UNAVAILABLE, "the web port does not start%s",
            server->tls ? ": do certificate and key fit?" : "");
    return true;
}

static void on_tick(void *data, int64_t now)
{
    works_sweep(((HttpServer *) data)->works, now);
}

HttpServer *http_server_new(const HttpConfig *config, GError **error)
{
    g_autoptr(HttpServer) server = g_new0(HttpServer, 1);

    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->idle, NULL);
    server->listen_fd = -1;
    server->started_at = clock_monotonic();
    if (!config_copy(server, config, error) || !server_listen(server, error))
        return NULL;
    server->words = words_new(error);
    if (server->words == NULL)
        return NULL;
    server->routes = routes_new(engine_modules(config->engine));
    routes_own(server);
    server->openapi = openapi_text(config->engine);
    server->works = works_new();
    server->peers = peers_new(on_tick, server);
    server->stream = stream_new(config->engine, config->feed);
    if (!daemon_start(server, error))
        return NULL;
    return g_steal_pointer(&server);
}

/* No suspended connection may be left when the daemon is stopped: it would abort. */
static void daemon_stop(HttpServer *server)
{
    if (server->daemon != NULL)
        MHD_quiesce_daemon(server->daemon);
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_mutex_unlock(&server->lock);
    /* What is under way in the pool ends at its next step. */
    pool_stop(executor_pool(server->config.executor));
    pthread_mutex_lock(&server->lock);
    while (server->in_flight > 0)
        pthread_cond_wait(&server->idle, &server->lock);
    pthread_mutex_unlock(&server->lock);
    if (server->stream != NULL)
        stream_stop(server->stream);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
}

void http_server_free(HttpServer *server)
{
    if (server == NULL)
        return;
    daemon_stop(server);
    stream_free(server->stream);
    peers_free(server->peers);
    works_free(server->works);
    if (server->listen_fd >= 0)
        close(server->listen_fd);
    routes_free(server->routes);
    words_free(server->words);
    g_clear_pointer(&server->openapi, g_bytes_unref);
    g_free((char *) server->config.listen);
    g_free((char *) server->config.tls_cert);
    g_free((char *) server->config.tls_key);
    g_free(server->cert_text);
    g_free(server->key_text);
    g_free(server->url);
    pthread_cond_destroy(&server->idle);
    pthread_mutex_destroy(&server->lock);
    g_free(server);
}

const char *http_server_url(const HttpServer *server)
{
    return server->url;
}
