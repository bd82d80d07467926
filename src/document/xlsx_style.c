/* SPDX-License-Identifier: Apache-2.0 */
#include "document/xlsx_style.h"

#include <math.h>
#include <string.h>

#define DAY_SECONDS 86400
#define SERIAL_MAX 2958466.0 /* the day after 9999-12-31 */
#define LEAP_BUG 60          /* 1900-02-29, a day there never was */

/* Past a quoted text, a letter after a backslash, or what stands in brackets. */
static const char *code_skip(const char *at)
{
    const char *end = NULL;

    if (*at == '"')
        end = strchr(at + 1, '"');
    else if (*at == '[')
        end = strchr(at + 1, ']');
    else if (*at == '\\' || *at == '_' || *at == '*')
        end = at[1] == '\0' ? NULL : g_utf8_next_char(at + 1) - 1;
    else
        return at;
    return end == NULL ? at + strlen(at) : end + 1;
}

bool xlsx_format_is_date(const char *code)
{
    for (const char *at = code; *at != '\0';) {
        const char *next = code_skip(at);
        if (next != at) {
            at = next;
            continue;
        }
        if (*at == ';')
            return false;
        if (strchr("yYmMdDhHsS", *at) != NULL)
            return true;
        if (g_ascii_strncasecmp(at, "general", 7) == 0)
            return false;
        at = g_utf8_next_char(at);
    }
    return false;
}

bool xlsx_builtin_is_date(int id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 ||
           (id >= 50 && id <= 58);
}

static char *time_text(int seconds)
{
    if (seconds % 60 == 0)
        return g_strdup_printf("%02d:%02d", seconds / 3600, seconds / 60 % 60);
    return g_strdup_printf("%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static char *day_text(int day, bool from_1904)
{
    GDate date;

    g_date_clear(&date, 1);
    if (from_1904)
        g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1904);
    else if (day <= LEAP_BUG)
        g_date_set_dmy(&date, 31, G_DATE_DECEMBER, 1899);
    else
        g_date_set_dmy(&date, 30, G_DATE_DECEMBER, 1899);
    g_date_add_days(&date, (guint) day);
    return g_strdup_printf("%04d-%02d-%02d", (int) g_date_get_year(&date),
        (int) g_date_get_month(&date), (int) g_date_get_day(&date));
}

char *xlsx_serial_text(double serial, bool from_1904)
{
    if (!(serial >= 0 && serial < SERIAL_MAX - (from_1904 ? 1462 : 0)))
        return NULL;
    int day = (int) floor(serial);
    int seconds = (int) lround((serial - day) * DAY_SECONDS);
    if (seconds == DAY_SECONDS) {
        day++;
        seconds = 0;
    }
    g_autofree char *time = time_text(seconds);
    if (day == 0 && !from_1904)
        return g_steal_pointer(&time);
    g_autofree char *date = day_text(day, from_1904);
    return seconds == 0 ? g_steal_pointer(&date) : g_strconcat(date, " ", time, NULL);
}

char *xlsx_number_text(double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    return g_strdup(g_ascii_formatd(text, sizeof text, "%.15g", number));
}
