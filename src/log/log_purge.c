/* SPDX-License-Identifier: Apache-2.0 */
#include "log/log_purge.h"

#include "engine/blob.h"
#include "matter/matter.h"

#include <string.h>

typedef struct CallerReply {
    char *caller_name;
    char *caller_phone;
} CallerReply;

const Field caller_reply[] = {
    FIELD(CallerReply, caller_name, FIELD_TEXT, .personal = true),
    FIELD(CallerReply, caller_phone, FIELD_TEXT, .personal = true),
    FIELD_END,
};

const View caller_view = {
    .thing = "log",
    .fields = caller_reply,
    .one = "SELECT caller_name, caller_phone FROM log WHERE unit = $unit AND seq = $seq",
    .bare = true,
};

const PersonalThing log_personal = {.thing = "log",
    .revealed = EVENT_LOG_REVEALED,
    .purged = EVENT_LOG_PURGED,
    .shown = &log_view,
    .bare = &caller_view};

static int64_t entry_seq(const char *id)
{
    return g_ascii_strtoll(strrchr(id, '-') + 1, NULL, 10);
}

typedef bool (*BlobAct)(Decision *decision, const char *hash, GError **error);

static bool attachments_each(Decision *decision, const char *id, BlobAct act, GError **error)
{
    json_auto_t *hashes =
        log_attachments(decision_db(decision), decision_unit(decision), entry_seq(id), error);
    const json_t *hash = NULL;
    size_t i = 0;

    json_array_foreach (hashes, i, hash) {
        if (!act(decision, json_string_value(hash), error))
            return false;
    }
    return hashes != NULL;
}

static bool entry_destroy(Decision *decision, const char *id, GError **error)
{
    return attachments_each(decision, id, blob_destroy, error) &&
           personal_destroy(decision, &log_personal, id, error);
}

bool log_purge_decide(Decision *decision, const void *data, GError **error)
{
    const Reason *args = data;

    return personal_purge(decision, &log_personal, args, error) &&
           attachments_each(decision, args->id, blob_purge, error);
}

bool log_purge_settle(Decision *decision, const void *data, GError **error)
{
    return entry_destroy(decision, ((const Reason *) data)->id, error);
}

/* --- with its matter --- */

/* An entry about the matter, or one that corrects another. */
typedef struct Link {
    char *id;
    char *corrects; /* NULL: none */
    bool about;     /* the matter */
} Link;

static const Field link_fields[] = {
    FIELD(Link, id, FIELD_WORD),
    FIELD(Link, corrects, FIELD_WORD),
    FIELD(Link, about, FIELD_BOOL),
    FIELD_END,
};

static FIELDS_FREE(Link, link, link_fields)

static GPtrArray *links_of(Decision *decision, const char *matter, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT id, corrects, CASE WHEN matter = $matter THEN 1 ELSE 0 END AS about FROM log"
        " WHERE unit = $unit AND (corrects IS NOT NULL OR matter = $matter) ORDER BY seq",
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", decision_unit(decision));
    bind_text(rows, "matter", matter);
    return fields_rows(link_fields, sizeof(Link), (GDestroyNotify) link_free, rows, error);
}

/* Takes in the ends of a link of which one is in: true when the other was not. */
static bool link_take(GHashTable *ids, const Link *link)
{
    bool told = link->about || g_hash_table_contains(ids, link->id) ||
                (link->corrects != NULL && g_hash_table_contains(ids, link->corrects));
    bool news = told && g_hash_table_add(ids, g_strdup(link->id));

    if (told && link->corrects != NULL)
        news = g_hash_table_add(ids, g_strdup(link->corrects)) || news;
    return news;
}

/* What an entry was before it was put right, and what it was put right to, is the same call told
 * again, whichever of them names the matter. */
static GHashTable *versions_of(const GPtrArray *links)
{
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bool news = true;

    while (news) {
        news = false;
        for (guint i = 0; i < links->len; i++)
            news = link_take(ids, links->pdata[i]) || news;
    }
    return ids;
}

static int entry_order(const void *a, const void *b)
{
    int64_t one = entry_seq(*(char *const *) a), other = entry_seq(*(char *const *) b);
    return (one > other) - (one < other);
}

/* Does it still have its texts? */
static bool entry_stands(Decision *decision, const char *id, bool *out_stands, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT 1 FROM log WHERE unit = $unit AND seq = $seq AND purged = 0", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_int(row, "seq", entry_seq(id));
    return statement_found(row, out_stands, error);
}

/* Ids (owned), in their order, of the entries about a matter and of all their versions. */
static GPtrArray *entries_of(Decision *decision, const char *matter, GError **error)
{
    g_autoptr(GPtrArray) links = links_of(decision, matter, error);
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(g_free);

    if (links == NULL)
        return NULL;
    g_autoptr(GHashTable) ids = versions_of(links);
    GHashTableIter iter;
    void *id = NULL;
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        g_ptr_array_add(entries, g_strdup(id));
    g_ptr_array_sort(entries, entry_order);
    return g_steal_pointer(&entries);
}

static bool entry_purge(Decision *decision, char *id, const json_t *why, GError **error)
{
    const Reason reason = {.id = id, .reason = (char *) json_string_value(why)};
    bool stands = false;

    if (!entry_stands(decision, id, &stands, error))
        return false;
    return !stands || (decision_emit(decision, EVENT_LOG_PURGED, id, &reason, error) &&
                          attachments_each(decision, id, blob_purge, error) &&
                          entry_destroy(decision, id, error));
}

static bool matter_purged(Decision *decision, const Event *event, GError **error)
{
    g_autoptr(GPtrArray) entries = entries_of(decision, event->subject, error);

    for (guint i = 0; entries != NULL && i < entries->len; i++) {
        if (!entry_purge(
                decision, entries->pdata[i], json_object_get(event->body, "reason"), error))
            return false;
    }
    return entries != NULL;
}

const Reaction log_purge_reactions[] = {{"matter.purged", matter_purged}, {NULL}};
