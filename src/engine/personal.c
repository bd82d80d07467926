/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/personal.h"

#include "base/json.h"
#include "engine/eraser.h"
#include "engine/view.h"
#include "journal/journal.h"
#include "journal/vault.h"

#include <string.h>

const Field reason_args[] = {
    FIELD(Reason, id, FIELD_WORD, .required = true, .help = "The thing."),
    FIELD(Reason, reason, FIELD_TEXT, .required = true, .min = 2, .max = 200,
        .help = "Why; it stands in the record."),
    FIELD_END,
};

const Field reason_fields[] = {
    FIELD(Reason, reason, FIELD_TEXT, .required = true),
    FIELD_END,
};

static bool thing_is_there(
    Decision *decision, const PersonalThing *of, const char *id, GError **error)
{
    const Asking asking = asking_of(decision);
    json_auto_t *there = of->shown == NULL ? json_true() : view_one(&asking, of->shown, id, error);

    return there != NULL;
}

/* From JSON: the kind is the thing's own, which no reader of the sources can tell. */
static bool reason_emit(Decision *decision, const PersonalThing *of, const char *kind,
    const Reason *reason, GError **error)
{
    json_auto_t *body = json_pack("{s:s}", "reason", reason->reason);

    return thing_is_there(decision, of, reason->id, error) &&
           decision_emit_json(decision, kind, reason->id, body, error);
}

bool personal_reveal(
    Decision *decision, const PersonalThing *of, const Reason *reason, GError **error)
{
    return reason_emit(decision, of, of->revealed, reason, error);
}

bool personal_purge(
    Decision *decision, const PersonalThing *of, const Reason *reason, GError **error)
{
    return reason_emit(decision, of, of->purged, reason, error);
}

/* Why values were shown or destroyed is no value of the emergency. */
static bool is_reason(const PersonalThing *of, const Event *event)
{
    return strcmp(event->kind, of->revealed) == 0 || strcmp(event->kind, of->purged) == 0;
}

bool personal_destroy(Decision *decision, const PersonalThing *of, const char *id, GError **error)
{
    Db *db = decision_db(decision);
    const char *unit = decision_unit(decision);
    g_autofree char *own = decision_first_id(decision);
    g_autoptr(GPtrArray) events = journal_of_subject(db, unit, id, error);
    int64_t before = own == NULL ? 0 : g_ascii_strtoll(strrchr(own, '-') + 1, NULL, 10);

    for (guint i = 0; events != NULL && i < events->len; i++) {
        const Event *event = events->pdata[i];

        if (event->seq < before && !is_reason(of, event) &&
            !vault_purge(db, unit, event->seq, NULL, error))
            return false;
    }
    return events != NULL && erasure_ask(decision, error);
}
