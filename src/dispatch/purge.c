/* SPDX-License-Identifier: Apache-2.0 */
/* When a matter is purged, what its dispatches said of it goes too. */
#include "dispatch/dispatch_private.h"

#include "journal/vault.h"

#include <string.h>

static bool values_purge(Decision *decision, const Dispatch *dispatch, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(GPtrArray) events = journal_of_subject(db, dispatch->unit, dispatch->id, error);
    if (events == NULL)
        return false;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (!vault_purge(db, event->unit, event->seq, NULL, error))
            return false;
    }
    return true;
}

static bool matter_purged(Decision *decision, const Event *event, GError **error)
{
    g_autoptr(GPtrArray) list =
        dispatches_of_matter(decision_db(decision), event->unit, event->subject, error);
    EmptyBody none = {0};
    if (list == NULL)
        return false;
    for (guint i = 0; i < list->len; i++) {
        const Dispatch *dispatch = list->pdata[i];
        if (!decision_emit(decision, "dispatch.purged", dispatch->id, &none, error) ||
            !values_purge(decision, dispatch, error))
            return false;
    }
    return true;
}

const Reaction dispatch_reactions[] = {{"matter.purged", matter_purged}, {NULL}};
