/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/moment.h"
#include "daybook/day_log.h"
#include "roster/on_duty.h"

/* With the first shift that begins that day; where none does, when the one under way ends, or at
 * the hour at which it began; without a roster at midnight. */
static bool day_begin(Db *db, const char *unit, int64_t start, int64_t *out_at, GError **error)
{
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, start, start + DAY_MS, error);
    int64_t begins_at = INT64_MAX, goes_on_at = start;

    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        int64_t hour_at = start + shift->begins_at - moment_day_start(moment_day(shift->begins_at));
        if (shift->begins_at >= start)
            begins_at = MIN(begins_at, shift->begins_at);
        goes_on_at = MAX(goes_on_at, MIN(shift->ends_at, hour_at));
    }
    *out_at = begins_at == INT64_MAX ? goes_on_at : begins_at;
    return shifts != NULL;
}

bool day_span(Db *db, const char *unit, int64_t day, DaySpan *out, GError **error)
{
    return day_begin(db, unit, moment_day_start(day), &out->from, error) &&
           day_begin(db, unit, moment_day_start(day + 1), &out->until, error);
}

bool day_span_now(Db *db, const char *unit, int64_t now, DaySpan *out, GError **error)
{
    int64_t day = moment_day(now);

    return day_span(db, unit, day, out, error) &&
           (out->from <= now || day_span(db, unit, day - 1, out, error));
}
