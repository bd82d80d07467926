/* SPDX-License-Identifier: Apache-2.0 */
#include "http/route.h"

#include "base/json.h"

#include <string.h>

struct Routes {
    GPtrArray *all; /* Route * */
};

static void route_free(Route *route)
{
    g_strfreev(route->pattern);
    g_free(route);
}

static Route *route_new(const char *method, const char *prefix, const char *path)
{
    Route *route = g_new0(Route, 1);
    g_autofree char *whole = g_strconcat(prefix, path, NULL);

    route->method = method;
    route->pattern = g_strsplit(whole + 1, "/", -1);
    route->length = g_strv_length(route->pattern);
    route->body_max = BODY_MAX;
    return route;
}

static void part_routes(Routes *routes, const Part *part)
{
    for (const Command *row = part->commands; row != NULL && row->name != NULL; row++) {
        if (row->path == NULL)
            continue;
        Route *route = route_new(row->method, API_PREFIX, row->path);
        route->command = row;
        route->body_max = row->raw_max > 0       ? row->raw_max
                          : command_is_open(row) ? BODY_OPEN_MAX
                                                 : BODY_MAX;
        g_ptr_array_add(routes->all, route);
    }
    for (const Query *row = part->queries; row != NULL && row->name != NULL; row++) {
        if (row->path == NULL)
            continue;
        Route *route = route_new("GET", API_PREFIX, row->path);
        route->query = row;
        g_ptr_array_add(routes->all, route);
    }
}

Routes *routes_new(const Part *const *parts)
{
    Routes *routes = g_new0(Routes, 1);

    routes->all = g_ptr_array_new_with_free_func((GDestroyNotify) route_free);
    for (size_t i = 0; parts[i] != NULL; i++)
        part_routes(routes, parts[i]);
    return routes;
}

void routes_free(Routes *routes)
{
    if (routes == NULL)
        return;
    g_ptr_array_unref(routes->all);
    g_free(routes);
}

void routes_add(Routes *routes, const char *method, const char *path, RouteServe serve)
{
    Route *route = route_new(method, "", path);

    route->serve = serve;
    g_ptr_array_add(routes->all, route);
}

static bool is_parameter(const char *piece)
{
    return piece[0] == '{';
}

static bool route_fits(const Route *route, char *const *segments, guint length)
{
    if (route->length != length)
        return false;
    for (guint i = 0; i < length; i++) {
        if (is_parameter(route->pattern[i]) ? *segments[i] == '\0'
                                            : !g_str_equal(route->pattern[i], segments[i]))
            return false;
    }
    return true;
}

/* Of two patterns that fit the same path: is `a` the one with the literal further left? */
static bool route_is_closer(const Route *a, const Route *b)
{
    for (guint i = 0; i < a->length; i++) {
        bool open_a = is_parameter(a->pattern[i]);
        bool open_b = is_parameter(b->pattern[i]);
        if (open_a != open_b)
            return open_b;
    }
    return false;
}

const Route *routes_find(const Routes *routes, const char *method, char *const *segments)
{
    const char *wanted = g_str_equal(method, "HEAD") ? "GET" : method;
    guint length = g_strv_length((char **) segments);
    const Route *best = NULL;

    for (guint i = 0; i < routes->all->len; i++) {
        const Route *route = routes->all->pdata[i];
        if (g_str_equal(route->method, wanted) && route_fits(route, segments, length) &&
            (best == NULL || route_is_closer(route, best)))
            best = route;
    }
    return best;
}

char *routes_allow(const Routes *routes, char *const *segments)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    g_autoptr(GString) allow = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (routes_find(routes, methods[i], segments) != NULL)
            g_string_append_printf(allow, i == 0 ? "%s, HEAD, " : "%s, ", methods[i]);
    }
    if (allow->len == 0)
        return NULL;
    g_string_append(allow, "OPTIONS");
    return g_string_free(g_steal_pointer(&allow), FALSE);
}

static const Field *route_fields(const Route *route)
{
    return route->command != NULL ? route->command->args : route->query->args;
}

static const Field *field_named(const Field *fields, const char *name)
{
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (g_str_equal(fields->name, name))
            return fields;
    }
    return NULL;
}

static json_t *integer_from_text(const char *text)
{
    gint64 value = 0;

    if (g_ascii_string_to_signed(text, 10, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, &value, NULL))
        return json_integer(value);
    return json_string(text);
}

/* Text as it is for a query, whose field table reads text; a number where a command wants one. */
static json_t *path_args(const Route *route, char *const *segments)
{
    json_t *args = json_object();

    for (guint i = 0; i < route->length; i++) {
        const char *piece = route->pattern[i];
        if (!is_parameter(piece))
            continue;
        g_autofree char *name = g_strndup(piece + 1, strlen(piece) - 2);
        const Field *field = field_named(route_fields(route), name);
        bool is_number = route->command != NULL && field != NULL && field->type == FIELD_INT;
        json_object_set_new(
            args, name, is_number ? integer_from_text(segments[i]) : json_string(segments[i]));
    }
    return args;
}

/* How a Sheet is wanted is the port's business unless a query has an argument of that name. */
static bool is_of_sheet(const char *name)
{
    return g_str_equal(name, "format") || g_str_equal(name, "lang");
}

json_t *route_query_args(
    const Route *route, char *const *segments, const Target *target, GError **error)
{
    json_auto_t *args = path_args(route, segments);

    for (guint i = 0; i + 1 < target->query->len; i += 2) {
        const char *name = target->query->pdata[i];
        const char *value = target->query->pdata[i + 1];
        if (is_of_sheet(name) && field_named(route_fields(route), name) == NULL)
            continue;
        if (json_object_get(args, name) != NULL) {
            fail_field(error, name, "repeated");
            return NULL;
        }
        json_object_set_new(args, name, json_string(value));
    }
    return g_steal_pointer(&args);
}

json_t *route_body_args(
    const Route *route, char *const *segments, const json_t *body, GError **error)
{
    json_auto_t *args = path_args(route, segments);
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach ((json_t *) body, name, value) {
        json_t *in_path = json_object_get(args, name);
        if (in_path != NULL && !json_equal(in_path, value)) {
            fail_field(error, name, "differs_from_path");
            return NULL;
        }
        json_object_set(args, name, value);
    }
    return g_steal_pointer(&args);
}
