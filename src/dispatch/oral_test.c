/* SPDX-License-Identifier: Apache-2.0 */
/* A word given by telephone: who answers for it, and who hears of that. */
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "dispatch/postman.h"
#include "matter/room.h"
#include "unit/standing.h"

#include <string.h>

static const Module *const ours[] = {&dispatch_module, NULL};

/* A street, its county and its city, with people on watch and a postman between them. */
typedef struct Way {
    Room *room;
    Town *town;
    DispatchRules *rules;
    Postman *postman;
    Actor *county, *county_leader, *city;
} Way;

static void watch(Way *way, const Actor *actor, const char *role)
{
    town_done(way->town, "watch.begin", actor,
        json_pack("{s:s, s:s}", "unit", actor->unit, "role", role));
}

static Way *way_open(StoreFixture *fixture)
{
    Way *way = g_new0(Way, 1);
    way->room = room_open(fixture, ours);
    way->town = way->room->town;
    way->rules = dispatch_rules_new_builtin(NULL);
    engine_set_service(way->town->engine, SERVICE_DISPATCH_RULES, way->rules);
    way->postman = postman_new(way->town->executor, way->town->engine);
    way->county = town_person(way->town, ROOM_COUNTY, "officer", "钱六");
    way->county_leader = town_person(way->town, ROOM_COUNTY, "leader", "孙七");
    way->city = town_person(way->town, ROOM_CITY, "officer", "李八");
    watch(way, way->room->officer, "officer");
    watch(way, way->county, "officer");
    watch(way, way->county_leader, "leader");
    return way;
}

static void way_close(Way *way)
{
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(postman_waiting(way->postman, &error), ==, 0);
    postman_free(way->postman);
    room_close(way->room);
    dispatch_rules_free(way->rules);
    actor_free(way->county);
    actor_free(way->county_leader);
    actor_free(way->city);
    g_free(way);
}

static int64_t deliver(Way *way)
{
    g_autoptr(GError) error = NULL;
    int64_t carried = postman_deliver(way->postman, &error);
    g_assert_no_error(error);
    return carried;
}

static json_t *get(Way *way, const Actor *actor, const char *id)
{
    return town_ask(way->town, "dispatch.get", actor, json_pack("{s:s}", "id", id));
}

static json_t *list(Way *way, const Actor *actor, const char *box)
{
    return town_ask(way->town, "dispatch.list", actor,
        json_pack("{s:s, s:s}", "unit", actor->unit, "box", box));
}

static char *newest(Way *way, const Actor *actor, const char *box)
{
    json_auto_t *page = list(way, actor, box);
    return g_strdup(json_text(json_array_get(json_object_get(page, "items"), 0), "id"));
}

static char *draft(Way *way, const Actor *actor, json_t *more)
{
    json_t *args = json_pack("{s:s, s:s, s:s, s:s}", "unit", actor->unit, "type", "initial_report",
        "title", "燃气爆炸初报", "body", "二时许，幸福里小区燃气爆炸。");
    if (more != NULL)
        json_object_update_new(args, more);
    json_auto_t *reply = town_do(way->town, "dispatch.draft", actor, args);
    return g_strdup(json_text(reply, "id"));
}

static json_t *act(Way *way, const Actor *actor, const char *id, const char *name, json_t *more)
{
    g_autofree char *command = g_strconcat("dispatch.", name, NULL);
    json_t *args = json_pack("{s:s}", "id", id);
    if (more != NULL)
        json_object_update_new(args, more);
    return town_do(way->town, command, actor, args);
}

static void acted(Way *way, const Actor *actor, const char *id, const char *name, json_t *more)
{
    json_decref(act(way, actor, id, name, more));
}

static void assert_text(const json_t *object, const char *name, const char *expected)
{
    g_assert_cmpstr(json_text(object, name), ==, expected);
}

static bool may(const json_t *dispatch, const char *name)
{
    size_t i;
    json_t *one;
    json_array_foreach (json_object_get(dispatch, "may"), i, one) {
        if (g_strcmp0(json_string_value(one), name) == 0)
            return true;
    }
    return false;
}

static bool board_counts(Way *way, const char *name, int64_t count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = store_reader(engine_store(way->town->engine), &error);
    g_autoptr(GPtrArray) notes = standing_notes(db, ROOM_STREET, &error);
    const StandingNote *note = NULL;

    g_assert_no_error(error);
    note = standing_noted(notes, name);
    return count == 0 ? note == NULL : note != NULL && note->count == count;
}

static json_t *oral(const char *leader)
{
    return json_pack("{s:s, s:s}", "leader", leader, "words", "同意，立即报出。");
}

/* The word of a leader who gave none: said at once to whoever has it, and it stays until another
 * leader answers for it. */
static void test_oral_denied(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *id = draft(way, room->officer, NULL);
    acted(way, room->officer, id, "sign_off_oral", oral(room->leader->person));
    g_assert_cmpint(deliver(way), ==, 1);
    g_autofree char *there = newest(way, way->county, "in");
    json_auto_t *open = get(way, way->county, there);
    g_assert_true(json_flag(open, "oral"));
    assert_text(open, "oral_state", "open");
    g_assert_true(board_counts(way, "oral_open", 1));
    town_refused(way->town, "dispatch.deny_oral", room->head,
        json_pack("{s:s, s:s}", "id", id, "words", "没有"), "not_the_leader");
    town_refused(way->town, "dispatch.settle_oral", room->head,
        json_pack("{s:s, s:s, s:s}", "id", id, "outcome", "stands", "words", "属实"),
        "wrong_state");
    json_auto_t *denied =
        act(way, room->leader, id, "deny_oral", json_pack("{s:s}", "words", "没有同意过。"));
    assert_text(denied, "oral_state", "denied");
    g_assert_true(json_flag(denied, "oral"));
    g_assert_false(may(denied, "confirm_oral"));
    g_assert_cmpint(deliver(way), ==, 1);
    json_auto_t *known = get(way, way->county, there);
    assert_text(known, "oral_state", "denied");
    assert_text(known, "oral_said", "没有同意过。");
    assert_text(known, "oral_by", "吴二");
    /* A month later it is still there. */
    room_pass(room, 30 * 24 * 60);
    g_assert_true(board_counts(way, "oral_open", 1));
    json_auto_t *waiting = town_ask(way->town, "dispatch.list", room->head,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "waiting", "true"));
    g_assert_cmpuint(json_array_size(json_object_get(waiting, "items")), ==, 1);
    town_refused(way->town, "dispatch.settle_oral", room->leader,
        json_pack("{s:s, s:s, s:s}", "id", id, "outcome", "stands", "words", "属实"), "own_word");
    acted(way, room->head, id, "settle_oral",
        json_pack("{s:s, s:s}", "outcome", "void", "words", "请勿采用。"));
    g_assert_cmpint(deliver(way), ==, 1);
    json_auto_t *over = get(way, way->county, there);
    assert_text(over, "oral_state", "void");
    g_assert_false(json_flag(over, "oral"));
    g_assert_true(board_counts(way, "oral_open", 0));
    way_close(way);
}

/* Confirmed before the receiver has it, or long after its time by somebody else. */
static void test_oral_settled(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *id = draft(way, room->officer, NULL);
    acted(way, room->officer, id, "sign_off_oral", oral(room->leader->person));
    acted(way, room->leader, id, "confirm_oral", NULL);
    deliver(way);
    g_autofree char *there = newest(way, way->county, "in");
    json_auto_t *known = get(way, way->county, there);
    assert_text(known, "oral_state", "confirmed");
    g_assert_false(json_flag(known, "oral"));
    g_autofree char *later = draft(way, room->officer, NULL);
    acted(way, room->officer, later, "sign_off_oral", oral(room->leader->person));
    deliver(way);
    room_pass(room, 241);
    acted(way, room->head, later, "settle_oral",
        json_pack("{s:s, s:s}", "outcome", "stands", "words", "已核实，同意。"));
    deliver(way);
    g_autofree char *second = newest(way, way->county, "in");
    json_auto_t *stands = get(way, way->county, second);
    assert_text(stands, "oral_state", "stands");
    g_assert_true(board_counts(way, "oral_open", 0));
    way_close(way);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("oral", "a leader denies it, and it stays until it is settled", test_oral_denied);
    fixture_add("oral", "another leader settles it", test_oral_settled);
    return g_test_run();
}
