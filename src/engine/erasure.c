/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/eraser.h"

#include "engine/decision_private.h"

bool erasure_ask(Decision *decision, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO erasure (unit, seq, asked_at) VALUES ($unit, $seq, $at)"
        " ON CONFLICT (unit, seq) DO NOTHING",
        error);

    if (statement == NULL)
        return false;
    g_auto(Trace) trace = decision_trace(decision);
    bind_text(statement, "unit", decision_unit(decision));
    bind_int(statement, "seq", trace.seq);
    bind_int(statement, "at", decision_now(decision));
    return statement_run(statement, error);
}
