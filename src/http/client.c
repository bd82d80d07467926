/* SPDX-License-Identifier: Apache-2.0 */
/* client - which machine a request comes from, and by what way. */
#include "http/forward.h"
#include "http/request.h"

/* All headers of a name as one list, as RFC 9110 joins them. */
typedef struct Joined {
    const char *name;
    GString *text; /* NULL: there is none */
} Joined;

static enum MHD_Result header_join(
    void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    Joined *joined = data;

    if (g_ascii_strcasecmp(name, joined->name) != 0)
        return MHD_YES;
    if (joined->text == NULL)
        joined->text = g_string_new(value);
    else
        g_string_append_printf(joined->text, ",%s", value == NULL ? "" : value);
    return MHD_YES;
}

static char *header_list(const Request *request, const char *name)
{
    Joined joined = {.name = name};

    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, header_join, &joined);
    return joined.text == NULL ? NULL : g_string_free(joined.text, FALSE);
}

static bool neighbour_find(const Request *request, NetAddress *out_address)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    return info != NULL && net_of_socket(info->client_addr, out_address);
}

void request_find_client(Request *request)
{
    const HttpServer *server = request->server;

    if (!neighbour_find(request, &request->client))
        return;
    request->client_found = true;
    request->from_proxy = net_list_has(server->trusted, &request->client);
    if (!request->from_proxy) {
        request->client_limited =
            server->config.limit_loopback || !net_is_loopback(&request->client);
        return;
    }
    g_autofree char *x_forwarded = header_list(request, "X-Forwarded-For");
    g_autofree char *forwarded = header_list(request, "Forwarded");
    request->client_limited =
        forward_client(x_forwarded, forwarded, server->trusted, &request->client);
}

static bool request_is_local(const Request *request)
{
    return request->client_found && net_is_loopback(&request->client);
}

/* A proxy on this machine was always believed that it speaks TLS; one elsewhere only by name. */
static bool proxy_is_believed(const Request *request)
{
    NetAddress neighbour;

    return request->from_proxy ||
           (neighbour_find(request, &neighbour) && net_is_loopback(&neighbour));
}

bool request_is_encrypted(const Request *request)
{
    if (request->server->tls)
        return true;
    const char *forwarded = request_header(request, "X-Forwarded-Proto");
    return forwarded != NULL && g_str_equal(forwarded, "https") && proxy_is_believed(request);
}

bool request_is_safe(const Request *request)
{
    return request_is_encrypted(request) || request_is_local(request);
}

char *request_address(const Request *request)
{
    return request->client_found ? net_print(&request->client) : g_strdup("");
}

char *request_limit_name(const Request *request)
{
    return request->client_limited ? net_limit_name(&request->client) : NULL;
}
