/* SPDX-License-Identifier: Apache-2.0 */
#include "document/qr.h"

#include <string.h>

/* The three finders, whose centres are dark and whose rings are light, tell a QR code. */
static void finder_expect(const Qr *qr, int left, int top)
{
    for (int i = 0; i < 7; i++) {
        g_assert_true(qr->is_dark[top * qr->width + left + i]);
        g_assert_true(qr->is_dark[(top + i) * qr->width + left]);
    }
    g_assert_false(qr->is_dark[(top + 1) * qr->width + left + 1]);
    g_assert_true(qr->is_dark[(top + 3) * qr->width + left + 3]);
}

static void test_finders(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Qr) qr = qr_new("https://duty.example/forms/4301-17", &error);

    g_assert_no_error(error);
    g_assert_cmpint(qr->width % 4, ==, 1);
    finder_expect(qr, 0, 0);
    finder_expect(qr, qr->width - 7, 0);
    finder_expect(qr, 0, qr->width - 7);
}

static void test_svg_is_same(void)
{
    g_autofree char *once = qr_svg("otpauth://totp/x?secret=ABC", NULL);
    g_autofree char *again = qr_svg("otpauth://totp/x?secret=ABC", NULL);
    g_autofree char *other = qr_svg("otpauth://totp/x?secret=ABD", NULL);

    g_assert_true(g_str_has_prefix(once, "<svg "));
    g_assert_cmpstr(once, ==, again);
    g_assert_cmpstr(once, !=, other);
}

static void test_limits(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *most = g_strnfill(QR_TEXT_MAX, 'x');
    g_autofree char *more = g_strnfill(QR_TEXT_MAX + 1, 'x');
    g_autofree char *svg = qr_svg(most, &error);

    g_assert_no_error(error);
    g_assert_nonnull(svg);
    g_assert_null(qr_svg(more, &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
    g_clear_error(&error);
    g_assert_null(qr_svg("", &error));
    g_assert_error(error, FAIL, FAIL_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qr/has_three_finders", test_finders);
    g_test_add_func("/qr/svg_is_the_same_for_the_same_text", test_svg_is_same);
    g_test_add_func("/qr/refuses_nothing_and_too_much", test_limits);
    return g_test_run();
}
