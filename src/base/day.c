/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

#include "base/fail.h"
#include "base/moment.h"

#include <string.h>

/* GDate counts from 0001-01-01, which is 1. */
#define JULIAN_1970 719163

static GDate date_of(int64_t day)
{
    GDate date;

    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32) (day + JULIAN_1970));
    return date;
}

static bool digits_at(const char *text, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    return true;
}

static bool has_form(const char *text)
{
    return strlen(text) == DAY_TEXT_LENGTH && text[4] == '-' && text[7] == '-' &&
           digits_at(text, 0, 4) && digits_at(text, 5, 2) && digits_at(text, 8, 2);
}

bool day_parse(const char *text, int64_t *out_day, GError **error)
{
    GDate date;
    guint64 year = 0, month = 0, day = 0;

    if (!has_form(text))
        return fail(error, FAIL_INVALID, "a day is written YYYY-MM-DD");
    year = g_ascii_strtoull(text, NULL, 10);
    month = g_ascii_strtoull(text + 5, NULL, 10);
    day = g_ascii_strtoull(text + 8, NULL, 10);
    if (year < 1970 || !g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        return fail(error, FAIL_INVALID, "there is no such day");
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    *out_day = (int64_t) g_date_get_julian(&date) - JULIAN_1970;
    return true;
}

char *day_print(int64_t day)
{
    GDate date = date_of(day);

    return g_strdup_printf("%04d-%02d-%02d", (int) g_date_get_year(&date),
        (int) g_date_get_month(&date), (int) g_date_get_day(&date));
}

int day_weekday(int64_t day)
{
    GDate date = date_of(day);
    return (int) g_date_get_weekday(&date);
}

int day_year(int64_t day)
{
    GDate date = date_of(day);
    return (int) g_date_get_year(&date);
}

int64_t day_month_first(int64_t day, int months)
{
    GDate date = date_of(day);

    g_date_set_day(&date, 1);
    if (months > 0)
        g_date_add_months(&date, (guint) months);
    else
        g_date_subtract_months(&date, (guint) -months);
    return (int64_t) g_date_get_julian(&date) - JULIAN_1970;
}

bool day_minute_parse(const char *text, int64_t *out_minute)
{
    if (text == NULL || strlen(text) != 5 || text[2] != ':')
        return false;
    for (int i = 0; i < 5; i++)
        if (i != 2 && !g_ascii_isdigit(text[i]))
            return false;
    int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
    if (hour > 23 || minute > 59)
        return false;
    *out_minute = hour * 60 + minute;
    return true;
}

char *day_minute_print(int64_t minute)
{
    return g_strdup_printf("%02d:%02d", (int) (minute / 60) % 24, (int) (minute % 60));
}
