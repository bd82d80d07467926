/* SPDX-License-Identifier: Apache-2.0 */
/* A word given by telephone: who answers for it, and who hears of that. */
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "dispatch/postman.h"
#include "dispatch/way_fixture.h"
#include "matter/room.h"
#include "unit/standing.h"

#include <string.h>

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
    g_autofree char *id = way_draft(way, room->officer, NULL);
    way_acted(way, room->officer, id, "sign_off_oral", oral(room->leader->person));
    g_assert_cmpint(way_deliver(way), ==, 1);
    g_autofree char *there = way_newest(way, way->county, "in");
    json_auto_t *open = way_get(way, way->county, there);
    g_assert_true(json_flag(open, "oral"));
    way_text_is(open, "oral_state", "open");
    g_assert_true(board_counts(way, "oral_open", 1));
    town_refused(way->town, "dispatch.deny_oral", room->head,
        json_pack("{s:s, s:s}", "id", id, "words", "没有"), "not_the_leader");
    town_refused(way->town, "dispatch.settle_oral", room->head,
        json_pack("{s:s, s:s, s:s}", "id", id, "outcome", "stands", "words", "属实"),
        "wrong_state");
    json_auto_t *denied =
        way_act(way, room->leader, id, "deny_oral", json_pack("{s:s}", "words", "没有同意过。"));
    way_text_is(denied, "oral_state", "denied");
    g_assert_true(json_flag(denied, "oral"));
    g_assert_false(way_may(denied, "confirm_oral"));
    g_assert_cmpint(way_deliver(way), ==, 1);
    json_auto_t *known = way_get(way, way->county, there);
    way_text_is(known, "oral_state", "denied");
    way_text_is(known, "oral_said", "没有同意过。");
    way_text_is(known, "oral_by", "吴二");
    /* A month later it is still there. */
    room_pass(room, 30 * 24 * 60);
    g_assert_true(board_counts(way, "oral_open", 1));
    json_auto_t *waiting = town_ask(way->town, "dispatch.list", room->head,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "waiting", "true"));
    g_assert_cmpuint(json_array_size(json_object_get(waiting, "items")), ==, 1);
    town_refused(way->town, "dispatch.settle_oral", room->leader,
        json_pack("{s:s, s:s, s:s}", "id", id, "outcome", "stands", "words", "属实"), "own_word");
    way_acted(way, room->head, id, "settle_oral",
        json_pack("{s:s, s:s}", "outcome", "void", "words", "请勿采用。"));
    g_assert_cmpint(way_deliver(way), ==, 1);
    json_auto_t *over = way_get(way, way->county, there);
    way_text_is(over, "oral_state", "void");
    g_assert_false(json_flag(over, "oral"));
    g_assert_true(board_counts(way, "oral_open", 0));
    way_close(way);
}

/* Confirmed before the receiver has it, or long after its time by somebody else. */
static void test_oral_settled(StoreFixture *fixture)
{
    Way *way = way_open(fixture);
    Room *room = way->room;
    g_autofree char *id = way_draft(way, room->officer, NULL);
    way_acted(way, room->officer, id, "sign_off_oral", oral(room->leader->person));
    way_acted(way, room->leader, id, "confirm_oral", NULL);
    way_deliver(way);
    g_autofree char *there = way_newest(way, way->county, "in");
    json_auto_t *known = way_get(way, way->county, there);
    way_text_is(known, "oral_state", "confirmed");
    g_assert_false(json_flag(known, "oral"));
    g_autofree char *later = way_draft(way, room->officer, NULL);
    way_acted(way, room->officer, later, "sign_off_oral", oral(room->leader->person));
    way_deliver(way);
    room_pass(room, 241);
    way_acted(way, room->head, later, "settle_oral",
        json_pack("{s:s, s:s}", "outcome", "stands", "words", "已核实，同意。"));
    way_deliver(way);
    g_autofree char *second = way_newest(way, way->county, "in");
    json_auto_t *stands = way_get(way, way->county, second);
    way_text_is(stands, "oral_state", "stands");
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
