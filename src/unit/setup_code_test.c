/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/setup_code.h"

#include "store/store_fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHER "ABCDE-FGHJK-MNPQR-STUVW-XYZ23"

/* An empty journal and a data directory. */
typedef struct Place {
    Db *db;
    char *data;
    char *path;
} Place;

static Place place_make(StoreFixture *fixture)
{
    Place place = {.db = fixture_writer(fixture), .data = g_dir_make_tmp("shaodian-XXXXXX", NULL)};
    place.path = g_build_filename(place.data, SETUP_CODE_FILE, NULL);
    fixture_run(place.db, "CREATE TABLE journal (unit TEXT)");
    fixture_run(place.db, "CREATE TABLE head (unit TEXT)");
    return place;
}

/* Nothing else may have been left there. */
static void place_clear(Place *place)
{
    g_unlink(place->path);
    g_assert_cmpint(g_rmdir(place->data), ==, 0);
    g_free(place->data);
    g_free(place->path);
    db_release(place->db);
}

static SetupCode *code_open(const Place *place)
{
    g_autoptr(GError) error = NULL;
    SetupCode *code = setup_code_open(place->data, place->db, &error);
    g_assert_no_error(error);
    return code;
}

static char *code_text(const Place *place)
{
    g_autoptr(SetupCode) code = code_open(place);
    return g_strdup(setup_code_text(code));
}

static void check_refused(SetupCode *code, const char *given, int64_t now, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(setup_code_check(code, given, now, &error));
    g_assert_true(g_error_matches(error, FAIL, FAIL_DENIED));
    g_assert_cmpstr(fail_reason(error), ==, reason);
}

static void check_right(SetupCode *code, const char *given, int64_t now)
{
    g_autoptr(GError) error = NULL;
    setup_code_check(code, given, now, &error);
    g_assert_no_error(error);
}

static void test_kept(StoreFixture *fixture)
{
    Place place = place_make(fixture);
    struct stat about;
    g_autofree char *first = code_text(&place);
    g_autofree char *again = code_text(&place);
    g_autofree char *line = NULL;

    g_assert_cmpuint(strlen(first), ==, 29);
    g_assert_cmpuint(strspn(first, "-23456789ABCDEFGHJKMNPQRSTUVWXYZ"), ==, 29);
    g_assert_cmpstr(again, ==, first);
    g_assert_cmpint(stat(place.path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 07777, ==, 0600);
    g_assert_true(g_file_get_contents(place.path, &line, NULL, NULL));
    g_assert_cmpstr(g_strchomp(line), ==, first);
    g_unlink(place.path);
    g_autofree char *other = code_text(&place);
    g_assert_cmpstr(other, !=, first);
    place_clear(&place);
}

static void test_gone(StoreFixture *fixture)
{
    Place place = place_make(fixture);
    g_autoptr(SetupCode) code = code_open(&place);
    setup_code_close(code);
    g_assert_false(g_file_test(place.path, G_FILE_TEST_EXISTS));
    g_free(code_text(&place));
    g_assert_true(g_file_test(place.path, G_FILE_TEST_EXISTS));
    fixture_run(place.db, "INSERT INTO journal VALUES ('430100')");
    g_autofree char *none = code_text(&place);
    g_assert_null(none);
    g_assert_false(g_file_test(place.path, G_FILE_TEST_EXISTS));
    place_clear(&place);
}

static void check_replaced(const Place *place)
{
    struct stat about;
    g_autofree char *made = code_text(place);
    g_assert_cmpstr(made, !=, OTHER);
    g_assert_cmpint(lstat(place->path, &about), ==, 0);
    g_assert_true(S_ISREG(about.st_mode));
    g_assert_cmpint(about.st_mode & 07777, ==, 0600);
    g_unlink(place->path);
}

/* Whatever others put there, or may have read, is not taken for the code. */
static void test_foreign(StoreFixture *fixture)
{
    Place place = place_make(fixture);
    g_autofree char *target = g_build_filename(place.data, "target", NULL);
    g_autofree char *kept = NULL;

    g_assert_true(
        g_file_set_contents_full(place.path, "ABCDE", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    check_replaced(&place);
    g_assert_true(
        g_file_set_contents_full(place.path, OTHER, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
    check_replaced(&place);
    g_assert_cmpint(mkfifo(place.path, 0600), ==, 0);
    check_replaced(&place);
    g_assert_true(
        g_file_set_contents_full(target, OTHER, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_assert_cmpint(symlink(target, place.path), ==, 0);
    check_replaced(&place);
    g_assert_true(g_file_get_contents(target, &kept, NULL, NULL));
    g_assert_cmpstr(kept, ==, OTHER);
    g_unlink(target);
    place_clear(&place);
}

static void test_typed(StoreFixture *fixture)
{
    Place place = place_make(fixture);
    g_autoptr(SetupCode) code = code_open(&place);
    const char *text = setup_code_text(code);
    g_autofree char *small = g_ascii_strdown(text, -1);
    g_autofree char *spaced = g_strdup_printf("  %s \n", text);
    g_autofree char *longer = g_strconcat(text, "2", NULL);
    g_autofree char *shorter = g_strndup(text, 28);

    check_right(code, text, 0);
    check_right(code, g_strdelimit(small, "-", ' '), 0);
    check_right(code, spaced, 0);
    check_refused(code, longer, 0, "wrong_setup_code");
    check_refused(code, shorter, 0, "wrong_setup_code");
    check_refused(code, "", 0, "wrong_setup_code");
    check_refused(code, OTHER, 0, "wrong_setup_code");
    check_refused(NULL, text, 0, "wrong_setup_code");
    place_clear(&place);
}

static void test_tries(StoreFixture *fixture)
{
    Place place = place_make(fixture);
    g_autoptr(SetupCode) code = code_open(&place);
    const char *text = setup_code_text(code);
    int64_t now = 5000;

    for (int i = 0; i < SETUP_CODE_TRIES - 1; i++)
        check_refused(code, OTHER, now + i, "wrong_setup_code");
    check_right(code, text, now + SETUP_CODE_TRIES);
    check_refused(code, OTHER, now + SETUP_CODE_TRIES, "wrong_setup_code");
    check_refused(code, OTHER, now + SETUP_CODE_TRIES_MS - 1, "setup_code_tries");
    check_refused(code, text, now + SETUP_CODE_TRIES_MS - 1, "setup_code_tries");
    check_right(code, text, now + SETUP_CODE_TRIES_MS);
    check_refused(code, OTHER, now + SETUP_CODE_TRIES_MS, "wrong_setup_code");
    place_clear(&place);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("setup_code", "is private and holds until the next start", test_kept);
    fixture_add("setup_code", "is gone once something is recorded", test_gone);
    fixture_add_sqlite("setup_code", "is made anew in place of what is not its own", test_foreign);
    fixture_add_sqlite("setup_code", "may be typed small and with spaces", test_typed);
    fixture_add_sqlite("setup_code", "bears so many wrong tries a minute", test_tries);
    return g_test_run();
}
