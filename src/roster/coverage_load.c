/* SPDX-License-Identifier: Apache-2.0 */
/* Gathering what coverage is judged by. */
#include "base/clock.h"
#include "base/moment.h"
#include "engine/engine.h"
#include "roster/coverage_watch.h"

#define BACK_MS (4 * DAY_MS) /* the longest shift that still holds began no earlier */
#define TAIL_DAYS 8          /* within these a pattern asks for something again */

static void slots_free(void *slots)
{
    g_array_unref(slots);
}

/* When the first of the posts runs out of shifts; INT64_MAX when none has any. */
static bool earliest_end(Db *db, const char *unit, int64_t *out_at, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT MIN(l.last_at) FROM (SELECT MAX(s.ends_at) AS last_at FROM shift s"
        " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post AND d.kept = 1"
        " WHERE s.unit = $unit AND s.live = 1 GROUP BY s.post) l",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    if (statement_step(row, error) != STORE_ROW)
        return false;
    *out_at = row_int_or(row, 0, INT64_MAX);
    return true;
}

/* As far as the calendar is known: what lies beyond nobody can have rostered. */
static GArray *slots_known(
    const Pattern *pattern, const Workdays *workdays, const int64_t span[2], int64_t now)
{
    GArray *slots = g_array_new(FALSE, FALSE, sizeof(Slot));
    int64_t last = moment_day(span[1]) + TAIL_DAYS;

    for (int64_t day = moment_day(span[0]) - PATTERN_SHIFT_DAYS_MAX; day <= last; day++) {
        const int64_t days[2] = {day, day};
        g_autoptr(GArray) more =
            pattern == NULL ? NULL : pattern_slots(pattern, workdays, days, now, NULL);
        if (more != NULL && more->len > 0)
            g_array_append_vals(slots, more->data, more->len);
    }
    return slots;
}

static void slots_load(const CoverageAsk *ask, CoverageCase *of)
{
    const DutyRules *rules = engine_service(ask->engine, SERVICE_DUTY_RULES);
    const Workdays *workdays = engine_service(ask->engine, SERVICE_WORKDAYS);
    int64_t span[2] = {of->from_at, ask->now};

    for (guint i = 0; i < of->shifts->len; i++)
        span[1] = MAX(span[1], ((const Shift *) of->shifts->pdata[i])->ends_at);
    of->slots = g_ptr_array_new_with_free_func(slots_free);
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        g_ptr_array_add(of->slots,
            slots_known(duty_rules_pattern(rules, post->pattern), workdays, span, ask->now));
    }
}

bool coverage_case_load(const CoverageAsk *ask, CoverageCase *out_case, GError **error)
{
    int64_t earliest = INT64_MAX;

    out_case->from_at = ask->now - BACK_MS;
    out_case->posts = duty_posts(ask->db, ask->unit, error);
    if (out_case->posts == NULL || !earliest_end(ask->db, ask->unit, &earliest, error))
        return false;
    out_case->shifts =
        shifts_live(ask->db, ask->unit, MIN(out_case->from_at, earliest - 1), INT64_MAX, error);
    if (out_case->shifts == NULL)
        return false;
    slots_load(ask, out_case);
    out_case->team = team_load(ask->db, ask->unit, out_case->from_at, error);
    return out_case->team != NULL;
}
