/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/case.h"

#include "base/clock.h"
#include "base/moment.h"
#include "unit/workday_notice.h"

#include <string.h>

#define AROUND_MS (5 * DAY_MS) /* no shift and its rest reach further */

static void slots_free(void *slots)
{
    g_array_unref(slots);
}

static bool slots_load(const CaseAsk *ask, RosterCase *of, GError **error)
{
    const Workdays *workdays = workdays_now(ask->engine, ask->db, error);

    if (workdays == NULL)
        return false;
    of->slots = g_ptr_array_new_with_free_func(slots_free);
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        const Pattern *pattern = duty_rules_pattern(of->rules, post->pattern);
        GArray *slots = NULL;

        if (pattern == NULL)
            return fail_as(error, FAIL_CONFLICT, "no_pattern",
                "the pattern '%s' of the post %s is"
                " not in the catalog",
                post->pattern, post->post);
        slots = pattern_slots(pattern, workdays, ask->days, ask->now, error);
        if (slots == NULL)
            return false;
        g_ptr_array_add(of->slots, slots);
    }
    return true;
}

static bool others_load(const CaseAsk *ask, RosterCase *of, GError **error)
{
    int64_t from = moment_day_start(ask->days[0]) - AROUND_MS;
    int64_t until = moment_day_start(ask->days[1] + 1) + AROUND_MS;

    of->others = shifts_live(ask->db, ask->unit, from, until, error);
    for (guint i = of->others == NULL ? 0 : of->others->len; i > 0; i--) {
        const Shift *shift = of->others->pdata[i - 1];
        if (g_strcmp0(shift->roster, ask->except) == 0)
            g_ptr_array_remove_index(of->others, i - 1);
    }
    return of->others != NULL;
}

static RosterCase *case_load(const CaseAsk *ask, GError **error)
{
    g_autoptr(RosterCase) of = g_new0(RosterCase, 1);

    of->rules = engine_service(ask->engine, SERVICE_DUTY_RULES);
    memcpy(of->days, ask->days, sizeof of->days);
    of->posts = duty_posts(ask->db, ask->unit, error);
    if (of->posts == NULL || !slots_load(ask, of, error) || !others_load(ask, of, error))
        return NULL;
    of->team = team_load(ask->db, ask->unit, moment_day_start(ask->days[0]), error);
    return of->team == NULL ? NULL : g_steal_pointer(&of);
}

/* ---- shifts from patterns ---- */

static Shift *shift_of_slot(const CaseAsk *ask, const DutyPost *post, const Slot *slot)
{
    Shift *shift = g_new0(Shift, 1);

    shift->unit = g_strdup(ask->unit);
    shift->roster = g_strdup("");
    shift->post = g_strdup(post->post);
    shift->post_name = g_strdup(post->name);
    shift->role = g_strdup(post->role);
    shift->name = g_strdup(slot->name);
    shift->day = day_print(slot->day);
    shift->kind = slot->kind;
    shift->begins_at = slot->begins_at;
    shift->ends_at = slot->ends_at;
    shift->how = g_strdup(HOW_ASSIGNED);
    return shift;
}

static void shift_destroy(void *shift)
{
    shift_free(shift);
}

/* g_ptr_array_sort is stable: posts stay in their order. */
static gint by_beginning(gconstpointer a, gconstpointer b)
{
    const Shift *left = *(const Shift *const *) a, *right = *(const Shift *const *) b;
    return left->begins_at == right->begins_at ? 0 : left->begins_at < right->begins_at ? -1 : 1;
}

static void shifts_make(const CaseAsk *ask, RosterCase *of)
{
    of->shifts = g_ptr_array_new_with_free_func(shift_destroy);
    for (guint i = 0; i < of->posts->len; i++) {
        const GArray *slots = of->slots->pdata[i];
        for (guint j = 0; j < slots->len; j++)
            g_ptr_array_add(of->shifts,
                shift_of_slot(ask, of->posts->pdata[i], &g_array_index(slots, Slot, j)));
    }
    g_ptr_array_sort(of->shifts, by_beginning);
    for (guint i = 0; i < of->shifts->len; i++)
        ((Shift *) of->shifts->pdata[i])->id = g_strdup_printf("%u", i + 1);
}

RosterCase *roster_case_plan(const CaseAsk *ask, GError **error)
{
    g_autoptr(RosterCase) of = case_load(ask, error);

    if (of == NULL)
        return NULL;
    if (of->posts->len == 0) {
        fail_as(error, FAIL_CONFLICT, "no_duty_posts", "the unit has no posts that keep duty");
        return NULL;
    }
    shifts_make(ask, of);
    return g_steal_pointer(&of);
}

/* ---- shifts as they stand ---- */

RosterCase *roster_case_of(
    Engine *engine, Db *db, const Roster *roster, int64_t now, GError **error)
{
    CaseAsk ask = {
        .engine = engine, .db = db, .unit = roster->unit, .now = now, .except = roster->id};
    g_autoptr(RosterCase) of = NULL;

    if (!day_parse(roster->from_day, &ask.days[0], error) ||
        !day_parse(roster->to_day, &ask.days[1], error))
        return NULL;
    of = case_load(&ask, error);
    if (of == NULL)
        return NULL;
    of->shifts = roster_shifts(db, roster->id, error);
    return of->shifts == NULL ? NULL : g_steal_pointer(&of);
}

Shift *roster_case_shift(const RosterCase *of, const char *post, int64_t begins_at)
{
    for (guint i = 0; i < of->shifts->len; i++) {
        Shift *shift = of->shifts->pdata[i];
        if (shift->begins_at == begins_at && strcmp(shift->post, post) == 0)
            return shift;
    }
    return NULL;
}
