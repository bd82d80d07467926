/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the text of a holiday notice. Its sentences have been the same for many years; what does
 * not fit them is said and not guessed. */
#include "base/builtin.h"
#include "base/day.h"
#include "base/fail.h"
#include "base/json.h"
#include "unit/workday_notice.h"

#include <string.h>

#define WORDS "calendar/notice.json"
#define RUNS_MAX 31

typedef struct Reading {
    const json_t *words; /* catalog/calendar/notice.json */
    int year;
    json_t *holidays, *workdays, *doubts;
} Reading;

static const char *said(const Reading *reading, const char *word)
{
    const char *text = json_text(reading->words, word);
    return text == NULL ? "" : text;
}

static char *found_in(const char *text, const char *pattern, int group)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    return regex != NULL && g_regex_match(regex, text, 0, &match) ? g_match_info_fetch(match, group)
                                                                  : NULL;
}

static char *replaced(const char *text, const char *pattern, const char *by)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);

    return g_regex_replace_literal(regex, text, -1, 0, by, 0, NULL);
}

static int number_of(const GMatchInfo *match, int group, int fallback)
{
    g_autofree char *text = g_match_info_fetch(match, group);

    return text == NULL || *text == '\0' ? fallback : (int) g_ascii_strtoll(text, NULL, 10);
}

static bool day_of(int year, int month, int day, int64_t *out_day)
{
    g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", year, month, day);

    return day_parse(text, out_day, NULL);
}

/* Each date that the text names, in its order; a month that is left out is that of the one before.
 * A December without a year, before a January, is of the year before. */
static GArray *dates_of(const Reading *reading, const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new(said(reading, "date"), 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    GArray *days = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int month = 0;

    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        int64_t day = 0;
        month = number_of(match, 2, month);
        int year = number_of(match, 1, reading->year);
        if (day_of(year, month, number_of(match, 3, 0), &day))
            g_array_append_val(days, day);
    }
    if (days->len == 2 && g_array_index(days, int64_t, 0) > g_array_index(days, int64_t, 1))
        g_array_index(days, int64_t, 0) -=
            365 + (day_year(g_array_index(days, int64_t, 0)) % 4 == 0);
    return days;
}

/* The days that the law names and that have a fixed date; those of the moon are ticked by hand. */
static bool is_statutory(const char *name, const char *day)
{
    static const struct {
        const char *name, *days;
    } fixed[] = {{"new_year", "01-01"}, {"labour_day", "05-01 05-02"},
        {"national_day", "10-01 10-02 10-03"}, {"national_day_mid_autumn", "10-01 10-02 10-03"}};

    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
        if (strcmp(fixed[i].name, name) == 0 && strstr(fixed[i].days, day + 5) != NULL)
            return true;
    return false;
}

static void doubt(const Reading *reading, const char *line)
{
    json_array_append_new(reading->doubts, json_string(line));
}

static void run_put(const Reading *reading, const char *name, int64_t from, int64_t to)
{
    for (int64_t day = from; day <= to; day++) {
        g_autofree char *text = day_print(day);
        json_array_append_new(reading->holidays, json_pack("{s:s, s:s, s:b}", "day", text, "name",
                                                     name, "statutory", is_statutory(name, text)));
    }
}

/* "1月1日至3日放假调休，共3天。1月4日上班": what is off, then what is worked. */
static void item_read(const Reading *reading, const char *name, const char *line)
{
    g_autofree char *plain = replaced(line, said(reading, "aside"), "");
    const char *off = strstr(plain, said(reading, "off"));
    g_autofree char *first = off == NULL ? NULL : g_strndup(plain, (gsize) (off - plain));
    g_autofree char *count = found_in(plain, said(reading, "count"), 1);
    g_autoptr(GArray) run = first == NULL ? NULL : dates_of(reading, first);

    if (run == NULL || run->len == 0 || run->len > 2) {
        doubt(reading, line);
        return;
    }
    int64_t from = g_array_index(run, int64_t, 0), to = g_array_index(run, int64_t, run->len - 1);
    if (to < from || to - from >= RUNS_MAX ||
        (count != NULL && g_ascii_strtoll(count, NULL, 10) != to - from + 1)) {
        doubt(reading, line);
        return;
    }
    run_put(reading, name, from, to);
    g_auto(GStrv) sentences = g_strsplit(off, said(reading, "stop"), -1);
    for (char **one = sentences; *one != NULL; one++) {
        g_autoptr(GArray) worked =
            strstr(*one, said(reading, "worked")) == NULL ? NULL : dates_of(reading, *one);
        const char *work = strstr(*one, said(reading, "off"));
        for (guint i = 0; worked != NULL && work == NULL && i < worked->len; i++) {
            g_autofree char *text = day_print(g_array_index(worked, int64_t, i));
            json_array_append_new(reading->workdays, json_string(text));
        }
    }
}

static const char *name_of_line(const Reading *reading, const char *line, size_t *out_after)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(reading->words, "names"), i, one) {
        GString *pattern = g_string_new(said(reading, "heading"));
        g_string_replace(pattern, "{name}", json_text(one, "said"), 0);
        g_autofree char *text = g_string_free(pattern, FALSE);
        g_autofree char *head = found_in(line, text, 0);
        if (head != NULL) {
            *out_after = strlen(head);
            return json_text(one, "name");
        }
    }
    return NULL;
}

/* The document ends with the day of its issue in a line of its own. */
static char *issued_of(const Reading *reading, const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new(said(reading, "issued"), 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int64_t day = 0;

    if (!g_regex_match(regex, text, 0, &match) ||
        !day_of(number_of(match, 1, 0), number_of(match, 2, 0), number_of(match, 3, 0), &day))
        return NULL;
    return day_print(day);
}

static void lines_read(const Reading *reading, const char *text)
{
    g_auto(GStrv) lines = g_strsplit_set(text, "\r\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        size_t after = 0;
        const char *name = name_of_line(reading, *line, &after);
        g_autofree char *day = name == NULL ? found_in(*line, said(reading, "any_day"), 0) : NULL;
        if (name != NULL)
            item_read(reading, name, *line + after);
        else if (day != NULL && strstr(*line, said(reading, "off")) != NULL)
            doubt(reading, *line);
    }
}

static json_t *file_make(Reading *reading, const char *text)
{
    /* A title is broken over lines on paper. */
    g_autofree char *joined = replaced(text, "\\s", "");
    g_autofree char *title = found_in(joined, said(reading, "title"), 0);
    g_autofree char *year = found_in(joined, said(reading, "title"), 1);
    g_autofree char *number = found_in(joined, said(reading, "number"), 0);

    if (year == NULL)
        return NULL;
    reading->year = (int) g_ascii_strtoll(year, NULL, 10);
    lines_read(reading, text);
    g_autofree char *issued = issued_of(reading, text);
    return json_array_size(reading->holidays) == 0
               ? NULL
               : json_pack("{s:i, s:{s:s*, s:s, s:s*}, s:O, s:O}", "year", reading->year, "notice",
                     "number", number, "title", title, "issued", issued, "holidays",
                     reading->holidays, "workdays", reading->workdays);
}

static bool words_read(void *data, const BuiltinFile *file, GError **error)
{
    json_t **words = data;

    *words = json_read(file->text, file->size, JSON_INTEGERS, error);
    return *words != NULL;
}

json_t *notice_read(const char *text, json_t *doubts, GError **error)
{
    json_auto_t *holidays = json_array(), *workdays = json_array(), *words = NULL;
    Reading reading = {.holidays = holidays, .workdays = workdays, .doubts = doubts};
    json_t *file = NULL;

    if (!builtin_or_own(NULL, WORDS, words_read, &words, NULL, error))
        return NULL;
    reading.words = words;
    file = file_make(&reading, text);
    if (file == NULL)
        fail_field(error, "text", "not_a_notice");
    return file;
}
