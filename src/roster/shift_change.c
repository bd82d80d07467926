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

static const Field change_columns[] = {
    FIELD(ShiftChange, unit, FIELD_WORD),
    FIELD(ShiftChange, id, FIELD_WORD),
    FIELD(ShiftChange, kind, FIELD_WORD),
    FIELD(ShiftChange, state, FIELD_WORD),
    FIELD(ShiftChange, shift, FIELD_WORD),
    FIELD(ShiftChange, was, FIELD_WORD),
    FIELD(ShiftChange, person, FIELD_WORD),
    FIELD(ShiftChange, other_shift, FIELD_WORD),
    FIELD(ShiftChange, reason, FIELD_TEXT),
    FIELD(ShiftChange, asked_at, FIELD_TIME),
    FIELD(ShiftChange, asked_by, FIELD_WORD),
    FIELD(ShiftChange, decided_at, FIELD_TIME),
    FIELD(ShiftChange, mode, FIELD_WORD),
    FIELD(ShiftChange, leader, FIELD_WORD),
    FIELD(ShiftChange, words, FIELD_TEXT),
    FIELD(ShiftChange, said_at, FIELD_TIME),
    FIELD(ShiftChange, confirm_due_at, FIELD_TIME),
    FIELD(ShiftChange, confirmed_at, FIELD_TIME),
    FIELD(ShiftChange, late, FIELD_BOOL),
    FIELD_END,
};

FIELDS_FREE(ShiftChange, shift_change, change_columns)

ShiftChange *shift_change_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(
        db, "SELECT * FROM shift_change WHERE unit = $unit AND id = $id", id, error);

    return statement_find(row, "no_such_change", "change", error)
               ? fields_row_new(change_columns, sizeof(ShiftChange), row)
               : NULL;
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

/* Sets `member` to the shift as it stands, where one is named. */
static bool shift_put(Db *db, json_t *item, const char *member, const char *id, GError **error)
{
    g_autoptr(Shift) shift = NULL;

    if (!shift_find(db, id, &shift, error))
        return false;
    if (shift != NULL)
        json_object_set_new(item, member, shift_json(shift));
    return true;
}

/* What it would break is asked of one that waits for its answer. */
static bool breaks_put(const Asking *asking, json_t *item, GError **error)
{
    g_autoptr(ShiftChange) change = shift_change_get(asking->db, json_text(item, "id"), error);
    json_t *breaks = change == NULL ? NULL
                                    : shift_change_breaks(
                                          asking->engine, asking->db, change, asking->now, error);

    return breaks != NULL && json_object_set_new(item, "breaks", breaks) == 0;
}

static bool change_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    return shift_put(asking->db, item, "shift", row_text_of(row, "shift_id"), error) &&
           shift_put(asking->db, item, "other", row_text_of(row, "other_id"), error) &&
           (strcmp(row_text_of(row, "state"), CHANGE_ASKED) != 0 ||
               breaks_put(asking, item, error));
}

json_t *shift_change_tried(Db *db, const ShiftChange *change, const json_t *breaks, GError **error)
{
    g_autofree char *was = change->was == NULL ? NULL : person_name(db, change->was);
    g_autofree char *person = person_name(db, change->person);
    json_auto_t *item = json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s, s:s*, s:b, s:b, s:O}", "unit",
        change->unit, "kind", change->kind, "state", change->state, "was", change->was, "was_name",
        was, "person", change->person, "person_name", person, "late", false, "unconfirmed", false,
        "breaks", breaks);

    return shift_put(db, item, "shift", change->shift, error) &&
                   shift_put(db, item, "other", change->other_shift, error)
               ? g_steal_pointer(&item)
               : NULL;
}

/* ---- GET /shift-changes/{id}, GET /units/{unit}/shift-changes ---- */

typedef struct ReadArgs {
    ListAsk ask;
    char *id, *unit, *state, *shift;
} ReadArgs;

static const Field get_args[] = {
    FIELD(ReadArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD_END,
};

static const Field list_args[] = {
    LIST_FIELDS,
    FIELD(ReadArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ReadArgs, state, FIELD_WORD, .choices = states),
    FIELD(ReadArgs, shift, FIELD_WORD, .max = 60, .help = "Only those that touch this shift."),
    FIELD_END,
};

static bool list_admits(const Asking *asking, const void *data, GError **error)
{
    return roster_visible(asking, ((const ReadArgs *) data)->unit, error);
}

#define SHOWN                                                                                      \
    "SELECT unit, id, kind, state, shift AS shift_id, other_shift AS other_id, was, person,"       \
    " reason, asked_at, asked_by, decided_at, mode, leader, words, said_at, confirm_due_at,"       \
    " confirmed_at, late, CASE WHEN mode = 'oral' AND confirmed_at IS NULL THEN 1 ELSE 0 END"      \
    " AS unconfirmed, seq FROM shift_change WHERE unit = $unit"

static const ViewName change_names[] = {
    {"was_name", "was", person_name},
    {"person_name", "person", person_name},
    {"leader_name", "leader", person_name},
    {0},
};

const View shift_change_view = {
    .thing = "change",
    .reason = "no_such_change",
    .fields = shift_change_fields,
    .one = SHOWN " AND id = $id",
    .list = SHOWN " AND (CAST($state AS TEXT) IS NULL OR state = $state)"
                  " AND (CAST($shift AS TEXT) IS NULL OR shift = $shift OR other_shift = $shift)"
                  " AND seq < $after_seq ORDER BY seq DESC LIMIT $limit",
    .admits = list_admits,
    .names = change_names,
    .fill = change_fill,
    .keys = {{"seq", .falls = true}},
};

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ReadArgs *args = data;
    g_autofree char *unit = text_unit_of(args->id);
    bool is_there = false;

    if (!unit_exists(asking->db, unit, &is_there, error))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_change", "there is no such change");
    if (!roster_visible(asking, unit, error))
        return false;
    out_answer->json = view_one(asking, &shift_change_view, args->id, error);
    return out_answer->json != NULL;
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
        .reply = LIST_OF(shift_change_fields),
        .lists = &shift_change_view,
        .help = "Swaps and stand-ins of a unit, the latest first; what waits, with what it would "
                "break."},
    {0},
};
