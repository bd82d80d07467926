/* SPDX-License-Identifier: Apache-2.0 */
#include "http/reply.h"

#include "base/json.h"

#include <string.h>

static void check_status(FailCode code, const char *reason, unsigned expected)
{
    g_autoptr(GError) error = NULL;

    if (reason == NULL)
        fail(&error, code, "x");
    else
        fail_as(&error, code, reason, "x");
    g_assert_cmpuint(reply_status(error), ==, expected);
}

static void test_statuses(void)
{
    check_status(FAIL_INVALID, NULL, 422);
    check_status(FAIL_INVALID, "malformed", 400);
    check_status(FAIL_DENIED, NULL, 403);
    check_status(FAIL_DENIED, "needs_tls", 403);
    check_status(FAIL_DENIED, "signed_out", 401);
    check_status(FAIL_NOT_FOUND, NULL, 404);
    check_status(FAIL_CONFLICT, "wrong_state", 409);
    check_status(FAIL_CONFLICT, "stale", 412);
    check_status(FAIL_UNAVAILABLE, "busy", 503);
    check_status(FAIL_CORRUPT, NULL, 500);
    g_autoptr(GError) foreign = g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_IO, "x");
    g_assert_cmpuint(reply_status(foreign), ==, 500);
}

static json_t *body_of(const Reply *reply)
{
    gsize size = 0;
    const char *text = g_bytes_get_data(reply->body, &size);
    json_t *json = json_read(text, size, JSON_INTEGERS, NULL);

    g_assert_nonnull(json);
    return json;
}

static void test_problem(void)
{
    g_autoptr(GError) error = NULL;

    fail_field(&error, "fields.deaths", "required");
    fail_field(&error, "note", "too_long");
    g_autoptr(Reply) reply = reply_failure(error, true);
    json_auto_t *problem = body_of(reply);
    g_assert_cmpuint(reply->status, ==, 422);
    g_assert_true(g_str_has_prefix(reply->media_type, "application/problem+json"));
    g_assert_cmpstr(json_text(problem, "code"), ==, "invalid");
    g_assert_cmpint(json_number(problem, "status", 0), ==, 422);
    const json_t *fields = json_object_get(problem, "fields");
    g_assert_cmpuint(json_array_size(fields), ==, 2);
    g_assert_cmpstr(json_text(json_array_get(fields, 1), "name"), ==, "note");
    g_assert_cmpstr(json_text(json_array_get(fields, 1), "problem"), ==, "too_long");
}

static void test_internal(void)
{
    g_autoptr(GError) error = NULL;

    fail(&error, FAIL_CORRUPT, "hash of 43-1 does not fit");
    g_autoptr(Reply) reply = reply_failure(error, true);
    json_auto_t *problem = body_of(reply);
    g_assert_cmpuint(reply->status, ==, 500);
    g_assert_null(strstr(json_text(problem, "detail"), "43-1"));
}

static void test_stranger(void)
{
    g_autoptr(GError) error = NULL;

    fail(&error, FAIL_UNAVAILABLE, "connection to server on socket \"/run/x\" failed");
    g_autoptr(Reply) known = reply_failure(error, true);
    g_autoptr(Reply) stranger = reply_failure(error, false);
    json_auto_t *told = body_of(known);
    json_auto_t *told_less = body_of(stranger);
    g_assert_cmpuint(stranger->status, ==, 503);
    g_assert_cmpstr(json_text(told_less, "code"), ==, json_text(told, "code"));
    g_assert_nonnull(strstr(json_text(told, "detail"), "/run/x"));
    g_assert_null(strstr(json_text(told_less, "detail"), "/run"));
}

static void test_away(void)
{
    const char *const reasons[] = {"database_away", "data_gone", "disk_full", "read_only"};

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_autoptr(GError) error = NULL;
        fail_as(&error, FAIL_UNAVAILABLE, reasons[i], "connection to socket \"/run/5432\" failed");
        g_autoptr(Reply) reply = reply_failure(error, true);
        json_auto_t *problem = body_of(reply);
        g_assert_cmpuint(reply->status, ==, 503);
        g_assert_cmpstr(json_text(problem, "code"), ==, reasons[i]);
        g_assert_null(strchr(json_text(problem, "detail"), '/'));
    }
}

static void test_etag(void)
{
    g_autoptr(GBytes) a = g_bytes_new_static("a", 1);
    g_autoptr(GBytes) b = g_bytes_new_static("b", 1);
    g_autoptr(GBytes) none = g_bytes_new_static(NULL, 0);
    g_autofree char *tag_a = reply_etag(a);
    g_autofree char *tag_b = reply_etag(b);
    g_autofree char *tag_none = reply_etag(none);

    g_assert_cmpstr(tag_a, ==, "\"ca978112ca1bbdcafac231b39a23dc4d\"");
    g_assert_cmpstr(tag_a, !=, tag_b);
    g_assert_cmpstr(tag_none, !=, tag_a);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reply/each_failure_has_its_status", test_statuses);
    g_test_add_func("/reply/a_problem_names_every_wrong_field", test_problem);
    g_test_add_func("/reply/an_internal_fault_tells_no_detail", test_internal);
    g_test_add_func("/reply/a_stranger_hears_a_word_and_no_path", test_stranger);
    g_test_add_func("/reply/what_is_away_tells_no_path", test_away);
    g_test_add_func("/reply/an_etag_follows_the_bytes", test_etag);
    return g_test_run();
}
