/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"

#include "base/clock.h"
#include "base/fail.h"

#define BEIJING_MS (8 * HOUR_MS)

typedef struct Civil {
    int64_t year;
    int month, day;
} Civil;

/* Years counted from March, so that the leap day is the last of its year. */
static int64_t days_of_civil(Civil civil)
{
    int64_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t month = (civil.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static Civil civil_of_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    Civil civil = {.day = (int) (day_of_year - (153 * month + 2) / 5 + 1),
        .month = (int) (month < 10 ? month + 3 : month - 9)};
    civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
    return civil;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

int64_t moment_day(int64_t at)
{
    return floor_div(at + BEIJING_MS, DAY_MS);
}

int64_t moment_day_start(int64_t day)
{
    return day * DAY_MS - BEIJING_MS;
}

void moment_split(int64_t at, int *out_year, int *out_month, int *out_day, int *out_minute_of_day)
{
    int64_t day = moment_day(at);
    Civil civil = civil_of_days(day);
    if (out_year)
        *out_year = (int) civil.year;
    if (out_month)
        *out_month = civil.month;
    if (out_day)
        *out_day = civil.day;
    if (out_minute_of_day)
        *out_minute_of_day = (int) ((at - moment_day_start(day)) / MINUTE_MS);
}

static void append_number(GString *text, const char *before, int number, int digits)
{
    int unit = 1;
    g_string_append(text, before);
    for (int i = 1; i < digits; i++)
        unit *= 10;
    for (; unit > 0; unit /= 10)
        g_string_append_c(text, (char) ('0' + number / unit % 10));
}

char *moment_print(int64_t at)
{
    int year, month, day, minute;
    moment_split(at, &year, &month, &day, &minute);
    int ms = (int) (at - moment_day_start(moment_day(at)) - minute * MINUTE_MS);
    /* Every reply is full of them, and printf costs ten times this. */
    GString *text = g_string_sized_new(MOMENT_LENGTH);
    append_number(text, "", year, 4);
    append_number(text, "-", month, 2);
    append_number(text, "-", day, 2);
    append_number(text, "T", minute / 60, 2);
    append_number(text, ":", minute % 60, 2);
    append_number(text, ":", ms / 1000, 2);
    if (ms % 1000 != 0)
        append_number(text, ".", ms % 1000, 3);
    g_string_append(text, "+08:00");
    return g_string_free(text, FALSE);
}

/* Reads exactly `digits` digits. */
static bool take_number(const char **cursor, int digits, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!g_ascii_isdigit((*cursor)[i]))
            return false;
        value = value * 10 + (*cursor)[i] - '0';
    }
    *cursor += digits;
    *out = value;
    return true;
}

static bool take_char(const char **cursor, char upper)
{
    if (g_ascii_toupper(**cursor) != upper)
        return false;
    (*cursor)++;
    return true;
}

static int days_in_month(int year, int month)
{
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2)
        return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool take_date(const char **cursor, int64_t *out_days)
{
    int year, month, day;
    if (!take_number(cursor, 4, &year) || !take_char(cursor, '-') ||
        !take_number(cursor, 2, &month) || !take_char(cursor, '-') || !take_number(cursor, 2, &day))
        return false;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *out_days = days_of_civil((Civil){year, month, day});
    return true;
}

/* Milliseconds of the fraction; digits past the third are dropped. */
static bool take_fraction(const char **cursor, int *out_ms)
{
    *out_ms = 0;
    if (!take_char(cursor, '.'))
        return true;
    int weight = 100;
    const char *first = *cursor;
    for (; g_ascii_isdigit(**cursor); (*cursor)++, weight /= 10)
        *out_ms += (**cursor - '0') * weight;
    return *cursor > first;
}

static bool take_time(const char **cursor, int64_t *out_ms, bool *out_leap)
{
    int hour, minute, second, ms;
    if (!take_number(cursor, 2, &hour) || !take_char(cursor, ':') ||
        !take_number(cursor, 2, &minute) || !take_char(cursor, ':') ||
        !take_number(cursor, 2, &second) || !take_fraction(cursor, &ms))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *out_leap = second == 60;
    *out_ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + (*out_leap ? 0 : ms);
    return true;
}

static bool take_offset(const char **cursor, int64_t *out_ms)
{
    *out_ms = 0;
    if (take_char(cursor, 'Z'))
        return true;
    int sign = **cursor == '-' ? -1 : 1, hours, minutes;
    if (**cursor != '+' && **cursor != '-')
        return false;
    (*cursor)++;
    if (!take_number(cursor, 2, &hours) || !take_char(cursor, ':') ||
        !take_number(cursor, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *out_ms = sign * (hours * HOUR_MS + minutes * MINUTE_MS);
    return true;
}

bool moment_parse(const char *text, int64_t *out_at, GError **error)
{
    const char *cursor = text;
    int64_t days = 0, time_ms = 0, offset_ms = 0;
    bool leap = false;
    if (!take_date(&cursor, &days) || !take_char(&cursor, 'T') ||
        !take_time(&cursor, &time_ms, &leap) || !take_offset(&cursor, &offset_ms) ||
        *cursor != '\0')
        return fail(error, FAIL_INVALID, "not a time of RFC 3339 with an offset");
    int64_t at = days * DAY_MS + time_ms - offset_ms;
    /* A leap second, read as the next second, exists only at the end of a month UTC. */
    if (leap && (at % DAY_MS != 0 || civil_of_days(at / DAY_MS).day != 1))
        return fail(error, FAIL_INVALID, "no leap second at this time");
    /* What is read can be printed: the year must have four digits in Beijing too. */
    int year;
    moment_split(at, &year, NULL, NULL, NULL);
    if (year < 1970 || year > 9999)
        return fail(error, FAIL_INVALID, "the year is out of range");
    *out_at = at;
    return true;
}
