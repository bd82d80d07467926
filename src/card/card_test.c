/* SPDX-License-Identifier: Apache-2.0 */
#include "card/card.h"

#include "base/json.h"
#include "card/module.h"
#include "card/question.h"
#include "matter/room.h"

#define assert_text(object, name, expected) g_assert_cmpstr(json_text(object, name), ==, expected)

static const Module *const more[] = {&card_module, NULL};

static json_t *card(const char *kind, const char *title, const char *body)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s}", "unit", ROOM_STREET, "kind", kind, "title", title, "body", body);
}

static json_t *gas(void)
{
    json_t *args = card("procedure", "燃气泄漏", "1. 先打燃气公司");

    json_object_set_new(args, "triggers", json_pack("[s]", "gas_leak"));
    json_object_set_new(args, "keywords", json_string("煤气 天然气"));
    json_object_set_new(args, "contacts",
        json_pack("[{s:s, s:s}, {s:s, s:s, s:s}]", "post", "消防", "phone", "119", "name", "李七",
            "post", "燃气公司抢险", "phone", "0731-8888 1234"));
    return args;
}

static size_t found(Room *room, const char *name, const char *value)
{
    json_auto_t *page = town_ask(room->town, "card.list", room->member,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, name, value));

    return json_array_size(json_object_get(page, "items"));
}

static void test_finding(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *made = town_do(room->town, "card.write", room->officer, gas());
    const json_t *second = json_array_get(json_object_get(made, "contacts"), 1);

    assert_text(second, "phone", "0731-88881234");
    g_assert_cmpuint(found(room, "q", "rq"), ==, 1);
    g_assert_cmpuint(found(room, "q", "MQ"), ==, 1);
    g_assert_cmpuint(found(room, "q", "泄漏"), ==, 1);
    g_assert_cmpuint(found(room, "q", "qx"), ==, 0);
    g_assert_cmpuint(found(room, "incident_kind", "gas_leak"), ==, 1);
    g_assert_cmpuint(found(room, "incident_kind", "gas"), ==, 0);
    g_assert_cmpuint(found(room, "kind", "rule"), ==, 0);
    room_close(room);
}

static void test_rules(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *rule =
        town_do(room->town, "card.write", room->leader, card("rule", "值班制度", "第一条"));
    const char *id = json_text(rule, "id");

    json_decref(town_do(room->town, "card.acknowledge", room->officer,
        json_pack("{s:s, s:i}", "id", id, "version", 1)));
    json_auto_t *readers =
        town_ask(room->town, "card.readers", room->leader, json_pack("{s:s}", "id", id));
    g_assert_cmpuint(json_array_size(json_object_get(readers, "items")), ==, 3);
    g_assert_true(json_flag(json_array_get(json_object_get(readers, "items"), 0), "current"));
    json_t *next = card("rule", "值班制度", "第一条 两人在岗");
    json_object_del(next, "unit");
    json_object_set_new(next, "id", json_string(id));
    json_object_set_new(next, "version", json_integer(1));
    json_object_set_new(next, "note", json_string("改为双人"));
    json_auto_t *changed = town_do(room->town, "card.change", room->leader, json_incref(next));
    g_assert_cmpint(json_number(changed, "version", 0), ==, 2);
    town_refused(room->town, "card.change", room->leader, next, "card_changed");
    town_refused(room->town, "card.acknowledge", room->officer,
        json_pack("{s:s, s:i}", "id", id, "version", 1), "card_changed");
    json_auto_t *again =
        town_ask(room->town, "card.readers", room->leader, json_pack("{s:s}", "id", id));
    g_assert_false(json_flag(json_array_get(json_object_get(again, "items"), 0), "current"));
    json_auto_t *versions =
        town_ask(room->town, "card.versions", room->officer, json_pack("{s:s}", "id", id));
    assert_text(json_array_get(json_object_get(versions, "items"), 1), "body", "第一条");
    json_decref(town_do(room->town, "card.retire", room->leader, json_pack("{s:s}", "id", id)));
    g_assert_cmpuint(found(room, "kind", "rule"), ==, 0);
    room_close(room);
}

static void test_refused(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_t *wrong = card("procedure", "燃气泄漏", "");

    json_object_set_new(wrong, "triggers", json_pack("[s]", "ghosts"));
    json_object_set_new(
        wrong, "contacts", json_pack("[{s:s, s:s}]", "post", "x", "phone", "call me"));
    town_refused(room->town, "card.write", room->officer, card("area", " ", "x"), "title required");
    town_refused(
        room->town, "card.write", room->officer, card("area", "地形", ""), "body required");
    town_refused(
        room->town, "card.write", room->officer, json_incref(wrong), "triggers not_a_choice");
    town_refused(room->town, "card.write", room->officer, wrong, "contacts.0.phone not_a_phone");
    town_refused(room->town, "card.write", room->member, card("area", "a", "b"), "denied");
    room_close(room);
}

static json_t *question(const char *card_id, const char *text, int answer)
{
    return json_pack("{s:s, s:s, s:[s,s,s], s:i}", "id", card_id, "text", text, "options", "119",
        "燃气公司", "物业", "answer", answer);
}

static void test_questions(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *made = town_do(room->town, "card.write", room->officer, gas());
    const char *id = json_text(made, "id");
    g_autoptr(GError) error = NULL;

    g_autoptr(Db) before = store_reader(engine_store(room->town->engine), &error);
    int64_t count = -1;
    g_assert_true(question_count(before, ROOM_STREET, &count, &error));
    g_assert_cmpint(count, ==, 0);
    g_autofree char *none = NULL;
    g_assert_true(question_nth(before, ROOM_STREET, 0, &none, &error));
    g_assert_null(none);
    g_assert_no_error(error);
    g_clear_pointer(&before, db_release);
    town_refused(room->town, "question.write", room->officer, question(id, "先打给谁？", 3),
        "answer too_large");
    json_auto_t *one =
        town_do(room->town, "question.write", room->officer, question(id, "先打给谁？", 1));
    json_auto_t *two =
        town_do(room->town, "question.write", room->officer, question(id, "能不能开灯？", 0));
    g_autoptr(Db) db = store_reader(engine_store(room->town->engine), &error);
    g_autofree char *first_id = NULL, *other_id = NULL;
    g_assert_true(question_count(db, ROOM_STREET, &count, &error));
    g_assert_cmpint(count, ==, 2);
    g_assert_true(question_nth(db, ROOM_STREET, 0, &first_id, &error));
    g_assert_true(question_nth(db, ROOM_STREET, 1, &other_id, &error));
    g_autoptr(Question) first = question_get(db, first_id, &error);
    g_autoptr(Question) other = question_get(db, other_id, &error);
    g_assert_cmpstr(first->id, ==, json_text(one, "id"));
    g_assert_cmpstr(other->id, ==, json_text(two, "id"));
    g_assert_cmpstr(first->options[1], ==, "燃气公司");
    g_assert_true(question_check(first, 1));
    g_assert_false(question_check(first, 0));
    g_clear_pointer(&db, db_release);
    json_auto_t *answer = town_do(room->town, "question.practise", room->member,
        json_pack("{s:s, s:i}", "id", json_text(one, "id"), "option", 2));
    g_assert_false(json_flag(answer, "correct"));
    assert_text(answer, "card", id);
    json_auto_t *results = town_ask(
        room->town, "question.results", room->leader, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_cmpint(
        json_number(json_array_get(json_object_get(results, "items"), 0), "correct", 9), ==, 0);
    json_auto_t *plain = town_ask(
        room->town, "question.list", room->member, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_null(json_object_get(json_array_get(json_object_get(plain, "items"), 0), "answer"));
    json_decref(town_do(room->town, "question.retire", room->officer,
        json_pack("{s:s}", "id", json_text(one, "id"))));
    json_auto_t *left = town_ask(
        room->town, "question.list", room->officer, json_pack("{s:s}", "unit", ROOM_STREET));
    g_assert_cmpuint(json_array_size(json_object_get(left, "items")), ==, 1);
    room_close(room);
}

static void test_import(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    const char *text =
        "# 燃气泄漏\n@ 燃气公司 | 李七 | 0731-88881234\n## 先做\n1. 关阀\n\n# 坏号码\n"
        "@ 消防 | | call me\n正文\n# 空的\n";
    json_auto_t *tried = town_do(room->town, "card.import", room->officer,
        json_pack("{s:s, s:s, s:s, s:b}", "unit", ROOM_STREET, "format", "markdown", "text", text,
            "try", 1));
    g_assert_cmpint(json_number(tried, "accepted", 0), ==, 1);
    g_assert_cmpuint(found(room, "q", "rq"), ==, 0);
    json_auto_t *done = town_do(room->town, "card.import", room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "format", "markdown", "text", text));
    const json_t *refused = json_object_get(done, "refused");
    g_assert_cmpuint(json_array_size(refused), ==, 2);
    g_assert_cmpint(json_number(json_array_get(refused, 0), "line", 0), ==, 6);
    assert_text(json_array_get(refused, 0), "problem", "not_a_phone");
    g_assert_cmpint(json_number(json_array_get(refused, 1), "line", 0), ==, 9);
    g_assert_cmpuint(found(room, "q", "rq"), ==, 1);
    json_auto_t *csv = town_do(room->town, "card.import", room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "format", "csv", "text",
            "title,kind,body,triggers,contacts\n停水,procedure,先问范围,water_supply_cut fire,"
            "供水|王五|12345\n,area,没有题目,,\n暗河,river,x,,\n"));
    g_assert_cmpint(json_number(csv, "accepted", 0), ==, 1);
    g_assert_cmpuint(json_array_size(json_object_get(csv, "refused")), ==, 2);
    g_assert_cmpuint(found(room, "incident_kind", "fire"), ==, 1);
    room_close(room);
}

static void test_starters(StoreFixture *fixture)
{
    Room *room = room_open(fixture, more);
    json_auto_t *all = town_ask(room->town, "card.list", room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "q", "rq", "starters", "true"));
    const json_t *first = json_array_get(json_object_get(all, "items"), 0);

    assert_text(first, "starter", "gas_leak");
    g_assert_null(json_text(first, "id"));
    json_decref(town_do(room->town, "card.adopt", room->officer,
        json_pack("{s:s, s:[s,s]}", "unit", ROOM_STREET, "starters", "gas_leak", "fire")));
    json_decref(town_do(room->town, "card.adopt", room->officer,
        json_pack("{s:s, s:[s]}", "unit", ROOM_STREET, "starters", "gas_leak")));
    g_assert_cmpuint(found(room, "q", "rq"), ==, 1);
    json_auto_t *after = town_ask(room->town, "card.list", room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "incident_kind", "gas_leak", "starters",
            "true"));
    g_assert_cmpuint(json_array_size(json_object_get(after, "items")), ==, 1);
    town_refused(room->town, "card.adopt", room->officer,
        json_pack("{s:s, s:[s]}", "unit", ROOM_STREET, "starters", "ghosts"),
        "starters not_a_choice");
    room_close(room);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("card", "a card is found by two letters, a word, a kind of incident", test_finding);
    fixture_add("card", "a new version of a rule asks everybody again", test_rules);
    fixture_add("card", "a wrong card names every fault", test_refused);
    fixture_add("card", "questions are drawn, answered and counted", test_questions);
    fixture_add("card", "an import names every line it refuses", test_import);
    fixture_add("card", "built-in cards serve at once and are copied once", test_starters);
    return g_test_run();
}
