/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/pin.h"

#include <glib.h>

#define UNIT "430102004"
#define PHONE "13873160428"

static void check_all(const char *const *pins, const char *problem)
{
    for (; *pins != NULL; pins++) {
        g_test_message("%s", *pins);
        g_assert_cmpstr(pin_problem(*pins, UNIT, PHONE), ==, problem);
    }
}

static void test_shape(void)
{
    g_assert_cmpstr(pin_problem("12345", UNIT, PHONE), ==, "too_short");
    g_assert_cmpstr(pin_problem("", UNIT, PHONE), ==, "too_short");
    g_assert_cmpstr(pin_problem("1234567890123", UNIT, PHONE), ==, "too_long");
    g_assert_cmpstr(pin_problem("12345x", UNIT, PHONE), ==, "not_digits");
    g_assert_cmpstr(pin_problem("１２３４５６", UNIT, PHONE), ==, "not_digits");
}

static void test_plain(void)
{
    static const char *const plain[] = {"000000", "123456", "654321", "567890", "098765", "135791",
        "112233", "332211", "111222", "121212", "1212121", "112112", "123123", "1231231",
        "147147147", "123321", "1234321", "147258", "159357", NULL};
    check_all(plain, "too_plain");
}

static void test_dates(void)
{
    static const char *const dates[] = {
        "20261130", "19870412", "870412", "000229", "198704", "202611", NULL};
    check_all(dates, "a_date");
}

static void test_known(void)
{
    static const char *const unit[] = {"430102", "430102004", "301020", "43010299", NULL};
    static const char *const phone[] = {"316042", "3160428", "731604", "13873160428", NULL};
    check_all(unit, "same_as_unit");
    check_all(phone, "same_as_phone");
    g_assert_null(pin_problem("438102", NULL, NULL));
    g_assert_null(pin_problem("731604", "43", NULL));
}

static void test_right(void)
{
    static const char *const right[] = {
        "294716", "123457", "817263", "604813", "871312", "870432", "29471688", "19871304", NULL};
    check_all(right, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pin/is_six_to_twelve_digits", test_shape);
    g_test_add_func("/pin/is_no_run_pattern_or_line_on_the_pad", test_plain);
    g_test_add_func("/pin/is_no_date", test_dates);
    g_test_add_func("/pin/is_not_on_the_wall_of_the_room", test_known);
    g_test_add_func("/pin/may_be_anything_else", test_right);
    return g_test_run();
}
