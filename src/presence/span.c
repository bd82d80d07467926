/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/presence.h"

bool span_bind(const Asking *asking, const SpanArgs *args, int64_t days, int64_t days_max,
    Statement *rows, GError **error)
{
    int64_t until = args->to == FIELD_UNSET ? asking->now + 1 : args->to;
    int64_t from = args->from == FIELD_UNSET ? until - days * DAY_MS : args->from;

    if (until - from > days_max * DAY_MS)
        return fail_field(error, "from", "too_small");
    bind_int(rows, "from", from);
    bind_int(rows, "until", until);
    return true;
}
