/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"
#include "store/store_fixture.h"

#define THINGS                                                                                     \
    "CREATE TABLE thing (unit TEXT, id TEXT, name TEXT, at BIGINT);"                               \
    "INSERT INTO thing VALUES ('430102', '430102-1', 'one', 10), ('430102', '430102-2', 'two', "   \
    "20),"                                                                                         \
    " ('430103', '430103-1', 'other', NULL)"

static Db *things(StoreFixture *fixture)
{
    Db *db = fixture_writer(fixture);
    fixture_run(db, THINGS);
    return db;
}

static char *name_of(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, "SELECT name FROM thing WHERE unit = $unit AND id = $id", id, error);

    return statement_one(row, row_first_text, "no_such_thing", "thing", error);
}

static void test_a_thing_is_found_by_its_id(StoreFixture *fixture)
{
    g_autoptr(Db) db = things(fixture);
    g_autoptr(GError) error = NULL;
    g_autofree char *mine = name_of(db, "430102-2", &error);
    g_autofree char *other = name_of(db, "430103-1", &error);

    g_assert_no_error(error);
    g_assert_cmpstr(mine, ==, "two");
    g_assert_cmpstr(other, ==, "other");
}

static void test_what_is_no_id_is_not_found(StoreFixture *fixture)
{
    static const char *const ids[] = {
        "430102-3", "430102", "", "two", "430102-2 ", "\xff\xfe-1", NULL};
    g_autoptr(Db) db = things(fixture);

    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = name_of(db, ids[i], &error);

        g_assert_null(name);
        g_assert_error(error, FAIL, FAIL_NOT_FOUND);
        g_assert_cmpstr(fail_reason(error), ==, "no_such_thing");
        g_assert_cmpstr(error->message, ==, "there is no such thing");
    }
}

static GPtrArray *names_between(Db *db, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT name FROM thing WHERE unit = $unit AND at >= $from AND at < $until ORDER BY at "
        "DESC",
        "430102", from, until, error);

    return statement_rows(rows, row_first_text, g_free, error);
}

static void test_rows_come_in_their_order(StoreFixture *fixture)
{
    g_autoptr(Db) db = things(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) both = names_between(db, 10, 21, &error);
    g_autoptr(GPtrArray) first = names_between(db, 10, 20, &error);
    g_autoptr(GPtrArray) none = names_between(db, 11, 20, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(both->len, ==, 2);
    g_assert_cmpstr(both->pdata[0], ==, "two");
    g_assert_cmpstr(both->pdata[1], ==, "one");
    g_assert_cmpuint(first->len, ==, 1);
    g_assert_cmpuint(none->len, ==, 0);
}

/* PostgreSQL says it when it is prepared, or when it is run: in each case it is told once. */
static void test_what_cannot_be_asked_gives_nothing(StoreFixture *fixture)
{
    g_autoptr(Db) db = things(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) missing = NULL;
    g_autoptr(Statement) rows = store_prepare(db, "SELECT nothing FROM nowhere", &error);

    g_assert_null(statement_rows(rows, row_first_text, g_free, rows == NULL ? NULL : &error));
    g_assert_nonnull(error);
    g_assert_false(statement_find(NULL, "no_such_thing", "thing", &missing));
    g_assert_null(statement_one(NULL, row_first_text, "no_such_thing", "thing", &missing));
    g_assert_no_error(missing);
}

static void test_null_is_another_number(StoreFixture *fixture)
{
    g_autoptr(Db) db = things(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) rows =
        store_prepare(db, "SELECT at FROM thing ORDER BY unit DESC, id", &error);

    g_assert_true(statement_find(rows, "no_such_thing", "thing", &error));
    g_assert_cmpint(row_int_or(rows, 0, -7), ==, -7);
    g_assert_true(statement_find(rows, "no_such_thing", "thing", &error));
    g_assert_cmpint(row_int_or(rows, 0, -7), ==, 10);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("rows", "a thing is found by its id", test_a_thing_is_found_by_its_id);
    fixture_add("rows", "what is no id is not found", test_what_is_no_id_is_not_found);
    fixture_add("rows", "rows come in their order", test_rows_come_in_their_order);
    fixture_add(
        "rows", "what cannot be asked gives nothing", test_what_cannot_be_asked_gives_nothing);
    fixture_add("rows", "null is another number", test_null_is_another_number);
    return g_test_run();
}
