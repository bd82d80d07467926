/* SPDX-License-Identifier: Apache-2.0 */
#include "http/route.h"

typedef struct Args {
    char *unit;
    char *id;
    int64_t limit;
    bool open;
    char **kinds;
    char *q;
} Args;

static const Field fields[] = {
    FIELD(Args, unit, FIELD_WORD),
    FIELD(Args, id, FIELD_WORD),
    FIELD(Args, limit, FIELD_INT),
    FIELD(Args, open, FIELD_BOOL),
    FIELD(Args, kinds, FIELD_WORDS),
    FIELD(Args, q, FIELD_TEXT),
    FIELD_END,
};

static const Command commands[] = {
    {.name = "thing.make", .method = "POST", .path = "/units/{unit}/things", .args = fields},
    {.name = "thing.drop", .method = "DELETE", .path = "/things/{id}", .args = fields},
    {.name = "thing.act", .method = "POST", .path = "/things/{id}/{q}", .args = fields},
    {.name = "thing.close", .method = "POST", .path = "/things/{id}/close", .args = fields},
    {.name = "thing.inner"},
    {.name = NULL},
};

static const Query queries[] = {
    {.name = "thing.list", .path = "/units/{unit}/things", .args = fields},
    {.name = "thing.get", .path = "/things/{id}", .args = fields},
    {.name = "thing.page", .path = "/things/page/{limit}", .args = fields},
    {.name = NULL},
};

static const Part part = {.commands = commands, .queries = queries};

static void serve_nothing(Request *request)
{
}

static Routes *routes_make(void)
{
    const Part *parts[] = {&part, NULL};
    Routes *routes = routes_new(parts);

    routes_add(routes, "GET", "/healthz", serve_nothing);
    return routes;
}

static const Route *find(const Routes *routes, const char *method, const char *path)
{
    g_auto(GStrv) segments = g_strsplit(path + 1, "/", -1);

    return routes_find(routes, method, segments);
}

static void check_command(const Routes *routes, const char *method, const char *path, int index)
{
    const Route *route = find(routes, method, path);

    g_assert_nonnull(route);
    g_assert_true(route->command == &commands[index]);
}

static void test_find(void)
{
    g_autoptr(Routes) routes = routes_make();

    check_command(routes, "POST", "/api/v1/units/43/things", 0);
    check_command(routes, "DELETE", "/api/v1/things/43-1", 1);
    check_command(routes, "POST", "/api/v1/things/43-1/open", 2);
    check_command(routes, "POST", "/api/v1/things/43-1/close", 3);
    g_assert_true(find(routes, "GET", "/api/v1/things/43-1")->query == &queries[1]);
    g_assert_true(find(routes, "HEAD", "/api/v1/things/43-1")->query == &queries[1]);
    g_assert_true(find(routes, "GET", "/healthz")->serve == serve_nothing);
    g_assert_null(find(routes, "GET", "/api/v1/things"));
    g_assert_null(find(routes, "GET", "/api/v1/things/"));
    g_assert_null(find(routes, "GET", "/api/v1/things/43-1/"));
    g_assert_null(find(routes, "PUT", "/api/v1/things/43-1"));
    g_assert_null(find(routes, "GET", "/api/v2/things/43-1"));
    g_assert_null(find(routes, "post", "/api/v1/things/43-1/close"));
}

static void check_allow(const Routes *routes, const char *path, const char *expected)
{
    g_auto(GStrv) segments = g_strsplit(path + 1, "/", -1);
    g_autofree char *allow = routes_allow(routes, segments);

    g_assert_cmpstr(allow, ==, expected);
}

static void test_allow(void)
{
    g_autoptr(Routes) routes = routes_make();

    check_allow(routes, "/api/v1/things/43-1", "GET, HEAD, DELETE, OPTIONS");
    check_allow(routes, "/api/v1/units/43/things", "GET, HEAD, POST, OPTIONS");
    check_allow(routes, "/api/v1/things/43-1/close", "POST, OPTIONS");
    check_allow(routes, "/healthz", "GET, HEAD, OPTIONS");
    check_allow(routes, "/nowhere", NULL);
}

static json_t *query_args(const char *raw, GError **error)
{
    g_autoptr(Routes) routes = routes_make();
    Target target = {0};

    g_assert_true(target_parse(raw, &target, NULL));
    const Route *route = routes_find(routes, "GET", target.segments);
    g_assert_nonnull(route);
    json_t *args = route_query_args(route, target.segments, &target, error);
    target_clear(&target);
    return args;
}

static void test_query_args(void)
{
    json_auto_t *args =
        query_args("/api/v1/units/43/things?limit=5&open=&kinds=a,b&q=%E4%BA%8B&format=csv", NULL);
    json_auto_t *expected = json_pack("{s:s, s:s, s:s, s:s, s:s}", "unit", "43", "limit", "5",
        "open", "", "kinds", "a,b", "q", "事");

    g_assert_true(json_equal(args, expected));
    json_auto_t *page = query_args("/api/v1/things/page/7", NULL);
    g_assert_cmpstr(json_string_value(json_object_get(page, "limit")), ==, "7");
}

static void test_repeated(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(query_args("/api/v1/units/43/things?q=1&q=2", &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_clear_error(&error);
    g_assert_null(query_args("/api/v1/units/43/things?unit=44", &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

static void test_body_args(void)
{
    g_autoptr(Routes) routes = routes_make();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) segments = g_strsplit("api/v1/units/43/things", "/", -1);
    const Route *route = routes_find(routes, "POST", segments);
    json_auto_t *body = json_pack("{s:s, s:s}", "q", "x", "unit", "43");
    json_auto_t *other = json_pack("{s:s}", "unit", "44");

    json_auto_t *args = route_body_args(route, segments, body, &error);
    g_assert_true(json_equal(args, body));
    json_auto_t *bare = route_body_args(route, segments, NULL, &error);
    g_assert_cmpuint(json_object_size(bare), ==, 1);
    g_assert_null(route_body_args(route, segments, other, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/route/finds_the_closest_pattern", test_find);
    g_test_add_func("/route/knows_what_a_path_allows", test_allow);
    g_test_add_func("/route/gathers_parameters_of_path_and_query", test_query_args);
    g_test_add_func("/route/refuses_a_parameter_given_twice", test_repeated);
    g_test_add_func("/route/refuses_a_body_that_contradicts_its_path", test_body_args);
    return g_test_run();
}
