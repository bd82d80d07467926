/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/event.h"

#include <glib.h>
#include <string.h>

#define TEXT                                                                                       \
    "{\"actor\":\"430102-3\",\"at\":1000,\"body\":{\"a\":[1,{\"vault\":\"x\"}]},"                  \
    "\"kind\":\"matter.opened\",\"seq\":7,\"subject\":\"430102-7\",\"unit\":\"430102\"}"

static void reads_a_journal_text(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Event) event = event_parse(TEXT, strlen(TEXT), &error);

    g_assert_no_error(error);
    g_assert_cmpstr(event->unit, ==, "430102");
    g_assert_cmpint(event->seq, ==, 7);
    g_assert_cmpint(event->at, ==, 1000);
    g_assert_cmpstr(event->actor, ==, "430102-3");
    g_assert_cmpstr(event->kind, ==, "matter.opened");
    g_assert_cmpstr(event->subject, ==, "430102-7");
    g_assert_cmpint(json_object_size(event->body), ==, 1);
}

static void writes_the_same_text_again(void)
{
    g_autoptr(Event) event = event_parse(TEXT, strlen(TEXT), NULL);
    g_autoptr(GString) text = g_string_new(NULL);

    g_assert_true(event_write(event, event->body, text, NULL));
    g_assert_cmpstr(text->str, ==, TEXT);
    g_assert_true(event_is_canonical(event, TEXT, strlen(TEXT)));
}

static void tells_canonical_text_from_other(void)
{
    static const char *const others[] = {
        " " TEXT,
        "{\"at\":1000,\"actor\":\"430102-3\",\"body\":{},"
        "\"kind\":\"x\",\"seq\":7,\"subject\":\"s\",\"unit\":\"430102\"}",
        "{\"actor\":\"430102-3\",\"at\":1000,\"body\":{\"a\":\"\\u0041\"},"
        "\"kind\":\"x\",\"seq\":7,\"subject\":\"s\",\"unit\":\"430102\"}",
        "{\"actor\":\"430102-3\",\"at\":1000,\"body\":{\"b\":1,\"a\":2},"
        "\"kind\":\"x\",\"seq\":7,\"subject\":\"s\",\"unit\":\"430102\"}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(Event) event = event_parse(others[i], strlen(others[i]), NULL);
        g_assert_nonnull(event);
        g_assert_false(event_is_canonical(event, others[i], strlen(others[i])));
    }
}

static void refuses_what_is_no_event(void)
{
    static const char *const others[] = {
        "",
        "{}",
        "[]",
        "7",
        "{\"actor\":\"a\",\"at\":1.0,\"body\":{},\"kind\":\"k\",\"seq\":7,\"subject\":\"s\","
        "\"unit\":\"u\"}",
        "{\"actor\":\"a\",\"at\":1,\"body\":{},\"kind\":\"k\",\"seq\":0,\"subject\":\"s\","
        "\"unit\":\"u\"}",
        "{\"actor\":\"a\",\"at\":1,\"body\":[],\"kind\":\"k\",\"seq\":1,\"subject\":\"s\","
        "\"unit\":\"u\"}",
        "{\"actor\":\"a\",\"at\":1,\"body\":{},\"kind\":\"\",\"seq\":1,\"subject\":\"s\","
        "\"unit\":\"u\"}",
        "{\"actor\":\"a\",\"at\":1,\"body\":{},\"kind\":\"k\",\"seq\":1,\"subject\":\"s\"}",
        "{\"actor\":\"a\",\"at\":1,\"body\":{},\"kind\":\"k\",\"more\":1,\"seq\":1,"
        "\"subject\":\"s\",\"unit\":\"u\"}",
        "{\"actor\":\"a\",\"at\":1,\"at\":1,\"body\":{},\"kind\":\"k\",\"seq\":1,"
        "\"subject\":\"s\",\"unit\":\"u\"}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", others[i]);
        g_assert_null(event_parse(others[i], strlen(others[i]), &error));
        g_assert_error(error, FAIL, FAIL_CORRUPT);
    }
}

static void marks_text_for_the_vault(void)
{
    json_auto_t *mark = event_vault("秘"), *none = event_vault(NULL);
    json_auto_t *cut = event_vault("a\xE7\xA7");

    g_assert_cmpstr(json_string_value(json_object_get(mark, "$vault")), ==, "秘");
    g_assert_true(json_is_null(none));
    g_assert_nonnull(json_string_value(json_object_get(cut, "$vault")));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/event/reads_a_journal_text", reads_a_journal_text);
    g_test_add_func("/event/writes_the_same_text_again", writes_the_same_text_again);
    g_test_add_func("/event/tells_canonical_text_from_other", tells_canonical_text_from_other);
    g_test_add_func("/event/refuses_what_is_no_event", refuses_what_is_no_event);
    g_test_add_func("/event/marks_text_for_the_vault", marks_text_for_the_vault);
    return g_test_run();
}
