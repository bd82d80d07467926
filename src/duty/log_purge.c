/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/log_purge.h"

#include "engine/blob.h"
#include "engine/eraser.h"
#include "journal/vault.h"
#include "matter/matter.h"

#include <string.h>

static int64_t entry_seq(const char *id)
{
    return g_ascii_strtoll(strrchr(id, '-') + 1, NULL, 10);
}

bool log_reason_emit(Decision *decision, const LogReason *args, const char *kind, GError **error)
{
    json_auto_t *entry = log_get(decision_db(decision), args->id, error);

    return entry != NULL && decision_emit(decision, kind, args->id, args, error);
}

typedef bool (*BlobAct)(Decision *decision, const char *hash, GError **error);

static bool attachments_each(Decision *decision, const char *id, BlobAct act, GError **error)
{
    json_auto_t *hashes =
        log_attachments(decision_db(decision), decision_unit(decision), entry_seq(id), error);
    const json_t *hash = NULL;
    size_t i = 0;

    json_array_foreach(hashes, i, hash)
    {
        if (!act(decision, json_string_value(hash), error))
            return false;
    }
    return hashes != NULL;
}

static bool entry_destroy(Decision *decision, const char *id, GError **error)
{
    return attachments_each(decision, id, blob_destroy, error) &&
           vault_purge(decision_db(decision), decision_unit(decision), entry_seq(id), NULL, error);
}

bool log_purge_decide(Decision *decision, const void *data, GError **error)
{
    const LogReason *args = data;

    return log_reason_emit(decision, args, EVENT_LOG_PURGED, error) &&
           attachments_each(decision, args->id, blob_purge, error);
}

bool log_purge_settle(Decision *decision, const void *data, GError **error)
{
    return entry_destroy(decision, ((const LogReason *) data)->id, error) &&
           erasure_ask(decision, error);
}

bool log_purge_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = log_get(decision_db(decision), ((const LogReason *) data)->id, error);
    return *out_reply != NULL;
}

/* --- with its matter --- */

/* Ids (owned) of the entries about a matter that still have their texts. */
static GPtrArray *entries_of(Decision *decision, const char *matter, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT id FROM log WHERE unit = $unit AND purged = 0 AND (matter = $matter OR corrects IN"
        " (SELECT id FROM log WHERE unit = $unit AND matter = $matter)) ORDER BY seq",
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", decision_unit(decision));
    bind_text(rows, "matter", matter);
    return statement_rows(rows, row_first_text, g_free, error);
}

static bool matter_purged(Decision *decision, const Event *event, GError **error)
{
    g_autoptr(GPtrArray) entries = entries_of(decision, event->subject, error);

    for (guint i = 0; entries != NULL && i < entries->len; i++) {
        const LogReason reason = {.id = entries->pdata[i],
            .reason = (char *) json_string_value(json_object_get(event->body, "reason"))};

        if (!decision_emit(decision, EVENT_LOG_PURGED, reason.id, &reason, error) ||
            !attachments_each(decision, reason.id, blob_purge, error) ||
            !entry_destroy(decision, reason.id, error))
            return false;
    }
    return entries != NULL;
}

const Reaction log_purge_reactions[] = {{"matter.purged", matter_purged}, {NULL}};
