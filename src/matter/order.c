/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/order.h"

#include "base/clock.h"
#include "base/json.h"

bool time_follows(int64_t first, int64_t then)
{
    return first == FIELD_UNSET || then == FIELD_UNSET || then / MINUTE_MS >= first / MINUTE_MS;
}

static int64_t time_over(const Matter *matter, const json_t *given, const char *name)
{
    const json_t *held = matter != NULL ? matter->fields : NULL;
    const json_t *from = json_object_get(given, name) != NULL ? given : held;

    return json_number(from, name, FIELD_UNSET);
}

bool times_in_order(
    const Matter *matter, const json_t *given, const TimePair *pairs, GError **error)
{
    bool fits = true;

    for (; pairs->first != NULL; pairs++) {
        bool is_then = json_is_integer(json_object_get(given, pairs->then));
        if (!is_then && !json_is_integer(json_object_get(given, pairs->first)))
            continue;
        int64_t first = time_over(matter, given, pairs->first);
        g_autofree char *path = g_strconcat("fields.", is_then ? pairs->then : pairs->first, NULL);
        if (!time_follows(first, time_over(matter, given, pairs->then)))
            fits = fail_field(error, path, is_then ? "before_begin" : "after_end");
    }
    return fits;
}
