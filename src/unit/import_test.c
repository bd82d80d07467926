/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/import.h"

#include "unit/account.h"
#include "unit/person.h"
#include "unit/town.h"
#include "unit/unit.h"

#include <string.h>

typedef bool (*Importer)(Import *import, const char *csv, size_t size, GError **error);

/* Runs an import and compares "accepted/unchanged/left_out" and the refusals, one a line. */
static void imports(
    Town *town, Importer importer, const Import *with, const char *csv, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Actor) system = actor_system();
    Import import = *with;
    import.executor = town->executor;
    import.engine = town->engine;
    if (import.actor == NULL)
        import.actor = system;
    importer(&import, csv, strlen(csv), &error);
    g_assert_no_error(error);
    json_t *json = import_json(&import);
    const json_t *refused = json_object_get(json, "refused");
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(
        text, "%d/%d/%d", (int) import.accepted, (int) import.unchanged, (int) import.left_out);
    for (size_t i = 0; i < json_array_size(refused); i++) {
        const json_t *one = json_array_get(refused, i);
        const char *column = json_string_value(json_object_get(one, "column"));
        g_string_append_printf(text, "\n%d %s %s",
            (int) json_integer_value(json_object_get(one, "line")), column == NULL ? "-" : column,
            json_string_value(json_object_get(one, "problem")));
    }
    g_assert_cmpstr(text->str, ==, expected);
    json_decref(json);
    import_clear(&import);
}

static void unit_is(StoreFixture *fixture, const char *code, const char *name, const char *parent,
    const char *level)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_autoptr(Unit) unit = unit_get(db, code, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(unit->name, ==, name);
    g_assert_cmpstr(unit->parent, ==, parent);
    g_assert_cmpstr(unit->level, ==, level);
}

static void test_divisions(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    const Import plain = {0};
    imports(town, import_units, &plain,
        "code,name\n43,\"湖南省\"\n44,\"广东省\"\n11,\"北京市\"\n62,\"甘肃省\"\n", "4/0/0");
    imports(town, import_units, &plain,
        "code,name,provinceCode\n4301,\"长沙市\",43\n4419,\"东莞市\",44\n1101,\"市辖区\",11\n"
        "6202,\"嘉峪关市\",62\n",
        "3/0/1");
    imports(town, import_units, &plain,
        "code,name,cityCode,provinceCode\n430102,\"芙蓉区\",4301,43\n430171,\"某开发区\",4301,43\n"
        "441900,\"东莞市\",4419,44\n110101,\"东城区\",1101,11\n620201,\"嘉峪关市\",6202,62\n",
        "3/1/1");
    imports(town, import_units, &plain,
        "code,name,areaCode,provinceCode,cityCode\n430102001,\"文艺路街道\",430102,43,4301\n"
        "441900003,\"东城街道\",441900,44,4419\n620201101,\"新城镇\",620201,62,6202\n",
        "3/0/0");
    unit_is(fixture, "430000", "湖南省", NULL, "province");
    unit_is(fixture, "430100", "长沙市", "430000", "city");
    unit_is(fixture, "110101", "东城区", "110000", "county");
    unit_is(fixture, "430102001", "文艺路街道", "430102", "township");
    unit_is(fixture, "441900003", "东城街道", "441900", "township");
    unit_is(fixture, "620201101", "新城镇", "620200", "township");
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_autoptr(Unit) zone = unit_get(db, "430171", &error);
    g_assert_cmpstr(zone->division, ==, "");
    g_assert_true(unit_has_function(zone, "development_zone"));
    g_clear_pointer(&db, db_release);
    town_close(town);
}

static void test_part_of_a_tree(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    const Import changsha = {.division = "4301"};
    const char *cities = "code,name,provinceCode\n4301,\"长沙市\",43\n4302,\"株洲市\",43\n";
    imports(town, import_units, &changsha, cities, "1/0/1");
    imports(town, import_units, &changsha, cities, "0/1/1");
    unit_is(fixture, "430100", "长沙市", NULL, "city");
    town_close(town);
}

static void test_own_table(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_unit(town, "430100", "长沙市", NULL);
    const Import plain = {.unit = "430100"};
    imports(town, import_units, &plain,
        "\xEF\xBB\xBF"
        "code,name,parent,level,functions,duty_phone,colour\r\n"
        "4301YJ1,一科,4301YJ,bureau,,,\r\n"
        "4301YJ,应急管理局,430100,bureau,emergency;work_safety,0731 88881234,red\r\n"
        "4301YJ,又一个,430100,bureau,,,\r\n"
        "4301WJ,卫健委,430100,bureau,health,12,\r\n"
        "4301XX,没有上级,NOSUCH,bureau,,,\r\n"
        "a,坏代码,430100,bureau,,,\r\n"
        "4301YY,,430100,bureau,,,\r\n"
        "430103,天心区,,,,,\r\n"
        "4301\"X,坏引号,,,,,\r\n",
        "3/0/0\n1 colour unknown_column\n4 code duplicate\n5 duty_phone not_a_phone\n"
        "6 parent no_such_unit\n7 code not_a_code\n8 name required\n10 - quote");
    unit_is(fixture, "4301YJ", "应急管理局", "430100", "bureau");
    unit_is(fixture, "4301YJ1", "一科", "4301YJ", "bureau");
    unit_is(fixture, "430103", "天心区", "430100", "county");
    imports(town, import_units, &plain,
        "code,name,duty_phone,functions\n4301YJ,应急管理局,0731-88881234,\n"
        "430103,天心区人民政府,,government_duty;party_duty\n",
        "1/1/0");
    unit_is(fixture, "430103", "天心区人民政府", "430100", "county");
    g_autoptr(Actor) sysadmin = town_person(town, "430103", "sysadmin", "张三");
    const Import narrow = {.unit = "430103", .actor = sysadmin};
    imports(town, import_units, &narrow, "code,name\n430103001,坡子街街道\n430104,岳麓区\n",
        "1/0/0\n3 - denied");
    town_close(town);
}

static void test_people(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_unit(town, "430100", "长沙市", NULL);
    const Import plain = {.unit = "430100"};
    const char *csv = "name,unit,phone,post,roles,login,password\n"
                      "张三,430100,138 0731 0001,主任,officer;leader,zhangsan,Correct-horse-1\n"
                      "李四,,,,,,\n"
                      "王五,430199,,,,,\n"
                      "赵六,,12345678,,,,\n"
                      "钱七,,,,king,,\n"
                      "孙八,,,,sysadmin;officer,,\n"
                      "周九,,,,,zhangsan,Correct-horse-1\n"
                      "吴十,,,,,wushi,short\n"
                      ",,13807310002,,,,\n"
                      "郑一,,,,,,Correct-horse-1\n";
    const char *refused = "\n4 unit no_such_unit\n5 phone not_a_phone\n6 roles not_a_choice\n"
                          "7 roles excluded_role\n8 login login_taken\n9 password too_short\n"
                          "10 name required\n11 login required";
    g_autofree char *first = g_strconcat("2/0/0", refused, NULL);
    imports(town, import_people, &plain, csv, first);
    g_autofree char *again =
        g_strconcat("0/0/0\n2 name duplicate\n3 name duplicate", refused, NULL);
    imports(town, import_people, &plain, csv, again);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(fixture->store, &error);
    g_autoptr(Account) account = account_by_login(db, "zhangsan@430100", &error);
    g_assert_no_error(error);
    g_auto(GStrv) roles = person_roles(db, account->person, NULL);
    g_autofree char *held = g_strjoinv(",", roles);
    g_assert_cmpstr(held, ==, "leader,officer");
    g_clear_pointer(&db, db_release);
    json_t *reply = town_do(town, "session.begin", NULL,
        json_pack("{s:s, s:s}", "account", "zhangsan@430100", "password", "Correct-horse-1"));
    json_decref(reply);
    g_autoptr(Actor) sysadmin = town_person(town, "430100", "sysadmin", "管");
    const Import by = {.unit = "430100", .actor = sysadmin};
    imports(town, import_people, &by,
        "name,roles,login,password\n甲,officer,,\n乙,,yi,Correct-horse-1\n丙,,,\n",
        "3/0/0\n2 roles left_to_secadmin\n3 login left_to_secadmin");
    town_close(town);
}

static void test_command(StoreFixture *fixture)
{
    Town *town = town_open(fixture);
    town_unit(town, "430100", "长沙市", NULL);
    g_autoptr(Actor) sysadmin = town_person(town, "430100", "sysadmin", "张三");
    g_autoptr(Actor) officer = town_person(town, "430100", "officer", "李四");
    json_t *args = json_pack("{s:s, s:s, s:s}", "unit", "430100", "what", "units", "csv",
        "code,name\n430102,芙蓉区\nx,坏\n");
    town_refused(town, "import.run", officer, json_incref(args), "denied");
    json_t *reply = town_do(town, "import.run", sysadmin, json_incref(args));
    g_assert_cmpint(json_integer_value(json_object_get(reply, "accepted")), ==, 1);
    g_assert_cmpuint(json_array_size(json_object_get(reply, "refused")), ==, 1);
    json_decref(reply);
    json_object_set_new(args, "csv", json_string("name\nx\n"));
    town_refused(town, "import.run", sysadmin, json_incref(args), "column_missing");
    json_object_set_new(args, "what", json_string("cats"));
    town_refused(town, "import.run", sysadmin, args, "what not_a_choice");
    town_close(town);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("import", "the division tables are read as they are", test_divisions);
    fixture_add("import", "a part of the tree begins where it begins", test_part_of_a_tree);
    fixture_add(
        "import", "units of one's own table, each refusal with line and column", test_own_table);
    fixture_add(
        "import", "people with roles and accounts, a line whole or not at all", test_people);
    fixture_add("import", "over the port it is a command like any other", test_command);
    return g_test_run();
}
