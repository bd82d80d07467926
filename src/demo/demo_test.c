/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "demo/arrivals.h"
#include "demo/calendar.h"
#include "demo/cast.h"
#include "demo/compare.h"
#include "demo/script.h"
#include "demo/tally.h"

#include <string.h>

static json_t *json_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    json_t *json = json_read(text, strlen(text), JSON_INTEGERS, &error);
    g_assert_no_error(error);
    return json;
}

static json_t *builtin(const char *path)
{
    gsize size = 0;
    const char *text = resource_text(path, &size);
    g_autoptr(GError) error = NULL;
    json_t *json = json_read(text, size, JSON_INTEGERS, &error);
    g_assert_no_error(error);
    return json;
}

/* ---- The calendar ---- */

static void test_calendar_order(void)
{
    g_autoptr(Calendar) calendar = calendar_new(g_free);
    const struct {
        int64_t at;
        const char *name;
    } plans[] = {{30, "d"}, {10, "a"}, {20, "b"}, {30, "e"}, {20, "c"}, {30, "f"}};
    g_autoptr(GString) order = g_string_new(NULL);
    int64_t at = 0, last = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(plans); i++)
        calendar_plan(calendar, plans[i].at, g_strdup(plans[i].name));
    while (calendar_next(calendar, &at)) {
        g_autofree char *name = calendar_take(calendar);
        g_assert_cmpint(at, >=, last);
        last = at;
        g_string_append(order, name);
    }
    g_assert_cmpstr(order->str, ==, "abcdef");
    g_assert_null(calendar_take(calendar));
}

static void test_calendar_frees(void)
{
    g_autoptr(Calendar) calendar = calendar_new(g_free);
    calendar_plan(calendar, 1, g_strdup("never taken"));
}

/* ---- The cast ---- */

static void test_cast_seeded(void)
{
    json_auto_t *names = builtin("/catalog/demo/names.json");
    g_autoptr(Cast) one = cast_new(names, 7), same = cast_new(names, 7), other = cast_new(names, 8);
    g_autoptr(GHashTable) phones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    int differ = 0;
    for (int i = 0; i < 50; i++) {
        g_autofree char *a = cast_name(one), *b = cast_name(same), *c = cast_name(other);
        g_autofree char *phone = cast_phone(same);
        char *mine = cast_phone(one);
        g_assert_cmpstr(a, ==, b);
        g_assert_cmpstr(mine, ==, phone);
        g_assert_true(g_hash_table_add(phones, mine));
        differ += strcmp(a, c) != 0;
    }
    g_assert_cmpint(differ, >, 25);
}

/* ---- The script ---- */

static void check_filled(const char *template, const char *expected)
{
    json_auto_t *vars = json_of("{\"n\": 3, \"name\": \"东街\", \"none\": null, \"list\": [1]}");
    json_auto_t *in = json_of(template), *out = json_of(expected);
    json_auto_t *filled = script_fill(in, vars, 1772563200000);
    g_assert_true(json_equal(filled, out));
}

static void test_script_fill(void)
{
    check_filled("[\"{n}\", \"{name}\", \"{none}\", \"{list}\"]", "[3, \"东街\", null, [1]]");
    check_filled("[\"{name}{n}号\", \"{gone}号\", \"a{\"]", "[\"东街3号\", \"号\", \"a{\"]");
    check_filled("{\"a\": \"{gone}\", \"b\": {\"c\": \"{n}\"}, \"d\": [\"{gone}\", true]}",
        "{\"b\": {\"c\": 3}, \"d\": [true]}");
    check_filled("[\"@\", \"@-{n}\", \"@+60\"]",
        "[\"2026-03-04T02:40:00+08:00\", \"2026-03-04T02:37:00+08:00\","
        " \"2026-03-04T03:40:00+08:00\"]");
}

static void test_script_holds(void)
{
    json_auto_t *vars =
        json_of("{\"yes\": true, \"no\": false, \"zero\": 0, \"text\": \"x\", \"none\": null}");
    g_assert_true(script_holds(NULL, vars));
    g_assert_true(script_holds("", vars));
    g_assert_true(script_holds("yes text !no !zero !none !gone", vars));
    g_assert_false(script_holds("yes no", vars));
    g_assert_false(script_holds("!yes", vars));
    g_assert_false(script_holds("gone", vars));
}

static void test_script_find(void)
{
    json_auto_t *reply = json_of("{\"hops\": [{\"remote\": \"X-1\"}], \"clocks\": ["
                                 "{\"name\": \"a\", \"ended_at\": null, \"due\": 1},"
                                 "{\"name\": \"a\", \"ended_at\": \"t\", \"due\": 2},"
                                 "{\"name\": \"b\", \"due\": 3}]}");
    g_assert_cmpstr(json_string_value(script_find(reply, "hops.0.remote")), ==, "X-1");
    g_assert_cmpint(json_integer_value(script_find(reply, "clocks.name=a.due")), ==, 2);
    g_assert_cmpint(json_integer_value(script_find(reply, "clocks.name=a&ended_at=.due")), ==, 1);
    g_assert_cmpint(json_integer_value(script_find(reply, "clocks.name=b&ended_at=.due")), ==, 3);
    g_assert_null(script_find(reply, "clocks.name=c.due"));
    g_assert_null(script_find(reply, "hops.1.remote"));
    g_assert_null(script_find(reply, "clocks.name=a&ended_at=.ended_at"));
}

/* ---- The story ---- */

/* Every script that is spoken of is there, and begins with acts. */
static void check_script(const json_t *scripts, const char *name)
{
    const json_t *script = json_object_get(scripts, name);
    const char *like = json_text(script, "like");
    const json_t *acts =
        json_object_get(like == NULL ? script : json_object_get(scripts, like), "acts");
    size_t i = 0;
    json_t *act = NULL;
    if (json_array_size(acts) == 0)
        g_error("no acts in script \"%s\"", name);
    json_array_foreach (acts, i, act) {
        const json_t *spawn = json_object_get(act, "spawn");
        const char *next = json_text(spawn, "script");
        if (spawn != NULL && json_object_get(scripts, next == NULL ? "" : next) == NULL)
            g_error("script \"%s\" begins \"%s\", which is not there", name, next);
    }
}

static void test_story_whole(void)
{
    json_auto_t *story = builtin("/catalog/demo/story.json");
    const json_t *scripts = json_object_get(story, "scripts");
    static const char *const lists[] = {"stories", "daily"};
    const char *name = NULL;
    json_t *value = NULL;
    size_t i = 0;
    json_object_foreach ((json_t *) scripts, name, value) {
        check_script(scripts, name);
    }
    for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
        json_array_foreach (json_object_get(story, lists[list]), i, value)
            check_script(scripts, json_text(value, "script"));
    json_object_foreach (json_object_get(story, "scenes"), name, value) {
        json_t *scene = NULL;
        json_array_foreach (value, i, scene)
            check_script(scripts, json_text(scene, "script"));
    }
}

static void test_arrivals_rate(void)
{
    json_auto_t *story = builtin("/catalog/demo/story.json");
    const Arrivals usual = {.rate = 2.5, .storm_hour = NO_STORM};
    const Arrivals storm = {.rate = 2.5, .storm_hour = 17};
    double day = 0;
    for (int hour = 0; hour < 24; hour++) {
        double chance = arrivals_chance(story, &usual, hour);
        day += 60 * chance;
        if (hour == 17)
            g_assert_cmpfloat(arrivals_chance(story, &storm, hour), >, 2 * chance);
        else
            g_assert_cmpfloat(arrivals_chance(story, &storm, hour), ==, chance);
    }
    g_assert_cmpfloat(day, >, 2.499);
    g_assert_cmpfloat(day, <, 2.501);
}

static void test_tally(void)
{
    g_autoptr(Tally) tally = tally_new();
    tally_add(tally, "done", "opened");
    tally_add(tally, "done", "opened");
    tally_add(tally, "late", "verify");
    g_autofree char *text = tally_text(tally);
    g_assert_cmpint(tally_count(tally, "done", "opened"), ==, 2);
    g_assert_cmpint(tally_count(tally, "late", "verify"), ==, 1);
    g_assert_cmpint(tally_count(tally, "failed", "verify"), ==, 0);
    g_assert_nonnull(strstr(text, "opened"));
    g_assert_true(json_is_object(json_object_get(tally_json(tally), "failed")));
}

/* ---- What was planted, and what was found ---- */

#define DAY "2026-03-04T"
#define PLANT "{\"kind\": \"absent\", \"unit\": \"U\", \"person\": \"P\", \"at\": \"" DAY

/* An absence of P at 08:30, or of who is named, seen after so many minutes and over after more. */
static json_t *absence(const char *unit, const char *person, int seen, int until)
{
    int64_t at = 0;

    g_assert_true(moment_parse(DAY "08:30:00+08:00", &at, NULL));
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "kind", "absent", "unit", unit, "person",
        person, "at", (json_int_t) at, "seen_at", (json_int_t) (at + seen * MINUTE_MS), "until",
        (json_int_t) (at + until * MINUTE_MS));
}

static void check_match(json_t *fact /* taken */, const char *plants, const char *expected)
{
    json_auto_t *facts = fact == NULL ? json_array() : json_pack("[o]", fact);
    json_auto_t *list = json_of(plants);
    int64_t until = 0;

    g_assert_true(moment_parse(DAY "20:00:00+08:00", &until, NULL));
    json_auto_t *compared = duty_match(facts, list, until);
    g_autofree char *text = duty_text(compared);
    g_autofree char *line = g_strndup(text, strcspn(text, "\n"));
    g_assert_cmpstr(line, ==, expected);
    g_assert_true(duty_is_wrong(compared) ==
                  (strstr(text, " 0 missed, 0 invented") == NULL && strstr(text, "duty") != NULL));
}

#define ABSENT "duty     absent                       "

static void test_match(void)
{
    static const char one[] = "[" PLANT "08:30:00+08:00\"}]";

    check_match(absence("U", "P", 10, 90), one, ABSENT "1 planted, 1 found, 0 missed, 0 invented");
    check_match(NULL, one, ABSENT "1 planted, 0 found, 1 missed, 0 invented");
    check_match(absence("U", "P", 10, 90), "[]", ABSENT "0 planted, 0 found, 0 missed, 1 invented");
    check_match(absence("V", "P", 10, 90), one, ABSENT "1 planted, 0 found, 1 missed, 1 invented");
    check_match(absence("U", "Q", 10, 90), one, ABSENT "1 planted, 0 found, 1 missed, 1 invented");
    /* Found too late is missed. */
    check_match(
        absence("U", "P", 300, 400), one, ABSENT "1 planted, 0 found, 1 missed, 1 invented");
    /* Too late in the day to be missed. */
    check_match(NULL, "[" PLANT "19:50:00+08:00\"}]", "");
    /* Who is honest is not to be blamed. */
    check_match(absence("U", "P", 10, 90), "[" PLANT "08:30:00+08:00\", \"honest\": true}]",
        ABSENT "0 planted, 0 found, 0 missed, 1 invented");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo/calendar/earlier first, then as planned", test_calendar_order);
    g_test_add_func("/demo/calendar/frees what is never taken", test_calendar_frees);
    g_test_add_func("/demo/cast/a seed gives the same people", test_cast_seeded);
    g_test_add_func("/demo/script/fills variables and moments", test_script_fill);
    g_test_add_func("/demo/script/conditions hold or not", test_script_holds);
    g_test_add_func("/demo/script/finds what a reply says", test_script_find);
    g_test_add_func("/demo/story/every script that is named is there", test_story_whole);
    g_test_add_func("/demo/arrivals/so many a day, more in a storm", test_arrivals_rate);
    g_test_add_func("/demo/compare/what is missed or invented is told apart", test_match);
    g_test_add_func("/demo/tally/counts by group and word", test_tally);
    return g_test_run();
}
