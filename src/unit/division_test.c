/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/division.h"

typedef struct Case {
    const char *code;
    DivisionLevel level;
    const char *brief; /* NULL: no code */
    const char *unit;
    const char *parent; /* NULL at the top */
} Case;

static const Case cases[] = {
    {"43", DIVISION_PROVINCE, "43", "430000", NULL},
    {"430000", DIVISION_PROVINCE, "43", "430000", NULL},
    {"4301", DIVISION_CITY, "4301", "430100", "43"},
    {"430100000000", DIVISION_CITY, "4301", "430100", "43"},
    {"430102", DIVISION_COUNTY, "430102", "430102", "4301"},
    {"430102004", DIVISION_TOWNSHIP, "430102004", "430102004", "430102"},
    {"430102004000", DIVISION_TOWNSHIP, "430102004", "430102004", "430102"},
    {"430102004001", DIVISION_VILLAGE, "430102004001", "430102004001", "430102004"},
    /* Municipalities have no cities between. */
    {"110101", DIVISION_COUNTY, "110101", "110101", "11"},
    {"500229", DIVISION_COUNTY, "500229", "500229", "50"},
    /* Counties straight under a province. */
    {"429004", DIVISION_COUNTY, "429004", "429004", "42"},
    {"469001", DIVISION_COUNTY, "469001", "469001", "46"},
    /* The four cities without counties. */
    {"441900", DIVISION_CITY, "4419", "441900", "44"},
    {"441900003", DIVISION_TOWNSHIP, "441900003", "441900003", "4419"},
    {"442000101", DIVISION_TOWNSHIP, "442000101", "442000101", "4420"},
    {"460400100", DIVISION_TOWNSHIP, "460400100", "460400100", "4604"},
    {"620201101", DIVISION_TOWNSHIP, "620201101", "620201101", "6202"},
    {"4301a2", DIVISION_NONE, NULL, NULL, NULL},
    {"43010", DIVISION_NONE, NULL, NULL, NULL},
    {"000000", DIVISION_NONE, NULL, NULL, NULL},
    {"990000", DIVISION_NONE, NULL, NULL, NULL},
    {"", DIVISION_NONE, NULL, NULL, NULL},
    {"4301020040010", DIVISION_NONE, NULL, NULL, NULL},
};

static void test_codes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *brief = division_short(cases[i].code);
        g_autofree char *unit = division_unit_code(cases[i].code);
        g_autofree char *parent = division_parent(cases[i].code);
        g_test_message("%s", cases[i].code);
        g_assert_cmpint(division_level(cases[i].code), ==, cases[i].level);
        g_assert_cmpstr(brief, ==, cases[i].brief);
        g_assert_cmpstr(unit, ==, cases[i].unit);
        g_assert_cmpstr(parent, ==, cases[i].parent);
    }
    g_assert_cmpint(division_level(NULL), ==, DIVISION_NONE);
}

static void test_names(void)
{
    g_assert_cmpstr(division_level_name(DIVISION_NONE), ==, "");
    g_assert_cmpstr(division_level_name(DIVISION_PROVINCE), ==, "province");
    g_assert_cmpstr(division_level_name(DIVISION_VILLAGE), ==, "village");
    g_assert_true(division_is_city_without_counties("4419"));
    g_assert_false(division_is_city_without_counties("4301"));
    g_assert_false(division_is_city_without_counties(NULL));
    g_assert_true(division_is_placeholder("5002"));
    g_assert_true(division_is_placeholder("4690"));
    g_assert_false(division_is_placeholder("4301"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/division/level, short form, unit code and parent of a code", test_codes);
    g_test_add_func("/division/levels have names", test_names);
    return g_test_run();
}
