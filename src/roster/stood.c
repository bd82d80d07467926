/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/stood.h"

#include "base/clock.h"
#include "unit/watch.h"

#include <string.h>

#define NEW_MS (2 * HOUR_MS)     /* a shift no older is judged by nothing yet */
#define LONG_MS (30 * MINUTE_MS) /* handing over takes that: it is no overtime */
#define SIGNS_IN_MS (7 * DAY_MS) /* a unit of which no watch is older writes none */

static int64_t watch_end(const Watch *watch, int64_t now)
{
    return watch->ended_at == FIELD_UNSET ? now : MIN(watch->ended_at, now);
}

static int64_t shared(int64_t from, int64_t until, int64_t begins_at, int64_t ends_at)
{
    return MAX(MIN(until, ends_at) - MAX(from, begins_at), 0);
}

static int64_t shift_end(const StoodCase *of, const Shift *shift)
{
    return MIN(shift->ends_at, of->now);
}

static int64_t watched(const StoodCase *of, const Watch *watch, const Shift *shift)
{
    return strcmp(watch->role, shift->role) != 0 ? 0
                                                 : shared(watch->since, watch_end(watch, of->now),
                                                       shift->begins_at, shift_end(of, shift));
}

/* So long a person was on watch in the shift. */
static int64_t own_ms(const StoodCase *of, const Shift *shift, const char *person)
{
    int64_t sum = 0;

    for (guint i = 0; person != NULL && i < of->watches->len; i++) {
        const Watch *watch = of->watches->pdata[i];
        if (strcmp(watch->person, person) == 0)
            sum += watched(of, watch, shift);
    }
    return sum;
}

static bool signs_in(const StoodCase *of, const Shift *shift)
{
    for (guint i = 0; i < of->watches->len; i++) {
        const Watch *watch = of->watches->pdata[i];
        if (strcmp(watch->role, shift->role) == 0 && watch->since < shift_end(of, shift) &&
            watch_end(watch, of->now) > shift->begins_at - SIGNS_IN_MS)
            return true;
    }
    return false;
}

/* Has a shift of their own at that time, or one there is counted for them already. */
static bool is_taken(
    const StoodCase *of, const GArray *found, const Shift *shift, const char *person)
{
    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *other = of->shifts->pdata[i];
        if (other != shift && g_strcmp0(other->person, person) == 0 &&
            strcmp(other->role, shift->role) == 0 &&
            shared(other->begins_at, other->ends_at, shift->begins_at, shift->ends_at) > 0)
            return true;
    }
    for (guint i = 0; i < found->len; i++) {
        const Stood *stood = &g_array_index(found, Stood, i);
        if (g_strcmp0(stood->person, person) == 0 &&
            shared(stood->shift->begins_at, stood->shift->ends_at, shift->begins_at,
                shift->ends_at) > 0)
            return true;
    }
    return false;
}

/* Of those who have no shift of their own then, who stood most of it; *out_ms 0: nobody. */
static const char *other_of(
    const StoodCase *of, const GArray *found, const Shift *shift, int64_t *out_ms)
{
    const char *best = NULL;

    *out_ms = 0;
    for (guint i = 0; i < of->watches->len; i++) {
        const Watch *watch = of->watches->pdata[i];
        int64_t held = 0;
        if (g_strcmp0(watch->person, shift->person) == 0 || watched(of, watch, shift) == 0 ||
            is_taken(of, found, shift, watch->person))
            continue;
        held = own_ms(of, shift, watch->person);
        if (held > *out_ms) {
            *out_ms = held;
            best = watch->person;
        }
    }
    return best;
}

/* Was the person of the shift away for half of it or more, as leave and lists say? */
static bool was_away(const StoodCase *of, const Shift *shift)
{
    const Member *member = team_find(of->team, shift->person);
    int64_t away = 0;

    if (member == NULL)
        return true;
    for (guint i = 0; i < member->away->len; i++) {
        const Span *span = &g_array_index(member->away, Span, i);
        away += shared(span->from_at, span->until_at, shift->begins_at, shift->ends_at);
    }
    if (member->left_at != FIELD_UNSET)
        away += shared(member->left_at, INT64_MAX, shift->begins_at, shift->ends_at);
    return away * 2 >= shift->ends_at - shift->begins_at;
}

static Stood shift_judge(const StoodCase *of, const GArray *found, const Shift *shift)
{
    int64_t length = shift_end(of, shift) - shift->begins_at;
    int64_t own = own_ms(of, shift, shift->person), held = 0;
    Stood stood = {.shift = shift, .is_proved = own > 0};
    const char *other = NULL;

    if (!signs_in(of, shift)) {
        stood.person = was_away(of, shift) ? NULL : shift->person;
        return stood;
    }
    if (own * 2 >= length || (length < NEW_MS && shift->ends_at > of->now)) {
        stood.person = shift->person;
        return stood;
    }
    other = other_of(of, found, shift, &held);
    stood.person = held > own ? other : own > 0 ? shift->person : NULL;
    stood.is_absent = own == 0 && shift->person != NULL;
    stood.is_proved = true;
    return stood;
}

GArray *stood_find(const StoodCase *of)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Stood));

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        if (shift->begins_at >= of->now)
            continue;
        const Stood stood = shift_judge(of, found, shift);
        g_array_append_val(found, stood);
    }
    return found;
}

/* ---- overtime ---- */

/* Until when somebody who is at the post after `at` is there beyond their own turn. */
static int64_t turn_next(const StoodCase *of, const Shift *after)
{
    int64_t next = INT64_MAX;

    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        if (shift != after && g_strcmp0(shift->person, after->person) == 0 &&
            strcmp(shift->role, after->role) == 0 && shift->ends_at > after->ends_at)
            next = MIN(next, MAX(shift->begins_at, after->ends_at));
    }
    return next;
}

static void watch_stays(const StoodCase *of, const Watch *watch, GArray *found)
{
    for (guint i = 0; i < of->shifts->len; i++) {
        const Shift *shift = of->shifts->pdata[i];
        Overtime over = {.person = shift->person, .from_at = shift->ends_at};

        if (g_strcmp0(shift->person, watch->person) != 0 || strcmp(shift->role, watch->role) != 0 ||
            watch->since >= shift->ends_at || shift->begins_at >= watch_end(watch, of->now))
            continue;
        over.until_at = MIN(watch_end(watch, of->now), turn_next(of, shift));
        if (over.until_at - over.from_at > LONG_MS)
            g_array_append_val(found, over);
    }
}

GArray *stood_overtime(const StoodCase *of)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Overtime));

    for (guint i = 0; i < of->watches->len; i++)
        watch_stays(of, of->watches->pdata[i], found);
    return found;
}
