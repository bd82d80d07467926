/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/obligation.h"

#include "base/json.h"
#include "engine/field_row.h"
#include "matter/obligation_private.h"

#include <string.h>

const Field obligation_fields[] = {
    FIELD(Obligation, ordinal, FIELD_INT, .required = true),
    FIELD(Obligation, report, FIELD_WORD, .required = true),
    FIELD(Obligation, channel, FIELD_WORD, .required = true),
    FIELD(Obligation, office, FIELD_WORD, .required = true),
    FIELD(Obligation, receiver, FIELD_WORD),
    FIELD(Obligation, receiver_name, FIELD_TEXT, .required = true, .plain = true),
    FIELD(Obligation, label, FIELD_JSON),
    FIELD(Obligation, rule, FIELD_JSON),
    FIELD(Obligation, also, FIELD_JSON),
    FIELD(Obligation, counted_from, FIELD_WORD),
    FIELD(Obligation, fallback, FIELD_BOOL),
    FIELD(Obligation, start_at, FIELD_TIME, .required = true),
    FIELD(Obligation, first_due_at, FIELD_TIME, .required = true),
    FIELD(Obligation, warn_at, FIELD_TIME),
    FIELD(Obligation, due_at, FIELD_TIME, .required = true),
    FIELD(Obligation, owner, FIELD_WORD, .required = true),
    FIELD(Obligation, escalate, FIELD_JSON),
    FIELD(Obligation, why, FIELD_WORD),
    FIELD(Obligation, told, FIELD_JSON),
    FIELD(Obligation, claimed, FIELD_BOOL),
    FIELD(Obligation, lapses_at, FIELD_TIME),
    FIELD(Obligation, met_at, FIELD_TIME),
    FIELD(Obligation, met_by, FIELD_WORD),
    FIELD(Obligation, delivered_at, FIELD_TIME),
    FIELD(Obligation, late, FIELD_BOOL),
    FIELD(Obligation, state, FIELD_INT),
    FIELD(Obligation, rang, FIELD_INT),
    FIELD_END,
};

FIELDS_FREE(Obligation, obligation, obligation_fields)

void obligation_destroy(void *obligation)
{
    obligation_free(obligation);
}

Obligation *obligation_copy(const Obligation *one)
{
    json_auto_t *written = fields_write(obligation_fields, FIELD_EVENT, one);
    Obligation *copy = g_new0(Obligation, 1);

    /* It was read by this table: it can be read again. */
    fields_read(obligation_fields, FIELD_EVENT, written, "", copy, NULL);
    return copy;
}

bool obligation_runs(const Obligation *obligation)
{
    return obligation->state == OBLIGATION_RUNNING || obligation->state == OBLIGATION_LATE;
}

bool obligation_is_met(const Obligation *obligation)
{
    return obligation->state == OBLIGATION_MET || obligation->state == OBLIGATION_LATE_MET;
}

const Obligation *matter_obligation(const Matter *matter, int64_t ordinal)
{
    return ordinal >= 1 && ordinal <= matter->obligations->len
               ? matter->obligations->pdata[ordinal - 1]
               : NULL;
}

int64_t obligation_next_at(const Obligation *one)
{
    if (!obligation_runs(one))
        return FIELD_UNSET;
    if (one->claimed)
        return one->lapses_at;
    return ring_next_at(one->warn_at, one->due_at, one->escalate, one->rang);
}

char *obligation_word(const Obligation *one)
{
    if (strcmp(one->report, "initial") != 0)
        return g_strdup(one->report);
    return g_strdup_printf("report_%s", one->channel);
}

/* ---- folding ---- */

typedef struct Outcome {
    const char *word;
    void (*fold)(Obligation *one);
} Outcome;

static void fold_met(Obligation *one)
{
    one->late = one->late || one->claimed || one->met_at > one->due_at;
    if (one->claimed)
        one->state = OBLIGATION_LATE;
    else
        one->state = one->late ? OBLIGATION_LATE_MET : OBLIGATION_MET;
}

static void fold_confirmed(Obligation *one)
{
    one->claimed = false;
    one->late = one->met_at > one->due_at;
    one->state = one->late ? OBLIGATION_LATE_MET : OBLIGATION_MET;
}

static void fold_disputed(Obligation *one)
{
    one->claimed = false;
    one->late = true;
    one->state = OBLIGATION_LATE_MET;
}

static void fold_denied(Obligation *one)
{
    one->state = one->late ? OBLIGATION_LATE : OBLIGATION_RUNNING;
}

static void fold_waived(Obligation *one)
{
    one->state = OBLIGATION_WAIVED;
}

/* It may be late by the right time too: then it rings again. */
static void fold_mistimed(Obligation *one)
{
    one->state = OBLIGATION_RUNNING;
    one->late = false;
    one->rang = 0;
}

static void fold_rung(Obligation *one)
{
    if (one->rang < CLOCK_STAGE_LATE)
        return;
    one->late = true;
    one->state = OBLIGATION_LATE;
}

static const Outcome outcomes[] = {
    {OBLIGATION_MET_WORD, fold_met},
    {OBLIGATION_CONFIRMED, fold_confirmed},
    {OBLIGATION_DISPUTED, fold_disputed},
    {OBLIGATION_DENIED, fold_denied},
    {OBLIGATION_WAIVED_WORD, fold_waived},
    {OBLIGATION_MISTIMED, fold_mistimed},
    {OBLIGATION_RUNG, fold_rung},
};

static void outcome_fold(Obligation *one, const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++)
        if (strcmp(outcomes[i].word, word) == 0)
            outcomes[i].fold(one);
}

/* What the change says, put over what is known; all but the word are members of an obligation. */
static Obligation *change_read(const Obligation *before, const json_t *change, GError **error)
{
    json_auto_t *members =
        before == NULL ? json_object() : fields_write(obligation_fields, FIELD_EVENT, before);
    g_autoptr(Obligation) after = g_new0(Obligation, 1);

    json_object_update(members, (json_t *) change);
    json_object_del(members, "do");
    json_object_del(members, "word");
    json_object_del(members, "tell");
    if (!fields_read(obligation_fields, FIELD_EVENT, members, "", after, error)) {
        g_free(g_steal_pointer(&after));
        return NULL;
    }
    if (before == NULL)
        after->state = OBLIGATION_RUNNING;
    if (after->rang == FIELD_UNSET)
        after->rang = 0;
    return g_steal_pointer(&after);
}

static bool change_fold(Matter *matter, const json_t *change, GError **error)
{
    const char *word = json_text(change, "do");
    int64_t ordinal = json_number(change, "ordinal", 0);
    bool begins = g_strcmp0(word, OBLIGATION_BEGUN) == 0;
    const Obligation *before = matter_obligation(matter, ordinal);

    if (word == NULL || begins != (before == NULL) ||
        (begins && ordinal != (int64_t) matter->obligations->len + 1))
        return fail(error, FAIL_CORRUPT, "obligation %d of %s can't be %s", (int) ordinal,
            matter->id, word == NULL ? "changed" : word);
    Obligation *after = change_read(before, change, error);
    if (after == NULL)
        return false;
    outcome_fold(after, word);
    if (begins) {
        g_ptr_array_add(matter->obligations, after);
        return true;
    }
    obligation_destroy(matter->obligations->pdata[ordinal - 1]);
    matter->obligations->pdata[ordinal - 1] = after;
    return true;
}

bool obligations_fold(Matter *matter, const Event *event, GError **error)
{
    const json_t *change = NULL;
    size_t i = 0;

    json_array_foreach (json_object_get(event->body, "changes"), i, change)
        if (!change_fold(matter, change, error))
            return false;
    return true;
}
