/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage held against an oracle that asks minute by minute. */
#include "roster/coverage.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "roster/desk.h"
#include "unit/standing.h"

#include <string.h>

#define CASES 400
#define STEP_MS (30 * MINUTE_MS) /* everything random below lies on half hours */

/* ---- made-up rooms ---- */

static void post_destroy(void *post)
{
    duty_post_free(post);
}

static void shift_destroy(void *shift)
{
    shift_free(shift);
}

static void slots_free(void *slots)
{
    g_array_unref(slots);
}

static void member_free(void *data)
{
    Member *member = data;

    g_free(member->id);
    g_array_unref(member->away);
    g_free(member);
}

static int64_t random_at(GRand *dice, int64_t from, int64_t days)
{
    return from + g_rand_int_range(dice, 0, (gint32) (days * 48)) * STEP_MS;
}

static Member *member_random(GRand *dice, int number, int64_t start)
{
    Member *member = g_new0(Member, 1);

    member->id = g_strdup_printf("p%d", number);
    member->left_at = g_rand_int_range(dice, 0, 5) == 0 ? random_at(dice, start, 20) : FIELD_UNSET;
    member->away = g_array_new(FALSE, FALSE, sizeof(Span));
    for (int i = g_rand_int_range(dice, 0, 3); i > 0; i--) {
        Span span = {.from_at = random_at(dice, start, 20)};
        span.until_at = random_at(dice, span.from_at + STEP_MS, 4);
        g_array_append_val(member->away, span);
    }
    return member;
}

static Shift *shift_random(GRand *dice, int number, const DutyPost *post, const Slot *slot)
{
    Shift *shift = g_new0(Shift, 1);

    shift->id = g_strdup_printf("s%d", number);
    shift->post = g_strdup(post->post);
    shift->begins_at = slot->begins_at;
    shift->ends_at = slot->ends_at;
    if (g_rand_int_range(dice, 0, 6) == 0)
        shift->ends_at -= g_rand_int_range(dice, 1, 12) * STEP_MS;
    if (g_rand_int_range(dice, 0, 8) > 0)
        shift->person = g_strdup_printf("p%d", g_rand_int_range(dice, 0, 7));
    return shift;
}

static const char *const patterns[] = {"h24", "day_night", "office_night", "weekend_block"};

typedef struct World {
    Workdays *workdays;
    DutyRules *rules;
    GRand *dice;
    int64_t start; /* day */
} World;

static void post_random(World *world, CoverageCase *of, int number)
{
    const char *name = patterns[g_rand_int_range(world->dice, 0, G_N_ELEMENTS(patterns))];
    const int64_t days[2] = {world->start, world->start + 20};
    DutyPost *post = g_new0(DutyPost, 1);
    GArray *slots = pattern_slots(
        duty_rules_pattern(world->rules, name), world->workdays, days, WORKDAYS_NOW, NULL);

    post->post = g_strdup_printf("post%d", number);
    post->since = random_at(world->dice, moment_day_start(world->start), 2);
    g_ptr_array_add(of->posts, post);
    g_ptr_array_add(of->slots, slots);
    for (guint i = 0; i < slots->len; i++) {
        int times = g_rand_int_range(world->dice, 0, 8) == 0   ? 0
                    : g_rand_int_range(world->dice, 0, 8) == 0 ? 2
                                                               : 1;
        for (; times > 0; times--)
            g_ptr_array_add(of->shifts, shift_random(world->dice, (int) of->shifts->len, post,
                                            &g_array_index(slots, Slot, i)));
    }
}

static void case_random(World *world, CoverageCase *of)
{
    of->posts = g_ptr_array_new_with_free_func(post_destroy);
    of->slots = g_ptr_array_new_with_free_func(slots_free);
    of->shifts = g_ptr_array_new_with_free_func(shift_destroy);
    of->team = g_ptr_array_new_with_free_func(member_free);
    of->from_at = moment_day_start(world->start) + 3 * DAY_MS;
    for (int i = 0; i < 6; i++) /* p6 is nobody's */
        g_ptr_array_add(of->team, member_random(world->dice, i, moment_day_start(world->start)));
    for (int i = 0; i < 2; i++)
        post_random(world, of, i);
}

/* ---- the oracle ---- */

static bool stands(const CoverageCase *of, const Shift *shift, int64_t at)
{
    const Member *member = team_find(of->team, shift->person);

    if (shift->begins_at > at || shift->ends_at <= at || member == NULL)
        return false;
    if (member->left_at != FIELD_UNSET && member->left_at <= at)
        return false;
    return !member_is_away(member, at, at + 1);
}

static bool slot_asks(const GArray *slots, int64_t at)
{
    for (guint i = 0; i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        if (slot->begins_at <= at && at < slot->ends_at)
            return true;
    }
    return false;
}

/* 0: as it should be, 1: a gap, 2: doubled. */
static int oracle(const CoverageCase *of, guint post, int64_t at)
{
    const DutyPost *duty = of->posts->pdata[post];
    int standing = 0;

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        standing += strcmp(shift->post, duty->post) == 0 && stands(of, shift, at);
    }
    if (standing > 1)
        return 2;
    return standing == 0 && slot_asks(of->slots->pdata[post], at) ? 1 : 0;
}

static int found_at(const GArray *gaps, const char *post, int64_t at)
{
    for (guint i = 0; i < gaps->len; i++) {
        const Gap *gap = &g_array_index(gaps, Gap, i);
        if (strcmp(gap->post, post) == 0 && gap->from_at <= at && at < gap->until_at &&
            strcmp(gap->kind, GAP_UNROSTERED) != 0)
            return strcmp(gap->kind, GAP_DOUBLED) == 0 ? 2 : 1;
    }
    return 0;
}

static int64_t last_of(const CoverageCase *of, const char *post)
{
    int64_t last = INT64_MIN;

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        if (strcmp(shift->post, post) == 0)
            last = MAX(last, shift->ends_at);
    }
    return last;
}

static void case_compare(const CoverageCase *of)
{
    g_autoptr(GArray) gaps = coverage_find(of);

    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        int64_t last = last_of(of, post->post);

        for (int64_t at = MAX(of->from_at, post->since); at < last; at += STEP_MS) {
            g_assert_cmpint(found_at(gaps, post->post, at), ==, oracle(of, i, at));
            g_assert_cmpint(found_at(gaps, post->post, at + STEP_MS - 1), ==, oracle(of, i, at));
        }
    }
}

static void test_oracle(void)
{
    World world = {.workdays = workdays_new(NULL, NULL, NULL),
        .rules = duty_rules_new(NULL, NULL, NULL),
        .dice = g_rand_new_with_seed(20260104)};
    int64_t first = 0;

    day_parse("2020-01-10", &first, NULL);
    for (int i = 0; i < CASES; i++) {
        g_auto(CoverageCase) of = {0};

        world.start = first + g_rand_int_range(world.dice, 0, 2500);
        case_random(&world, &of);
        case_compare(&of);
    }
    g_rand_free(world.dice);
    duty_rules_free(world.rules);
    workdays_free(world.workdays);
}

/* ---- in a room ---- */

static json_t *coverage_of(Desk *desk)
{
    json_auto_t *all = town_ask(desk->room->town, "coverage.under", desk->room->inspector,
        json_pack("{s:s}", "under", ROOM_CITY));
    return json_incref(json_array_get(json_object_get(all, "items"), 0));
}

static size_t notices(Desk *desk, const char *word)
{
    json_auto_t *page = town_ask(desk->room->town, "notice.list", desk->room->head,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "all", "true"));
    const json_t *notice = NULL;
    size_t i = 0, found = 0;

    json_array_foreach (json_object_get(page, "items"), i, notice) {
        found += g_strcmp0(json_text(notice, "text"), word) == 0;
    }
    return found;
}

static void shift_empty(Desk *desk, const char *roster, size_t number)
{
    g_autofree char *shift = g_strdup_printf("%s.%zu", roster, number);

    town_done(desk->room->town, "roster.change", desk->room->leader,
        json_pack(
            "{s:s, s:[{s:s}], s:s}", "id", roster, "changes", "shift", shift, "reason", "有缺口"));
}

/* The first gap that is not the end of the last roster. */
static const json_t *hole_of(const json_t *coverage)
{
    const json_t *gap = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(coverage, "gaps"), i, gap) {
        if (g_strcmp0(json_text(gap, "kind"), GAP_UNROSTERED) != 0)
            return gap;
    }
    return NULL;
}

/* Of one post or all: how many gaps are the end of its last roster. */
static int64_t holes_of(const json_t *coverage)
{
    const json_t *gap = NULL;
    int64_t count = 0;
    size_t i = 0;

    json_array_foreach (json_object_get(coverage, "gaps"), i, gap) {
        count += g_strcmp0(json_text(gap, "kind"), GAP_UNROSTERED) != 0;
    }
    return count;
}

/* A gap is listed with its minute, warned of a day and two hours before, and gone once filled. */
static void test_warned(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2025-12-31", "2026-01-31");
    json_auto_t *whole = coverage_of(desk);
    g_assert_cmpint(holes_of(whole), ==, 0);
    g_assert_cmpint(json_number(whole, "count", -1), ==, 3); /* its end, at each post */
    g_assert_cmpstr(json_text(whole, "roster_until"), ==, "2026-02-01T08:30:00+08:00");
    shift_empty(desk, id, 3 * 3 + 2); /* the main shift of 3 January */
    json_auto_t *holed = coverage_of(desk);
    const json_t *gap = hole_of(holed);
    g_assert_cmpint(holes_of(holed), ==, 1);
    g_assert_cmpint(json_number(holed, "count", -1), ==, 4);
    g_assert_cmpstr(json_text(gap, "kind"), ==, "vacant");
    g_assert_cmpstr(json_text(gap, "from_at"), ==, "2026-01-03T08:30:00+08:00");
    g_assert_cmpstr(json_text(gap, "until_at"), ==, "2026-01-04T08:30:00+08:00");
    room_pass(desk->room, 24 * 60);
    g_assert_cmpuint(notices(desk, "coverage.gap_day"), ==, 0);
    room_pass(desk->room, 31);
    g_assert_cmpuint(notices(desk, "coverage.gap_day"), ==, 2); /* leader and head */
    room_pass(desk->room, 22 * 60);
    g_assert_cmpuint(notices(desk, "coverage.gap_soon"), ==, 2);
    room_pass(desk->room, 3 * 24 * 60);
    json_auto_t *over = coverage_of(desk);
    g_assert_cmpint(holes_of(over), ==, 0);
    g_assert_cmpuint(notices(desk, "coverage.gap_soon"), ==, 2);
    desk_close(desk);
}

/* The end of the last roster is warned of too. */
static void test_runs_out(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2025-12-31", "2026-01-03");
    json_auto_t *before = coverage_of(desk);
    const json_t *gap = json_array_get(json_object_get(before, "gaps"), 0);
    g_assert_cmpint(json_number(before, "count", -1), ==, 3);
    g_assert_cmpstr(json_text(before, "next_gap_at"), ==, "2026-01-04T08:30:00+08:00");
    g_assert_cmpstr(json_text(gap, "kind"), ==, "unrostered");
    g_assert_cmpstr(json_text(gap, "from_at"), ==, "2026-01-04T08:30:00+08:00");
    room_pass(desk->room, 49 * 60);
    g_assert_cmpuint(notices(desk, "coverage.gap_day"), ==, 2);
    g_autofree char *next = desk_publish(desk, "2026-01-04", "2026-01-31");
    room_pass(desk->room, 49 * 60);
    g_assert_cmpuint(notices(desk, "coverage.gap_soon"), ==, 0);
    desk_close(desk);
}

static void test_left(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2025-12-31", "2026-01-31");
    town_done(town, "person.leave", NULL, json_pack("{s:s}", "id", desk->officers[0]->person));
    json_auto_t *holed = coverage_of(desk);
    const json_t *gap = hole_of(holed);
    g_assert_cmpint(holes_of(holed), >, 5);
    g_assert_cmpstr(json_text(gap, "kind"), ==, "person_left");
    desk_close(desk);
}

/* An approved leave empties the shifts it touches until somebody else is put to them; the next
 * draft leaves its person out. */
static void test_on_leave(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2025-12-31", "2026-01-31");
    json_auto_t *leave = town_do(town, "leave.ask", desk->officers[0],
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "unit", ROOM_STREET, "person",
            desk->officers[0]->person, "kind", "trip", "from", "2026-01-10T08:00:00+08:00", "until",
            "2026-02-10T08:00:00+08:00", "place", "南京"));
    json_auto_t *asked = coverage_of(desk);
    g_assert_cmpint(holes_of(asked), ==, 0);
    town_done(
        town, "leave.approve", desk->room->head, json_pack("{s:s}", "id", json_text(leave, "id")));
    json_auto_t *holed = coverage_of(desk);
    const json_t *gap = hole_of(holed);
    g_assert_cmpint(holes_of(holed), >, 1);
    g_assert_cmpstr(json_text(gap, "kind"), ==, "on_leave");
    json_auto_t *draft = desk_draft(desk, "2026-02-01", "2026-02-09");
    const json_t *shift = NULL;
    size_t i = 0;
    json_array_foreach (json_object_get(draft, "shifts"), i, shift) {
        g_assert_cmpstr(json_text(shift, "person"), !=, desk->officers[0]->person);
    }
    desk_close(desk);
}

#define DAY_OFF(day) "{\"day\": \"" day "\", \"name\": \"new_year\"}"
#define NEWER                                                                                      \
    "{\"year\": 2026, \"notice\": {\"title\": \"t\", \"issued\": \"2025-11-04\"}, \"holidays\": "  \
    "[" DAY_OFF("2026-01-01") ", " DAY_OFF("2026-01-02") ", " DAY_OFF(                             \
        "2026-01-03") "], \"workdays\": [\"2026-01-04\"], \"versions\": [{\"notice\": "            \
                      "{\"title\": \"later\","                                                     \
                      " \"issued\": \"2026-01-02\"}, \"holidays\": [" DAY_OFF("2026-01-19") "]}]}"

/* A notice in the course of the year: rosters that it touches are looked at again. */
static void test_calendar(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;
    g_autoptr(GError) error = NULL;

    desk_posts_by(desk, "office_night");
    g_autofree char *id = desk_publish(desk, "2025-12-31", "2026-01-25");
    json_auto_t *whole = coverage_of(desk);
    g_assert_cmpint(holes_of(whole), ==, 0);
    workdays_add(town->workdays, "cn-2026.json", NEWER, strlen(NEWER), &error);
    g_assert_no_error(error);
    room_pass(desk->room, 24 * 60);
    json_auto_t *holed = coverage_of(desk);
    const json_t *gap = hole_of(holed);
    /* The night alone was rostered for what is now a holiday. */
    g_assert_cmpint(holes_of(holed), ==, 2);
    g_assert_cmpstr(json_text(gap, "from_at"), ==, "2026-01-19T08:30:00+08:00");
    g_assert_cmpstr(json_text(gap, "until_at"), ==, "2026-01-19T17:30:00+08:00");
    g_assert_cmpuint(notices(desk, "coverage.calendar"), ==, 1);
    json_auto_t *range = town_ask(town, "on_duty.unit", desk->room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "at", "2026-01-19T12:00:00+08:00"));
    const json_t *leader = json_array_get(json_object_get(range, "items"), 0);
    g_assert_cmpstr(json_text(leader, "day_kind"), ==, "holiday");
    desk_close(desk);
}

/* ---- what no roster tells of ---- */

static const json_t *unit_in(const json_t *reply, const char *list, const char *unit)
{
    const json_t *one = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(reply, list), i, one) {
        if (g_strcmp0(json_text(one, "unit"), unit) == 0)
            return one;
    }
    return NULL;
}

static json_t *all_of(Desk *desk)
{
    return town_ask(desk->room->town, "coverage.under", desk->room->inspector,
        json_pack("{s:s, s:s, s:s}", "under", ROOM_CITY, "from", "2026-01-10", "to", "2026-01-11"));
}

static void keeps_say(Desk *desk, const char *unit, const char *keeps)
{
    town_done(desk->room->town, "duty_keeping.say", desk->room->inspector,
        json_pack("{s:s, s:s}", "unit", unit, "keeps", keeps));
}

/* The board says what coverage says. */
static void board_is(Desk *desk, const char *unit, const char *word, int64_t count)
{
    g_autoptr(GError) error = NULL;
    Db *db = store_reader(engine_store(desk->room->town->engine), &error);
    g_autoptr(GPtrArray) notes = standing_notes(db, unit, &error);
    const StandingNote *gaps = NULL;

    g_assert_no_error(error);
    gaps = standing_noted(notes, "gaps");
    g_assert_cmpstr(gaps == NULL ? NULL : gaps->word, ==, word);
    if (gaps != NULL)
        g_assert_cmpint(gaps->count, ==, count);
    db_release(db);
}

/* A unit that must keep duty and has no post is a gap; one of which nobody said is none, but is
 * named. */
static void test_no_post(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);

    json_auto_t *unsaid = all_of(desk);
    g_assert_null(unit_in(unsaid, "items", ROOM_STREET));
    g_assert_nonnull(unit_in(unsaid, "unsaid", ROOM_STREET));
    board_is(desk, ROOM_STREET, NULL, 0);
    town_done(desk->room->town, "unit.change", NULL,
        json_pack("{s:s, s:[s]}", "unit", ROOM_STREET, "functions", "emergency"));
    json_auto_t *first = all_of(desk);
    g_assert_null(unit_in(first, "unsaid", ROOM_STREET));
    const json_t *gap =
        json_array_get(json_object_get(unit_in(first, "items", ROOM_STREET), "gaps"), 0);
    g_assert_cmpstr(json_text(gap, "kind"), ==, "no_post");
    g_assert_null(json_text(gap, "post"));
    g_assert_cmpstr(json_text(unit_in(first, "items", ROOM_STREET), "keeps"), ==, "yes");
    g_assert_cmpstr(json_text(unit_in(first, "items", ROOM_STREET), "rostered"), ==, "not");
    board_is(desk, ROOM_STREET, "no_post", 1);
    keeps_say(desk, ROOM_STREET, "no");
    json_auto_t *none = all_of(desk);
    g_assert_null(unit_in(none, "items", ROOM_STREET));
    board_is(desk, ROOM_STREET, NULL, 0);
    keeps_say(desk, ROOM_STREET, "by_phone");
    json_auto_t *phone = all_of(desk);
    gap = json_array_get(json_object_get(unit_in(phone, "items", ROOM_STREET), "gaps"), 0);
    g_assert_cmpstr(json_text(gap, "kind"), ==, "no_phone");
    keeps_say(desk, ROOM_STREET, "yes");
    /* A post without a roster is a gap at once. */
    desk_posts(desk);
    json_auto_t *posts = all_of(desk);
    g_assert_cmpint(json_number(unit_in(posts, "items", ROOM_STREET), "count", -1), ==, 3);
    gap = json_array_get(json_object_get(unit_in(posts, "items", ROOM_STREET), "gaps"), 0);
    g_assert_cmpstr(json_text(gap, "kind"), ==, "unrostered");
    board_is(desk, ROOM_STREET, "gap", 3);
    g_autofree char *id = desk_publish(desk, "2026-01-01", "2026-01-31");
    json_auto_t *rostered = all_of(desk);
    g_assert_cmpstr(json_text(unit_in(rostered, "items", ROOM_STREET), "rostered"), ==, "whole");
    shift_empty(desk, id, 9 * 3 + 2); /* the main shift of 10 January */
    json_auto_t *partly = all_of(desk);
    g_assert_cmpstr(json_text(unit_in(partly, "items", ROOM_STREET), "rostered"), ==, "partly");
    town_done(desk->room->town, "duty_post.arrange", desk->room->leader,
        json_pack("{s:s, s:[]}", "unit", ROOM_STREET, "posts"));
    board_is(desk, ROOM_STREET, "no_post", 1);
    desk_close(desk);
}

/* Everybody who reads a roster is told of who will not come: B-021. */
static void test_readers(StoreFixture *fixture)
{
    Desk *desk = desk_open(fixture);
    Town *town = desk->room->town;
    size_t i = 0, away = 0, gaps = 0;
    const json_t *one = NULL;

    desk_posts(desk);
    g_autofree char *id = desk_publish(desk, "2025-12-31", "2026-01-31");
    town_done(town, "person.leave", NULL, json_pack("{s:s}", "id", desk->officers[0]->person));
    json_auto_t *holed = coverage_of(desk);
    json_auto_t *range = town_ask(town, "roster.range", desk->room->leader,
        json_pack(
            "{s:s, s:s, s:s}", "unit", ROOM_STREET, "from", "2026-01-02", "to", "2026-01-31"));
    json_array_foreach (json_object_get(range, "items"), i, one) {
        bool gone = g_strcmp0(json_text(one, "person"), desk->officers[0]->person) == 0;
        g_assert_cmpstr(json_text(one, "absent"), ==, gone ? "person_left" : NULL);
        away += gone;
    }
    json_array_foreach (json_object_get(holed, "gaps"), i, one) {
        gaps += g_strcmp0(json_text(one, "kind"), "person_left") == 0;
    }
    g_assert_cmpuint(away, >, 0);
    g_assert_cmpuint(away, ==, gaps);
    /* The feed and the wall name nobody there: tests/http/roster.test.ts. */
    desk_close(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coverage/is what a look at every minute finds", test_oracle);
    fixture_add("coverage", "a gap is listed with its minute and warned of twice", test_warned);
    fixture_add("coverage", "the end of the last roster is warned of", test_runs_out);
    fixture_add("coverage", "who leaves the unit leaves gaps", test_left);
    fixture_add("coverage", "who is on leave stands nothing", test_on_leave);
    fixture_add("coverage", "a unit that must keep duty and has no post is a gap", test_no_post);
    fixture_add("coverage", "every reader is told who will not come", test_readers);
    fixture_add("coverage", "a change of the calendar is looked at again", test_calendar);
    return g_test_run();
}
