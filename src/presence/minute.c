/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/minute.h"

#include "unit/watch.h"

#include <string.h>

bool minute_is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

bool minute_in_shift(const ShiftFact *shift, int64_t at)
{
    return shift->begins_at <= at && shift->ends_at > at;
}

bool minute_in_watch(const WatchFact *watch, int64_t at)
{
    return watch->since <= at && watch->ended_at > at;
}

bool minute_is_rostered(const Facts *facts, const char *person, const char *role, int64_t at)
{
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (minute_in_shift(shift, at) && minute_is_same(shift->person, person) &&
            (role == NULL || strcmp(shift->role, role) == 0))
            return true;
    }
    return false;
}

const WatchFact *minute_watch(const Facts *facts, const char *person, const char *role, int64_t at)
{
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (minute_in_watch(watch, at) && strcmp(watch->role, role) == 0 &&
            minute_is_same(watch->person, person))
            return watch;
    }
    return NULL;
}

bool minute_is_of_room(const Facts *facts, const char *person, int64_t at)
{
    if (minute_watch(facts, person, WATCH_OFFICER, at) != NULL ||
        minute_is_rostered(facts, person, WATCH_OFFICER, at))
        return true;
    for (guint i = 0; i < facts->watches->len; i++) {
        const WatchFact *watch = facts->watches->pdata[i];

        if (minute_in_watch(watch, at) && minute_is_same(watch->entered_by, person))
            return true;
    }
    return false;
}
