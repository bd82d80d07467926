/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/room.h"

#include <glib.h>
#include <stdint.h>

/* Of a hundred, evenly spread over codes that differ in their last digit. */
static json_int_t unit_share(const char *unit)
{
    return (g_str_hash(unit) * UINT32_C(2654435761) >> 8) % 100;
}

const char *room_kind(const json_t *rooms, const char *unit)
{
    json_int_t share = unit_share(unit);
    const char *name = NULL;
    json_t *span = NULL;

    json_object_foreach ((json_t *) rooms, name, span) {
        if (share >= json_integer_value(json_array_get(span, 0)) &&
            share < json_integer_value(json_array_get(span, 1)))
            return name;
    }
    return NULL;
}

bool room_is_still(const char *kind)
{
    return kind != NULL && !g_str_equal(kind, ROOM_COMPUTER);
}
