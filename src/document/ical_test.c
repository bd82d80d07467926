/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"
#include "document/ical.h"

#include <string.h>

static int64_t at(const char *text)
{
    int64_t moment = 0;

    g_assert_true(moment_parse(text, &moment, NULL));
    return moment;
}

static void event_destroy(void *event)
{
    ical_event_free(event);
}

static IcalEvent *event_new(const char *uid, const char *summary, const char *begins)
{
    IcalEvent *event = g_new0(IcalEvent, 1);

    event->uid = g_strdup(uid);
    event->summary = g_strdup(summary);
    event->description = g_strdup("电话：0731-88888888\n副班：李四; 王五, 赵六\\");
    event->begins_at = at(begins);
    event->ends_at = event->begins_at + 24 * 3600000;
    event->changed_at = at("2026-09-20T10:00:00+08:00");
    event->sequence = 3;
    return event;
}

static char *calendar_text(void)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_destroy);

    g_ptr_array_add(events,
        event_new("s1@x",
            "主班 岳麓街道办事处值班室，二十四小时值班，国庆节期间双人双岗，请提前十五分钟到岗交接",
            "2026-10-01T08:30:00+08:00"));
    g_ptr_array_add(events, event_new("s2@x", "带班", "2026-12-31T08:30:00+08:00"));
    return ical_write("值班, 张三", events);
}

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = calendar_text();
    g_autoptr(GPtrArray) read = ical_read(text, strlen(text), &error);

    g_assert_no_error(error);
    g_assert_cmpuint(read->len, ==, 2);
    const IcalEvent *event = read->pdata[0];
    g_assert_cmpstr(event->uid, ==, "s1@x");
    g_assert_true(g_str_has_suffix(event->summary, "请提前十五分钟到岗交接"));
    g_assert_cmpstr(event->description, ==, "电话：0731-88888888\n副班：李四; 王五, 赵六\\");
    g_assert_cmpint(event->begins_at, ==, at("2026-10-01T08:30:00+08:00"));
    g_assert_cmpint(event->ends_at, ==, at("2026-10-02T08:30:00+08:00"));
    g_assert_cmpint(event->changed_at, ==, at("2026-09-20T10:00:00+08:00"));
    g_assert_cmpint(event->sequence, ==, 3);
    g_assert_false(event->whole_day);
}

/* RFC 5545 3.1: no line longer than 75 octets, each ended by CRLF, no character cut in two. */
static void test_lines(void)
{
    g_autofree char *text = calendar_text();
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

    g_assert_true(g_str_has_prefix(text, "BEGIN:VCALENDAR\r\n"));
    g_assert_true(g_str_has_suffix(text, "END:VCALENDAR\r\n"));
    for (char **line = lines; *line != NULL; line++) {
        g_assert_cmpuint(strlen(*line), <=, 75);
        g_assert_true(g_utf8_validate(*line, -1, NULL));
        g_assert_null(strchr(*line, '\n'));
    }
    g_assert_nonnull(strstr(text, "DTSTART:20261001T003000Z\r\n"));
}

static char *vector_text(const char *folder, const char *name, gsize *out_size)
{
    const char *data = g_getenv("SHAODIAN_TEST_DATA");
    g_autofree char *path =
        g_build_filename(data == NULL ? "/nonexistent" : data, "05-ical-vcard", folder, name, NULL);
    char *text = NULL;

    g_file_get_contents(path, &text, out_size, NULL);
    return text;
}

/* A roster that a Chinese office really gave out. */
static void test_duty_feed(void)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    g_autofree char *text =
        vector_text("duty", "duty-schedule-2024-spring_names_replaced.ics", &size);

    if (text == NULL) {
        g_test_skip("no open test data (SHAODIAN_TEST_DATA)");
        return;
    }
    g_autoptr(GPtrArray) read = ical_read(text, size, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(read->len, ==, 9);
    const IcalEvent *event = read->pdata[0];
    g_assert_cmpint(event->begins_at, <, event->ends_at);
    g_test_message("%s %" G_GINT64_FORMAT, event->summary, event->begins_at);
}

static void folder_read(const char *folder, int least)
{
    const char *data = g_getenv("SHAODIAN_TEST_DATA");
    g_autofree char *path =
        g_build_filename(data == NULL ? "/nonexistent" : data, "05-ical-vcard", folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name = NULL;
    int tried = 0;

    if (dir == NULL) {
        g_test_skip("no open test data (SHAODIAN_TEST_DATA)");
        return;
    }
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autoptr(GError) error = NULL;
        gsize size = 0;
        g_autofree char *text = vector_text(folder, name, &size);
        g_autoptr(GPtrArray) read = text == NULL ? NULL : ical_read(text, size, &error);
        g_assert_true(text == NULL || (read == NULL) == (error != NULL));
        tried++;
    }
    g_assert_cmpint(tried, >=, least);
}

static void test_vectors(void)
{
    folder_read("libical", 5);
    folder_read("ical.js", 5);
}

static void test_crashers(void)
{
    folder_read("libical-fuzz", 1);
}

static void test_no_calendar(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(ical_read("hello", 5, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_clear_error(&error);
    g_assert_null(ical_read("", ICAL_BYTES_MAX + 1, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ical/reads_what_it_wrote", test_round_trip);
    g_test_add_func("/ical/folds_lines_between_characters", test_lines);
    g_test_add_func("/ical/reads_a_real_duty_feed", test_duty_feed);
    g_test_add_func("/ical/reads_or_refuses_the_vectors", test_vectors);
    g_test_add_func("/ical/outlives_what_once_crashed_libical", test_crashers);
    g_test_add_func("/ical/refuses_what_is_no_calendar", test_no_calendar);
    return g_test_run();
}
