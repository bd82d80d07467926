/* SPDX-License-Identifier: Apache-2.0 */
/* What waited in the outbox as news of a dispatch was told, and waits no longer. */
#include "dispatch/dispatch_private.h"

#include "base/text.h"

const Field news_told_args[] = {FIELD(ToldArgs, id, FIELD_WORD, .required = true),
    FIELD(ToldArgs, receiver, FIELD_WORD, .required = true),
    FIELD(ToldArgs, told, FIELD_INT, .required = true), FIELD_END};

/* Another process's postman may have been first, or there is newer. */
static bool still_waits(
    Db *db, const ToldArgs *args, const char *what, bool *out_waits, GError **error)
{
    g_autofree char *unit = text_unit_of(args->id);
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM outbox WHERE unit = $unit AND dispatch = $dispatch"
        " AND receiver = $receiver AND what = $what AND seq = $told",
        error, "unit", unit, "dispatch", args->id, "receiver", args->receiver, "what", what, NULL);
    if (row != NULL)
        bind_int(row, "told", args->told);
    return statement_found(row, out_waits, error);
}

bool told_say(
    Decision *decision, const ToldArgs *args, const char *what, const char *event, GError **error)
{
    const ToldBody body = {.receiver = args->receiver, .told = args->told};
    bool waits = false;
    return still_waits(decision_db(decision), args, what, &waits, error) &&
           (!waits || decision_emit(decision, event, args->id, &body, error));
}
