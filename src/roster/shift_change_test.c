/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/shift_change.h"

#include "base/clock.h"
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "roster/desk.h"

#include <string.h>

typedef struct Night {
    Desk *desk;
    DispatchRules *dispatches;
    Db *db;
    char *roster;
} Night;

static Night *night_open(StoreFixture *fixture)
{
    Night *night = g_new0(Night, 1);
    g_autoptr(GError) error = NULL;

    night->desk = desk_open(fixture);
    night->db = fixture_reader(fixture);
    night->dispatches = dispatch_rules_new_builtin(&error);
    g_assert_no_error(error);
    engine_set_service(night->desk->room->town->engine, SERVICE_DISPATCH_RULES, night->dispatches);
    desk_posts(night->desk);
    night->roster = desk_publish(night->desk, "2026-01-02", "2026-01-31");
    return night;
}

static void night_close(Night *night)
{
    db_release(night->db);
    desk_close(night->desk);
    dispatch_rules_free(night->dispatches);
    g_free(night->roster);
    g_free(night);
}

/* The shift of the main post that begins on the day: owned. */
static Shift *shift_on(const Night *night, const char *day)
{
    g_autoptr(GError) error = NULL;
    Shift *found = NULL;
    g_autoptr(GPtrArray) shifts = roster_shifts(night->db, night->roster, &error);

    g_assert_no_error(error);
    for (guint i = 0; i < shifts->len; i++) {
        const Shift *shift = shifts->pdata[i];
        if (strcmp(shift->post, "primary_duty") == 0 && strcmp(shift->day, day) == 0)
            found = shift_get(night->db, shift->id, &error);
    }
    g_assert_nonnull(found);
    return found;
}

/* An officer who does not stand anything within a day of the shift. */
static const char *free_officer(const Night *night, const Shift *wanted)
{
    g_autoptr(GPtrArray) shifts = shifts_live(
        night->db, ROOM_STREET, wanted->begins_at - DAY_MS, wanted->ends_at + DAY_MS, NULL);

    for (int i = 0; i <= DESK_OFFICERS; i++) {
        const Actor *officer =
            i < DESK_OFFICERS ? night->desk->officers[i] : night->desk->room->officer;
        bool busy = false;
        for (guint j = 0; j < shifts->len; j++)
            busy |= g_strcmp0(((const Shift *) shifts->pdata[j])->person, officer->person) == 0;
        if (!busy)
            return officer->person;
    }
    g_assert_not_reached();
}

static json_t *asking(const Shift *shift, const char *kind, const char *person)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "unit", ROOM_STREET, "shift", shift->id, "kind",
        kind, "person", person, "reason", "家中有事");
}

static void assert_stands(const Night *night, const Shift *was, const char *person, const char *how)
{
    g_autoptr(Shift) now = shift_get(night->db, was->id, NULL);

    g_assert_cmpstr(now->person, ==, person);
    g_assert_cmpstr(now->how, ==, how);
    g_assert_cmpstr(now->rostered, ==, was->rostered);
}

static void test_substitute(StoreFixture *fixture)
{
    Night *night = night_open(fixture);
    Room *room = night->desk->room;
    g_autoptr(Shift) shift = shift_on(night, "2026-01-10");
    const char *person = free_officer(night, shift);
    json_auto_t *asked = town_do(
        room->town, "shift_change.ask", room->officer, asking(shift, CHANGE_SUBSTITUTE, person));
    const char *id = json_text(asked, "id");

    g_assert_cmpuint(json_array_size(json_object_get(asked, "breaks")), ==, 0);
    assert_stands(night, shift, shift->person, "generated");
    town_refused(room->town, "shift_change.ask", room->officer,
        asking(shift, CHANGE_SUBSTITUTE, person), "change_open");
    town_refused(
        room->town, "shift_change.approve", room->officer, json_pack("{s:s}", "id", id), "denied");
    json_auto_t *approved =
        town_do(room->town, "shift_change.approve", room->leader, json_pack("{s:s}", "id", id));
    g_assert_cmpstr(json_text(approved, "state"), ==, CHANGE_APPROVED);
    g_assert_cmpstr(json_text(approved, "was"), ==, shift->person);
    assert_stands(night, shift, person, "substitute");
    town_refused(room->town, "shift_change.refuse", room->leader,
        json_pack("{s:s, s:s}", "id", id, "reason", "太晚"), "wrong_state");
    night_close(night);
}

static void test_swap(StoreFixture *fixture)
{
    Night *night = night_open(fixture);
    Room *room = night->desk->room;
    g_autoptr(Shift) shift = shift_on(night, "2026-01-10");
    g_autoptr(Shift) other = shift_on(night, "2026-01-20");
    json_t *args = asking(shift, CHANGE_SWAP, other->person);

    if (g_strcmp0(shift->person, other->person) == 0)
        g_error("the two days have the same person: choose others");
    town_refused(
        room->town, "shift_change.ask", room->officer, json_incref(args), "other_shift required");
    json_object_set_new(args, "other_shift", json_string(other->id));
    json_auto_t *asked = town_do(room->town, "shift_change.ask", room->officer, args);
    json_auto_t *approved = town_do(room->town, "shift_change.approve", room->leader,
        json_pack("{s:s, s:s}", "id", json_text(asked, "id"), "reason", "同意"));
    g_assert_cmpstr(json_text(approved, "mode"), ==, "desk");
    assert_stands(night, shift, other->person, "swapped");
    assert_stands(night, other, shift->person, "swapped");
    night_close(night);
}

static void test_tried(StoreFixture *fixture)
{
    Night *night = night_open(fixture);
    Room *room = night->desk->room;
    g_autoptr(Shift) shift = shift_on(night, "2026-01-10");
    g_autoptr(Shift) before = shift_on(night, "2026-01-09");
    json_t *args = asking(shift, CHANGE_SUBSTITUTE, before->person);

    json_object_set_new(args, "try", json_true());
    json_auto_t *tried = town_do(room->town, "shift_change.ask", room->officer, json_incref(args));
    const json_t *first = json_array_get(json_object_get(tried, "breaks"), 0);
    g_assert_cmpstr(json_text(first, "rule"), ==, "rest");
    g_assert_null(json_text(tried, "id"));
    json_object_del(args, "try");
    json_auto_t *asked = town_do(room->town, "shift_change.ask", room->officer, args);
    town_refused(room->town, "shift_change.approve", room->leader,
        json_pack("{s:s}", "id", json_text(asked, "id")), "breaks_rules");
    town_done(room->town, "shift_change.approve", room->leader,
        json_pack("{s:s, s:s}", "id", json_text(asked, "id"), "reason", "人手不足"));
    assert_stands(night, shift, before->person, "substitute");
    night_close(night);
}

static void test_wrong(StoreFixture *fixture)
{
    Night *night = night_open(fixture);
    Room *room = night->desk->room;
    g_autoptr(Shift) shift = shift_on(night, "2026-01-10");
    g_autoptr(Shift) leading = NULL;

    town_refused(room->town, "shift_change.ask", room->officer,
        asking(shift, CHANGE_SUBSTITUTE, shift->person), "person stands_it_already");
    town_refused(room->town, "shift_change.ask", room->officer,
        asking(shift, CHANGE_SUBSTITUTE, "430100-1"), "person no_such_person");
    town_refused(room->town, "shift_change.ask", room->inspector,
        asking(shift, CHANGE_SUBSTITUTE, free_officer(night, shift)), "denied");
    /* A leader does not approve a change of his own. */
    json_auto_t *asked = town_do(room->town, "shift_change.ask", room->officer,
        asking(shift, CHANGE_SUBSTITUTE, night->desk->leaders[0]->person));
    town_refused(room->town, "shift_change.approve", night->desk->leaders[0],
        json_pack("{s:s}", "id", json_text(asked, "id")), "own_change");
    town_done(room->town, "shift_change.withdraw", room->officer,
        json_pack("{s:s}", "id", json_text(asked, "id")));
    room_pass(room, 60 * 24 * 31);
    town_refused(room->town, "shift_change.ask", room->officer,
        asking(shift, CHANGE_SUBSTITUTE, night->desk->officers[0]->person), "shift over");
    night_close(night);
}

static void test_oral(StoreFixture *fixture)
{
    Night *night = night_open(fixture);
    Room *room = night->desk->room;
    g_autoptr(Shift) shift = shift_on(night, "2026-01-10");
    const char *leader = night->desk->leaders[0]->person;
    json_auto_t *asked = town_do(room->town, "shift_change.ask", room->officer,
        asking(shift, CHANGE_SUBSTITUTE, free_officer(night, shift)));
    json_t *word = json_pack("{s:s, s:s, s:s}", "id", json_text(asked, "id"), "leader",
        room->officer->person, "words", "同意，注意交接");

    town_refused(room->town, "shift_change.approve_oral", room->officer, json_incref(word),
        "leader not_a_leader");
    json_object_set_new(word, "leader", json_string(leader));
    json_auto_t *given = town_do(room->town, "shift_change.approve_oral", room->officer, word);
    g_assert_true(json_flag(given, "unconfirmed"));
    g_assert_cmpstr(json_text(given, "words"), ==, "同意，注意交接");
    assert_stands(night, shift, json_text(given, "person"), "substitute");
    town_refused(room->town, "shift_change.confirm", room->leader,
        json_pack("{s:s}", "id", json_text(asked, "id")), "not_the_leader");
    room_pass(room, 60 * 5);
    json_auto_t *late = town_ask(room->town, "shift_change.get", room->officer,
        json_pack("{s:s}", "id", json_text(asked, "id")));
    g_assert_true(json_flag(late, "late"));
    json_auto_t *confirmed = town_do(room->town, "shift_change.confirm", night->desk->leaders[0],
        json_pack("{s:s}", "id", json_text(asked, "id")));
    g_assert_false(json_flag(confirmed, "unconfirmed"));
    g_assert_true(json_flag(confirmed, "late"));
    night_close(night);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("shift_change", "a stand-in needs a leader and leaves the turn", test_substitute);
    fixture_add("shift_change", "a swap changes two shifts and no turn", test_swap);
    fixture_add("shift_change", "what it breaks is said first", test_tried);
    fixture_add("shift_change", "what makes no sense is refused", test_wrong);
    fixture_add("shift_change", "a word by telephone stays marked until confirmed", test_oral);
    return g_test_run();
}
