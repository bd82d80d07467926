/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/handover/handover.h"

#include "base/json.h"
#include "dispatch/modules.h"
#include "duty/modules.h"
#include "matter/room.h"

#include <string.h>

static const Module *const more[] = {DISPATCH_MODULES, DUTY_MODULES, NULL};

/* Two officers: the room's own is on watch, `next` is to come. */
typedef struct Shift {
    Room *room;
    Actor *next;
    char *watch;
} Shift;

static json_t *at_unit(void)
{
    return json_pack("{s:s}", "unit", ROOM_STREET);
}

static json_t *on(const json_t *handover)
{
    return json_pack("{s:s}", "id", json_text(handover, "id"));
}

static char *come(Shift *shift, const Actor *actor)
{
    json_auto_t *reply = town_do(shift->room->town, "watch.begin", actor,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    return g_strdup(json_text(reply, "id"));
}

static Shift shift_begin(StoreFixture *fixture)
{
    Shift shift = {.room = room_open(fixture, more)};

    shift.next = town_person(shift.room->town, ROOM_STREET, "officer", "钱二");
    shift.watch = come(&shift, shift.room->officer);
    return shift;
}

static void shift_end(Shift *shift)
{
    actor_free(shift->next);
    g_free(shift->watch);
    room_close(shift->room);
}

static json_t *begin(Shift *shift)
{
    return town_do(shift->room->town, "handover.begin", shift->room->officer,
        json_pack("{s:s, s:[s]}", "unit", ROOM_STREET, "incoming", shift->next->person));
}

static json_t *act(Shift *shift, const char *name, const Actor *actor, const json_t *handover)
{
    return town_do(shift->room->town, name, actor, on(handover));
}

static json_t *judge(
    Shift *shift, const char *name, const json_t *handover, const char *item, const char *word)
{
    json_t *args =
        json_pack("{s:s, s:s, s:s*}", "id", json_text(handover, "id"), "item", item, "word", word);
    return town_do(shift->room->town, name, shift->next, args);
}

static json_t *item_of(const json_t *handover, const char *item)
{
    json_t *one = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(handover, "items"), i, one)
    {
        if (g_strcmp0(json_text(one, "item"), item) == 0)
            return one;
    }
    return NULL;
}

static json_t *now(Shift *shift)
{
    return town_ask(shift->room->town, "handover.now", shift->room->leader, at_unit());
}

/* Everything accepted, both signed: the handover as it is then. */
static json_t *carry_through(Shift *shift, const json_t *handover)
{
    json_auto_t *then =
        town_ask(shift->room->town, "handover.get", shift->room->leader, on(handover));
    json_t *item = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(then, "items"), i, item)
    {
        if (!json_flag(item, "quiet") && strcmp(json_text(item, "decided"), "open") == 0)
            json_decref(judge(shift, "handover.accept", handover, json_text(item, "item"), NULL));
    }
    json_decref(act(shift, "handover.accept_rest", shift->next, handover));
    json_decref(act(shift, "handover.sign", shift->room->officer, handover));
    return act(shift, "handover.sign", shift->next, handover);
}

static void test_taking(StoreFixture *fixture)
{
    Shift shift = shift_begin(fixture);
    Town *town = shift.room->town;
    g_autofree char *matter =
        room_open_id(shift.room, "task", json_pack("{s:s}", "summary", "查看水泵"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);
    json_auto_t *handover = begin(&shift);

    g_assert_cmpstr(json_text(item_of(handover, item), "title"), ==, "查看水泵");
    town_refused(town, "handover.begin", shift.next, at_unit(), "handover_open");
    /* Who hands over does not accept it, who is not on watch does not take it over. */
    town_refused(town, "handover.accept", shift.room->officer,
        json_pack("{s:s, s:s}", "id", json_text(handover, "id"), "item", item), "own_handover");
    town_refused(town, "handover.sign", shift.next, on(handover), "not_on_watch");
    g_autofree char *watch = come(&shift, shift.next);
    town_refused(town, "handover.sign", shift.next, on(handover), "items_open");
    json_auto_t *taken = carry_through(&shift, handover);
    g_assert_cmpstr(json_text(taken, "state"), ==, "sealed");
    g_assert_true(json_flag(taken, "whole"));
    g_assert_nonnull(json_text(taken, "taken_at"));
    /* Relieved: only the next is on watch. */
    json_auto_t *after = now(&shift);
    const json_t *people = json_object_get(after, "outgoing");
    g_assert_cmpuint(json_array_size(people), ==, 1);
    g_assert_cmpstr(json_text(json_array_get(people, 0), "person"), ==, shift.next->person);
    g_assert_cmpstr(json_text(after, "last_at"), ==, json_text(taken, "taken_at"));
    shift_end(&shift);
}

static void test_sealed(StoreFixture *fixture)
{
    Shift shift = shift_begin(fixture);
    Town *town = shift.room->town;
    g_autofree char *matter =
        room_open_id(shift.room, "task", json_pack("{s:s}", "summary", "查看水泵"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);
    json_auto_t *handover = begin(&shift);
    g_autofree char *watch = come(&shift, shift.next);
    json_decref(carry_through(&shift, handover));
    json_t *refuse = json_pack(
        "{s:s, s:s, s:s}", "id", json_text(handover, "id"), "item", item, "word", "没有交代");

    town_refused(town, "handover.refuse", shift.next, refuse, "sealed");
    town_refused(town, "handover.renew", shift.next, on(handover), "sealed");
    town_refused(town, "handover.sign", shift.next, on(handover), "signed_already");
    town_refused(town, "handover.cancel", shift.next,
        json_pack("{s:s, s:s}", "id", json_text(handover, "id"), "word", "错"), "sealed");
    town_refused(town, "handover.countersign", shift.next, on(handover), "needs_role");
    json_auto_t *corrected = town_do(town, "handover.correct", shift.next,
        json_pack("{s:s, s:s, s:s}", "id", json_text(handover, "id"), "item", item, "text",
            "水泵在二号站"));
    g_assert_cmpuint(json_array_size(json_object_get(corrected, "notes")), ==, 1);
    json_auto_t *whole = act(&shift, "handover.countersign", shift.room->leader, handover);
    g_assert_nonnull(json_text(whole, "countersigned_at"));
    town_refused(town, "handover.countersign", shift.room->leader, on(handover), "signed_already");
    shift_end(&shift);
}

static void test_refused_returns(StoreFixture *fixture)
{
    Shift shift = shift_begin(fixture);
    Town *town = shift.room->town;
    json_auto_t *noted = town_do(town, "handover.note", shift.room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "text", "冲锋舟钥匙未还"));
    const char *item = json_text(noted, "item");
    json_auto_t *first = begin(&shift);
    g_autofree char *watch = come(&shift, shift.next);

    json_decref(judge(&shift, "handover.refuse", first, item, "钥匙在谁手里没说清"));
    json_auto_t *taken = carry_through(&shift, first);
    g_assert_cmpstr(json_text(item_of(taken, item), "decided"), ==, "refused");
    /* The next shift finds it again, and so on until it is cleared. */
    json_auto_t *then = now(&shift);
    const json_t *carried = json_object_get(item_of(then, item), "carried");
    g_assert_cmpint(json_number(carried, "shifts", 0), ==, 1);
    g_assert_cmpstr(json_text(item_of(then, item), "title"), ==, "冲锋舟钥匙未还");
    json_t *clear =
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "item", item, "word", "已收回");
    json_decref(town_do(town, "handover.clear", shift.next, json_incref(clear)));
    json_auto_t *after = now(&shift);
    g_assert_null(item_of(after, item));
    town_refused(town, "handover.clear", shift.next, clear, "item unknown");
    shift_end(&shift);
}

static void test_new_items(StoreFixture *fixture)
{
    Shift shift = shift_begin(fixture);
    json_auto_t *handover = begin(&shift);
    g_autofree char *watch = come(&shift, shift.next);
    g_autofree char *matter =
        room_open_id(shift.room, "task", json_pack("{s:s}", "summary", "刚来的事"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);

    /* The leader is told of the new task: that is quiet. The task itself must be told. */
    json_decref(act(&shift, "handover.sign", shift.room->officer, handover));
    town_refused(shift.room->town, "handover.sign", shift.next, on(handover), "items_new");
    json_auto_t *renewed = act(&shift, "handover.renew", shift.next, handover);
    g_assert_nonnull(item_of(renewed, item));
    json_decref(judge(&shift, "handover.accept", handover, item, NULL));
    json_decref(act(&shift, "handover.accept_rest", shift.next, handover));
    json_auto_t *taken = act(&shift, "handover.sign", shift.next, handover);
    g_assert_cmpstr(json_text(taken, "state"), ==, "sealed");
    shift_end(&shift);
}

static size_t notices(Shift *shift, const char *word)
{
    json_auto_t *page = town_ask(shift->room->town, "notice.list", shift->room->leader, at_unit());
    const json_t *item = NULL;
    size_t i = 0, count = 0;

    json_array_foreach(json_object_get(page, "items"), i, item)
    {
        if (g_strcmp0(json_text(item, "text"), word) == 0)
            count++;
    }
    return count;
}

static void test_signature_clock(StoreFixture *fixture)
{
    Shift shift = shift_begin(fixture);
    json_auto_t *handover = begin(&shift);

    room_pass(shift.room, 29);
    g_assert_cmpuint(notices(&shift, "handover.unsigned"), ==, 0);
    room_pass(shift.room, 2);
    g_assert_cmpuint(notices(&shift, "handover.unsigned"), ==, 1);
    room_pass(shift.room, 61);
    g_assert_cmpuint(notices(&shift, "handover.unsigned"), ==, 2);
    room_pass(shift.room, 600);
    g_assert_cmpuint(notices(&shift, "handover.unsigned"), ==, 2);
    /* Late stays to be seen, and the next watch still begins. */
    g_autofree char *watch = come(&shift, shift.next);
    json_decref(act(&shift, "handover.renew", shift.next, handover));
    json_auto_t *renewed =
        town_ask(shift.room->town, "handover.get", shift.room->inspector, on(handover));
    json_auto_t *taken = carry_through(&shift, renewed);
    g_assert_cmpstr(json_text(taken, "state"), ==, "sealed");
    g_assert_true(json_flag(taken, "late"));
    room_pass(shift.room, 24 * 60 + 1);
    g_assert_cmpuint(notices(&shift, "handover.not_countersigned"), ==, 1);
    shift_end(&shift);
}

static void test_chain(StoreFixture *fixture)
{
    Shift shift = shift_begin(fixture);
    Town *town = shift.room->town;
    json_auto_t *first = begin(&shift);
    g_autofree char *watch = come(&shift, shift.next);
    json_decref(carry_through(&shift, first));
    /* The next goes home with nobody there; two hours later somebody comes. */
    room_pass(shift.room, 60);
    json_decref(town_do(
        town, "watch.end", shift.next, json_pack("{s:s, s:s}", "unit", ROOM_STREET, "id", watch)));
    room_pass(shift.room, 120);
    g_autofree char *later = come(&shift, shift.room->officer);
    json_auto_t *second = begin(&shift);
    json_auto_t *page = town_ask(town, "handover.list", shift.room->inspector, at_unit());
    const json_t *newest = json_array_get(json_object_get(page, "items"), 0);
    const json_t *unmanned = json_object_get(newest, "unmanned");
    g_assert_cmpstr(json_text(newest, "id"), ==, json_text(second, "id"));
    g_assert_cmpuint(json_array_size(unmanned), ==, 1);
    g_assert_cmpstr(
        json_text(json_array_get(unmanned, 0), "from"), ==, "2026-01-01T09:00:00+08:00");
    g_assert_cmpstr(
        json_text(json_array_get(unmanned, 0), "until"), ==, "2026-01-01T11:00:00+08:00");
    g_assert_false(json_flag(newest, "linked"));
    shift_end(&shift);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("handover", "both sign and the post has changed hands", test_taking);
    fixture_add("handover", "what is sealed is only followed", test_sealed);
    fixture_add("handover", "what was refused returns until cleared", test_refused_returns);
    fixture_add("handover", "what comes up meanwhile is told too", test_new_items);
    fixture_add("handover", "a missing signature rings and stays", test_signature_clock);
    fixture_add("handover", "the chain shows who was missing", test_chain);
    return g_test_run();
}
