/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to swaps and stand-ins, the table that follows, and reading it. */
#include "roster/shift_change.h"

#include "base/json.h"
#include "base/text.h"
#include "roster/case.h"
#include "roster/show.h"
#include "unit/deadline.h"
#include "unit/person.h"
#include "unit/unit.h"

#include <string.h>

#define LIST_MAX 200

static const Field asked_fields[] = {
    FIELD(ChangeAskedBody, way, FIELD_WORD, .required = true),
    FIELD(ChangeAskedBody, shift, FIELD_WORD, .required = true),
    FIELD(ChangeAskedBody, was, FIELD_WORD),
    FIELD(ChangeAskedBody, person, FIELD_WORD, .required = true),
    FIELD(ChangeAskedBody, other_shift, FIELD_WORD),
    FIELD(ChangeAskedBody, reason, FIELD_TEXT),
    FIELD_END,
};

static const Field approved_fields[] = {
    FIELD(ChangeApprovedBody, way, FIELD_WORD, .required = true),
    FIELD(ChangeApprovedBody, shift, FIELD_WORD, .required = true),
    FIELD(ChangeApprovedBody, was, FIELD_WORD),
    FIELD(ChangeApprovedBody, person, FIELD_WORD, .required = true),
    FIELD(ChangeApprovedBody, other_shift, FIELD_WORD),
    FIELD(ChangeApprovedBody, mode, FIELD_WORD, .required = true),
    FIELD(ChangeApprovedBody, leader, FIELD_WORD, .required = true),
    FIELD(ChangeApprovedBody, words, FIELD_TEXT),
    FIELD(ChangeApprovedBody, said_at, FIELD_TIME),
    FIELD(ChangeApprovedBody, confirm_due_at, FIELD_TIME),
    FIELD(ChangeApprovedBody, reason, FIELD_TEXT),
    FIELD(
        ChangeApprovedBody, broken, FIELD_JSON, .help = "{rule, shift, person} in spite of which."),
    FIELD_END,
};

static const Field word_fields[] = {
    FIELD(ChangeWordBody, leader, FIELD_WORD),
    FIELD(ChangeWordBody, words, FIELD_TEXT),
    FIELD_END,
};

static const Field rang_fields[] = {
    FIELD(ChangeRangBody, stage, FIELD_INT, .required = true),
    FIELD(ChangeRangBody, next_at, FIELD_TIME),
    FIELD_END,
};

const EventKind shift_change_events[] = {
    {EVENT_CHANGE_ASKED, asked_fields, sizeof(ChangeAskedBody)},
    {EVENT_CHANGE_APPROVED, approved_fields, sizeof(ChangeApprovedBody)},
    {EVENT_CHANGE_REFUSED, word_fields, sizeof(ChangeWordBody)},
    {EVENT_CHANGE_WITHDRAWN, word_fields, sizeof(ChangeWordBody)},
    {EVENT_CHANGE_CONFIRMED, word_fields, sizeof(ChangeWordBody)},
    {EVENT_CHANGE_DENIED, word_fields, sizeof(ChangeWordBody)},
    {EVENT_CHANGE_RANG, rang_fields, sizeof(ChangeRangBody)},
    {0},
};

#define OF_SUBJECT " WHERE unit = $unit AND id = $subject"
#define QUIET                                                                                      \
    "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_CHANGE_CONFIRM                        \
    "' AND subject = $subject"

const Projection shift_change_projections[] = {
    {.event = EVENT_CHANGE_ASKED,
        .sql = "INSERT INTO shift_change (unit, id, seq, kind, state, shift, was, person,"
               " other_shift, reason, asked_at, asked_by, late) VALUES ($unit, $subject, $seq,"
               " $way, 'asked', $shift, $was, $person, $other_shift, $reason, $at, $actor, 0)"},
    {.event = EVENT_CHANGE_APPROVED,
        .sql = "UPDATE shift_change SET state = 'approved', decided_at = $at, mode = $mode,"
               " leader = $leader, words = $words, said_at = $said_at,"
               " confirm_due_at = $confirm_due_at" OF_SUBJECT},
    {.event = EVENT_CHANGE_APPROVED,
        .sql = "UPDATE shift SET person = $person,"
               " how = CASE WHEN $way = 'swap' THEN 'swapped' ELSE 'substitute' END"
               " WHERE unit = $unit AND id = $shift"},
    {.event = EVENT_CHANGE_APPROVED,
        .sql = "UPDATE shift SET person = $was, how = 'swapped'"
               " WHERE unit = $unit AND id = $other_shift"},
    {.event = EVENT_CHANGE_APPROVED,
        .sql = "UPDATE roster SET version = version + 1 WHERE unit = $unit AND id IN"
               " (SELECT roster FROM shift WHERE unit = $unit AND id IN ($shift, $other_shift))"},
    {.event = EVENT_CHANGE_APPROVED,
        .sql = "INSERT INTO due (unit, chore, subject, at, since)"
               " SELECT unit, '" CHORE_CHANGE_CONFIRM "', id, confirm_due_at, CAST($at AS BIGINT)"
               " FROM shift_change" OF_SUBJECT " AND confirm_due_at IS NOT NULL"},
    {.event = EVENT_CHANGE_REFUSED,
        .sql = "UPDATE shift_change SET state = 'refused', decided_at = $at, leader = $leader,"
               " words = $words" OF_SUBJECT},
    {.event = EVENT_CHANGE_WITHDRAWN,
        .sql = "UPDATE shift_change SET state = 'withdrawn', decided_at = $at" OF_SUBJECT},
    {.event = EVENT_CHANGE_CONFIRMED,
        .sql = "UPDATE shift_change SET confirmed_at = $at" OF_SUBJECT},
    {.event = EVENT_CHANGE_CONFIRMED, .sql = QUIET},
    {.event = EVENT_CHANGE_DENIED,
        .sql = "UPDATE shift_change SET state = 'denied', words = $words" OF_SUBJECT},
    {.event = EVENT_CHANGE_DENIED, .sql = QUIET},
    {.event = EVENT_CHANGE_RANG, .sql = "UPDATE shift_change SET late = 1" OF_SUBJECT},
    {.event = EVENT_CHANGE_RANG, .sql = QUIET},
    {.event = EVENT_CHANGE_RANG,
        .sql = "INSERT INTO due (unit, chore, subject, at, since)"
               " SELECT unit, '" CHORE_CHANGE_CONFIRM "', id, CAST($next_at AS BIGINT),"
               " CAST($at AS BIGINT) FROM shift_change" OF_SUBJECT
               " AND CAST($next_at AS BIGINT) IS NOT NULL"},
    DEADLINE_SHOWN(CHORE_CHANGE_CONFIRM, "shift_change", "id", "confirm_due_at", "late = 0"),
    DEADLINE_AGAIN(CHORE_CHANGE_CONFIRM, "shift_change", "id", "decided_at", "confirm_due_at",
        "late = 1", "confirmed_at IS NULL AND state = 'approved'"),
    DEADLINE_UNRUNG("shift_change", "decided_at", "confirm_due_at", "late = 1", "late = 0"),
    {0},
};

/* ---- loading ---- */

void shift_change_free(ShiftChange *change)
{
    if (change == NULL)
        return;
    g_free(change->unit);
    g_free(change->id);
    g_free(change->kind);
    g_free(change->state);
    g_free(change->shift);
    g_free(change->was);
    g_free(change->person);
    g_free(change->other_shift);
    g_free(change->reason);
    g_free(change->asked_by);
    g_free(change->mode);
    g_free(change->leader);
    g_free(change->words);
    g_free(change);
}

#define COLUMNS                                                                                    \
    "SELECT unit, id, kind, state, shift, was, person, other_shift, reason, asked_by, mode,"       \
    " leader, words, asked_at, decided_at, said_at, confirm_due_at, confirmed_at, late"            \
    " FROM shift_change WHERE unit = $unit"

static void *change_of_row(Statement *row)
{
    ShiftChange *change = g_new0(ShiftChange, 1);
    char **const texts[] = {&change->unit, &change->id, &change->kind, &change->state,
        &change->shift, &change->was, &change->person, &change->other_shift, &change->reason,
        &change->asked_by, &change->mode, &change->leader, &change->words};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup(row_text(row, (int) i));
    change->asked_at = row_int(row, 13);
    change->decided_at = row_int_or(row, 14, FIELD_UNSET);
    change->said_at = row_int_or(row, 15, FIELD_UNSET);
    change->confirm_due_at = row_int_or(row, 16, FIELD_UNSET);
    change->confirmed_at = row_int_or(row, 17, FIELD_UNSET);
    change->late = row_int(row, 18) != 0;
    return change;
}

ShiftChange *shift_change_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, COLUMNS " AND id = $id", id, error);

    return statement_one(row, change_of_row, "no_such_change", "change", error);
}

/* ---- what it would break ---- */

static void shifts_put(GPtrArray *shifts, const char *id, const char *person)
{
    for (guint i = 0; id != NULL && i < shifts->len; i++) {
        Shift *shift = shifts->pdata[i];
        if (strcmp(shift->id, id) != 0)
            continue;
        g_free(shift->person);
        shift->person = g_strdup(person);
    }
}

static bool contains(const json_t *items, const json_t *wanted)
{
    const json_t *item = NULL;
    size_t i = 0;

    json_array_foreach (items, i, item) {
        if (json_equal(item, wanted))
            return true;
    }
    return false;
}

static json_t *case_brokens(const RosterCase *of)
{
    g_autoptr(GArray) brokens = roster_check(of);
    return brokens_json(of->rules, brokens);
}

static bool breaks_add(const CaseAsk *ask, const char *roster_id, const ShiftChange *change,
    json_t *breaks, GError **error)
{
    g_autoptr(Roster) roster = roster_get(ask->db, roster_id, error);
    g_autoptr(RosterCase) of =
        roster == NULL ? NULL : roster_case_of(ask->engine, ask->db, roster, ask->now, error);
    json_t *item = NULL;
    size_t i = 0;

    if (of == NULL)
        return false;
    json_auto_t *before = case_brokens(of);
    shifts_put(of->shifts, change->shift, change->person);
    shifts_put(of->others, change->shift, change->person);
    shifts_put(of->shifts, change->other_shift, change->was);
    shifts_put(of->others, change->other_shift, change->was);
    json_auto_t *after = case_brokens(of);
    json_array_foreach (after, i, item) {
        if (!contains(before, item) && !contains(breaks, item))
            json_array_append(breaks, item);
    }
    return true;
}

json_t *shift_change_breaks(
    Engine *engine, Db *db, const ShiftChange *change, int64_t now, GError **error)
{
    const CaseAsk ask = {.engine = engine, .db = db, .unit = change->unit, .now = now};
    g_autoptr(Shift) shift = shift_get(db, change->shift, error);
    g_autoptr(Shift) other = NULL;
    json_auto_t *breaks = json_array();

    if (shift == NULL || !breaks_add(&ask, shift->roster, change, breaks, error))
        return NULL;
    if (change->other_shift == NULL)
        return json_incref(breaks);
    other = shift_get(db, change->other_shift, error);
    if (other == NULL)
        return NULL;
    if (strcmp(other->roster, shift->roster) != 0 &&
        !breaks_add(&ask, other->roster, change, breaks, error))
        return NULL;
    return json_incref(breaks);
}

/* ---- as replies carry it ---- */

static const char *const kinds[] = {CHANGE_SWAP, CHANGE_SUBSTITUTE, NULL};
static const char *const states[] = {
    CHANGE_ASKED, CHANGE_APPROVED, CHANGE_REFUSED, CHANGE_WITHDRAWN, CHANGE_DENIED, NULL};

typedef struct ChangeShown {
    char *unit, *id, *kind, *state;
    json_t *shift;
    json_t *other;
    char *was, *was_name;
    char *person, *person_name;
    char *reason;
    int64_t asked_at;
    char *asked_by;
    int64_t decided_at;
    char *mode, *leader, *leader_name, *words;
    int64_t said_at, confirm_due_at, confirmed_at;
    bool late;
    bool unconfirmed;
    json_t *breaks;
} ChangeShown;

const Field shift_change_fields[] = {
    FIELD(ChangeShown, unit, FIELD_WORD, .required = true),
    FIELD(ChangeShown, id, FIELD_WORD, .help = "Absent: it was only tried."),
    FIELD(ChangeShown, kind, FIELD_WORD, .required = true, .choices = kinds),
    FIELD(ChangeShown, state, FIELD_WORD, .required = true, .choices = states),
    FIELD(ChangeShown, shift, FIELD_JSON, .required = true, .object = shift_fields,
        .help = "The shift as it stands."),
    FIELD(ChangeShown, other, FIELD_JSON, .object = shift_fields,
        .help = "Of a swap: the other shift."),
    FIELD(ChangeShown, was, FIELD_WORD, .help = "Who stood it until then."),
    FIELD(ChangeShown, was_name, FIELD_TEXT),
    FIELD(ChangeShown, person, FIELD_WORD, .required = true, .help = "Who stands it instead."),
    FIELD(ChangeShown, person_name, FIELD_TEXT),
    FIELD(ChangeShown, reason, FIELD_TEXT),
    FIELD(ChangeShown, asked_at, FIELD_TIME),
    FIELD(ChangeShown, asked_by, FIELD_WORD),
    FIELD(ChangeShown, decided_at, FIELD_TIME),
    FIELD(ChangeShown, mode, FIELD_WORD, .help = "desk or oral."),
    FIELD(ChangeShown, leader, FIELD_WORD, .help = "Who decided."),
    FIELD(ChangeShown, leader_name, FIELD_TEXT),
    FIELD(ChangeShown, words, FIELD_TEXT, .help = "By telephone; or why it was refused."),
    FIELD(ChangeShown, said_at, FIELD_TIME),
    FIELD(ChangeShown, confirm_due_at, FIELD_TIME),
    FIELD(ChangeShown, confirmed_at, FIELD_TIME),
    FIELD(ChangeShown, late, FIELD_BOOL, .required = true, .help = "Not confirmed in time."),
    FIELD(ChangeShown, unconfirmed, FIELD_BOOL, .required = true,
        .help = "Rests on a word by telephone that nobody has confirmed."),
    FIELD(ChangeShown, breaks, FIELD_JSON, .items = broken_fields, .help = "What it would break."),
    FIELD_END,
};

static json_t *shift_or_null(Db *db, const char *id)
{
    g_autoptr(Shift) shift = id == NULL ? NULL : shift_get(db, id, NULL);
    return shift == NULL ? NULL : shift_json(shift);
}

json_t *shift_change_json(Db *db, const ShiftChange *change, json_t *breaks)
{
    json_auto_t *shift = shift_or_null(db, change->shift);
    json_auto_t *other = shift_or_null(db, change->other_shift);
    json_auto_t *taken = breaks;
    g_autofree char *was = change->was == NULL ? NULL : person_name(db, change->was);
    g_autofree char *person = person_name(db, change->person);
    g_autofree char *leader = change->leader == NULL ? NULL : person_name(db, change->leader);
    const ChangeShown shown = {.unit = change->unit,
        .id = change->id,
        .kind = change->kind,
        .state = change->state,
        .shift = shift,
        .other = other,
        .was = change->was,
        .was_name = was,
        .person = change->person,
        .person_name = person,
        .reason = change->reason,
        .asked_at = change->asked_at,
        .asked_by = change->asked_by,
        .decided_at = change->decided_at,
        .mode = change->mode,
        .leader = change->leader,
        .leader_name = leader,
        .words = change->words,
        .said_at = change->said_at,
        .confirm_due_at = change->confirm_due_at,
        .confirmed_at = change->confirmed_at,
        .late = change->late,
        .unconfirmed = g_strcmp0(change->mode, "oral") == 0 && change->confirmed_at == FIELD_UNSET,
        .breaks = taken};

    return fields_write(shift_change_fields, FIELD_HTTP, &shown);
}

/* ---- GET /shift-changes/{id}, GET /units/{unit}/shift-changes ---- */

typedef struct ReadArgs {
    char *id;
    char *unit;
    char *state;
    char *shift;
} ReadArgs;

static const Field get_args[] = {
    FIELD(ReadArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD_END,
};

static const Field list_args[] = {
    FIELD(ReadArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ReadArgs, state, FIELD_WORD, .choices = states),
    FIELD(ReadArgs, shift, FIELD_WORD, .max = 60, .help = "Only those that touch this shift."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = shift_change_fields),
    FIELD_END,
};

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ReadArgs *args = data;
    g_autofree char *unit = text_unit_of(args->id);
    json_t *breaks = NULL;
    bool is_there = false;

    if (!unit_exists(asking->db, unit, &is_there, error))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_change", "there is no such change");
    if (!roster_visible(asking, unit, error))
        return false;
    g_autoptr(ShiftChange) change = shift_change_get(asking->db, args->id, error);
    if (change == NULL)
        return false;
    if (strcmp(change->state, CHANGE_ASKED) == 0)
        breaks = shift_change_breaks(asking->engine, asking->db, change, asking->now, NULL);
    out_answer->json = shift_change_json(asking->db, change, breaks);
    return true;
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ReadArgs *args = data;
    json_auto_t *items = json_array();
    StoreStep step = STORE_FAILED;

    if (!roster_visible(asking, args->unit, error))
        return false;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        COLUMNS " AND (CAST($state AS TEXT) IS NULL OR state = $state)"
                " AND (CAST($shift AS TEXT) IS NULL OR shift = $shift OR other_shift = $shift)"
                " ORDER BY seq DESC LIMIT $limit",
        error);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_text(rows, "state", args->state);
    bind_text(rows, "shift", args->shift);
    bind_int(rows, "limit", LIST_MAX);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autoptr(ShiftChange) change = change_of_row(rows);
        json_array_append_new(items, shift_change_json(asking->db, change, NULL));
    }
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

const Query shift_change_queries[] = {
    {.name = "shift_change.get",
        .path = "/shift-changes/{id}",
        .args = get_args,
        .args_size = sizeof(ReadArgs),
        .reply = shift_change_fields,
        .answer = get_answer,
        .help = "A swap or stand-in, and while it is asked what it would break."},
    {.name = "shift_change.list",
        .path = "/units/{unit}/shift-changes",
        .args = list_args,
        .args_size = sizeof(ReadArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Swaps and stand-ins of a unit, the latest first."},
    {0},
};
