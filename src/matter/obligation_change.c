/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of obligations in one event. */
#include "base/clock.h"
#include "base/json.h"
#include "matter/obligation_private.h"

#define CLAIM_LASTS_MS DAY_MS /* silence is no confirmation */

struct ObligationChanges {
    json_t *rows;
    int64_t next; /* number of the next that begins */
};

ObligationChanges *obligation_changes_new(const Matter *matter)
{
    ObligationChanges *changes = g_new0(ObligationChanges, 1);

    changes->rows = json_array();
    changes->next = matter->obligations->len + 1;
    return changes;
}

void obligation_changes_free(ObligationChanges *changes)
{
    if (changes == NULL)
        return;
    json_decref(changes->rows);
    g_free(changes);
}

static int64_t warned_at(const Obligation *as, int64_t now)
{
    int64_t at = as->start_at + (as->due_at - as->start_at) * 2 / 3;

    return at > now ? at : FIELD_UNSET;
}

void obligation_begin(ObligationChanges *changes, const Obligation *as, int64_t now)
{
    json_auto_t *alarms = clock_alarms(NULL, as->due_at);
    Obligation whole = *as;

    whole.ordinal = changes->next++;
    whole.first_due_at = as->due_at;
    whole.warn_at = warned_at(as, now);
    whole.escalate = alarms;
    whole.met_at = whole.delivered_at = whole.lapses_at = FIELD_UNSET;
    whole.state = whole.rang = FIELD_UNSET;
    json_t *row = fields_write(obligation_fields, FIELD_EVENT, &whole);
    json_object_set_new(row, "do", json_string(OBLIGATION_BEGUN));
    json_array_append_new(changes->rows, row);
}

static json_t *change_add(ObligationChanges *changes, const Obligation *one, const char *word)
{
    json_t *row = json_object();

    json_object_set_new(row, "do", json_string(word));
    json_object_set_new(row, "ordinal", json_integer(one->ordinal));
    json_array_append_new(changes->rows, row);
    return row;
}

static void set_time(json_t *row, const char *name, int64_t at)
{
    json_object_set_new(row, name, at == FIELD_UNSET ? json_null() : json_integer(at));
}

/* What has rung for a time that is past stays rung; a due time to come rings anew. */
void obligation_move(
    ObligationChanges *changes, const Obligation *one, const Obligation *as, int64_t now)
{
    json_t *row = change_add(changes, one, OBLIGATION_MOVED);

    json_object_set_new(row, "start_at", json_integer(as->start_at));
    json_object_set_new(row, "due_at", json_integer(as->due_at));
    set_time(row, "warn_at", warned_at(as, now));
    json_object_set_new(row, "escalate", clock_alarms(NULL, as->due_at));
    json_object_set_new(row, "counted_from", json_string(as->counted_from));
    json_object_set_new(row, "fallback", json_boolean(as->fallback));
    json_object_set_new(row, "rule", json_incref(as->rule));
    if (as->also != NULL)
        json_object_set_new(row, "also", json_incref(as->also));
    if (as->why != NULL)
        json_object_set_new(row, "why", json_string(as->why));
    if (as->due_at > now)
        json_object_set_new(row, "rang", json_integer(0));
}

void obligation_meet(ObligationChanges *changes, const Obligation *one, const ObligationAct *act)
{
    json_t *row = change_add(changes, one, OBLIGATION_MET_WORD);

    json_object_set_new(row, "met_at", json_integer(act->at));
    if (act->by != NULL)
        json_object_set_new(row, "met_by", json_string(act->by));
    if (act->told != NULL)
        json_object_set(row, "told", (json_t *) act->told);
    if (act->now <= one->due_at || act->at > one->due_at)
        return;
    json_object_set_new(row, "claimed", json_true());
    json_object_set_new(row, "lapses_at", json_integer(act->now + CLAIM_LASTS_MS));
}

void obligation_deny(ObligationChanges *changes, const Obligation *one, int64_t now)
{
    static const char *const undone[] = {"met_at", "met_by", "told", "delivered_at", "lapses_at"};
    json_t *row = change_add(changes, one, OBLIGATION_DENIED);

    for (size_t i = 0; i < G_N_ELEMENTS(undone); i++)
        json_object_set_new(row, undone[i], json_null());
    json_object_set_new(row, "claimed", json_false());
    json_object_set_new(row, "late", json_boolean(one->late || now > one->due_at));
    json_object_set_new(row, "why", json_string(OBLIGATION_DENIED));
}

void obligation_waive(ObligationChanges *changes, const Obligation *one, const char *why)
{
    json_object_set_new(change_add(changes, one, OBLIGATION_WAIVED_WORD), "why", json_string(why));
}

void obligation_link(
    ObligationChanges *changes, const Obligation *one, const char *unit, const char *name)
{
    json_t *row = change_add(changes, one, OBLIGATION_LINKED);

    json_object_set_new(row, "receiver", json_string(unit));
    json_object_set_new(row, "receiver_name", json_string(name));
}

void obligation_say(ObligationChanges *changes, const Obligation *one, const char *word, int64_t at)
{
    json_t *row = change_add(changes, one, word);

    if (at != FIELD_UNSET)
        json_object_set_new(row, "delivered_at", json_integer(at));
}

bool obligations_change(
    Decision *decision, const Matter *matter, const ObligationChanges *changes, GError **error)
{
    const ObligationChangedBody body = {.changes = changes->rows};

    return json_array_size(changes->rows) == 0 ||
           decision_emit(decision, EVENT_OBLIGATION_CHANGED, matter->id, &body, error);
}
