/* SPDX-License-Identifier: Apache-2.0 */
/* Who stood what, out of rosters and watches made by hand. */
#include "roster/stood.h"

#include "base/clock.h"
#include "unit/watch.h"

#include <string.h>

#define AT(hour) ((int64_t) (hour) *HOUR_MS)
#define STILL INT64_MAX
#define START 1000 /* hours: the first shift begins */

typedef struct Row {
    char what; /* s hift, w atch, l eave, g one; L, W: of a leader */
    const char *who;
    int from, to; /* hours since START */
} Row;

typedef struct Case {
    const char *name;
    int now;
    Row rows[10];
    const char *found; /* "who" of each shift, '-' nobody, '!' who was rostered is absent, '?'
                          unproved; "; who hours" of overtime */
} Case;

static const Case cases[] = {
    {"each stands their own", 48,
        {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 24}, {'w', "B", 24, 48}}, "A B"},
    {"relief does not come, and the officer stays", 48,
        {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 48}}, "A A!; A 24"},
    {"and is there still", 40, {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 9999}},
        "A A!; A 16"},
    {"relief comes three hours late", 48,
        {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 27}, {'w', "B", 27, 48}}, "A B; A 3"},
    {"relief comes when the shift is nearly over", 48,
        {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 40}, {'w', "B", 40, 48}},
        "A A; A 16"},
    {"nobody comes at all", 48, {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 24}}, "A -!"},
    {"one stays for one of two, and is counted once", 48,
        {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'s', "C", 24, 48}, {'w', "A", 0, 48}},
        "A A! -!; A 24"},
    {"the colleague of the same shift stands their own, not both", 24,
        {{'s', "A", 0, 24}, {'s', "B", 0, 24}, {'w', "A", 0, 24}}, "A -!"},
    {"somebody else stood in", 24, {{'s', "A", 0, 24}, {'w', "X", 0, 24}}, "X!"},
    {"two shifts running are no overtime", 48,
        {{'s', "A", 0, 24}, {'s', "A", 24, 48}, {'w', "A", 0, 48}}, "A A"},
    {"going on time is none", 25, {{'s', "A", 0, 24}, {'w', "A", 0, 24}}, "A"},
    {"a unit that writes no watches", 24, {{'s', "A", 0, 24}}, "A?"},
    {"there who is on leave stood nothing", 24, {{'s', "A", 0, 24}, {'l', "A", 0, 30}}, "-?"},
    {"leave that begins with the last hour takes nothing away", 24,
        {{'s', "A", 0, 24}, {'l', "A", 23, 60}}, "A?"},
    {"nor does who had left", 24, {{'s', "A", 0, 24}, {'g', "A", -5, 0}}, "-?"},
    {"it began an hour ago", 25, {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 25}},
        "A B?; A 1"},
    {"a leader stands no officer's shift", 24,
        {{'s', "A", 0, 24}, {'W', "A", 0, 24}, {'w', "Z", -30, -20}}, "-!"},
    {"what is to come is not counted", 10,
        {{'s', "A", 0, 24}, {'s', "B", 24, 48}, {'w', "A", 0, 99}}, "A"},
};

static void shift_destroy(void *shift)
{
    shift_free(shift);
}

static void watch_destroy(void *watch)
{
    watch_free(watch);
}

static void member_free(void *data)
{
    Member *member = data;

    g_free(member->id);
    g_array_unref(member->away);
    g_free(member);
}

static Member *member_of(GPtrArray *team, const char *who)
{
    for (guint i = 0; i < team->len; i++)
        if (strcmp(((Member *) team->pdata[i])->id, who) == 0)
            return team->pdata[i];
    Member *member = g_new0(Member, 1);
    member->id = g_strdup(who);
    member->left_at = FIELD_UNSET;
    member->away = g_array_new(FALSE, FALSE, sizeof(Span));
    g_ptr_array_add(team, member);
    return member;
}

static void row_put(const Row *row, GPtrArray *shifts, GPtrArray *watches, GPtrArray *team)
{
    Member *member = member_of(team, row->who);
    const Span span = {AT(START + row->from), AT(START + row->to)};

    if (strchr("sL", row->what) != NULL) {
        Shift *shift = g_new0(Shift, 1);
        shift->person = g_strdup(row->who);
        shift->role = g_strdup(row->what == 'L' ? WATCH_LEADER : WATCH_OFFICER);
        shift->begins_at = span.from_at;
        shift->ends_at = span.until_at;
        g_ptr_array_add(shifts, shift);
    } else if (strchr("wW", row->what) != NULL) {
        Watch *watch = g_new0(Watch, 1);
        watch->person = g_strdup(row->who);
        watch->role = g_strdup(row->what == 'W' ? WATCH_LEADER : WATCH_OFFICER);
        watch->since = span.from_at;
        watch->ended_at = row->to == 9999 ? FIELD_UNSET : span.until_at;
        g_ptr_array_add(watches, watch);
    } else if (row->what == 'g') {
        member->left_at = span.from_at;
    } else {
        g_array_append_val(member->away, span);
    }
}

static char *found_print(const StoodCase *of)
{
    g_autoptr(GArray) found = stood_find(of), over = stood_overtime(of);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < found->len; i++) {
        const Stood *stood = &g_array_index(found, Stood, i);
        g_string_append_printf(text, "%s%s%s%s", i == 0 ? "" : " ",
            stood->person == NULL ? "-" : stood->person, stood->is_absent ? "!" : "",
            stood->is_proved ? "" : "?");
    }
    for (guint i = 0; i < over->len; i++) {
        const Overtime *one = &g_array_index(over, Overtime, i);
        g_string_append_printf(
            text, "; %s %d", one->person, (int) ((one->until_at - one->from_at) / HOUR_MS));
    }
    return g_string_free(text, FALSE);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) shifts = g_ptr_array_new_with_free_func(shift_destroy);
        g_autoptr(GPtrArray) watches = g_ptr_array_new_with_free_func(watch_destroy);
        g_autoptr(GPtrArray) team = g_ptr_array_new_with_free_func(member_free);
        const StoodCase of = {shifts, watches, team, AT(START + cases[i].now)};

        for (const Row *row = cases[i].rows; row->what != '\0'; row++)
            row_put(row, shifts, watches, team);
        g_autofree char *text = found_print(&of);
        g_test_message("%s", cases[i].name);
        g_assert_cmpstr(text, ==, cases[i].found);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stood/who was there stood it, whoever was rostered", test_cases);
    return g_test_run();
}
