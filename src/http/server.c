/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include "base/memory.h"
#include "http/errand.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096
#define CONNECTION_MEMORY 8192
#define IDLE_SECONDS 60
#define TRIM_AFTER (16 * 1024 * 1024) /* bytes let go */
#define TRIM_EVERY_MS 10000
#define THREADS_MIN 2 /* a pool of one is none */
#define THREADS_MAX 16

/* --- one request --- */

static void *on_uri(void *data, const char *uri, struct MHD_Connection *connection)
{
    Request *request = request_new(data, uri == NULL ? "" : uri);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    request->header.target = uri;
    request->header.target_size = uri == NULL ? 0 : strlen(uri);
    request->peer = info == NULL ? NULL : info->socket_context;
    if (request->peer != NULL)
        peer_allow(request->peer, PEER_HEADER_MS);
    return request;
}

/* Whom limits by address count: owned; NULL: of these nobody can be told from others. */
static char *limit_name(const HttpServer *server, const struct sockaddr *socket)
{
    NetAddress address;

    if (!net_of_socket(socket, &address) || net_list_has(server->trusted, &address) ||
        (net_is_loopback(&address) && !server->config.limit_loopback))
        return NULL;
    return net_limit_name(&address);
}

static enum MHD_Result on_accept(void *data, const struct sockaddr *address, socklen_t size)
{
    HttpServer *server = data;
    g_autofree char *name = limit_name(server, address);

    return peers_admit(server->peers, name) ? MHD_YES : MHD_NO;
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode code)
{
    HttpServer *server = data;

    if (code != MHD_CONNECTION_NOTIFY_STARTED) {
        g_clear_pointer((Peer **) context, peer_gone);
        return;
    }
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    g_autofree char *name = limit_name(server, address->client_addr);
    *context = peer_came(server->peers, fd->connect_fd, name);
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
        request->header.method = method;
        request->header.version = version;
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
    server->config.hosts = NULL;
    server->config.tls_cert = g_strdup(config->tls_cert);
    server->config.tls_key = g_strdup(config->tls_key);
    server->config.trusted_proxy = NULL;
    server->tls = config->tls_cert != NULL;
    server->trusted = net_list_parse(config->trusted_proxy, error);
    if (server->trusted == NULL)
        return fail_in(error, "trusted_proxy");
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

static bool server_listen(HttpServer *server, const char *hosts, GError **error)
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
    server->hosts = hosts_new(hosts, address, server->cert_text, error);
    return server->hosts != NULL;
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

    server->daemon = MHD_start_daemon(server->tls ? flags | MHD_USE_TLS : flags, 0, on_accept,
        server, on_access, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, server->listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
        CLAMP(g_get_num_processors(), THREADS_MIN, THREADS_MAX), MHD_OPTION_CONNECTION_LIMIT,
        server->config.connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) IDLE_SECONDS, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_ARRAY, server->tls ? tls : plain,
        MHD_OPTION_END);
    if (server->daemon == NULL)
        return fail(error, FAIL_UNAVAILABLE, "the web port does not start%s",
            server->tls ? ": do certificate and key fit?" : "");
    return true;
}

/* Bodies and connections leave holes that the allocator keeps: after so many it gives them back. */
static void server_tick(void *data, Peers *peers, int64_t now)
{
    HttpServer *server = data;
    size_t freed = purses_freed(server->purses) + peers_gone(peers) * CONNECTION_MEMORY;

    refusals_tell(server->refusals, now);
    works_sweep(server->works, now);
    if (freed - server->freed_trimmed < TRIM_AFTER || now - server->trimmed_at < TRIM_EVERY_MS)
        return;
    memory_give_back();
    server->freed_trimmed = freed;
    server->trimmed_at = now;
}

HttpServer *http_server_new(const HttpConfig *config, GError **error)
{
    g_autoptr(HttpServer) server = g_new0(HttpServer, 1);

    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->idle, NULL);
    server->listen_fd = -1;
    server->started_at = clock_monotonic();
    if (!config_copy(server, config, error) || !server_listen(server, config->hosts, error))
        return NULL;
    server->words = words_new(error);
    if (server->words == NULL)
        return NULL;
    server->routes = routes_new(engine_parts(config->engine));
    routes_own(server);
    server->openapi = openapi_text(config->engine);
    server->works = works_new();
    server->refusals = refusals_new();
    server->purses = purses_new();
    server->peers = peers_new(
        &(PeersConfig){
            .most = config->connections,
            .most_each = config->connections_each,
            .refusals = server->refusals,
            .tick = server_tick,
            .tick_data = server,
        },
        error);
    server->stream = server->peers == NULL ? NULL : stream_new(config->engine, config->feed, error);
    if (server->stream == NULL || !daemon_start(server, error))
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
    purses_free(server->purses);
    refusals_free(server->refusals);
    hosts_free(server->hosts);
    net_list_free(server->trusted);
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
