/* SPDX-License-Identifier: Apache-2.0 */
/* intake - a request on its way in: what is wrong with it is found at its header, before a byte of
 * its body is kept. */
#include "http/request.h"

#include <string.h>
#include <sys/socket.h>

#define HSTS "max-age=31536000"
#define LINES_MAX 256 /* of a header; it is 8 KiB at most */

static int request_answer(Request *request)
{
    HttpServer *server = request->server;
    unsigned class = request->reply->status / 100;
    bool lasts = request->reply->stream != NULL || request->actor != NULL;

    request->stage = STAGE_SENT;
    g_atomic_int_inc(&server->served[class < STATUS_CLASSES ? class : 0]);
    peer_allow(request->peer, lasts ? 0 : PEER_REPLY_MS);
    if (server->tls)
        reply_header(request->reply, MHD_HTTP_HEADER_STRICT_TRANSPORT_SECURITY, HSTS);
    /* The frames of a chunked body are not seen here: nothing that follows it is taken for a
     * request. */
    if (request->chunked && request->reply->status != MHD_HTTP_BAD_REQUEST)
        reply_header(request->reply, MHD_HTTP_HEADER_CONNECTION, "close");
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

    if (route == NULL)
        request_unrouted(request);
    else if (route->serve != NULL)
        route->serve(request);
    else if (route->query != NULL)
        query_serve(request);
    else
        command_serve(request);
}

/* --- the header --- */

typedef struct Lines {
    HeaderLine lines[LINES_MAX];
    size_t count;
    bool over;
} Lines;

static enum MHD_Result line_take(
    void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    Lines *all = data;
    const char *text = value == NULL ? "" : value;

    all->over = all->count == LINES_MAX;
    if (all->over)
        return MHD_NO;
    all->lines[all->count++] = (HeaderLine){name, strlen(name), text, strlen(text)};
    return MHD_YES;
}

/* How the header lies in the daemon's memory is known of 0.9, which reads it in place; later ones
 * are strict by themselves. */
static size_t header_size(const Request *request)
{
    const union MHD_ConnectionInfo *info = NULL;

    if (g_str_has_prefix(MHD_get_version(), "0.9."))
        info =
            MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

static const char *request_fault(Request *request)
{
    Lines all = {.count = 0};
    Header *header = &request->header;

    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, line_take, &all);
    if (all.over)
        return "too many headers";
    header->lines = all.lines;
    header->count = all.count;
    header->size = header_size(request);
    request->chunked = header_is_chunked(header);
    const char *fault = header_fault(header);
    *header = (Header){.size = header->size};
    return fault;
}

static int request_malformed(Request *request, const char *fault)
{
    refusals_note(request->server->refusals, "malformed", fault, clock_monotonic());
    request_reply(request, reply_problem(MHD_HTTP_BAD_REQUEST, "malformed", fault));
    reply_header(request->reply, MHD_HTTP_HEADER_CONNECTION, "close");
    return request_answer(request);
}

static bool host_is_ours(const Request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct sockaddr_storage bound = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof bound;
    NetAddress here;

    getsockname(info->connect_fd, (struct sockaddr *) &bound, &size);
    bool is_known = net_of_socket((const struct sockaddr *) &bound, &here);
    return hosts_know(request->server->hosts, request_header(request, MHD_HTTP_HEADER_HOST),
        is_known ? &here : NULL);
}

static void host_refuse(Request *request)
{
    g_autofree char *name = host_name(request_header(request, MHD_HTTP_HEADER_HOST));
    g_autofree char *line = g_strdup_printf(
        "a browser calls this server '%s': if that is its name, add it to `hosts` in shaodian.conf",
        name == NULL ? "(no name)" : name);

    refusals_note(request->server->refusals, "unknown_host", line, clock_monotonic());
    request_reply(request, reply_problem(MHD_HTTP_MISDIRECTED_REQUEST, "unknown_host",
                               "this server does not go by that name"));
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

/* --- the body --- */

/* Refused before its body. A small body is read all the same and thrown away: who is still sending
 * would otherwise miss the answer. */
static int request_refuse(Request *request, size_t announced)
{
    bool waits = request_header(request, MHD_HTTP_HEADER_EXPECT) != NULL;

    if (announced > SWALLOW_MAX || request->chunked || waits)
        return request_answer(request);
    peer_allow(request->peer, PEER_SMALL_MS);
    return MHD_YES;
}

/* Makes room for the body; nobody makes the server hold one where he may not send any. */
static bool purse_ready(Request *request, size_t announced)
{
    g_autoptr(GError) error = NULL;
    HttpServer *server = request->server;
    const Command *command = request->route->command;

    if (command == NULL || command_is_open(command)) {
        g_autofree char *name = request_limit_name(request);
        request->purse = purse_open_stranger(server->purses, request->peer, name);
        return true;
    }
    g_autoptr(Db) db = store_reader(engine_store(server->config.engine), &error);
    if (db != NULL && request_sign_in(request, db, &error)) {
        const char *session = request->actor->session;
        request->purse = purse_open(server->purses, request->peer,
            session != NULL ? session : request->actor->account, announced, &error);
    }
    if (request->purse == NULL)
        request_fail(request, error);
    return request->purse != NULL;
}

static int body_begin(Request *request, size_t announced)
{
    const Route *route = request->route;
    bool is_kept = route != NULL && route->query == NULL;

    if (is_kept && !purse_ready(request, announced))
        return request_refuse(request, announced);
    bool is_small = route == NULL || route->command == NULL || command_is_open(route->command);
    peer_allow(request->peer, is_small               ? PEER_SMALL_MS
                              : announced > BODY_MAX ? PEER_LARGE_MS
                                                     : PEER_BODY_MS);
    peer_begin_body(request->peer);
    return MHD_YES;
}

/* The header is in. A body that is too long can be refused only now, by what it announces. */
static int request_begin_plain(Request *request)
{
    size_t announced = announced_size(request);

    request->route =
        routes_find(request->server->routes, request->method, request->target.segments);
    if (!origin_is_ours(request)) {
        request_reply(request, reply_problem(MHD_HTTP_FORBIDDEN, "foreign_origin",
                                   "the request comes from a page of another site, or a proxy"
                                   " does not pass on the Host header as the browser sent it"));
        return request_refuse(request, announced);
    }
    if (announced > body_max(request)) {
        request_reply(request,
            reply_problem(MHD_HTTP_CONTENT_TOO_LARGE, "too_large", "the body is too large"));
        return request_answer(request);
    }
    if (announced > 0 || request->chunked)
        return body_begin(request, announced);
    peer_allow(request->peer, PEER_SMALL_MS);
    return MHD_YES;
}

int request_begin(Request *request)
{
    g_autoptr(GError) error = NULL;
    const char *fault = request_fault(request);

    request->stage = STAGE_BODY;
    request_find_client(request);
    if (fault != NULL)
        return request_malformed(request, fault);
    if (!target_parse(request->raw, &request->target, &error)) {
        request_reply(request, reply_problem(MHD_HTTP_BAD_REQUEST, "malformed", error->message));
        return request_answer(request);
    }
    if (host_is_ours(request))
        return request_begin_plain(request);
    host_refuse(request);
    return request_answer(request);
}

/* MHD_NO closes the connection: in mid-upload there is no other way to refuse. */
int request_collect(Request *request, const char *bytes, size_t size)
{
    peer_read(request->peer, size);
    if (request->purse == NULL || request->reply != NULL) {
        request->swallowed += size;
        return request->swallowed <= BODY_MAX ? MHD_YES : MHD_NO;
    }
    if (request->body == NULL)
        request->body = g_byte_array_new();
    if (request->body->len + size > body_max(request) || !purse_add(request->purse, size))
        return MHD_NO;
    g_byte_array_append(request->body, (const guint8 *) bytes, (guint) size);
    return MHD_YES;
}

int request_complete(Request *request)
{
    if (request->stage == STAGE_WAIT) {
        /* What the executor wrote was written before it took this lock. */
        pthread_mutex_lock(&request->server->lock);
        pthread_mutex_unlock(&request->server->lock);
        peer_watch(request->peer, NULL);
        request->finish(request);
        return request_answer(request);
    }
    if (request->reply != NULL)
        return request_answer(request);
    peer_allow(request->peer, 0);
    request_serve(request);
    return request->stage == STAGE_WAIT ? (int) MHD_YES : request_answer(request);
}
