/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/phone.h"

#include "unit/duty_line.h"

typedef struct Case {
    const char *typed;
    const char *normal; /* NULL: no number */
    PhoneKind kind;
} Case;

static const Case cases[] = {
    {"13807310001", "13807310001", PHONE_MOBILE},
    {"+86 138 0731 0001", "13807310001", PHONE_MOBILE},
    {"0086-138-0731-0001", "13807310001", PHONE_MOBILE},
    {"8613807310001", "13807310001", PHONE_MOBILE},
    {"１３８０７３１０００１", "13807310001", PHONE_MOBILE},
    {"19900000000", "19900000000", PHONE_MOBILE},
    {"12807310001", NULL, PHONE_MOBILE},
    {"1380731000", NULL, PHONE_MOBILE},
    {"138073100012", NULL, PHONE_MOBILE},
    {"14012345678", "14012345678", PHONE_DATA},
    {"14812345678", "14812345678", PHONE_DATA},
    {"13491234567", "13491234567", PHONE_SATELLITE},
    {"17401234567", "17401234567", PHONE_SATELLITE},
    {"0731-88881234", "0731-88881234", PHONE_LANDLINE},
    {"073188881234", "0731-88881234", PHONE_LANDLINE},
    {"（0731）8888 1234", "0731-88881234", PHONE_LANDLINE},
    {"+86 731 8888 1234", "0731-88881234", PHONE_LANDLINE},
    {"+86-10-65001234", "010-65001234", PHONE_LANDLINE},
    {"010-65001234", "010-65001234", PHONE_LANDLINE},
    {"0215-1234567", "021-51234567", PHONE_LANDLINE},
    {"021-1234567", NULL, PHONE_LANDLINE},
    {"0731-88881234-8012", "0731-88881234-8012", PHONE_LANDLINE},
    {"0731-88881234转8012", "0731-88881234-8012", PHONE_LANDLINE},
    {"0731-88881234 #8012", "0731-88881234-8012", PHONE_LANDLINE},
    {"0731-8888123", "0731-8888123", PHONE_LANDLINE},
    {"0731-08881234", NULL, PHONE_LANDLINE},
    {"0731-18881234", NULL, PHONE_LANDLINE},
    {"0031-88881234", NULL, PHONE_LANDLINE},
    {"88881234", NULL, PHONE_LANDLINE},
    {"400-800-1234", "4008001234", PHONE_SERVICE},
    {"+86 400 800 1234", "4008001234", PHONE_SERVICE},
    {"8008001234", "8008001234", PHONE_SERVICE},
    {"110", "110", PHONE_SHORT},
    {"12345", "12345", PHONE_SHORT},
    {"12119", "12119", PHONE_SHORT},
    {"111", NULL, PHONE_SHORT},
    {"1234", NULL, PHONE_SHORT},
    {"+1 202 555 0100", NULL, PHONE_MOBILE},
    {"", NULL, PHONE_MOBILE},
    {"无", NULL, PHONE_MOBILE},
    {"0731-88881234转1234567", NULL, PHONE_LANDLINE},
    {"0731-88881234转", NULL, PHONE_LANDLINE},
    {"13807310001, 13807310002", NULL, PHONE_MOBILE},
};

static void test_numbers(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        PhoneKind kind = PHONE_DATA;
        g_autofree char *normal = phone_normal(cases[i].typed, &kind);
        g_test_message("%s", cases[i].typed);
        g_assert_cmpstr(normal, ==, cases[i].normal);
        if (normal == NULL)
            continue;
        g_assert_cmpint(kind, ==, cases[i].kind);
        g_autofree char *again = phone_normal(normal, NULL);
        g_assert_cmpstr(again, ==, normal);
    }
}

static void test_length(void)
{
    g_autofree char *many = g_strnfill(5000, '1');
    g_autofree char *bad = phone_normal("\xff\xfe", NULL);
    g_assert_null(phone_normal(many, NULL));
    g_assert_null(bad);
    g_assert_null(phone_normal(NULL, NULL));
}

static void finding_is(const DutyLines *lines, const char *typed, const char *finding)
{
    g_autofree char *normal = phone_normal(typed, NULL);

    g_test_message("%s", typed);
    g_assert_nonnull(normal);
    g_assert_cmpstr(duty_line_finding(lines, normal), ==, finding);
}

static void test_duty(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DutyLines) lines = duty_lines_new(NULL, NULL, &error);

    g_assert_no_error(error);
    finding_is(lines, "0731-88881234", NULL);
    finding_is(lines, "0731-88881234转8012", NULL);
    finding_is(lines, "0139-8888123", NULL);
    finding_is(lines, "12345", NULL);
    finding_is(lines, "400 800 1234", NULL);
    finding_is(lines, "138 0731 0001", "mobile");
    finding_is(lines, "+86 199 0000 0000", "mobile");
    finding_is(lines, "14912345678", "mobile");
    finding_is(lines, "17401234567", "satellite");
    finding_is(lines, "13491234567", "satellite");
    finding_is(lines, "14412345678", "data_only");
    finding_is(lines, "14612345678", "data_only");
    g_assert_null(duty_line_finding(lines, NULL));
    g_assert_null(duty_line_finding(lines, ""));
    g_assert_null(duty_line_finding(NULL, "13807310001"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/phone/every kind of number is read and written one way", test_numbers);
    g_test_add_func("/phone/what is too long or no text is no number", test_length);
    g_test_add_func("/phone/a mobile as a duty number is a finding", test_duty);
    return g_test_run();
}
