/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for a swap or a stand-in, and taking that back. */
#include "base/json.h"
#include "matter/matter.h"
#include "roster/module.h"
#include "roster/shift_change.h"
#include "unit/person.h"

#include <string.h>

static const char *const kinds[] = {CHANGE_SWAP, CHANGE_SUBSTITUTE, NULL};

typedef struct AskArgs {
    char *unit;
    char *shift;
    char *kind;
    char *person;
    char *other_shift;
    char *reason;
    bool try;
} AskArgs;

static const Field ask_args[] = {
    FIELD(AskArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(AskArgs, shift, FIELD_WORD, .required = true, .max = 60, .help = "A published shift."),
    FIELD(AskArgs, kind, FIELD_WORD, .required = true, .choices = kinds),
    FIELD(
        AskArgs, person, FIELD_WORD, .required = true, .max = 40, .help = "Who stands it instead."),
    FIELD(AskArgs, other_shift, FIELD_WORD, .max = 60,
        .help = "Of a swap: the shift of that person which is taken in return."),
    FIELD(AskArgs, reason, FIELD_TEXT, .min = 2, .max = 200,
        .help = "Needed unless it is only tried."),
    FIELD(AskArgs, try, FIELD_BOOL, .help = "Only say what it would break."),
    FIELD_END,
};

static bool person_check(Decision *decision, const AskArgs *args, GError **error)
{
    g_autoptr(Person) person = NULL;

    if (!person_find(decision_db(decision), args->person, &person, error))
        return false;
    if (person == NULL || strcmp(person->unit, decision_unit(decision)) != 0)
        return fail_field(error, "person", "no_such_person");
    return person->left_at == FIELD_UNSET || fail_field(error, "person", "left");
}

/* A stand-in may still come in the middle of a shift; a swap is of shifts to come. */
static Shift *shift_take(
    Decision *decision, const char *field, const char *id, bool begun, GError **error)
{
    g_autoptr(Shift) shift = NULL;
    int64_t now = decision_now(decision);
    const char *problem = NULL;

    if (!shift_find(decision_db(decision), id, &shift, error))
        return NULL;
    if (shift == NULL || strcmp(shift->unit, decision_unit(decision)) != 0)
        problem = "no_such_shift";
    else if (!shift->live)
        problem = "not_published";
    else if (shift->ends_at <= now || (!begun && shift->begins_at <= now))
        problem = "over";
    if (problem == NULL)
        return g_steal_pointer(&shift);
    fail_field(error, field, problem);
    return NULL;
}

/* Is a change of one of them asked for already? `other` may be NULL. */
static bool is_asked_already(
    Decision *decision, const char *shift, const char *other, bool *out_asked, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM shift_change WHERE unit = $unit AND state = 'asked'"
        " AND (shift IN ($shift, $other) OR other_shift IN ($shift, $other))",
        error, "unit", decision_unit(decision), "shift", shift, "other",
        other == NULL ? shift : other, NULL);

    return statement_found(row, out_asked, error);
}

static bool swap_check(Decision *decision, const AskArgs *args, const Shift *shift, GError **error)
{
    if (args->other_shift == NULL)
        return fail_field(error, "other_shift", "required");
    g_autoptr(Shift) other = shift_take(decision, "other_shift", args->other_shift, false, error);
    if (other == NULL)
        return false;
    if (g_strcmp0(other->person, args->person) != 0)
        return fail_field(error, "other_shift", "not_of_person");
    return shift->person != NULL || fail_field(error, "shift", "vacant");
}

static Shift *ask_check(Decision *decision, const AskArgs *args, GError **error)
{
    bool swap = strcmp(args->kind, CHANGE_SWAP) == 0;

    if (!person_check(decision, args, error))
        return NULL;
    g_autoptr(Shift) shift = shift_take(decision, "shift", args->shift, !swap, error);
    if (shift == NULL)
        return NULL;
    if (g_strcmp0(shift->person, args->person) == 0) {
        fail_field(error, "person", "stands_it_already");
        return NULL;
    }
    if (!swap && args->other_shift != NULL) {
        fail_field(error, "other_shift", "unknown");
        return NULL;
    }
    return !swap || swap_check(decision, args, shift, error) ? g_steal_pointer(&shift) : NULL;
}

static void change_drop(void *change)
{
    shift_change_free(change);
}

static void json_drop(void *json)
{
    json_decref(json);
}

static bool ask_emit(Decision *decision, const AskArgs *args, const Shift *shift, GError **error)
{
    const ChangeAskedBody body = {.way = args->kind,
        .shift = args->shift,
        .was = shift->person,
        .person = args->person,
        .other_shift = args->other_shift,
        .reason = args->reason};
    bool asked = false;

    if (args->try)
        return true;
    if (args->reason == NULL)
        return fail_field(error, "reason", "required");
    if (!is_asked_already(decision, args->shift, args->other_shift, &asked, error))
        return false;
    if (asked)
        return fail_as(
            error, FAIL_CONFLICT, "change_open", "a change of this shift waits for its approval");
    return decision_emit(decision, EVENT_CHANGE_ASKED, NULL, &body, error) &&
           notice_raise(decision, NULL, "leader", EVENT_CHANGE_ASKED, error);
}

static bool ask_decide(Decision *decision, const void *data, GError **error)
{
    const AskArgs *args = data;
    g_autoptr(Shift) shift = ask_check(decision, args, error);
    ShiftChange *tried = NULL;
    json_t *breaks = NULL;

    if (shift == NULL)
        return false;
    tried = g_new0(ShiftChange, 1);
    *tried = (ShiftChange){.unit = g_strdup(args->unit),
        .kind = g_strdup(args->kind),
        .state = g_strdup(CHANGE_ASKED),
        .shift = g_strdup(args->shift),
        .was = g_strdup(shift->person),
        .person = g_strdup(args->person),
        .other_shift = g_strdup(args->other_shift),
        .asked_at = FIELD_UNSET,
        .decided_at = FIELD_UNSET,
        .said_at = FIELD_UNSET,
        .confirm_due_at = FIELD_UNSET,
        .confirmed_at = FIELD_UNSET};
    decision_keep(decision, "tried", tried, change_drop);
    breaks = shift_change_breaks(
        decision_engine(decision), decision_db(decision), tried, decision_now(decision), error);
    if (breaks == NULL)
        return false;
    decision_keep(decision, "breaks", breaks, json_drop);
    return ask_emit(decision, args, shift, error);
}

static bool ask_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const Asking asking = asking_of(decision);
    g_autofree char *id = decision_first_id(decision);

    *out_reply = id != NULL ? view_one(&asking, &shift_change_view, id, error)
                            : shift_change_tried(asking.db, decision_kept(decision, "tried"),
                                  decision_kept(decision, "breaks"), error);
    return *out_reply != NULL;
}

/* ---- withdraw ---- */

typedef struct WithdrawArgs {
    char *id;
} WithdrawArgs;

static const Field withdraw_args[] = {
    FIELD(WithdrawArgs, id, FIELD_WORD, .required = true, .help = "The change."),
    FIELD_END,
};

static bool withdraw_decide(Decision *decision, const void *data, GError **error)
{
    const WithdrawArgs *args = data;
    g_autoptr(ShiftChange) change = shift_change_get(decision_db(decision), args->id, error);
    const ChangeWordBody body = {0};

    if (change == NULL)
        return false;
    if (strcmp(change->state, CHANGE_ASKED) != 0)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "the change is %s", change->state);
    return decision_emit(decision, EVENT_CHANGE_WITHDRAWN, args->id, &body, error);
}

static const Command commands[] = {
    {.name = "shift_change.ask",
        .method = "POST",
        .path = "/units/{unit}/shift-changes",
        .permission = "roster.draft",
        .status = 201,
        .args = ask_args,
        .args_size = sizeof(AskArgs),
        .reply = shift_change_fields,
        .decide = ask_decide,
        .conclude = ask_conclude,
        .help = "Asks for a swap or a stand-in, or only says what it would break."},
    {.name = "shift_change.withdraw",
        .method = "POST",
        .path = "/shift-changes/{id}/withdraw",
        .permission = "roster.draft",
        .args = withdraw_args,
        .args_size = sizeof(WithdrawArgs),
        .reply = shift_change_fields,
        .decide = withdraw_decide,
        .shows = &shift_change_view,
        .help = "Takes back what was asked."},
    {0},
};

const Part shift_change_part = {.events = shift_change_events,
    .commands = commands,
    .queries = shift_change_queries,
    .projections = shift_change_projections};
