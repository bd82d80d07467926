/* SPDX-License-Identifier: Apache-2.0 */
/* route - which command or query a path means.
 *
 * The table is built once from the modules' rows and the port's own few routes; afterwards it is
 * only read. Where two patterns fit, a literal segment wins over a parameter, from the left. */
#pragma once

#include "engine/module.h"
#include "http/parse.h"

typedef struct Request Request;

/* How an own route of the port is answered; see request.h. */
typedef void (*RouteServe)(Request *request);

typedef struct Route {
    const char *method;     /* "GET", "POST", … */
    char **pattern;         /* GStrv: {"api", "v1", "units", "{unit}"} */
    guint length;           /* of the pattern */
    const Command *command; /* one of the three */
    const Query *query;
    RouteServe serve;
    size_t body_max; /* bytes */
} Route;

typedef struct Routes Routes;

#define API_PREFIX "/api/v1"
#define BODY_MAX (1024 * 1024)
#define BODY_OPEN_MAX (64 * 1024) /* of what anybody may send, a sign-in */

/* Routes of every command and query with a path, under API_PREFIX. */
Routes *routes_new(const Part *const *parts);
void routes_free(Routes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Routes, routes_free)
/* One of the port's own; `path` is whole. */
void routes_add(Routes *routes, const char *method, const char *path, RouteServe serve);

/* NULL when there is none. HEAD finds the GET route. */
const Route *routes_find(const Routes *routes, const char *method, char *const *segments);
/* The methods a path knows, "GET, HEAD, OPTIONS": owned; NULL when nothing is there. */
char *routes_allow(const Routes *routes, char *const *segments);

/* Arguments as JSON text: the path's parameters, then the query's. */
json_t *route_query_args(
    const Route *route, char *const *segments, const Target *target, GError **error);
/* The path's parameters and the members of `body`, an object or NULL. */
json_t *route_body_args(
    const Route *route, char *const *segments, const json_t *body, GError **error);
