/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/directory.h"

#include "base/fail.h"
#include "unit/module.h"
#include "unit/town.h"

#include <string.h>

#define CITY "430100"
#define DISTRICT "430102"
#define STREET "430102004"

static void unit_make(Town *town, json_t *args /* taken */)
{
    town_done(town, "unit.register", NULL, args);
}

static void bureau_make(Town *town, const char *code, const char *parent, const char *function)
{
    unit_make(town, json_pack("{s:s, s:s, s:s, s:s, s:[s]}", "code", code, "name", code, "level",
                        "bureau", "parent", parent, "functions", function));
}

static void room_make(Town *town, const char *code, const char *level, const char *parent)
{
    unit_make(town, json_pack("{s:s, s:s, s:s, s:s*, s:[s]}", "code", code, "name", code, "level",
                        level, "parent", parent, "functions", "government_duty"));
}

static Town *city(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    room_make(town, CITY, "city", NULL);
    room_make(town, DISTRICT, "county", CITY);
    room_make(town, "430103", "county", CITY);
    room_make(town, STREET, "township", DISTRICT);
    room_make(town, "430102005", "township", DISTRICT);
    bureau_make(town, "430100YJ", CITY, "emergency");
    bureau_make(town, "430100HB", CITY, "environment");
    bureau_make(town, "430102YJ", DISTRICT, "emergency");
    bureau_make(town, "430103YJ", "430103", "emergency");
    unit_make(town, json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s]}", "code", "430102HB", "name",
                        "430102HB", "level", "bureau", "division", DISTRICT, "parent", "430100HB",
                        "functions", "environment"));
    return town;
}

/* Duty as the roster would keep it; taken back before the tables are held against a rebuild. */
static void posts_set(StoreFixture *fixture, const char *sql)
{
    g_autoptr(Db) db = fixture_writer(fixture);
    StoreTxn *txn = fixture_begin(db);
    fixture_run(db, sql);
    fixture_commit(txn);
}

#define POST(unit)                                                                                 \
    "INSERT INTO duty_post (unit, post, name, role, pattern, engagements, place, kept, since) "    \
    "VALUES ('" unit "', 'p', 'p', 'officer', 'day', 'staff', 1, 1, 0)"

static Directory *read_of(StoreFixture *fixture, const char *unit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = fixture_reader(fixture);
    Directory *directory = directory_read(db, unit, &error);
    g_assert_no_error(error);
    return directory;
}

static void assert_told(
    const Directory *directory, const char *government, const char *function, const char *code)
{
    const Unit *unit = directory_resolve(directory, government, function, true);
    g_assert_cmpstr(unit != NULL ? unit->code : NULL, ==, code);
}

static void test_way_up(StoreFixture *fixture)
{
    static const char *const codes[] = {STREET, DISTRICT, CITY, "430000", GOVERNMENT_NATION};
    Town *town = city(fixture);
    g_autoptr(Directory) directory = read_of(fixture, STREET);
    const GPtrArray *governments = directory_governments(directory);
    g_assert_cmpuint(governments->len, ==, G_N_ELEMENTS(codes));
    for (guint i = 0; i < governments->len; i++)
        g_assert_cmpstr(((Government *) governments->pdata[i])->code, ==, codes[i]);
    ReportSender sender = directory_sender(directory);
    g_assert_cmpstr(sender.unit, ==, STREET);
    g_assert_cmpstr(sender.level, ==, "township");
    g_assert_cmpstr(directory_profile(directory), ==, "");
    town_close(town);
}

static void test_duty(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Directory) idle = read_of(fixture, DISTRICT);
    assert_told(idle, CITY, "emergency", CITY);
    g_assert_true(directory_sender_does(idle, "emergency", true));
    posts_set(fixture, POST("430100YJ"));
    posts_set(fixture, POST("430102YJ"));
    g_autoptr(Directory) kept = read_of(fixture, DISTRICT);
    assert_told(kept, CITY, "emergency", "430100YJ");
    assert_told(kept, CITY, "health", CITY);
    g_assert_false(directory_sender_does(kept, "emergency", true));
    g_assert_true(directory_sender_does(kept, "health", true));
    posts_set(fixture, "UPDATE duty_post SET kept = 0");
    g_autoptr(Directory) over = read_of(fixture, DISTRICT);
    assert_told(over, CITY, "emergency", CITY);
    posts_set(fixture, "DELETE FROM duty_post");
    town_close(town);
}

static void test_bureau(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Directory) plain = read_of(fixture, "430102YJ");
    g_assert_cmpstr(directory_sender(plain).level, ==, "county");
    g_assert_cmpstr(directory_sender(plain).government, ==, DISTRICT);
    assert_told(plain, DISTRICT, "government_duty", DISTRICT);
    assert_told(plain, CITY, "emergency", CITY);
    /* Led by the city's bureau, of the district by its division. */
    g_autoptr(Directory) upright = read_of(fixture, "430102HB");
    g_assert_cmpstr(directory_sender(upright).level, ==, "county");
    assert_told(upright, DISTRICT, "government_duty", DISTRICT);
    g_assert_false(directory_sender_has(upright, "government_duty"));
    town_close(town);
}

static void test_profile(StoreFixture *fixture)
{
    Town *town = city(fixture);
    town_done(town, "unit.change", NULL,
        json_pack("{s:s, s:s}", "unit", DISTRICT, "profile", "sample:wuhan"));
    g_autoptr(Directory) street = read_of(fixture, STREET);
    g_assert_cmpstr(directory_profile(street), ==, "sample:wuhan");
    g_autoptr(Directory) other = read_of(fixture, "430103");
    g_assert_cmpstr(directory_profile(other), ==, "");
    town_close(town);
}

static void test_nobody(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = fixture_reader(fixture);
    g_assert_null(directory_read(db, "430199", &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    town_close(town);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("directory", "the way up goes on above the top", test_way_up);
    fixture_add("directory", "a room stands for who keeps no duty", test_duty);
    fixture_add("directory", "a bureau belongs to a government", test_bureau);
    fixture_add("directory", "a profile comes from above", test_profile);
    fixture_add("directory", "a unit that is not there has none", test_nobody);
    return g_test_run();
}
