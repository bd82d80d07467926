/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/mark.h"

#include "engine/engine.h"
#include "store/schema.h"
#include "unit/module.h"
#include "unit/town.h"

static const Module *const modules[] = {&unit_module, &demo_module, NULL};

static json_t *top(void)
{
    return json_pack("{s:s}", "unit", DEMO_TOP);
}

static DemoMark mark_of(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    DemoMark mark = DEMO_NONE;
    demo_mark_read(db, &mark, &error);
    g_assert_no_error(error);
    return mark;
}

static void test_first_and_last(StoreFixture *fixture)
{
    Town *town = town_open_with(fixture, modules);
    g_assert_cmpint(mark_of(fixture), ==, DEMO_NONE);
    town_done(town, "demo.begin", NULL, top());
    g_assert_cmpint(mark_of(fixture), ==, DEMO_BEGUN);
    town_refused(town, "demo.begin", NULL, top(), "not_empty");
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    town_unit(town, "430102", "芙蓉区", DEMO_TOP);
    g_assert_cmpint(mark_of(fixture), ==, DEMO_BEGUN);
    town_done(town, "demo.mark", NULL, top());
    g_assert_cmpint(mark_of(fixture), ==, DEMO_FILLED);
    town_close(town);
}

/* As the program marked before there was a first mark. */
static void test_only_last(StoreFixture *fixture)
{
    Town *town = town_open_with(fixture, modules);
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    town_refused(town, "demo.begin", NULL, top(), "not_empty");
    g_assert_cmpint(mark_of(fixture), ==, DEMO_NONE);
    town_done(town, "demo.mark", NULL, top());
    g_assert_cmpint(mark_of(fixture), ==, DEMO_FILLED);
    town_close(town);
}

/* The tables may be empty for a while, when the program was made newer. */
static void test_without_tables(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Town *town = town_open_with(fixture, modules);
    town_done(town, "demo.begin", NULL, top());
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    town_done(town, "demo.mark", NULL, top());
    g_autoptr(Db) db = store_writer(fixture->store, &error);
    StoreTxn *txn = fixture_begin(db);
    g_assert_true(schema_clear_derived(town->schema, db, &error));
    fixture_commit(txn);
    g_assert_cmpint(mark_of(fixture), ==, DEMO_FILLED);
    g_assert_true(engine_rebuild(town->engine, db, &error));
    g_clear_pointer(&db, db_release);
    town_close(town);
}

static void wipe_refused(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_writer(fixture->store, &error);
    g_autoptr(StoreTxn) txn = fixture_begin(db);
    g_assert_false(demo_wipe(db, &error));
    g_assert_true(g_error_matches(error, FAIL, FAIL_CONFLICT));
}

static void test_wipe_refuses(StoreFixture *fixture)
{
    Town *town = town_open_with(fixture, modules);
    wipe_refused(fixture);
    town_done(town, "demo.begin", NULL, top());
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    town_done(town, "demo.mark", NULL, top());
    wipe_refused(fixture);
    town_close(town);
}

static void test_wipe_refuses_real(StoreFixture *fixture)
{
    Town *town = town_open_with(fixture, modules);
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    wipe_refused(fixture);
    town_close(town);
}

static void test_wipe(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Town *town = town_open_with(fixture, modules);
    town_done(town, "demo.begin", NULL, top());
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    town_close(town);
    g_autoptr(Db) db = store_writer(fixture->store, &error);
    StoreTxn *txn = fixture_begin(db);
    demo_wipe(db, &error);
    g_assert_no_error(error);
    fixture_commit(txn);
    g_clear_pointer(&db, db_release);
    town = town_open_with(fixture, modules);
    g_assert_cmpint(town_height(town), ==, 0);
    town_done(town, "demo.begin", NULL, top());
    town_unit(town, DEMO_TOP, "长沙市", NULL);
    town_close(town);
}

static void test_claim(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) other =
        store_kind(fixture->store) == STORE_POSTGRES ? store_open(fixture->url, &error) : NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_assert_true(demo_claim(db, &error));
    if (other == NULL)
        return;
    g_autoptr(Db) there = store_reader(other, &error);
    g_assert_false(demo_claim(there, &error));
    g_assert_cmpstr(fail_reason(error), ==, "in_use");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("mark", "comes first and last", test_first_and_last);
    fixture_add("mark", "of an older program counts", test_only_last);
    fixture_add("mark", "is read from the record, not from tables", test_without_tables);
    fixture_add("mark", "a finished demo is not wiped", test_wipe_refuses);
    fixture_add("mark", "a real record is not wiped", test_wipe_refuses_real);
    fixture_add("mark", "an unfinished demo is wiped and begun anew", test_wipe);
    fixture_add("mark", "one process fills it at a time", test_claim);
    return g_test_run();
}
