/* SPDX-License-Identifier: Apache-2.0 */
#include "handover/handover.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "dispatch/module.h"
#include "handover/module.h"
#include "matter/room.h"
#include "roster/desk.h"

#include <string.h>

static const Module *const more[] = {DESK_MODULES, &handover_module, NULL};

/* Two officers: the room's own is on watch, `next` is to come. */
typedef struct Pair {
    Room *room;
    Actor *next;
    char *watch;
} Pair;

static json_t *at_unit(void)
{
    return json_pack("{s:s}", "unit", ROOM_STREET);
}

static json_t *on(const json_t *handover)
{
    return json_pack("{s:s}", "id", json_text(handover, "id"));
}

static char *come(Pair *pair, const Actor *actor)
{
    json_auto_t *reply = town_do(pair->room->town, "watch.begin", actor,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    return g_strdup(json_text(reply, "id"));
}

static Pair pair_begin(StoreFixture *fixture)
{
    Pair pair = {.room = room_open(fixture, more)};

    pair.next = town_person(pair.room->town, ROOM_STREET, "officer", "钱二");
    pair.watch = come(&pair, pair.room->officer);
    return pair;
}

static void pair_end(Pair *pair)
{
    actor_free(pair->next);
    g_free(pair->watch);
    room_close(pair->room);
}

static json_t *begin(Pair *pair)
{
    return town_do(pair->room->town, "handover.begin", pair->room->officer,
        json_pack("{s:s, s:[s]}", "unit", ROOM_STREET, "incoming", pair->next->person));
}

static json_t *act(Pair *pair, const char *name, const Actor *actor, const json_t *handover)
{
    return town_do(pair->room->town, name, actor, on(handover));
}

static json_t *judge(
    Pair *pair, const char *name, const json_t *handover, const char *item, const char *word)
{
    json_t *args =
        json_pack("{s:s, s:s, s:s*}", "id", json_text(handover, "id"), "item", item, "word", word);
    return town_do(pair->room->town, name, pair->next, args);
}

static json_t *item_of(const json_t *handover, const char *item)
{
    json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(handover, "items"), i, one) {
        if (g_strcmp0(json_text(one, "item"), item) == 0)
            return one;
    }
    return NULL;
}

static json_t *now(Pair *pair)
{
    return town_ask(pair->room->town, "handover.now", pair->room->leader, at_unit());
}

/* Everything accepted, both signed: the handover as it is then. */
static json_t *carry_through(Pair *pair, const json_t *handover)
{
    json_auto_t *then =
        town_ask(pair->room->town, "handover.get", pair->room->leader, on(handover));
    json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(then, "items"), i, item) {
        if (!json_flag(item, "quiet") && strcmp(json_text(item, "decided"), "open") == 0)
            json_decref(judge(pair, "handover.accept", handover, json_text(item, "item"), NULL));
    }
    json_decref(act(pair, "handover.accept_rest", pair->next, handover));
    json_decref(act(pair, "handover.sign", pair->room->officer, handover));
    return act(pair, "handover.sign", pair->next, handover);
}

static void test_taking(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    Town *town = pair.room->town;
    g_autofree char *matter =
        room_open_id(pair.room, "task", json_pack("{s:s}", "summary", "查看水泵"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);
    json_auto_t *handover = begin(&pair);

    g_assert_cmpstr(json_text(item_of(handover, item), "title"), ==, "查看水泵");
    town_refused(town, "handover.begin", pair.next, at_unit(), "handover_open");
    /* Who hands over does not accept it, who is not on watch does not take it over. */
    town_refused(town, "handover.accept", pair.room->officer,
        json_pack("{s:s, s:s}", "id", json_text(handover, "id"), "item", item), "own_handover");
    town_refused(town, "handover.sign", pair.next, on(handover), "not_on_watch");
    g_autofree char *watch = come(&pair, pair.next);
    town_refused(town, "handover.sign", pair.next, on(handover), "items_open");
    json_auto_t *taken = carry_through(&pair, handover);
    g_assert_cmpstr(json_text(taken, "state"), ==, "sealed");
    g_assert_true(json_flag(taken, "whole"));
    g_assert_nonnull(json_text(taken, "taken_at"));
    /* Relieved: only the next is on watch. */
    json_auto_t *after = now(&pair);
    const json_t *people = json_object_get(after, "outgoing");
    g_assert_cmpuint(json_array_size(people), ==, 1);
    g_assert_cmpstr(json_text(json_array_get(people, 0), "person"), ==, pair.next->person);
    g_assert_cmpstr(json_text(after, "last_at"), ==, json_text(taken, "taken_at"));
    pair_end(&pair);
}

/* A successor who signs on early comes to take over, not to hand over. */
static void test_early_successor(StoreFixture *fixture)
{
    Desk *desk = desk_open_with(fixture, more);
    Pair pair = {.room = desk->room, .next = desk->officers[0]};
    const Actor *beside = desk->officers[1];
    Town *town = pair.room->town;

    desk_posts(desk);
    g_free(come(&pair, pair.room->officer));
    /* Whoever has stood beside them since noon stands the same watch. */
    room_pass(pair.room, 4 * 60);
    g_free(come(&pair, beside));
    room_pass(pair.room, 20 * 60 - 20);
    g_free(come(&pair, pair.next));
    json_auto_t *handover = begin(&pair);
    g_assert_cmpuint(json_array_size(json_object_get(handover, "outgoing")), ==, 2);
    town_refused(town, "handover.accept_rest", beside, on(handover), "own_handover");
    json_auto_t *done = carry_through(&pair, handover);
    g_assert_cmpstr(json_text(done, "state"), ==, "sealed");
    desk_close(desk);
}

static void test_sealed(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    Town *town = pair.room->town;
    g_autofree char *matter =
        room_open_id(pair.room, "task", json_pack("{s:s}", "summary", "查看水泵"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);
    json_auto_t *handover = begin(&pair);
    g_autofree char *watch = come(&pair, pair.next);
    json_decref(carry_through(&pair, handover));
    json_t *refuse = json_pack(
        "{s:s, s:s, s:s}", "id", json_text(handover, "id"), "item", item, "word", "没有交代");

    town_refused(town, "handover.refuse", pair.next, refuse, "sealed");
    town_refused(town, "handover.renew", pair.next, on(handover), "sealed");
    town_refused(town, "handover.sign", pair.next, on(handover), "signed_already");
    town_refused(town, "handover.cancel", pair.next,
        json_pack("{s:s, s:s}", "id", json_text(handover, "id"), "word", "错"), "sealed");
    town_refused(town, "handover.countersign", pair.next, on(handover), "needs_role");
    json_auto_t *corrected = town_do(town, "handover.correct", pair.next,
        json_pack("{s:s, s:s, s:s}", "id", json_text(handover, "id"), "item", item, "text",
            "水泵在二号站"));
    g_assert_cmpuint(json_array_size(json_object_get(corrected, "notes")), ==, 1);
    json_auto_t *whole = act(&pair, "handover.countersign", pair.room->leader, handover);
    g_assert_nonnull(json_text(whole, "countersigned_at"));
    town_refused(town, "handover.countersign", pair.room->leader, on(handover), "signed_already");
    pair_end(&pair);
}

static void test_refused_returns(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    Town *town = pair.room->town;
    json_auto_t *noted = town_do(town, "handover.note", pair.room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "text", "冲锋舟钥匙未还"));
    const char *item = json_text(noted, "item");
    json_auto_t *first = begin(&pair);
    g_autofree char *watch = come(&pair, pair.next);

    json_decref(judge(&pair, "handover.refuse", first, item, "钥匙在谁手里没说清"));
    json_auto_t *taken = carry_through(&pair, first);
    g_assert_cmpstr(json_text(item_of(taken, item), "decided"), ==, "refused");
    /* The next shift finds it again, and so on until it is cleared. */
    json_auto_t *then = now(&pair);
    const json_t *carried = json_object_get(item_of(then, item), "carried");
    g_assert_cmpint(json_number(carried, "shifts", 0), ==, 1);
    g_assert_cmpstr(json_text(item_of(then, item), "title"), ==, "冲锋舟钥匙未还");
    json_t *clear =
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "item", item, "word", "已收回");
    json_decref(town_do(town, "handover.clear", pair.next, json_incref(clear)));
    json_auto_t *after = now(&pair);
    g_assert_null(item_of(after, item));
    town_refused(town, "handover.clear", pair.next, clear, "item unknown");
    pair_end(&pair);
}

/* Texts of the item's refusal and of the note that was added, as the handover shows them. */
static void expect_words(Pair *pair, const json_t *handover, const char *item, bool stand)
{
    json_auto_t *then =
        town_ask(pair->room->town, "handover.get", pair->room->leader, on(handover));
    const json_t *note = json_array_get(json_object_get(then, "notes"), 0);

    g_assert_nonnull(note);
    g_assert_cmpstr(json_text(note, "text"), ==, stand ? "水泵在二号站" : NULL);
    g_assert_cmpstr(json_text(item_of(then, item), "word"), ==, stand ? "没有交代" : NULL);
}

static int words_kept(Pair *pair)
{
    g_autoptr(Db) db = store_reader(engine_store(pair->room->town->engine), NULL);
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT COUNT(*) FROM vault v JOIN handover_word w ON w.unit = v.unit AND w.seq = v.seq"
        " WHERE v.value IS NOT NULL",
        NULL);

    g_assert_cmpint(statement_step(row, NULL), ==, STORE_ROW);
    return (int) row_int(row, 0);
}

static void test_purged_words(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    Town *town = pair.room->town;
    g_autofree char *matter =
        room_open_id(pair.room, "task", json_pack("{s:s}", "summary", "查看水泵"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);
    json_auto_t *handover = begin(&pair);
    g_autofree char *watch = come(&pair, pair.next);
    json_decref(judge(&pair, "handover.refuse", handover, item, "没有交代"));
    json_decref(carry_through(&pair, handover));
    json_decref(town_do(town, "handover.correct", pair.next,
        json_pack("{s:s, s:s, s:s}", "id", json_text(handover, "id"), "item", item, "text",
            "水泵在二号站")));
    json_decref(town_do(town, "handover.clear", pair.next,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "item", item, "word", "已交代")));
    expect_words(&pair, handover, item, true);
    g_assert_cmpint(words_kept(&pair), ==, 3);
    json_decref(room_step_noted(pair.room, pair.room->leader, matter, "withdraw"));
    json_decref(town_do(town, "matter.purge", pair.room->head,
        json_pack("{s:s, s:s}", "id", matter, "reason", "依法销毁")));
    expect_words(&pair, handover, item, false);
    g_assert_cmpint(words_kept(&pair), ==, 0);
    pair_end(&pair);
}

static void test_new_items(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    json_auto_t *handover = begin(&pair);
    g_autofree char *watch = come(&pair, pair.next);
    g_autofree char *matter =
        room_open_id(pair.room, "task", json_pack("{s:s}", "summary", "刚来的事"));
    g_autofree char *item = g_strconcat("matter:", matter, NULL);

    /* The leader is told of the new task: that is quiet. The task itself must be told. */
    json_decref(act(&pair, "handover.sign", pair.room->officer, handover));
    town_refused(pair.room->town, "handover.sign", pair.next, on(handover), "items_new");
    json_auto_t *renewed = act(&pair, "handover.renew", pair.next, handover);
    g_assert_nonnull(item_of(renewed, item));
    json_decref(judge(&pair, "handover.accept", handover, item, NULL));
    json_decref(act(&pair, "handover.accept_rest", pair.next, handover));
    json_auto_t *taken = act(&pair, "handover.sign", pair.next, handover);
    g_assert_cmpstr(json_text(taken, "state"), ==, "sealed");
    pair_end(&pair);
}

static size_t notices(Pair *pair, const char *word)
{
    json_auto_t *page = town_ask(pair->room->town, "notice.list", pair->room->leader, at_unit());
    const json_t *item = NULL;
    size_t i = 0, count = 0;

    json_array_foreach (json_object_get(page, "items"), i, item) {
        if (g_strcmp0(json_text(item, "text"), word) == 0)
            count++;
    }
    return count;
}

static void test_signature_clock(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    json_auto_t *handover = begin(&pair);

    room_pass(pair.room, 29);
    g_assert_cmpuint(notices(&pair, "handover.unsigned"), ==, 0);
    room_pass(pair.room, 2);
    g_assert_cmpuint(notices(&pair, "handover.unsigned"), ==, 1);
    room_pass(pair.room, 61);
    g_assert_cmpuint(notices(&pair, "handover.unsigned"), ==, 2);
    room_pass(pair.room, 600);
    g_assert_cmpuint(notices(&pair, "handover.unsigned"), ==, 2);
    /* Late stays to be seen, and the next watch still begins. */
    g_autofree char *watch = come(&pair, pair.next);
    json_decref(act(&pair, "handover.renew", pair.next, handover));
    json_auto_t *renewed =
        town_ask(pair.room->town, "handover.get", pair.room->inspector, on(handover));
    json_auto_t *taken = carry_through(&pair, renewed);
    g_assert_cmpstr(json_text(taken, "state"), ==, "sealed");
    g_assert_true(json_flag(taken, "late"));
    room_pass(pair.room, 24 * 60 + 1);
    g_assert_cmpuint(notices(&pair, "handover.not_countersigned"), ==, 1);
    pair_end(&pair);
}

static void test_chain(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);
    Town *town = pair.room->town;
    json_auto_t *first = begin(&pair);
    g_autofree char *watch = come(&pair, pair.next);
    json_decref(carry_through(&pair, first));
    /* The next goes home with nobody there; two hours later somebody comes. */
    room_pass(pair.room, 60);
    json_decref(town_do(
        town, "watch.end", pair.next, json_pack("{s:s, s:s}", "unit", ROOM_STREET, "id", watch)));
    room_pass(pair.room, 120);
    g_autofree char *later = come(&pair, pair.room->officer);
    json_auto_t *second = begin(&pair);
    json_auto_t *page = town_ask(town, "handover.list", pair.room->inspector, at_unit());
    const json_t *newest = json_array_get(json_object_get(page, "items"), 0);
    const json_t *unmanned = json_object_get(newest, "unmanned");
    g_assert_cmpstr(json_text(newest, "id"), ==, json_text(second, "id"));
    g_assert_cmpuint(json_array_size(unmanned), ==, 1);
    g_assert_cmpstr(
        json_text(json_array_get(unmanned, 0), "from"), ==, "2026-01-01T09:00:00+08:00");
    g_assert_cmpstr(
        json_text(json_array_get(unmanned, 0), "until"), ==, "2026-01-01T11:00:00+08:00");
    g_assert_false(json_flag(newest, "linked"));
    pair_end(&pair);
}

/* ---- by roster ---- */

/* One of the desk's officers on watch from `at` on by the roster, borrowed. */
static const Actor *rostered(Desk *desk, const char *at, const char *post)
{
    json_auto_t *duty = town_ask(desk->room->town, "on_duty.unit", desk->room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "at", at));
    const json_t *shift = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(duty, "items"), i, shift) {
        const char *person = json_text(shift, "person");
        if (g_strcmp0(json_text(shift, "post"), post) != 0)
            continue;
        for (int j = 0; j < DESK_OFFICERS; j++)
            if (g_strcmp0(person, desk->officers[j]->person) == 0)
                return desk->officers[j];
        g_assert_cmpstr(person, ==, desk->room->officer->person);
        return desk->room->officer;
    }
    g_assert_not_reached();
}

static const Actor *comes(Desk *desk, const char *at, const char *post)
{
    const Actor *actor = rostered(desk, at, post);

    town_done(desk->room->town, "watch.begin", actor,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));
    return actor;
}

static void assert_persons(
    const json_t *handover, const char *side, const Actor *one, const Actor *other)
{
    const json_t *people = json_object_get(handover, side);

    g_assert_cmpuint(json_array_size(people), ==, 2);
    for (size_t i = 0; i < 2; i++) {
        const char *person = json_text(json_array_get(people, i), "person");
        g_assert_true(g_strcmp0(person, one->person) == 0 || g_strcmp0(person, other->person) == 0);
    }
}

/* The next are on watch already when the handover begins: they take over, and the clock of the
 * signatures runs from this change and not from the end of their own watch. */
static void test_relieving(StoreFixture *fixture)
{
    static const char first[] = "2026-01-01T09:00:00+08:00", next[] = "2026-01-02T09:00:00+08:00";
    Desk *desk = desk_open_with(fixture, more);
    Town *town = desk->room->town;

    desk_posts(desk);
    g_free(desk_publish(desk, "2026-01-01", "2026-01-05"));
    room_pass(desk->room, 20);
    const Actor *one = comes(desk, first, "primary_duty");
    const Actor *other = comes(desk, first, "secondary_duty");
    room_pass(desk->room, 1440);
    const Actor *new_one = comes(desk, next, "primary_duty");
    const Actor *new_other = comes(desk, next, "secondary_duty");
    json_auto_t *before = town_ask(town, "handover.now", new_one, at_unit());
    assert_persons(before, "outgoing", one, other);
    assert_persons(before, "incoming", new_one, new_other);
    room_pass(desk->room, 15); /* 08:35 */
    json_auto_t *handover = town_do(town, "handover.begin", new_one, at_unit());
    assert_persons(handover, "outgoing", one, other);
    assert_persons(handover, "incoming", new_one, new_other);
    g_assert_cmpstr(json_text(handover, "relief_at"), ==, "2026-01-02T08:30:00+08:00");
    room_pass(desk->room, 40); /* it rings at 09:05, and at 08:40 for the late relief */
    json_auto_t *chain = town_ask(town, "handover.list", new_one, at_unit());
    const json_t *link = json_array_get(json_object_get(chain, "items"), 0);
    g_assert_true(json_flag(link, "late"));
    g_assert_cmpstr(json_text(link, "overdue_at"), ==, "2026-01-02T08:40:00+08:00");
    desk_close(desk);
}

/* Of the desk's leaders the one whom the roster has at a moment, or the other ones' next. */
static const Actor *leader_at(Desk *desk, const char *at)
{
    json_auto_t *page = town_ask(desk->room->town, "on_duty.unit", desk->room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "at", at));
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(page, "items"), i, one) {
        const char *person = json_text(one, "person");
        for (size_t k = 0; k < DESK_LEADERS; k++)
            if (g_strcmp0(person, desk->leaders[k]->person) == 0)
                return desk->leaders[k];
        if (g_strcmp0(person, desk->room->leader->person) == 0)
            return desk->room->leader;
    }
    return NULL;
}

static void lead(Desk *desk, const Actor *leader)
{
    town_done(desk->room->town, "watch.begin", leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "leader"));
}

static bool leads(Desk *desk, const Actor *leader)
{
    json_auto_t *page = town_ask(desk->room->town, "watch.list", desk->room->leader, at_unit());
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(page, "items"), i, one) {
        if (g_strcmp0(json_text(one, "person"), leader->person) == 0 &&
            g_strcmp0(json_text(one, "role"), "leader") == 0)
            return true;
    }
    return false;
}

static const char *first_of(const json_t *handover, const char *side)
{
    g_assert_cmpuint(json_array_size(json_object_get(handover, side)), ==, 1);
    return json_text(json_array_get(json_object_get(handover, side), 0), "person");
}

static int64_t number(Room *room, const char *sql)
{
    g_autoptr(Db) db = store_reader(engine_store(room->town->engine), NULL);

    return fixture_number(db, sql);
}

static int64_t late_handovers(Room *room)
{
    return number(room, "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM standing_note WHERE "
                        "name = 'handovers_late'"
                        " AND unit = '" ROOM_STREET "'");
}

static int64_t told_of_leaders(Room *room)
{
    return number(room, "SELECT COUNT(*) FROM notice WHERE unit = '" ROOM_STREET
                        "' AND word = 'handover.leaders_unsigned'");
}

/* The leader changes with the watch: both sign, each for themselves, and whoever goes is relieved.
 */
static void test_leaders(StoreFixture *fixture)
{
    Desk *desk = desk_open_with(fixture, more);
    Pair pair = {.room = desk->room, .next = desk->officers[0]};
    Town *town = desk->room->town;

    desk_posts(desk);
    g_free(desk_publish(desk, "2026-01-01", "2026-01-31"));
    const Actor *goes = leader_at(desk, "2026-01-01T12:00:00+08:00");
    const Actor *follows = leader_at(desk, "2026-01-02T12:00:00+08:00");
    g_assert_true(goes != NULL && follows != NULL && goes != follows);
    room_pass(desk->room, 40);
    lead(desk, goes);
    g_free(come(&pair, desk->room->officer));
    room_pass(desk->room, 24 * 60 - 10);
    json_auto_t *handover = begin(&pair);
    g_assert_cmpstr(first_of(handover, "outgoing_leaders"), ==, goes->person);
    g_assert_cmpstr(first_of(handover, "incoming_leaders"), ==, follows->person);
    town_refused(town, "handover.sign", follows, on(handover), "not_on_watch");
    g_free(come(&pair, pair.next));
    json_auto_t *sealed = carry_through(&pair, handover);
    g_assert_cmpstr(json_text(sealed, "state"), ==, "sealed");
    g_assert_true(json_flag(sealed, "whole")); /* it waits for neither leader, and says so */
    g_assert_null(
        json_text(json_array_get(json_object_get(sealed, "incoming_leaders"), 0), "signed_at"));
    json_decref(act(&pair, "handover.countersign", desk->room->head, handover));
    int64_t due_at = 0;
    g_assert_true(moment_parse(json_text(sealed, "leaders_due_at"), &due_at, NULL));
    room_pass(desk->room, (due_at - clock_now(town->clock)) / MINUTE_MS - 1);
    g_assert_cmpint(late_handovers(desk->room), ==, 0);
    room_pass(desk->room, 2);
    g_assert_cmpint(late_handovers(desk->room), ==, 1);
    g_assert_cmpint(told_of_leaders(desk->room), ==, 1);
    room_pass(desk->room, 60); /* now the head is told too */
    g_assert_cmpint(told_of_leaders(desk->room), ==, 2);
    json_decref(act(&pair, "handover.sign", goes, handover));
    g_assert_cmpint(late_handovers(desk->room), ==, 1);
    g_assert_true(leads(desk, goes));
    lead(desk, follows);
    json_auto_t *whole = act(&pair, "handover.sign", follows, handover);
    g_assert_true(json_flag(whole, "whole"));
    g_assert_nonnull(
        json_text(json_array_get(json_object_get(whole, "incoming_leaders"), 0), "signed_at"));
    g_assert_false(leads(desk, goes));
    g_assert_true(leads(desk, follows));
    g_assert_true(json_flag(whole, "late")); /* it was, and stays on record */
    g_assert_false(json_flag(whole, "leaders_late"));
    g_assert_cmpint(late_handovers(desk->room), ==, 0);
    room_pass(desk->room, 300);
    g_assert_cmpint(told_of_leaders(desk->room), ==, 2);
    town_refused(town, "handover.sign", follows, on(handover), "signed_already");
    desk_close(desk);
}

/* Who leads on signs nothing of their own. */
static void test_same_leader(StoreFixture *fixture)
{
    Pair pair = pair_begin(fixture);

    town_done(pair.room->town, "watch.begin", pair.room->leader,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "leader"));
    json_auto_t *handover = begin(&pair);
    g_assert_cmpuint(json_array_size(json_object_get(handover, "outgoing_leaders")), ==, 0);
    g_assert_cmpuint(json_array_size(json_object_get(handover, "incoming_leaders")), ==, 0);
    pair_end(&pair);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("handover", "what was said of a thing goes with it", test_purged_words);
    fixture_add("handover", "both sign and the post has changed hands", test_taking);
    fixture_add("handover", "who comes early takes over", test_early_successor);
    fixture_add("handover", "what is sealed is only followed", test_sealed);
    fixture_add("handover", "what was refused returns until cleared", test_refused_returns);
    fixture_add("handover", "what comes up meanwhile is told too", test_new_items);
    fixture_add("handover", "a missing signature rings and stays", test_signature_clock);
    fixture_add("handover", "who has come to relieve is not relieved", test_relieving);
    fixture_add("handover", "leaders who change with the watch sign too", test_leaders);
    fixture_add("handover", "a leader who stays signs nothing", test_same_leader);
    fixture_add("handover", "the chain shows who was missing", test_chain);
    return g_test_run();
}
