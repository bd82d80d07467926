/* SPDX-License-Identifier: Apache-2.0 */
/* Reveal and purge: personal values shown against a reason, and destroyed when the law says so. */
#include "matter/purge.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/blob.h"
#include "engine/eraser.h"
#include "journal/vault.h"
#include "matter/act.h"
#include "matter/matter_private.h"

#include <string.h>

/* Values are masked by the kind (value_show). */
const PersonalThing matter_personal = {
    .thing = "matter", .revealed = EVENT_REVEALED, .purged = EVENT_PURGED};

/* ---- reveal ---- */

bool reveal_decide(Decision *decision, const void *data, GError **error)
{
    const Reason *args = data;
    g_autoptr(Matter) matter = matter_load(decision_db(decision), args->id, error);
    const Kind *kind =
        matter == NULL ? NULL : matter_kind(decision_engine(decision), matter, error);
    json_auto_t *masked = json_array(), *values = NULL, *shown = NULL;

    if (kind == NULL)
        return false;
    values = matter_values(matter);
    shown = values_show(kind, values, masked);
    const RevealedBody body = {.reason = args->reason, .paths = masked};
    return decision_emit(decision, EVENT_REVEALED, matter->id, &body, error);
}

static bool is_masked(const json_t *masked, const char *name)
{
    g_autofree char *path = g_strdup_printf("fields.%s", name);
    g_autofree char *inside = g_strdup_printf("fields.%s.", name);
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (masked, i, item) {
        const char *text = json_string_value(item);
        if (strcmp(text, path) == 0 || g_str_has_prefix(text, inside))
            return true;
    }
    return false;
}

/* The fields that are masked elsewhere, whole. */
bool reveal_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const Reason *args = data;
    g_autoptr(Matter) matter = matter_load(decision_db(decision), args->id, error);
    const Kind *kind =
        matter == NULL ? NULL : matter_kind(decision_engine(decision), matter, error);
    json_auto_t *masked = json_array(), *values = NULL, *hidden = NULL, *all = NULL;
    json_t *fields = NULL, *value = NULL;
    const char *name = NULL;

    if (kind == NULL)
        return false;
    values = matter_values(matter);
    hidden = values_show(kind, values, masked);
    all = values_show(kind, values, NULL);
    fields = json_object();
    json_object_foreach (all, name, value) {
        if (is_masked(masked, name))
            json_object_set(fields, name, value);
    }
    *out_reply = json_object();
    json_object_set_new(*out_reply, "id", json_string(matter->id));
    json_object_set_new(*out_reply, "fields", fields);
    return true;
}

/* ---- purge ---- */

#define KEPT_HASHES "purge.hashes"

static void hashes_add(GPtrArray *hashes, const json_t *list)
{
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (list, i, item) {
        const char *hash = json_string_value(item);
        if (hash != NULL && !g_ptr_array_find_with_equal_func(hashes, hash, g_str_equal, NULL))
            g_ptr_array_add(hashes, g_strdup(hash));
    }
}

/* Hashes of every attachment the matter ever named, also of those taken out again. */
static GPtrArray *hashes_of(Db *db, const Matter *matter, const Kind *kind, GError **error)
{
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) events = journal_of_subject(db, matter->unit, matter->id, error);

    for (guint i = 0; events != NULL && i < events->len; i++) {
        const Event *event = events->pdata[i];
        for (guint k = 0; k < kind->fields->len; k++) {
            const KindField *field = kind->fields->pdata[k];
            if (field->type == KIND_BLOBS)
                hashes_add(
                    hashes, json_object_get(json_object_get(event->body, "fields"), field->name));
        }
    }
    return events == NULL ? NULL : g_steal_pointer(&hashes);
}

static bool attachments_purge(Decision *decision, const Matter *matter, GError **error)
{
    const Kind *kind = matter_kind(decision_engine(decision), matter, error);
    GPtrArray *hashes = kind == NULL ? NULL : hashes_of(decision_db(decision), matter, kind, error);

    if (hashes == NULL)
        return false;
    decision_keep(decision, KEPT_HASHES, hashes, (GDestroyNotify) g_ptr_array_unref);
    for (guint i = 0; i < hashes->len; i++) {
        if (!blob_purge(decision, hashes->pdata[i], error))
            return false;
    }
    return true;
}

static bool attachments_destroy(Decision *decision, GError **error)
{
    const GPtrArray *hashes = decision_kept(decision, KEPT_HASHES);

    for (guint i = 0; i < hashes->len; i++) {
        if (!blob_destroy(decision, hashes->pdata[i], error))
            return false;
    }
    return true;
}

bool purge_decide(Decision *decision, const void *data, GError **error)
{
    const Reason *args = data;
    g_autoptr(Matter) matter = matter_load(decision_db(decision), args->id, error);
    const PurgedBody body = {.reason = args->reason};

    if (matter == NULL)
        return false;
    if (matter->closed_at == FIELD_UNSET)
        return fail_as(error, FAIL_CONFLICT, "still_open", "only a closed matter can be purged");
    return decision_emit(decision, EVENT_PURGED, matter->id, &body, error) &&
           attachments_purge(decision, matter, error);
}

/* Values and salts of every event before the purge's own: that one keeps its reason. */
bool purge_settle(Decision *decision, const void *data, GError **error)
{
    return personal_destroy(decision, &matter_personal, ((const Reason *) data)->id, error) &&
           attachments_destroy(decision, error);
}

static void remain_add(json_t *remains, const char *what, const char *id)
{
    json_array_append_new(remains, json_pack("{s:s, s:s?}", "what", what, "id", id));
}

/* What no purge of this unit reaches: the caller is to know, and who is answerable for it. */
static json_t *remains_of(Decision *decision, const json_t *links)
{
    json_t *remains = json_array();
    const json_t *link = NULL;
    size_t i = 0;

    remain_add(remains, "backups", NULL);
    if (store_kind(db_store(decision_db(decision))) == STORE_POSTGRES)
        remain_add(remains, "wal", NULL);
    json_array_foreach (links, i, link) {
        const char *relation = json_text(link, "relation");
        bool crossed = strcmp(relation, "sent") == 0 || strcmp(relation, "received") == 0;
        remain_add(remains, crossed ? "dispatch" : "linked", json_text(link, "id"));
    }
    return remains;
}

bool purge_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Matter) matter = matter_load(db, ((const Reason *) data)->id, error);

    *out_reply = matter == NULL ? NULL
                                : matter_json(decision_engine(decision), db,
                                      decision_actor(decision), matter, error);
    if (*out_reply != NULL)
        json_object_set_new(
            *out_reply, "remains", remains_of(decision, json_object_get(*out_reply, "links")));
    return *out_reply != NULL;
}
