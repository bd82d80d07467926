/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/pin.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define DIGITS_FEWEST 3   /* different ones */
#define DIVISION_DIGITS 6 /* of a county in a unit's code */

/* Lines on the pad of a telephone, which look like nothing on paper. */
static const char *const drawn[] = {"147258", "258369", "147369", "258147", "369258", "159357",
    "357159", "159753", "753159", "951357", "741852", "852963", "963852", "147852", "147896", NULL};

static bool has_few_digits(const char *pin)
{
    bool seen[10] = {false};
    int count = 0;
    for (; *pin != '\0'; pin++) {
        count += !seen[*pin - '0'];
        seen[*pin - '0'] = true;
    }
    return count < DIGITS_FEWEST;
}

/* 123456, 890123, 135791, and 112233 as 123: the same step from each digit to the next. */
static bool is_run(const char *pin)
{
    int stride = 0;
    for (const char *at = pin; at[1] != '\0'; at++) {
        int step = (at[1] - at[0] + 10) % 10;
        if (step != 0 && stride != 0 && step != stride)
            return false;
        if (step != 0)
            stride = step;
    }
    return true;
}

/* 123123, 12341234, 1231231: the beginning over and over. */
static bool is_repeated(const char *pin, size_t length)
{
    for (size_t period = 1; period <= length / 2; period++)
        if (strncmp(pin, pin + period, length - period) == 0)
            return true;
    return false;
}

/* 123321 */
static bool is_mirrored(const char *pin, size_t length)
{
    for (size_t i = 0; i < length / 2; i++)
        if (pin[i] != pin[length - 1 - i])
            return false;
    return true;
}

static int number_at(const char *digits, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

static bool is_month(int number)
{
    return number >= 1 && number <= 12;
}

static bool is_year(int number)
{
    return number >= 1900 && number <= 2099;
}

static bool is_month_day(const char *four)
{
    int day = number_at(four + 2, 2);
    return is_month(number_at(four, 2)) && day >= 1 && day <= 31;
}

/* A birthday, or today: 19870412, 870412, 198704. */
static bool is_date(const char *pin, size_t length)
{
    if (length == 8)
        return is_year(number_at(pin, 4)) && is_month_day(pin + 4);
    if (length != 6)
        return false;
    return is_month_day(pin + 2) || (is_year(number_at(pin, 4)) && is_month(number_at(pin + 4, 2)));
}

/* The unit's code hangs on the wall, and every sheet of paper bears it. */
static bool is_of_unit(const char *pin, const char *unit)
{
    if (unit == NULL || strlen(unit) < DIVISION_DIGITS)
        return false;
    return strstr(unit, pin) != NULL || strncmp(pin, unit, DIVISION_DIGITS) == 0;
}

const char *pin_problem(const char *pin, const char *unit, const char *phone)
{
    size_t length = strlen(pin);
    if (strspn(pin, "0123456789") != length)
        return "not_digits";
    if (length < PIN_MIN)
        return "too_short";
    if (length > PIN_MAX)
        return "too_long";
    if (is_of_unit(pin, unit))
        return "same_as_unit";
    if (has_few_digits(pin) || is_run(pin) || is_repeated(pin, length) ||
        is_mirrored(pin, length) || g_strv_contains(drawn, pin))
        return "too_plain";
    if (is_date(pin, length))
        return "a_date";
    return phone != NULL && strstr(phone, pin) != NULL ? "same_as_phone" : NULL;
}
