/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/import_cell.h"

#include "base/day.h"
#include "base/text.h"

#include <string.h>

#define SERIAL_DAY_0 (-25569) /* day 0 of a spreadsheet, from 1970-01-01 */
#define SERIAL_FIRST 36526    /* 2000-01-01 */
#define SERIAL_LAST 73050     /* 2099-12-31 */
#define NUMBERS_MAX 6

/* Year, month, day, of dates in Chinese; hours and minutes follow them. */
#define SIGN_YEAR 0x5E74
#define SIGN_MONTH 0x6708
#define SIGN_DAY 0x65E5
#define SIGN_DATE 0x53F7
#define SIGN_HOUR 0x65F6
#define SIGN_POINT 0x70B9

static bool day_make(int64_t year, int64_t month, int64_t day, int64_t *out_day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", (int) year, (int) month, (int) day);
    return day_parse(text, out_day, NULL);
}

/* The day of that month which is nearest, where no year is said. */
static bool day_near(const ImportYear *year, int64_t month, int64_t date, int64_t *out_day)
{
    g_autofree char *near = day_print(year->near_day);
    int64_t around = g_ascii_strtoll(near, NULL, 10), best = INT64_MAX;

    if (year->year > 0 && year->month == 0)
        return day_make(year->year, month, date, out_day);
    for (int64_t one = around - 1; one <= around + 1; one++) {
        int64_t day = 0;
        if (!day_make(one, month, date, &day) || ABS(day - year->near_day) >= best)
            continue;
        best = ABS(day - year->near_day);
        *out_day = day;
    }
    return best != INT64_MAX;
}

/* ---- Chinese numbers ---- */

/* 0 to 9, 10 for ten, 20, 30; -1: it is none. */
static int numeral_of(gunichar letter)
{
    static const gunichar ones[] = {
        0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};

    for (size_t i = 0; i < G_N_ELEMENTS(ones); i++)
        if (letter == ones[i])
            return (int) i;
    if (letter == 0x96F6 || letter == 0x25CB || letter == 0x25EF)
        return 0;
    return letter == 0x5EFF ? 20 : letter == 0x5345 ? 30 : -1;
}

/* "二〇二六" digit by digit, "二十一" by its tens. */
static int64_t numerals_value(const int *numerals, int count)
{
    int64_t value = 0;
    bool tens = false;

    for (int i = 0; i < count; i++)
        tens = tens || numerals[i] >= 10;
    for (int i = 0; i < count; i++) {
        if (!tens)
            value = value * 10 + numerals[i];
        else if (numerals[i] == 10)
            value = i == 0 ? 10 : value * 10;
        else
            value += numerals[i];
    }
    return value;
}

/* With digits in the place of Chinese numbers that stand before a sign of a date: owned. */
static char *digits_put(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    while (*text != '\0') {
        int numerals[8] = {0}, count = 0;
        const char *at = text;
        for (; count < 8 && numeral_of(g_utf8_get_char(at)) >= 0; at = g_utf8_next_char(at))
            numerals[count++] = numeral_of(g_utf8_get_char(at));
        gunichar sign = g_utf8_get_char(at);
        bool dated =
            sign == SIGN_YEAR || sign == SIGN_MONTH || sign == SIGN_DAY || sign == SIGN_DATE;
        if (count > 0 && dated) {
            g_string_append_printf(out, "%" G_GINT64_FORMAT, numerals_value(numerals, count));
            text = at;
            continue;
        }
        const char *next = g_utf8_next_char(text);
        g_string_append_len(out, text, next - text);
        text = next;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- what stands there ---- */

typedef struct Written {
    int64_t numbers[NUMBERS_MAX];
    int digits[NUMBERS_MAX];
    gunichar signs[NUMBERS_MAX]; /* behind each number */
    int count;
    int month;    /* by its English name; 0: none */
    int before;   /* how many numbers stood before that name */
    bool strange; /* words before it that belong to no day, or numbers without end */
    bool trailed; /* words behind it: the name of a feast */
} Written;

static int month_named(const char *word, size_t length)
{
    static const char *const names[] = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

    for (size_t i = 0; length >= 3 && i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(word, names[i], 3) == 0)
            return (int) i + 1;
    return 0;
}

static bool is_weekday_word(const char *word, size_t length)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    for (size_t i = 0; length >= 3 && i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(word, names[i], 3) == 0)
            return true;
    return false;
}

/* Weekdays in Chinese, and the signs of dates themselves. */
static bool is_day_letter(gunichar letter)
{
    static const gunichar known[] = {
        SIGN_YEAR, SIGN_MONTH, SIGN_DAY, SIGN_DATE, 0x5468, 0x661F, 0x671F, 0x793C, 0x62DC, 0x5929};

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (letter == known[i])
            return true;
    return numeral_of(letter) >= 0;
}

static const char *number_take(Written *written, const char *text)
{
    const char *begin = text;
    int64_t number = 0;

    for (; g_ascii_isdigit(*text); text++)
        number = MIN(number * 10 + (*text - '0'), G_MAXINT32);
    if (written->count >= NUMBERS_MAX) {
        written->strange = true;
        return text;
    }
    written->numbers[written->count] = number;
    written->digits[written->count] = (int) (text - begin);
    written->signs[written->count++] = g_utf8_get_char(text);
    return text;
}

static void other_take(Written *written)
{
    written->strange = written->strange || written->count == 0;
    written->trailed = true;
}

static const char *word_take(Written *written, const char *text)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    int month = month_named(text, length);

    if (month > 0 && written->month == 0) {
        written->month = month;
        written->before = written->count;
    } else if (!is_weekday_word(text, length) && !(length == 1 && *text == 'T'))
        other_take(written);
    return text + length;
}

static Written written_read(const char *text)
{
    Written written = {0};

    while (*text != '\0') {
        gunichar letter = g_utf8_get_char(text);
        if (g_ascii_isdigit(*text))
            text = number_take(&written, text);
        else if (g_ascii_isalpha(*text))
            text = word_take(&written, text);
        else {
            if (g_unichar_isalpha(letter) && !is_day_letter(letter))
                other_take(&written);
            text = g_utf8_next_char(text);
        }
    }
    return written;
}

/* Without the time of day behind it, and what stands in brackets: owned. */
static char *time_cut(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    gsize number = 0; /* where the last number began */
    gunichar before = 0;

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar letter = g_utf8_get_char(text);
        if (letter == '(' || letter == 0x3010)
            break;
        if (letter == ':' || letter == SIGN_HOUR || letter == SIGN_POINT) {
            g_string_truncate(out, number);
            break;
        }
        if (g_ascii_isdigit(*text) && (before < '0' || before > '9'))
            number = out->len;
        g_string_append_unichar(out, letter);
        before = letter;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- the forms ---- */

static int64_t full_year(int64_t year, int digits)
{
    return digits <= 2 ? 2000 + year : year;
}

/* "10-Mar-26", "Mar 10, 2026". */
static bool english_day(const Written *written, int64_t *out_day)
{
    if (written->count != 2 || written->before > 1)
        return false;
    return day_make(full_year(written->numbers[1], written->digits[1]), written->month,
        written->numbers[0], out_day);
}

/* With the signs of a date in Chinese; what is missing is taken from the title or from today. */
static bool chinese_day(const Written *written, const ImportYear *year, int64_t *out_day)
{
    int at = written->signs[0] == SIGN_YEAR ? 1 : 0;
    int64_t said = at == 1 ? full_year(written->numbers[0], written->digits[0]) : 0;

    if (written->signs[at] != SIGN_MONTH || written->count != at + 2)
        return false;
    if (said > 0)
        return day_make(said, written->numbers[at], written->numbers[at + 1], out_day);
    return day_near(year, written->numbers[at], written->numbers[at + 1], out_day);
}

static bool one_number(const Written *written, const ImportYear *year, int64_t *out_day)
{
    int64_t number = written->numbers[0];

    if (written->trailed)
        return false;
    if (written->digits[0] == 8)
        return day_make(number / 10000, number / 100 % 100, number % 100, out_day);
    if (written->digits[0] == 5 && number >= SERIAL_FIRST && number <= SERIAL_LAST) {
        *out_day = number + SERIAL_DAY_0;
        return true;
    }
    return written->digits[0] <= 2 && year->month > 0 &&
           day_make(year->year, year->month, number, out_day);
}

/* Three numbers: the year first, or last where the other two can't be mistaken for each other. */
static bool three_numbers(const Written *written, const ImportYear *year, int64_t *out_day)
{
    const int64_t *n = written->numbers;
    g_autofree char *near = day_print(year->near_day);
    int64_t now = year->year > 0 ? year->year : g_ascii_strtoll(near, NULL, 10);

    if (written->digits[0] == 4)
        return day_make(n[0], n[1], n[2], out_day);
    if (written->digits[2] == 4)
        return (n[0] > 12) != (n[1] > 12) &&
               day_make(n[2], MIN(n[0], n[1]), MAX(n[0], n[1]), out_day);
    return written->digits[0] == 2 && ABS(2000 + n[0] - now) <= 1 && n[2] + 2000 != 2000 + n[0] &&
           ABS(2000 + n[2] - now) > 1 && day_make(2000 + n[0], n[1], n[2], out_day);
}

bool import_day_of(const char *text, const ImportYear *year, int64_t *out_day)
{
    g_autofree char *plain = text_plain(text);
    g_autofree char *digits = digits_put(plain);
    g_autofree char *date = time_cut(digits);
    const Written written = written_read(date);

    if (written.strange || written.count == 0)
        return false;
    if (written.month > 0)
        return english_day(&written, out_day);
    if (written.signs[0] == SIGN_YEAR || written.signs[0] == SIGN_MONTH)
        return chinese_day(&written, year, out_day);
    if (written.count == 1)
        return one_number(&written, year, out_day);
    if (written.count == 2)
        return day_near(year, written.numbers[0], written.numbers[1], out_day);
    return written.count == 3 && three_numbers(&written, year, out_day);
}

bool import_day(const char *text, int year, int64_t *out_day)
{
    ImportYear fixed = {.year = year};

    day_make(year, 7, 1, &fixed.near_day);
    return import_day_of(text, &fixed, out_day);
}

void import_year_of(const char *title, ImportYear *year)
{
    g_autofree char *plain = text_plain(title);
    g_autofree char *digits = digits_put(plain);

    for (const char *at = digits; *at != '\0'; at++) {
        if (!g_ascii_isdigit(*at) || (at > digits && g_ascii_isdigit(at[-1])))
            continue;
        char *end = NULL;
        int64_t number = g_ascii_strtoll(at, &end, 10), middle = 0;
        if (end - at != 4 || g_utf8_get_char(end) != SIGN_YEAR || !day_make(number, 7, 1, &middle))
            continue;
        char *after = NULL;
        const char *rest = g_utf8_next_char(end);
        int64_t month = g_ascii_isdigit(*rest) ? g_ascii_strtoll(rest, &after, 10) : 0;
        bool said = after != NULL && g_utf8_get_char(after) == SIGN_MONTH;
        year->year = (int) number;
        year->month = said && day_make(number, month, 15, &middle) ? (int) month : 0;
        year->near_day = middle;
        return;
    }
}
