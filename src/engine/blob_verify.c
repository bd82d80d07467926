/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/blob.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

/* What is wrong with the content under a hash; NULL with or without an error: nothing. */
static const char *content_problem(
    Db *db, DigestKind kind, const char *hash, const char *event, GError **error)
{
    size_t salt_size = 0, size = 0;
    uint8_t digest[DIGEST_SIZE];
    char found[DIGEST_HEX];
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT salt, bytes, unit, id FROM blob_content WHERE hash = $hash", error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "hash", hash);
    StoreStep step = statement_step(statement, error);
    if (step != STORE_ROW)
        return step == STORE_DONE ? "its attachment is missing" : NULL;
    g_autofree char *unit = text_unit_of(event);
    if (g_strcmp0(row_text(statement, 2), unit) != 0 ||
        g_strcmp0(row_text(statement, 3), event) != 0)
        return "its attachment stands under another unit or event";
    if (row_is_null(statement, 0) && row_is_null(statement, 1))
        return NULL; /* purged */
    const void *salt = row_bytes(statement, 0, &salt_size);
    const void *bytes = row_bytes(statement, 1, &size);
    g_autoptr(Digest) maker = digest_new(kind);
    digest_pair(maker, salt, salt_size, bytes, size, digest);
    hex_write(digest, sizeof digest, found);
    return strcmp(found, hash) == 0 ? NULL : "its attachment is not what was taken in";
}

/* False with an error when the database can't be read; a fault is in the report. */
static bool event_check(Db *db, Statement *event, VerifyReport *report, GError **error)
{
    const char *unit = row_text(event, 0), *text = row_text(event, 2);
    g_autoptr(GError) failure = NULL;
    json_auto_t *whole = json_read(text, strlen(text), JSON_INTEGERS, &failure);
    const char *hash = json_text(json_object_get(whole, "body"), "hash");
    Head head = {0};

    if (!head_read(db, unit, false, &head, error))
        return false;
    g_autofree char *id = g_strdup_printf("%s-%" G_GINT64_FORMAT, unit, row_int(event, 1));
    const char *problem = hash == NULL ? "it names no attachment"
                                       : content_problem(db, head.digest, hash, id, &failure);
    if (hash != NULL && failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (problem != NULL) {
        report->unit = g_strdup(unit);
        report->seq = row_int(event, 1);
        report->problem = g_strdup(problem);
    }
    return true;
}

static bool blobs_verify(Db *db, const char *unit, VerifyReport *report, GError **error)
{
    StoreStep step = STORE_FAILED;
    g_autoptr(Statement) events = store_prepare(db,
        "SELECT unit, seq, text FROM journal WHERE kind = 'blob.added'"
        " AND (CAST($unit AS TEXT) IS NULL OR unit = $unit) ORDER BY unit, seq",
        error);

    if (events == NULL)
        return false;
    bind_text(events, "unit", unit);
    while ((step = statement_step(events, error)) == STORE_ROW)
        if (!event_check(db, events, report, error) || report->unit != NULL)
            return report->unit != NULL;
    return step == STORE_DONE;
}

bool record_verify(Db *db, const char *unit, VerifyReport *out_report, GError **error)
{
    return journal_verify(db, unit, out_report, error) &&
           (out_report->unit != NULL || blobs_verify(db, unit, out_report, error));
}
