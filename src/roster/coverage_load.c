/* SPDX-License-Identifier: Apache-2.0 */
/* Gathering what coverage is judged by. */
#include "base/clock.h"
#include "base/moment.h"
#include "engine/engine.h"
#include "roster/coverage_watch.h"
#include "unit/workday_notice.h"

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

static bool slots_load(const CoverageAsk *ask, CoverageCase *of, GError **error)
{
    const DutyRules *rules = engine_service(ask->engine, SERVICE_DUTY_RULES);
    const Workdays *workdays = workdays_now(ask->engine, ask->db, error);
    int64_t span[2] = {of->from_at, ask->now};

    if (workdays == NULL)
        return false;
    for (guint i = 0; i < of->shifts->len; i++)
        span[1] = MAX(span[1], ((const Shift *) of->shifts->pdata[i])->ends_at);
    of->slots = g_ptr_array_new_with_free_func(slots_free);
    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        g_ptr_array_add(of->slots,
            slots_known(duty_rules_pattern(rules, post->pattern), workdays, span, ask->now));
    }
    return true;
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
    if (out_case->shifts == NULL || !slots_load(ask, out_case, error))
        return false;
    out_case->team = team_load(ask->db, ask->unit, out_case->from_at, error);
    return out_case->team != NULL;
}

/* ---- some days ---- */

/* How much of a slot nobody stands, as found; what lies before the post was arranged nobody did. */
static int64_t slot_open(const GArray *gaps, const DutyPost *post, const Slot *slot)
{
    int64_t open = MAX(MIN(post->since, slot->ends_at) - slot->begins_at, 0);

    for (guint i = 0; i < gaps->len; i++) {
        const Gap *gap = &g_array_index(gaps, Gap, i);
        int64_t from = MAX(gap->from_at, slot->begins_at);
        int64_t until = MIN(gap->until_at, slot->ends_at);

        if (g_strcmp0(gap->post, post->post) == 0 && g_strcmp0(gap->kind, GAP_DOUBLED) != 0)
            open += MAX(until - from, 0);
    }
    return open;
}

static const char *rostered_word(const CoverageCase *of)
{
    g_autoptr(GArray) gaps = coverage_find(of);
    int64_t asked = 0, open = 0;

    for (guint i = 0; i < of->posts->len; i++) {
        const GArray *slots = of->slots->pdata[i];

        for (guint j = 0; j < slots->len; j++) {
            const Slot *slot = &g_array_index(slots, Slot, j);
            asked += slot->ends_at - slot->begins_at;
            open += slot_open(gaps, of->posts->pdata[i], slot);
        }
    }
    return asked == 0 || open >= asked ? ROSTERED_NOT : open > 0 ? ROSTERED_PARTLY : ROSTERED_WHOLE;
}

static bool days_load(
    const CoverageAsk *ask, const int64_t days[2], CoverageCase *out_case, GError **error)
{
    const DutyRules *rules = engine_service(ask->engine, SERVICE_DUTY_RULES);
    const Workdays *workdays = workdays_now(ask->engine, ask->db, error);
    int64_t from = moment_day_start(days[0]), until = moment_day_start(days[1] + 1);

    if (workdays == NULL)
        return false;
    out_case->from_at = from;
    out_case->slots = g_ptr_array_new_with_free_func(slots_free);
    out_case->posts = duty_posts(ask->db, ask->unit, error);
    out_case->shifts = out_case->posts == NULL
                           ? NULL
                           : shifts_live(ask->db, ask->unit, from - BACK_MS, until, error);
    out_case->team =
        out_case->shifts == NULL ? NULL : team_load(ask->db, ask->unit, from - BACK_MS, error);
    for (guint i = 0; out_case->team != NULL && i < out_case->posts->len; i++) {
        const DutyPost *post = out_case->posts->pdata[i];
        const Pattern *pattern = duty_rules_pattern(rules, post->pattern);
        GArray *slots =
            pattern == NULL ? NULL : pattern_slots(pattern, workdays, days, ask->now, NULL);
        g_ptr_array_add(
            out_case->slots, slots == NULL ? g_array_new(FALSE, FALSE, sizeof(Slot)) : slots);
    }
    return out_case->team != NULL;
}

bool coverage_rostered(
    const CoverageAsk *ask, const int64_t days[2], const char **out_word, GError **error)
{
    g_auto(CoverageCase) of = {0};

    if (!days_load(ask, days, &of, error))
        return false;
    *out_word = rostered_word(&of);
    return true;
}
