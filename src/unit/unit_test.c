/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit.h"

#include "unit/access.h"
#include "unit/profile.h"
#include "unit/town.h"

#define CITY "430100"
#define COUNTY "430102"
#define STREET "430102004"
#define OTHER "430103"

static Town *city(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_unit(town, CITY, "长沙市人民政府", NULL);
    town_unit(town, COUNTY, "芙蓉区人民政府", CITY);
    town_unit(town, OTHER, "天心区人民政府", CITY);
    town_unit(town, STREET, "定王台街道办事处", COUNTY);
    return town;
}

static json_t *unit_args(const char *code, const char *parent)
{
    return json_pack("{s:s, s:s, s:s, s:s*}", "code", code, "name", "新单位", "level", "county",
        "parent", parent);
}

static void test_tree(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_autofree char *parent = NULL, *none = NULL;
    bool is = false;
    g_assert_true(unit_parent(db, STREET, &parent, &error));
    g_autofree char *name = unit_name(db, COUNTY);
    g_autofree char *unknown = unit_name(db, "NONE");
    g_autoptr(GPtrArray) below = units_below(db, CITY, &error);
    g_assert_cmpstr(parent, ==, COUNTY);
    g_assert_cmpstr(name, ==, "芙蓉区人民政府");
    g_assert_cmpstr(unknown, ==, "NONE");
    g_assert_true(unit_parent(db, CITY, &none, &error));
    g_assert_null(none);
    g_assert_true(unit_is_below(db, STREET, CITY, &is, &error));
    g_assert_true(is);
    g_assert_true(unit_is_below(db, CITY, CITY, &is, &error));
    g_assert_false(is);
    g_assert_true(unit_is_below(db, STREET, OTHER, &is, &error));
    g_assert_false(is);
    g_assert_true(unit_exists(db, OTHER, &is, &error));
    g_assert_true(is);
    g_assert_true(unit_exists(db, NULL, &is, &error));
    g_assert_false(is);
    g_assert_cmpuint(below->len, ==, 3);
    g_assert_cmpstr(((Unit *) below->pdata[1])->code, ==, STREET);
    g_assert_null(unit_get(db, "NONE", &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_clear_pointer(&db, db_release);
    town_close(town);
}

static void test_registering(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) sysadmin = town_person(town, CITY, "sysadmin", "张三");
    g_autoptr(Actor) secadmin = town_person(town, CITY, "secadmin", "李四");
    g_autoptr(Actor) below = town_person(town, COUNTY, "sysadmin", "王五");
    town_done(town, "unit.register", sysadmin, unit_args("430104", CITY));
    town_done(town, "unit.register", below, unit_args("430102A1", COUNTY));
    town_refused(town, "unit.register", sysadmin, unit_args("430104", CITY), "unit_exists");
    town_refused(town, "unit.register", secadmin, unit_args("430105", CITY), "denied");
    town_refused(town, "unit.register", below, unit_args("430106", CITY), "denied");
    town_refused(town, "unit.register", below, unit_args("430106", OTHER), "denied");
    town_refused(town, "unit.register", sysadmin, unit_args("430106", "X9"), "parent no_such_unit");
    town_refused(town, "unit.register", sysadmin, unit_args("430106", NULL), "parent required");
    town_refused(town, "unit.register", sysadmin, unit_args("a", CITY), "code not_a_code");
    json_t *bad = unit_args("430107", CITY);
    json_object_set_new(bad, "duty_phone", json_string("12"));
    json_object_set_new(bad, "division", json_string("4x"));
    town_refused(town, "unit.register", sysadmin, json_incref(bad), "duty_phone not_a_phone");
    town_refused(town, "unit.register", sysadmin, bad, "division not_a_division");
    json_t *words = unit_args("430107", CITY);
    json_object_set_new(words, "functions", json_pack("[s]", "a,b"));
    town_refused(town, "unit.register", sysadmin, words, "functions not_a_word");
    town_close(town);
}

static bool is_wuhan(const void *rules, const char *profile)
{
    return strcmp(profile, rules) == 0;
}

static void test_profile(StoreFixture *fixture)
{
    static const Profiles profiles = {.rules = "sample:wuhan", .has = is_wuhan};
    Town *town = city(fixture);
    g_autoptr(Actor) sysadmin = town_person(town, CITY, "sysadmin", "张三");
    engine_set_service(town->engine, SERVICE_PROFILES, (void *) &profiles);
    json_t *bad = unit_args("430107", CITY);
    json_object_set_new(bad, "profile", json_string("sample:nosuch"));
    json_object_set_new(bad, "duty_phone", json_string("12"));
    town_refused(town, "unit.register", sysadmin, json_incref(bad), "profile no_such_profile");
    town_refused(town, "unit.register", sysadmin, bad, "duty_phone not_a_phone");
    town_refused(town, "unit.change", sysadmin,
        json_pack("{s:s, s:s}", "unit", STREET, "profile", "sample:nosuch"),
        "profile no_such_profile");
    town_done(town, "unit.change", sysadmin,
        json_pack("{s:s, s:s}", "unit", STREET, "profile", "sample:wuhan"));
    town_done(
        town, "unit.change", sysadmin, json_pack("{s:s, s:s}", "unit", STREET, "profile", ""));
    town_close(town);
}

static void test_changing(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) sysadmin = town_person(town, COUNTY, "sysadmin", "张三");
    g_autoptr(Actor) officer = town_person(town, COUNTY, "officer", "李四");
    town_done(town, "unit.change", sysadmin,
        json_pack("{s:s, s:s, s:[s, s]}", "unit", STREET, "duty_phone", "+86 731 8888 1234",
            "functions", "government_duty", "town"));
    json_t *unit = town_ask(town, "unit.get", officer, json_pack("{s:s}", "unit", STREET));
    g_assert_cmpstr(json_string_value(json_object_get(unit, "duty_phone")), ==, "0731-88881234");
    g_assert_cmpstr(json_string_value(json_object_get(unit, "name")), ==, "定王台街道办事处");
    g_assert_cmpuint(json_array_size(json_object_get(unit, "functions")), ==, 2);
    json_decref(unit);
    town_done(
        town, "unit.change", sysadmin, json_pack("{s:s, s:s}", "unit", STREET, "duty_phone", ""));
    unit = town_ask(town, "unit.get", officer, json_pack("{s:s}", "unit", STREET));
    g_assert_null(json_object_get(unit, "duty_phone"));
    json_decref(unit);
    town_refused(town, "unit.change", sysadmin,
        json_pack("{s:s, s:s}", "unit", OTHER, "name", "不行"), "denied");
    town_refused(town, "unit.change", officer,
        json_pack("{s:s, s:s}", "unit", COUNTY, "name", "不行"), "denied");
    town_refused(town, "unit.change", sysadmin,
        json_pack("{s:s, s:s}", "unit", "NONE", "name", "不行"), "no_such_unit");
    town_close(town);
}

static void codes_are(json_t *page, const char *expected)
{
    g_autoptr(GString) codes = g_string_new(NULL);
    const json_t *items = json_object_get(page, "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        g_string_append_printf(codes, "%s%s", i == 0 ? "" : " ",
            json_string_value(json_object_get(json_array_get(items, i), "code")));
    g_assert_cmpstr(codes->str, ==, expected);
    json_decref(page);
}

static void test_finding(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) me = town_person(town, STREET, "officer", "张三");
    town_done(town, "unit.change", NULL,
        json_pack("{s:s, s:[s]}", "unit", OTHER, "functions", "emergency"));
    codes_are(town_ask(town, "unit.list", me, json_object()), CITY " " COUNTY " " STREET " " OTHER);
    codes_are(
        town_ask(town, "unit.list", me, json_pack("{s:s}", "under", COUNTY)), COUNTY " " STREET);
    codes_are(
        town_ask(town, "unit.list", me, json_pack("{s:s, s:s}", "under", CITY, "direct", "true")),
        COUNTY " " OTHER);
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "q", "王台")), STREET);
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "q", "DWT")), STREET);
    codes_are(
        town_ask(town, "unit.list", me, json_pack("{s:s}", "q", "430102")), COUNTY " " STREET);
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "q", "%")), "");
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "function", "emergency")), OTHER);
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "function", "emerg")), "");
    json_t *page = town_ask(town, "unit.list", me, json_pack("{s:s}", "limit", "3"));
    g_autofree char *next = g_strdup(json_string_value(json_object_get(page, "next")));
    codes_are(page, CITY " " COUNTY " " STREET);
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "cursor", next)), OTHER);
    town_done(town, "unit.change", NULL,
        json_pack("{s:s, s:s}", "unit", OTHER, "valid_to", "2026-01-01T08:00:00+08:00"));
    codes_are(town_ask(town, "unit.list", me, json_pack("{s:s}", "q", "tx")), "");
    codes_are(
        town_ask(town, "unit.list", me, json_pack("{s:s, s:s}", "q", "tx", "closed", "1")), OTHER);
    town_refused(town, "unit.register", NULL, unit_args("430188", OTHER), "parent closed");
    town_close(town);
}

static void test_functions(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(GError) error = NULL;
    town_done(town, "unit.change", NULL,
        json_pack("{s:s, s:[s, s]}", "unit", OTHER, "functions", "health", "emergency"));
    town_done(town, "unit.change", NULL,
        json_pack("{s:s, s:[s]}", "unit", CITY, "functions", "emergency"));
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_autoptr(GPtrArray) units = units_with_function(db, CITY, "emergency", &error);
    g_assert_cmpuint(units->len, ==, 2);
    g_assert_cmpstr(((Unit *) units->pdata[0])->code, ==, CITY);
    g_assert_true(unit_has_function(units->pdata[1], "health"));
    g_autoptr(GPtrArray) none = units_with_function(db, COUNTY, "emergency", &error);
    g_assert_cmpuint(none->len, ==, 0);
    g_clear_pointer(&db, db_release);
    town_close(town);
}

static void test_posts(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) sysadmin = town_person(town, CITY, "sysadmin", "张三");
    json_t *usual = town_ask(town, "post.list", sysadmin, json_pack("{s:s}", "unit", CITY));
    g_assert_cmpuint(json_array_size(json_object_get(usual, "items")), ==, 3);
    json_decref(usual);
    json_t *made = town_do(town, "post.add", sysadmin,
        json_pack("{s:s, s:s, s:s}", "unit", CITY, "name", "总值班", "role", "officer"));
    g_autofree char *id = g_strdup(json_string_value(json_object_get(made, "id")));
    json_decref(made);
    town_refused(town, "post.add", sysadmin,
        json_pack("{s:s, s:s, s:s}", "unit", CITY, "name", "总值班", "role", "leader"),
        "post_exists");
    town_refused(town, "post.add", sysadmin,
        json_pack("{s:s, s:s, s:s}", "unit", CITY, "name", "别的", "role", "auditor"),
        "role not_a_choice");
    town_done(town, "post.remove", sysadmin, json_pack("{s:s, s:s}", "unit", CITY, "id", id));
    town_refused(town, "post.remove", sysadmin, json_pack("{s:s, s:s}", "unit", CITY, "id", id),
        "no_such_post");
    town_close(town);
}

static void test_access(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Actor) officer = town_person(town, COUNTY, "officer", "张三");
    g_autoptr(Actor) inspector = town_person(town, CITY, "inspector", "李四");
    g_autoptr(Actor) system = actor_system();
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    const Guard *guard = &town->guard;
    g_assert_true(guard->permits(guard->self, db, officer, "matter.open", COUNTY, NULL));
    g_assert_false(guard->permits(guard->self, db, officer, "matter.open", STREET, NULL));
    g_assert_false(guard->permits(guard->self, db, officer, "dispatch.sign", COUNTY, NULL));
    g_assert_true(guard->permits(guard->self, db, inspector, "matter.read", STREET, NULL));
    g_assert_false(guard->permits(guard->self, db, inspector, "matter.open", STREET, NULL));
    g_assert_true(guard->permits(guard->self, db, system, "anything", "NONE", NULL));
    g_assert_true(guard->oversees(guard->self, db, inspector, STREET));
    g_assert_false(guard->oversees(guard->self, db, officer, STREET));
    g_assert_true(guard->oversees(guard->self, db, officer, COUNTY));
    g_assert_true(guard->within(guard->self, db, STREET, CITY));
    g_assert_true(guard->within(guard->self, db, CITY, CITY));
    g_assert_false(guard->within(guard->self, db, CITY, STREET));
    g_assert_true(town_sees(town, db, officer, STREET, STREET));
    g_assert_false(town_sees(town, db, officer, STREET, STREET "-1"));
    g_assert_true(town_sees(town, db, inspector, STREET, STREET "-1"));
    g_clear_pointer(&db, db_release);
    town_close(town);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("unit", "the tree is walked both ways", test_tree);
    fixture_add(
        "unit", "a unit is registered below another by who manages there", test_registering);
    fixture_add("unit", "a rule profile that there is not is refused", test_profile);
    fixture_add("unit", "a change leaves alone what it does not name", test_changing);
    fixture_add("unit", "units are found by name, initials, code and function", test_finding);
    fixture_add("unit", "units with a function are found near by", test_functions);
    fixture_add("unit", "a unit names its own posts", test_posts);
    fixture_add("unit", "permissions reach as far as the role says", test_access);
    return g_test_run();
}
