/* SPDX-License-Identifier: Apache-2.0 */
/* How evenly the turns of a year are spread. */
#include "base/json.h"
#include "roster/check.h"
#include "unit/watch.h"

#include <string.h>

static const char *const lane_roles[LANES] = {WATCH_OFFICER, WATCH_LEADER};

/* In the rotation, there all the time, and never away: those between whom turns can be compared. */
static bool is_compared(const RosterCase *of, const Member *member, Lane lane)
{
    const Shift *first = of->shifts->pdata[0], *last = of->shifts->pdata[of->shifts->len - 1];

    return member->left_at == FIELD_UNSET && member->registered_at <= first->begins_at &&
           duty_rules_in_rotation(of->rules, lane_roles[lane], member->roles) &&
           !member_is_away(member, first->begins_at, last->ends_at);
}

static int64_t turns_of(const RosterCase *of, const Member *member, Lane lane, DayKind kind)
{
    int64_t turns = member->turns[lane][kind];

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        turns += shift->kind == kind && lane_of(shift->role) == lane &&
                 g_strcmp0(shift->rostered, member->id) == 0;
    }
    return turns;
}

/* Only those of one engagement stand the same posts. */
static void group_check(const RosterCase *of, Lane lane, DayKind kind, GArray *found)
{
    const Member *most = NULL;
    int64_t high = INT64_MIN, low = INT64_MAX;

    for (guint i = 0; i < of->team->len; i++) {
        const Member *member = of->team->pdata[i];
        int64_t turns = 0;

        if (!is_compared(of, member, lane))
            continue;
        turns = turns_of(of, member, lane, kind);
        if (turns > high)
            most = member;
        high = MAX(high, turns);
        low = MIN(low, turns);
    }
    if (most != NULL && high - low > duty_rules_number(of->rules, "spread", 2)) {
        const Shift *first = of->shifts->pdata[0];
        const Broken broken = {.rule = "spread",
            .person = most->id,
            .from_at = first->begins_at,
            .until_at = first->begins_at};
        g_array_append_val(found, broken);
    }
}

void spread_check(const RosterCase *of, GArray *found)
{
    if (of->shifts->len == 0)
        return;
    for (int lane = 0; lane < LANES; lane++)
        for (int kind = 0; kind < 3; kind++)
            group_check(of, (Lane) lane, (DayKind) kind, found);
}
