/* SPDX-License-Identifier: Apache-2.0 */
/* Missing persons count as dead after 30 days, on the road and in fires after 7: the level is
 * graded anew on that day. */
#include "incident/incident_private.h"

#include "base/clock.h"
#include "base/json.h"

static const Field missing_fields[] = {FIELD(MissingBody, due_at, FIELD_TIME), FIELD_END};

const EventKind missing_events[] = {
    {"incident.missing_waits", missing_fields, sizeof(MissingBody)},
    {"incident.missing_done", missing_fields, sizeof(MissingBody)},
    {NULL},
};

const Projection missing_projections[] = {
    {"incident.missing_waits",
        "INSERT INTO due (unit, chore, subject, at) VALUES ($unit, '" CHORE_MISSING
        "', $subject, $due_at) ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at"},
    {"incident.missing_done", "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_MISSING
                              "' AND subject = $subject"},
    {NULL},
};

/* FIELD_UNSET: not planned. */
static bool planned_at(Db *db, const Matter *matter, int64_t *out_at, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT at FROM due WHERE unit = $unit AND chore = $chore AND subject = $subject", error,
        "unit", matter->unit, "chore", CHORE_MISSING, "subject", matter->id, NULL);

    return statement_int(row, FIELD_UNSET, out_at, error);
}

bool missing_plan(Decision *decision, const Matter *matter, GError **error)
{
    const Taxonomy *taxonomy = incident_taxonomy(incident_rules_of(decision_engine(decision)));
    /* What was taken back stays as null: nobody was ever missing, so nothing is planned. */
    if (json_object_get(matter->fields, "missing") == NULL)
        return true;
    json_auto_t *values = matter_values(matter);
    int64_t missing = incident_value_int(values, "missing"),
            from = incident_value_int(values, "occurred_at");
    int64_t planned = FIELD_UNSET;
    if (!planned_at(decision_db(decision), matter, &planned, error))
        return false;
    bool waits = missing != FIELD_UNSET && missing > 0 && !json_flag(values, "missing_as_dead");
    MissingBody body = {.due_at = FIELD_UNSET};
    if (!waits)
        return planned == FIELD_UNSET ||
               decision_emit(decision, "incident.missing_done", matter->id, &body, error);
    if (from == FIELD_UNSET)
        from = matter->opened_at;
    body.due_at = from + taxonomy_missing_days(taxonomy, json_text(values, "kind")) * DAY_MS;
    return planned == body.due_at ||
           decision_emit(decision, "incident.missing_waits", matter->id, &body, error);
}

static bool missing_counts(Decision *decision, const char *subject, int64_t due_at, GError **error)
{
    g_autoptr(Matter) matter = matter_load(decision_db(decision), subject, error);
    const Kind *kind =
        matter != NULL ? matter_kind(decision_engine(decision), matter, error) : NULL;
    MissingBody body = {.due_at = due_at};
    if (kind == NULL || !decision_emit(decision, "incident.missing_done", subject, &body, error))
        return false;
    /* What is closed is not graded behind people's backs: they are told, and reopen it. */
    if (kind_state(kind, matter->state)->ends)
        return notice_raise(decision, subject, "leader", "incident.missing", error);
    json_auto_t *fields = json_pack("{s:b}", "missing_as_dead", 1);
    const StepDraft step = {.matter = subject,
        .step = "regrade",
        .fields = fields,
        .claimed_at = FIELD_UNSET,
        .by_rule = true};
    return matter_step(decision, &step, error) &&
           notice_raise(decision, subject, "leader", "incident.missing", error);
}

const Chore missing_chores[] = {{CHORE_MISSING, missing_counts}, {NULL}};
