/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/desk.h"

#include "base/json.h"
#include "base/moment.h"

#include <string.h>

static const json_t *items_of(const json_t *reply)
{
    return json_object_get(reply, "items");
}

static size_t count_rule(const json_t *brokens, const char *rule)
{
    const json_t *broken = NULL;
    size_t i = 0, found = 0;

    json_array_foreach (brokens, i, broken) {
        found += g_strcmp0(json_text(broken, "rule"), rule) == 0;
    }
    return found;
}

static void test_posts(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    desk_posts(desk);
    json_auto_t *reply = town_ask(
        town, "duty_post.list", desk->room->officer, json_pack("{s:s}", "unit", ROOM_STREET));
    const json_t *first = json_array_get(items_of(reply), 0);
    g_assert_cmpuint(json_array_size(items_of(reply)), ==, 3);
    g_assert_cmpstr(json_text(first, "name"), ==, "带班领导");
    g_assert_cmpstr(json_text(first, "role"), ==, "leader");
    town_refused(town, "duty_post.arrange", desk->room->leader,
        json_pack("{s:s, s:[{s:s, s:s, s:[s]}]}", "unit", ROOM_STREET, "posts", "post", "gate",
            "pattern", "always", "engagements", "guard"),
        "posts.0.pattern unknown");
    town_refused(town, "duty_post.arrange", desk->room->leader,
        json_pack("{s:s, s:[{s:s, s:s, s:[s]}]}", "unit", ROOM_STREET, "posts", "post", "gate",
            "pattern", "h24", "engagements", "guard"),
        "posts.0.name required");
    town_refused(town, "duty_post.arrange", desk->room->officer,
        json_pack("{s:s, s:[]}", "unit", ROOM_STREET, "posts"), "denied");
    desk_close(desk);
}

/* National Day 2026, drafted by turn: everything is stood and nothing broken. */
static void test_generated(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);

    desk_posts(desk);
    json_auto_t *draft = desk_draft(desk, "2026-10-01", "2026-10-31");
    const json_t *shifts = json_object_get(draft, "shifts");
    g_assert_cmpuint(json_array_size(shifts), ==, 93);
    g_assert_cmpuint(json_array_size(json_object_get(draft, "broken")), ==, 0);
    g_assert_cmpuint(json_array_size(json_object_get(draft, "relax")), ==, 0);
    g_assert_cmpstr(json_text(draft, "state"), ==, "draft");
    g_assert_cmpstr(json_text(json_array_get(shifts, 0), "day_kind"), ==, "holiday");
    g_assert_cmpstr(json_text(draft, "until_at"), ==, "2026-11-01T08:30:00+08:00");
    desk_close(desk);
}

static json_t *on_duty_at(Desk *desk, const char *at)
{
    return town_ask(desk->room->town, "on_duty.unit", desk->room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "at", at));
}

/* Half open: at 08:30 the next watch has begun. A withdrawn roster holds no longer. */
static void test_published(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2026-12-30", "2026-12-31");
    json_auto_t *before = on_duty_at(desk, "2026-12-31T08:29:59+08:00");
    json_auto_t *after = on_duty_at(desk, "2026-12-31T08:30:00+08:00");
    json_auto_t *new_year = on_duty_at(desk, "2027-01-01T08:29:00+08:00");
    json_auto_t *beyond = on_duty_at(desk, "2027-01-01T08:30:00+08:00");
    g_assert_cmpuint(json_array_size(items_of(before)), ==, 3);
    g_assert_cmpstr(json_text(json_array_get(items_of(before), 1), "shift"), !=,
        json_text(json_array_get(items_of(after), 1), "shift"));
    g_assert_cmpuint(json_array_size(items_of(new_year)), ==, 3);
    g_assert_cmpuint(json_array_size(items_of(beyond)), ==, 0);
    town_done(town, "roster.withdraw", desk->room->leader,
        json_pack("{s:s, s:s}", "id", id, "reason", "换人"));
    json_auto_t *gone = on_duty_at(desk, "2026-12-31T08:29:59+08:00");
    g_assert_cmpuint(json_array_size(items_of(gone)), ==, 0);
    town_refused(town, "roster.publish", desk->room->leader,
        json_pack("{s:s, s:s}", "id", id, "reason", "再发"), "wrong_state");
    desk_close(desk);
}

static json_t *change(Desk *desk, const char *id, json_t *shift, const char *person, bool try)
{
    json_t *one = json_pack("{s:s, s:s*}", "shift", json_text(shift, "id"), "person", person);

    return town_do(desk->room->town, "roster.change", desk->room->leader,
        json_pack(
            "{s:s, s:[o], s:b, s:s}", "id", id, "changes", one, "try", try, "reason", "开会"));
}

/* What a change breaks is said before it is made, and nothing has moved by then. */
static void test_tried(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    desk_posts(desk);
    json_auto_t *draft = desk_draft(desk, "2026-10-01", "2026-10-07");
    const char *id = json_text(draft, "id");
    json_t *shifts = json_object_get(draft, "shifts");
    json_t *main_shift = json_array_get(shifts, 1), *second = json_array_get(shifts, 2);
    int64_t height = town_height(town);
    json_auto_t *tried = change(desk, id, second, json_text(main_shift, "person"), true);
    g_assert_cmpint(town_height(town), ==, height);
    g_assert_cmpuint(count_rule(json_object_get(tried, "breaks"), "two_places"), ==, 1);
    json_auto_t *emptied = change(desk, id, second, NULL, false);
    g_assert_cmpuint(count_rule(json_object_get(emptied, "breaks"), "uncovered"), ==, 1);
    town_refused(
        town, "roster.publish", desk->room->leader, json_pack("{s:s}", "id", id), "breaks_rules");
    json_auto_t *back = change(desk, id, second, json_text(second, "person"), false);
    g_assert_cmpuint(count_rule(json_object_get(back, "mends"), "uncovered"), ==, 1);
    town_done(town, "roster.publish", desk->room->leader, json_pack("{s:s}", "id", id));
    town_refused(town, "roster.change", desk->room->officer,
        json_pack("{s:s, s:[{s:s}], s:s}", "id", id, "changes", "shift", json_text(second, "id"),
            "reason", "有事"),
        "denied");
    json_auto_t *other = change(desk, id, second, desk->officers[5]->person, false);
    json_auto_t *shown =
        town_ask(town, "roster.get", desk->room->officer, json_pack("{s:s}", "id", id));
    json_t *moved = json_array_get(json_object_get(shown, "shifts"), 2);
    g_assert_cmpstr(json_text(moved, "person"), ==, desk->officers[5]->person);
    g_assert_cmpstr(json_text(moved, "rostered"), ==, json_text(second, "person"));
    desk_close(desk);
}

static void test_refused(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    town_refused(town, "roster.draft", desk->room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "from_day", "2026-10-01", "to_day",
            "2026-10-07"),
        "no_duty_posts");
    desk_posts(desk);
    town_refused(town, "roster.draft", desk->room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "from_day", "2026-02-29", "to_day",
            "2026-10-07"),
        "from_day not_a_day");
    town_refused(town, "roster.draft", desk->room->officer,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "from_day", "2026-12-31", "to_day",
            "2027-01-02"),
        "no_calendar");
    town_refused(town, "roster.draft", desk->room->inspector,
        json_pack("{s:s, s:s, s:s}", "unit", ROOM_STREET, "from_day", "2026-10-01", "to_day",
            "2026-10-07"),
        "denied");
    town_refused(town, "roster.draft", desk->room->officer,
        json_pack("{s:s, s:s, s:s, s:[{s:s, s:s, s:s}]}", "unit", ROOM_STREET, "from_day",
            "2026-10-01", "to_day", "2026-10-07", "assignments", "post", "primary_duty", "day",
            "2026-10-08", "person", desk->officers[0]->person),
        "assignments.0.day no_such_shift");
    desk_close(desk);
}

static void test_seen_from_above(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2026-03-01", "2026-03-31");
    json_auto_t *all = town_ask(town, "on_duty.under", desk->room->inspector,
        json_pack("{s:s, s:s}", "under", ROOM_CITY, "at", "2026-03-15T02:40:00+08:00"));
    const json_t *street = json_array_get(items_of(all), 0);
    g_assert_cmpstr(json_text(street, "unit"), ==, ROOM_STREET);
    g_assert_cmpuint(json_array_size(items_of(street)), ==, 3);
    json_auto_t *range = town_ask(town, "roster.range", desk->room->inspector,
        json_pack(
            "{s:s, s:s, s:s}", "unit", ROOM_STREET, "from", "2026-03-02", "to", "2026-03-02"));
    /* The shifts of 1 March still hold on the morning of the 2nd. */
    g_assert_cmpuint(json_array_size(items_of(range)), ==, 6);
    json_auto_t *list = town_ask(town, "roster.list", desk->room->inspector,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "state", "published"));
    g_assert_cmpstr(json_text(json_array_get(items_of(list), 0), "id"), ==, id);
    desk_close(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("roster", "posts take their known names, wrong ones are refused", test_posts);
    fixture_add("roster", "a month by turn covers every shift and breaks nothing", test_generated);
    fixture_add("roster", "who holds a minute, over New Year too", test_published);
    fixture_add("roster", "a change says what it breaks before it is made", test_tried);
    fixture_add("roster", "wrong drafts are refused", test_refused);
    fixture_add("roster", "who stands below is seen from above", test_seen_from_above);
    return g_test_run();
}
