/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/person.h"

#include "unit/account.h"
#include "unit/standing.h"
#include "unit/town.h"
#include "unit/watch.h"

#define CITY "430100"
#define COUNTY "430102"
#define STREET "430102004"

static Town *city(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_unit(town, CITY, "长沙市人民政府", NULL);
    town_unit(town, COUNTY, "芙蓉区人民政府", CITY);
    town_unit(town, STREET, "定王台街道办事处", COUNTY);
    return town;
}

static json_t *grant(const char *unit, const char *person, const char *role)
{
    return json_pack("{s:s, s:s, s:s}", "unit", unit, "person", person, "role", role);
}

static json_t *begin(const char *unit, const char *person, const char *role)
{
    return json_pack("{s:s, s:s*, s:s}", "unit", unit, "person", person, "role", role);
}

static void test_people(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) sysadmin = town_person(town, CITY, "sysadmin", "张三");
    g_autoptr(Actor) officer = town_person(town, STREET, "officer", "李小四");
    g_autoptr(Actor) stranger = town_person(town, COUNTY, "officer", "王五");
    json_t *bad = json_pack("{s:s, s:s, s:s}", "unit", STREET, "name", "赵六", "phone", "123456");
    town_refused(town, "person.register", sysadmin, bad, "phone not_a_phone");
    town_refused(town, "person.register", officer,
        json_pack("{s:s, s:s}", "unit", STREET, "name", "赵六"), "denied");
    town_refused(
        town, "person.register", sysadmin, json_pack("{s:s}", "unit", STREET), "name required");
    town_done(town, "person.change", sysadmin,
        json_pack("{s:s, s:s, s:s}", "id", officer->person, "phone", "+86 139 0000 0002", "post",
            "党政办"));
    json_t *page =
        town_ask(town, "person.list", officer, json_pack("{s:s, s:s}", "unit", STREET, "q", "lxs"));
    const json_t *row = json_array_get(json_object_get(page, "items"), 0);
    g_assert_cmpstr(json_string_value(json_object_get(row, "phone")), ==, "13900000002");
    g_assert_cmpstr(json_string_value(json_object_get(row, "name")), ==, "李小四");
    g_assert_cmpstr(json_string_value(json_object_get(row, "post")), ==, "党政办");
    json_decref(page);
    town_denied(town, "person.list", stranger, json_pack("{s:s}", "unit", STREET), "denied");
    town_denied(
        town, "person.get", stranger, json_pack("{s:s}", "id", officer->person), "no_such_person");
    town_refused(town, "person.change", sysadmin, json_pack("{s:s}", "id", "430102004-99"),
        "no_such_person");
    town_close(town);
}

static void test_roles(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) secadmin = town_person(town, CITY, "secadmin", "张三");
    g_autoptr(Actor) officer = town_person(town, COUNTY, "officer", "李四");
    g_autoptr(Actor) auditor = town_person(town, COUNTY, "auditor", "王五");
    town_done(town, "role.grant", secadmin, grant(COUNTY, officer->person, "leader"));
    town_refused(
        town, "role.grant", secadmin, grant(COUNTY, officer->person, "leader"), "role_held");
    town_refused(
        town, "role.grant", secadmin, grant(COUNTY, officer->person, "sysadmin"), "excluded_role");
    town_refused(
        town, "role.grant", secadmin, grant(COUNTY, auditor->person, "secadmin"), "excluded_role");
    town_refused(
        town, "role.grant", secadmin, grant(COUNTY, auditor->person, "member"), "excluded_role");
    town_refused(
        town, "role.grant", secadmin, grant(COUNTY, officer->person, "king"), "role not_a_choice");
    town_refused(
        town, "role.grant", secadmin, grant(COUNTY, secadmin->person, "member"), "no_such_person");
    town_refused(town, "role.grant", officer, grant(COUNTY, officer->person, "head"), "denied");
    town_refused(
        town, "role.revoke", secadmin, grant(CITY, secadmin->person, "secadmin"), "own_role");
    town_done(town, "role.revoke", secadmin, grant(COUNTY, officer->person, "leader"));
    town_refused(
        town, "role.revoke", secadmin, grant(COUNTY, officer->person, "leader"), "role_not_held");
    json_t *grants = town_ask(town, "role.grants", officer, json_pack("{s:s}", "unit", COUNTY));
    g_assert_cmpuint(json_array_size(json_object_get(grants, "items")), ==, 2);
    json_decref(grants);
    town_close(town);
}

static char *began(Town *town, const Actor *actor, json_t *args)
{
    json_t *reply = town_do(town, "watch.begin", actor, args);
    char *id = g_strdup(json_string_value(json_object_get(reply, "id")));
    json_decref(reply);
    return id;
}

static void standing_is(StoreFixture *fixture, const char *leader, const char *officer, int64_t n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_autoptr(Standing) standing = standing_get(db, STREET, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(standing->leader, ==, leader);
    g_assert_cmpstr(standing->officer, ==, officer);
    g_assert_cmpint(standing->officers, ==, n);
    g_assert_cmpint(standing->open[0], ==, 0);
}

static void test_watch(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) officer = town_person(town, STREET, "officer", "李四");
    g_autoptr(Actor) second = town_person(town, STREET, "officer", "王五");
    g_autoptr(Actor) leader = town_person(town, STREET, "leader", "赵六");
    g_autoptr(Actor) member = town_person(town, STREET, "member", "钱七");
    g_autofree char *first = began(town, officer, begin(STREET, NULL, "officer"));
    standing_is(fixture, NULL, "李四", 1);
    town_refused(town, "watch.begin", officer, begin(STREET, NULL, "officer"), "on_watch");
    town_refused(town, "watch.begin", officer, begin(STREET, NULL, "leader"), "role_not_held");
    town_refused(
        town, "watch.begin", officer, begin(STREET, member->person, "officer"), "role_not_held");
    town_refused(town, "watch.begin", member, begin(STREET, NULL, "officer"), "denied");
    town_refused(town, "watch.begin", officer, begin(COUNTY, NULL, "officer"), "denied");
    town_refused(town, "watch.begin", officer, begin(STREET, "430102004-1", "officer"),
        "person no_such_person");
    clock_move(town->clock, TOWN_START + HOUR_MS);
    g_autofree char *other = began(town, second, begin(STREET, NULL, "officer"));
    json_t *call = begin(STREET, leader->person, "leader");
    json_object_set_new(call, "phone", json_string("0731-88881234"));
    g_autofree char *leading = began(town, officer, call);
    standing_is(fixture, "赵六", "李四", 2);
    town_done(town, "watch.end", officer, json_pack("{s:s, s:s}", "unit", STREET, "id", first));
    standing_is(fixture, "赵六", "王五", 1);
    town_refused(town, "watch.end", officer, json_pack("{s:s, s:s}", "unit", STREET, "id", first),
        "no_such_watch");
    json_t *list = town_ask(town, "watch.list", member, json_pack("{s:s}", "unit", STREET));
    const json_t *row = json_array_get(json_object_get(list, "items"), 1);
    g_assert_cmpuint(json_array_size(json_object_get(list, "items")), ==, 2);
    g_assert_cmpstr(json_string_value(json_object_get(row, "phone")), ==, "0731-88881234");
    g_assert_cmpstr(json_string_value(json_object_get(row, "id")), ==, leading);
    json_decref(list);
    town_done(town, "person.change", NULL,
        json_pack("{s:s, s:s}", "id", leader->person, "name", "赵六六"));
    standing_is(fixture, "赵六六", "王五", 1);
    town_close(town);
}

static void test_leaving(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Actor) sysadmin = town_person(town, CITY, "sysadmin", "张三");
    g_autoptr(Actor) officer = town_person(town, STREET, "officer,leader", "李四");
    g_autofree char *one = began(town, officer, begin(STREET, NULL, "officer"));
    g_autofree char *two = began(town, officer, begin(STREET, NULL, "leader"));
    standing_is(fixture, "李四", "李四", 1);
    town_done(town, "person.leave", sysadmin, json_pack("{s:s}", "id", officer->person));
    standing_is(fixture, NULL, NULL, 0);
    town_refused(
        town, "person.leave", sysadmin, json_pack("{s:s}", "id", officer->person), "person_left");
    town_refused(town, "role.grant", NULL, grant(STREET, officer->person, "head"), "person_left");
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_auto(GStrv) roles = person_roles(db, officer->person, &error);
    g_autoptr(Account) account = account_get(db, officer->account, &error);
    g_assert_null(roles[0]);
    g_assert_cmpint(account->disabled_at, ==, TOWN_START);
    bool is_on = true;
    g_assert_true(watch_is_on(db, STREET, officer->person, NULL, &is_on, &error));
    g_assert_false(is_on);
    g_clear_pointer(&db, db_release);
    town_close(town);
}

static void test_board(StoreFixture *fixture)
{
    Town *town = city(fixture);
    g_autoptr(Actor) officer = town_person(town, STREET, "officer", "李四");
    g_autoptr(Actor) above = town_person(town, COUNTY, "officer", "王五");
    g_autoptr(Actor) inspector = town_person(town, CITY, "inspector", "赵六");
    g_autoptr(Actor) auditor = town_person(town, CITY, "auditor", "钱七");
    g_autofree char *watch = began(town, officer, begin(STREET, NULL, "officer"));
    json_t *board = town_ask(town, "board.get", above, json_pack("{s:s}", "under", COUNTY));
    const json_t *items = json_object_get(board, "items");
    g_assert_cmpuint(json_array_size(items), ==, 2);
    const json_t *row = json_array_get(items, 1);
    const json_t *on = json_object_get(row, "officer");
    g_assert_cmpstr(json_string_value(json_object_get(on, "name")), ==, "李四");
    g_assert_cmpstr(json_string_value(json_object_get(on, "phone")), ==, "13800000001");
    g_assert_true(json_is_true(json_object_get(row, "present")));
    g_assert_true(json_is_false(json_object_get(json_array_get(items, 0), "present")));
    json_decref(board);
    json_decref(town_ask(town, "watch.list", above, json_pack("{s:s}", "unit", STREET)));
    json_decref(town_ask(town, "board.get", inspector, json_pack("{s:s}", "under", STREET)));
    town_denied(town, "board.get", above, json_pack("{s:s}", "under", CITY), "denied");
    town_denied(town, "board.get", above, json_pack("{s:s}", "under", STREET), "denied");
    town_denied(town, "board.get", auditor, json_pack("{s:s}", "under", CITY), "denied");
    town_denied(town, "watch.list", officer, json_pack("{s:s}", "unit", COUNTY), "denied");
    json_t *page = town_ask(
        town, "board.get", inspector, json_pack("{s:s, s:s}", "under", CITY, "limit", "2"));
    g_assert_cmpstr(json_string_value(json_object_get(page, "next")), ==, COUNTY);
    json_decref(page);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_assert_true(town_sees(town, db, above, STREET, watch));
    g_assert_false(town_sees(town, db, officer, COUNTY, COUNTY "-2"));
    g_clear_pointer(&db, db_release);
    town_close(town);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("person", "people are registered and found by initials", test_people);
    fixture_add("person", "roles that exclude each other are never held together", test_roles);
    fixture_add("watch", "who is on watch shows in the standing", test_watch);
    fixture_add("person", "whoever leaves has no watch, role or account", test_leaving);
    fixture_add("board", "a superior sees who is on watch below", test_board);
    return g_test_run();
}
