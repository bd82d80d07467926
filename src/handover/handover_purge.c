/* SPDX-License-Identifier: Apache-2.0 */
/* When a thing is destroyed, what was said of it at a handover goes too: why it was refused, what
 * was added afterwards, why it need not come up any more. */
#include "handover/handover_private.h"

#include "journal/vault.h"

static void *seq_of_row(Statement *row)
{
    int64_t *seq = g_new(int64_t, 1);
    *seq = row_int(row, 0);
    return seq;
}

/* Numbers (int64_t *) of the events that say something of the item. */
static GPtrArray *words_of(Decision *decision, const char *item, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT seq FROM handover_word WHERE unit = $unit AND item = $item ORDER BY seq", error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", decision_unit(decision));
    bind_text(rows, "item", item);
    return statement_rows(rows, seq_of_row, g_free, error);
}

static bool words_destroy(Decision *decision, const char *what, const Event *event, GError **error)
{
    g_autofree char *item = g_strconcat(what, ":", event->subject, NULL);
    g_autoptr(GPtrArray) words = words_of(decision, item, error);

    for (guint i = 0; words != NULL && i < words->len; i++) {
        const int64_t *seq = words->pdata[i];
        if (!vault_purge(decision_db(decision), decision_unit(decision), *seq, NULL, error))
            return false;
    }
    return words != NULL;
}

bool handover_matter_purged(Decision *decision, const Event *event, GError **error)
{
    return words_destroy(decision, "matter", event, error);
}

bool handover_dispatch_purged(Decision *decision, const Event *event, GError **error)
{
    return words_destroy(decision, "dispatch", event, error);
}

bool handover_log_purged(Decision *decision, const Event *event, GError **error)
{
    return words_destroy(decision, "log", event, error);
}
