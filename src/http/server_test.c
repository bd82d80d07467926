/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include "http/note_fixture.h"

#include <string.h>
#include <unistd.h>

#define CLOSE "Host: desk\r\nConnection: close\r\n"
#define GOOD CLOSE "Cookie: shaodian=good\r\n"
#define JSON "Content-Type: application/json\r\n"

static void check_has(const char *heard, const char *part)
{
    if (strstr(heard, part) == NULL)
        g_error("'%s' is not in:\n%s", part, heard);
}

static void check_lacks(const char *heard, const char *part)
{
    if (strstr(heard, part) != NULL)
        g_error("'%s' is in:\n%s", part, heard);
}

/* Sends a request whole and checks how its answer begins; the answer is owned. */
static char *check_talk(Desk *desk, const char *request, const char *status)
{
    char *heard = desk_talk(desk, request, NULL);
    g_autofree char *line = g_strdup_printf("HTTP/1.1 %s", status);

    if (!g_str_has_prefix(heard, line))
        g_error("not %s:\n%s", status, heard);
    return heard;
}

static char *request_with(const char *line, const char *headers, const char *body)
{
    return g_strdup_printf("%s HTTP/1.1\r\n%s" JSON "Content-Length: %zu\r\n\r\n%s", line, headers,
        strlen(body), body);
}

static char *check_body(
    Desk *desk, const char *line, const char *headers, const char *body, const char *status)
{
    g_autofree char *request = request_with(line, headers, body);

    return check_talk(desk, request, status);
}

static void test_sign_in(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *cookie = check_body(
        desk, "POST /api/v1/session", CLOSE "User-Agent: Fire\r\n", "{\"account\":\"a\"}", "200");
    g_autofree char *bearer = check_body(
        desk, "POST /api/v1/session", CLOSE, "{\"account\":\"a\",\"bearer\":true}", "200");
    g_autofree char *forged = check_body(
        desk, "POST /api/v1/session", CLOSE, "{\"account\":\"a\",\"address\":\"1.2.3.4\"}", "422");
    g_autofree char *out =
        check_talk(desk, "DELETE /api/v1/session HTTP/1.1\r\n" GOOD "\r\n", "200");

    check_has(cookie, "Set-Cookie: shaodian=good; Path=/; HttpOnly; SameSite=Strict\r\n");
    check_has(cookie, "\"address\":\"127.0.0.1\"");
    check_has(cookie, "\"agent\":\"Fire\"");
    check_lacks(cookie, "token");
    check_has(bearer, "\"token\":\"good\"");
    check_lacks(bearer, "Set-Cookie");
    check_has(forged, "\"address\"");
    check_has(out, "Set-Cookie: shaodian=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\r\n");
}

static void test_command(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *made =
        check_body(desk, "POST /api/v1/units/R1/notes", GOOD, "{\"words\":\"fire\"}", "201");
    g_autofree char *read = check_talk(desk,
        "GET /api/v1/notes/R1-1 HTTP/1.1\r\n" CLOSE "Authorization: Bearer good\r\n\r\n", "200");
    g_autofree char *nobody =
        check_body(desk, "POST /api/v1/units/R1/notes", CLOSE, "{\"words\":\"fire\"}", "401");
    g_autofree char *not_mine =
        check_body(desk, "POST /api/v1/units/R2/notes", GOOD, "{\"words\":\"fire\"}", "403");
    g_autofree char *wrong = check_body(desk, "POST /api/v1/units/R1/notes", GOOD,
        "{\"words\":\"longer than twenty letters\",\"more\":1}", "422");
    g_autofree char *broken =
        check_body(desk, "POST /api/v1/units/R1/notes", GOOD, "{\"words\":", "400");
    g_autofree char *list = check_body(desk, "POST /api/v1/units/R1/notes", GOOD, "[1]", "400");

    check_has(made, "{\"id\":\"R1-1\"}");
    check_has(read, "{\"id\":\"R1-1\",\"words\":\"fire\"}");
    check_has(nobody, "\"code\":\"signed_out\"");
    check_has(not_mine, "\"code\":\"denied\"");
    check_has(wrong, "{\"name\":\"words\",\"problem\":\"too_long\"}");
    check_has(wrong, "{\"name\":\"more\",\"problem\":\"unknown\"}");
    check_has(broken, "\"code\":\"malformed\"");
    check_has(list, "\"code\":\"malformed\"");
}

static void test_other_type(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *heard = check_talk(desk,
        "POST /api/v1/units/R1/notes HTTP/1.1\r\n" GOOD
        "Content-Type: text/plain\r\nContent-Length: 16\r\n\r\n{\"words\":\"fire\"}",
        "400");

    check_has(heard, "application/json");
}

static void test_origin(void)
{
    static const char *const foreign[] = {
        "Origin: http://evil\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"};
    g_autoptr(Desk) desk = desk_new();

    for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
        g_autofree char *headers = g_strconcat(GOOD, foreign[i], NULL);
        g_autofree char *heard =
            check_body(desk, "POST /api/v1/units/R1/notes", headers, "{\"words\":\"fire\"}", "403");
        check_has(heard, "\"code\":\"foreign_origin\"");
    }
    g_free(check_body(desk, "POST /api/v1/units/R1/notes", GOOD "Origin: http://desk\r\n",
        "{\"words\":\"fire\"}", "201"));
    g_free(check_talk(
        desk, "GET /api/v1/notes/R1-1 HTTP/1.1\r\n" GOOD "Origin: http://evil\r\n\r\n", "200"));
}

static void test_idempotency(void)
{
    g_autoptr(Desk) desk = desk_new();
    const char *headers = GOOD "Idempotency-Key: k1\r\n";
    g_autofree char *first =
        check_body(desk, "POST /api/v1/units/R1/notes", headers, "{\"words\":\"a\"}", "201");
    g_autofree char *again =
        check_body(desk, "POST /api/v1/units/R1/notes", headers, "{\"words\":\"a\"}", "201");
    g_autofree char *other =
        check_body(desk, "POST /api/v1/units/R1/notes", headers, "{\"words\":\"b\"}", "422");
    g_autofree char *bad = check_body(desk, "POST /api/v1/units/R1/notes",
        GOOD "Idempotency-Key: k 1\r\n", "{\"words\":\"a\"}", "422");
    g_autofree char *next =
        check_body(desk, "POST /api/v1/units/R1/notes", GOOD, "{\"words\":\"c\"}", "201");

    check_has(first, "R1-1");
    check_has(again, "R1-1");
    check_has(bad, "Idempotency-Key");
    check_has(next, "R1-2");
    g_assert_nonnull(other);
}

/* The ETag line of an answer with its quotes: owned. */
static char *etag_of(const char *heard)
{
    const char *from = strstr(heard, "ETag: ");

    g_assert_nonnull(from);
    return g_strndup(from + 6, strcspn(from + 6, "\r"));
}

static void test_etag(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_free(desk_write(desk, "R1", "a"));
    g_autofree char *heard =
        check_talk(desk, "GET /api/v1/notes/R1-1 HTTP/1.1\r\n" GOOD "\r\n", "200");
    g_autofree char *etag = etag_of(heard);
    g_autofree char *same = g_strdup_printf(
        "GET /api/v1/notes/R1-1 HTTP/1.1\r\n" GOOD "If-None-Match: %s\r\n\r\n", etag);
    g_autofree char *match = g_strdup_printf(GOOD "If-Match: %s\r\n", etag);

    g_autofree char *unchanged = check_talk(desk, same, "304");
    check_lacks(unchanged, "words");
    g_free(check_body(desk, "PUT /api/v1/notes/R1-1/words", match, "{\"words\":\"b\"}", "200"));
    g_autofree char *stale =
        check_body(desk, "PUT /api/v1/notes/R1-1/words", match, "{\"words\":\"c\"}", "412");
    check_has(stale, "\"code\":\"stale\"");
    g_free(check_talk(desk, same, "200"));
}

static void test_sheet(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_free(desk_write(desk, "R1", "=1+1"));
    g_autofree char *json =
        check_talk(desk, "GET /api/v1/units/R1/notes?limit=5 HTTP/1.1\r\n" GOOD "\r\n", "200");
    g_autofree char *csv =
        check_talk(desk, "GET /api/v1/units/R1/notes?format=csv HTTP/1.1\r\n" GOOD "\r\n", "200");
    g_autofree char *odd =
        check_talk(desk, "GET /api/v1/units/R1/notes?format=doc HTTP/1.1\r\n" GOOD "\r\n", "422");
    g_autofree char *over =
        check_talk(desk, "GET /api/v1/units/R1/notes?limit=6 HTTP/1.1\r\n" GOOD "\r\n", "422");

    g_autofree char *book = check_talk(
        desk, "GET /api/v1/units/R1/notes?format=xlsx&lang=en HTTP/1.1\r\n" GOOD "\r\n", "200");
    g_autofree char *tongue = check_talk(
        desk, "GET /api/v1/units/R1/notes?format=xlsx&lang=de HTTP/1.1\r\n" GOOD "\r\n", "422");

    check_has(book, "spreadsheetml.sheet");
    check_has(book, "PK");
    check_has(tongue, "\"name\":\"lang\"");
    check_has(json, "\"items\":[{\"id\":\"R1-1\"");
    check_has(csv, "text/csv");
    check_has(csv, "'=1+1");
    check_has(odd, "\"name\":\"format\"");
    check_has(over, "\"name\":\"limit\"");
}

static void test_methods(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *wrong =
        check_talk(desk, "DELETE /api/v1/units/R1/notes HTTP/1.1\r\n" GOOD "\r\n", "405");
    g_autofree char *options =
        check_talk(desk, "OPTIONS /api/v1/units/R1/notes HTTP/1.1\r\n" CLOSE "\r\n", "204");
    g_autofree char *head = check_talk(desk, "HEAD /healthz HTTP/1.1\r\n" CLOSE "\r\n", "200");
    g_autofree char *none = check_talk(desk, "GET /api/v1/nowhere HTTP/1.1\r\n" GOOD "\r\n", "404");
    g_autofree char *post =
        check_talk(desk, "POST /index.html HTTP/1.1\r\n" CLOSE "Content-Length: 0\r\n\r\n", "405");

    check_has(wrong, "Allow: GET, HEAD, POST, OPTIONS\r\n");
    check_has(options, "Allow: GET, HEAD, POST, OPTIONS\r\n");
    check_lacks(head, "uptime");
    check_has(none, "\"code\":\"not_found\"");
    check_has(post, "Allow: GET, HEAD, OPTIONS\r\n");
}

static void test_limits(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *large = check_talk(desk,
        "POST /api/v1/units/R1/notes HTTP/1.1\r\n" GOOD JSON "Content-Length: 1048577\r\n\r\n",
        "413");
    g_autofree char *filler = g_strnfill(9000, 'a');
    g_autofree char *wide =
        g_strdup_printf("GET /healthz HTTP/1.1\r\n" CLOSE "X: %s\r\n\r\n", filler);
    g_autofree char *wide_heard = check_talk(desk, wide, "431");
    g_autofree char *odd = check_talk(desk, "GET /a%2Fb HTTP/1.1\r\n" CLOSE "\r\n", "400");

    check_has(large, "\"code\":\"too_large\"");
    check_has(odd, "\"code\":\"malformed\"");
    g_assert_nonnull(wide_heard);
}

/* A chunked body announces nothing: beyond the cap the connection is closed without an answer. */
static void test_chunked(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *small = check_talk(desk,
        "POST /api/v1/units/R1/notes HTTP/1.1\r\n" GOOD JSON
        "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"words\"\r\n5\r\n:\"a\"}\r\n0\r\n\r\n",
        "201");
    g_autoptr(GString) request = g_string_new(
        "POST /api/v1/units/R1/notes HTTP/1.1\r\n" GOOD JSON "Transfer-Encoding: chunked\r\n\r\n");
    g_autofree char *filler = g_strnfill(65536, ' ');

    for (int i = 0; i < 17; i++)
        g_string_append_printf(request, "10000\r\n%s\r\n", filler);
    g_autofree char *heard = desk_talk(desk, request->str, NULL);
    g_assert_cmpstr(heard, ==, "");
    check_has(small, "R1-1");
}

/* What the daemon would have read leniently, on a connection that lives on. */
static void test_two_readings(void)
{
    static const char *const forms[] = {
        "POST /api/v1/session HTTP/1.1\r\nHost: desk\r\nContent-Length : 2\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: desk\nContent-Length: 2\r\n\r\n{}",
        "POST /api/v1/session HTTP/1.1\r\nHost: desk\r\nX: a\r\n b\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: desk\r\nHost: desk\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: x\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\n\r\n",
    };
    const char *next = "GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n";
    g_autoptr(Desk) desk = desk_new();

    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *all = g_strconcat(next, forms[i], next, NULL);
        g_autofree char *heard = check_talk(desk, all, "200");
        check_has(heard, "HTTP/1.1 400 ");
        check_has(strstr(heard, "HTTP/1.1 400 "), "Connection: close");
        check_lacks(strstr(heard, "HTTP/1.1 400 "), "uptime");
    }
    g_free(check_talk(desk, "GET / HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n", "421"));
}

static void test_early_refusal(void)
{
    g_autoptr(Desk) desk = desk_new();
    g_autofree char *heard = check_talk(desk,
        "POST /api/v1/units/R1/notes HTTP/1.1\r\nHost: desk\r\nContent-Length: 999999\r\n\r\n",
        "401");

    check_has(heard, "\"code\":\"signed_out\"");
}

static void test_stream(void)
{
    g_autoptr(Desk) desk = desk_new();
    int fd = desk_call(desk, "GET /api/v1/stream HTTP/1.1\r\n" GOOD "\r\n");
    g_autofree char *hello = desk_hear(fd, ": ok\n");

    g_free(desk_write(desk, "R2", "not mine"));
    g_free(desk_write(desk, "R1", "mine"));
    g_autofree char *heard = desk_hear(fd, "\"subject\":\"R1-1\"}\n\n");
    check_has(hello, "text/event-stream");
    check_has(heard,
        "data: {\"unit\":\"R1\",\"seq\":1,\"kind\":\"note.written\",\"subject\":\"R1-1\"}\n\n");
    check_lacks(heard, "R2");
    close(fd);
    g_free(check_talk(desk, "GET /api/v1/stream HTTP/1.1\r\n" CLOSE "\r\n", "401"));
    g_free(check_talk(desk, "GET /api/v1/stream?under=x HTTP/1.1\r\n" GOOD "\r\n", "422"));
}

/* The last `id:` line of what was heard: owned. */
static char *last_id(const char *heard)
{
    const char *from = g_strrstr(heard, "id: ");

    g_assert_nonnull(from);
    return g_strndup(from + 4, strcspn(from + 4, "\r\n"));
}

static void test_resume(void)
{
    g_autoptr(Desk) desk = desk_new();
    int fd = desk_call(desk, "GET /api/v1/stream HTTP/1.1\r\n" GOOD "\r\n");
    g_autofree char *hello = desk_hear(fd, "\n\n");
    g_autofree char *id = last_id(hello);
    g_autofree char *again = g_strdup_printf(
        "GET /api/v1/stream?under=R1 HTTP/1.1\r\n" GOOD "Last-Event-ID: %s\r\n\r\n", id);

    close(fd);
    for (int i = 0; i < 600; i++)
        g_free(desk_write(desk, "R1", "a"));
    g_autofree char *missed = desk_talk(desk, again, "\"subject\":\"R1-600\"}\n\n");
    check_has(missed, "\"subject\":\"R1-1\"}");
    check_lacks(missed, "reload");
    g_autofree char *unknown = desk_talk(desk,
        "GET /api/v1/stream HTTP/1.1\r\n" GOOD "Last-Event-ID: other.5\r\n\r\n", "event: reload\n");
    check_lacks(unknown, "R1-1\"");
}

static void test_revoked(void)
{
    g_autoptr(Desk) desk = desk_new();
    int fd = desk_call(desk, "GET /api/v1/stream HTTP/1.1\r\n" GOOD "\r\n");

    g_free(desk_hear(fd, ": ok\n"));
    desk_sign_out(desk);
    gint64 from = g_get_monotonic_time();
    g_autofree char *heard = desk_hear(fd, NULL);
    g_assert_cmpint(g_get_monotonic_time() - from, <, 5 * G_USEC_PER_SEC);
    check_has(heard, "event: end\ndata: {\"code\":\"signed_out\"}\n\n");
    close(fd);
}

static void test_stop_with_streams(void)
{
    Desk *desk = desk_new();
    int first = desk_call(desk, "GET /api/v1/stream HTTP/1.1\r\n" GOOD "\r\n");
    int second = desk_call(desk, "GET /api/v1/stream HTTP/1.1\r\n" GOOD "\r\n");

    g_free(desk_hear(first, ": ok\n"));
    g_free(desk_hear(second, ": ok\n"));
    desk_free(desk);
    g_free(desk_hear(first, NULL));
    g_free(desk_hear(second, NULL));
    close(first);
    close(second);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/signing_in_sets_a_cookie_or_gives_a_bearer", test_sign_in);
    g_test_add_func("/server/a_command_is_committed_before_it_is_answered", test_command);
    g_test_add_func("/server/takes_no_body_but_json", test_other_type);
    g_test_add_func("/server/a_change_from_another_site_is_refused", test_origin);
    g_test_add_func("/server/the_same_key_gives_the_same_answer", test_idempotency);
    g_test_add_func("/server/an_etag_saves_reading_and_guards_writing", test_etag);
    g_test_add_func("/server/a_sheet_comes_as_json_or_csv", test_sheet);
    g_test_add_func("/server/knows_what_each_path_allows", test_methods);
    g_test_add_func("/server/every_request_has_its_limits", test_limits);
    g_test_add_func("/server/a_chunked_body_has_its_limit", test_chunked);
    g_test_add_func("/server/refuses_what_could_be_read_in_two_ways", test_two_readings);
    g_test_add_func("/server/refuses_a_stranger_before_the_body", test_early_refusal);
    g_test_add_func("/server/a_stream_tells_what_one_may_see", test_stream);
    g_test_add_func("/server/a_stream_goes_on_where_it_was_cut", test_resume);
    g_test_add_func("/server/a_revoked_session_loses_its_stream", test_revoked);
    g_test_add_func("/server/stops_with_streams_open", test_stop_with_streams);
    return g_test_run();
}
