/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for leave, and changing what was asked for. */
#include "base/json.h"
#include "leave/leave_commands.h"
#include "matter/matter.h"
#include "unit/person.h"
#include "unit/phone.h"

#define LONGEST_MS (366 * DAY_MS)

const Field leave_id_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD_END,
};

#define WHAT_FIELDS                                                                                \
    FIELD(LeaveArgs, place, FIELD_TEXT, .max = 200, .help = "Where to."),                          \
        FIELD(LeaveArgs, reason, FIELD_TEXT, .max = 500),                                          \
        FIELD(LeaveArgs, transport, FIELD_TEXT, .max = 100, .help = "How they travel."),           \
        FIELD(LeaveArgs, acting, FIELD_WORD, .max = 40,                                            \
            .help = "Person who leads meanwhile; a principal must name one."),                     \
        FIELD(LeaveArgs, acting_phone, FIELD_TEXT, .line = true, .max = 40, .personal = true,      \
            .help = "Theirs, when it is not the one on file."),                                    \
        FIELD(LeaveArgs, explanation, FIELD_TEXT, .max = 500,                                      \
            .help = "Why, when nobody of the two who lead is left.")

static const Field ask_args[] = {
    FIELD(LeaveArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(LeaveArgs, person, FIELD_WORD, .max = 40, .help = "Who goes; oneself when absent."),
    FIELD(LeaveArgs, kind, FIELD_WORD, .required = true, .max = 40,
        .help = "Of catalog/duty/leave.json."),
    FIELD(LeaveArgs, from, FIELD_TIME, .required = true),
    FIELD(LeaveArgs, until, FIELD_TIME, .required = true, .help = "Back by then."),
    WHAT_FIELDS,
    FIELD(LeaveArgs, phoned_at, FIELD_TIME, .help = "When it was told by telephone first."),
    FIELD(LeaveArgs, phoned_to, FIELD_TEXT, .line = true, .max = 100, .help = "Whom it was told."),
    FIELD_END,
};

static const Field change_args[] = {
    FIELD(LeaveArgs, id, FIELD_WORD, .required = true, .help = "The leave."),
    FIELD(LeaveArgs, from, FIELD_TIME, .help = "What is absent stays."),
    FIELD(LeaveArgs, until, FIELD_TIME),
    WHAT_FIELDS,
    FIELD(LeaveArgs, words, FIELD_TEXT, .max = 500, .help = "Why it is changed."),
    FIELD_END,
};

/* --- checks --- */

/* `acting`: the person named, NULL where there is none. */
static bool acting_check(const LeaveDraft *draft, const Person *acting, GError **error)
{
    if (draft->acting == NULL)
        return !draft->principal || fail_field(error, "acting", "required");
    if (acting == NULL || acting->left_at != FIELD_UNSET ||
        g_strcmp0(acting->unit, draft->unit) != 0)
        return fail_field(error, "acting", "no_such_person");
    if (g_strcmp0(acting->id, draft->person) == 0)
        return fail_field(error, "acting", "self");
    if (draft->principal && draft->acting_phone == NULL &&
        (acting->phone == NULL || *acting->phone == '\0'))
        return fail_field(error, "acting_phone", "required");
    return true;
}

static bool times_check(const LeaveDraft *draft, int64_t now, GError **error)
{
    bool fits = true;

    if (draft->until_at <= draft->from_at)
        fits = fail_field(error, "until", "not_after_from");
    else if (draft->until_at - draft->from_at > LONGEST_MS)
        fits = fail_field(error, "until", "too_large");
    else if (draft->until_at <= now)
        fits = fail_field(error, "until", "in_the_past");
    return fits;
}

/* Nobody is away twice. */
static bool overlap_check(Db *db, const LeaveDraft *draft, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT id FROM leave WHERE unit = $unit AND person = $person AND id <> $id"
        " AND state IN ('asked', 'approved') AND from_at < $until AND until_at > $from LIMIT 1",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", draft->unit);
    bind_text(row, "person", draft->person);
    bind_text(row, "id", draft->id == NULL ? "" : draft->id);
    bind_int(row, "from", draft->from_at);
    bind_int(row, "until", draft->until_at);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW)
        return fail_as(error, FAIL_CONFLICT, "leave_overlaps",
            "the person has leave %s in these hours already", row_text(row, 0));
    return step == STORE_DONE;
}

static bool draft_check(Decision *decision, const LeaveDraft *draft, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Person) acting = NULL;

    if (!person_find(db, draft->acting, &acting, error))
        return false;
    bool fits = times_check(draft, decision_now(decision), error);
    return acting_check(draft, acting, error) && fits && overlap_check(db, draft, error);
}

static bool is_late(Decision *decision, const json_t *rules, int64_t from)
{
    int64_t before = json_integer_value(json_object_get(rules, "ask_before_minutes")) * MINUTE_MS;

    return from - decision_now(decision) < before;
}

/* A number that is none is said; the one written one way is kept. */
static bool phone_read(const char *text, char **out_phone, GError **error)
{
    *out_phone = text == NULL || *text == '\0' ? NULL : phone_normal(text, NULL);
    return text == NULL || *text == '\0' || *out_phone != NULL ||
           fail_field(error, "acting_phone", "not_a_phone");
}

/* --- asking --- */

static bool asker_check(Decision *decision, const char *person, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autoptr(Person) who = NULL;

    if (!person_find(decision_db(decision), person, &who, error))
        return false;
    if (who == NULL || who->left_at != FIELD_UNSET ||
        g_strcmp0(who->unit, decision_unit(decision)) != 0)
        return fail_field(error, "person", person == NULL ? "required" : "no_such_person");
    return actor == NULL || g_strcmp0(actor->person, person) == 0 ||
           decision_permits(decision, "duty.handover", error);
}

static bool ask_emit(Decision *decision, const json_t *rules, const LeaveArgs *args,
    LeaveDraft *draft, GError **error)
{
    g_auto(GStrv) clash = NULL;
    int64_t within = json_integer_value(json_object_get(rules, "answer_minutes")) * MINUTE_MS;
    int64_t now = decision_now(decision);

    if (!draft_check(decision, draft, error) ||
        !leave_clash_check(decision, rules, draft, &clash, error))
        return false;
    const AskedBody body = {.person = (char *) draft->person,
        .leave_kind = args->kind,
        .place = args->place,
        .reason = args->reason,
        .transport = args->transport,
        .acting = args->acting,
        .acting_phone = (char *) draft->acting_phone,
        .explanation = args->explanation,
        .phoned_to = args->phoned_to,
        .clash = clash,
        .from_at = args->from,
        .until_at = args->until,
        .phoned_at = args->phoned_at,
        .answer_due_at =
            now + within < args->from ? now + within : MAX(now + MINUTE_MS, args->from),
        .principal = draft->principal,
        .late = is_late(decision, rules, args->from)};
    g_autofree char *id = decision_next_id(decision);
    bool head = false;
    if (!leave_holds(decision_db(decision), rules, "heads", draft->person, &head, error))
        return false;
    if (!decision_emit(decision, "leave.asked", NULL, &body, error) ||
        !notice_raise(decision, NULL, "leader", "leave.asked", error))
        return false;
    if (head && !leave_file(decision, id, "asked", error))
        return false;
    decision_show(decision, id);
    return true;
}

static bool ask_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    const Actor *actor = decision_actor(decision);
    const char *person = args->person != NULL || actor == NULL ? args->person : actor->person;
    json_auto_t *rules = county_file(decision_engine(decision), "leave");
    g_autofree char *phone = NULL;
    bool principal = false;

    if (county_row(json_object_get(rules, "kinds"), args->kind) == NULL)
        return fail_field(error, "kind", "not_a_choice");
    if (args->phoned_at != FIELD_UNSET && args->phoned_at > decision_now(decision))
        return fail_field(error, "phoned_at", "in_future");
    if (!phone_read(args->acting_phone, &phone, error) || !asker_check(decision, person, error) ||
        !leave_holds(decision_db(decision), rules, "principals", person, &principal, error))
        return false;
    LeaveDraft draft = {.unit = args->unit,
        .person = person,
        .acting = args->acting,
        .acting_phone = phone,
        .explanation = args->explanation,
        .from_at = args->from,
        .until_at = args->until,
        .principal = principal};
    return ask_emit(decision, rules, args, &draft, error);
}

/* --- changing --- */

/* Whoever approved it looks again, unless it was they who changed it; so does the level above. */
static bool approved_told(Decision *decision, const char *id, bool approver, GError **error)
{
    return (approver || notice_raise(decision, NULL, "leader", "leave.changed", error)) &&
           leave_file(decision, id, "changed", error);
}

static bool change_emit(Decision *decision, const Leave *leave, const LeaveArgs *args,
    const LeaveDraft *draft, GError **error)
{
    json_auto_t *rules = county_file(decision_engine(decision), "leave");
    g_auto(GStrv) clash = NULL;
    bool approved = g_strcmp0(leave->state, "approved") == 0;
    bool approver = false, head = false;
    bool earlier = draft->from_at < leave->from_at;

    if (!leave_may_answer(decision, leave, &approver, error) ||
        !leave_holds(decision_db(decision), rules, "heads", leave->person, &head, error) ||
        !draft_check(decision, draft, error) ||
        !leave_clash_check(decision, rules, draft, &clash, error))
        return false;
    const ChangedBody body = {.place = args->place != NULL ? args->place : leave->place,
        .reason = args->reason != NULL ? args->reason : leave->reason,
        .transport = args->transport != NULL ? args->transport : leave->transport,
        .acting = (char *) draft->acting,
        .acting_phone = (char *) draft->acting_phone,
        .explanation = (char *) draft->explanation,
        .words = args->words,
        .clash = clash,
        .from_at = draft->from_at,
        .until_at = draft->until_at,
        .unconfirmed = leave->unconfirmed || (approved && (head || !approver)),
        .late = leave->late || (earlier && is_late(decision, rules, draft->from_at))};
    return decision_emit(decision, "leave.changed", leave->id, &body, error) &&
           (!approved || approved_told(decision, leave->id, approver, error));
}

static bool change_decide(Decision *decision, const void *data, GError **error)
{
    const LeaveArgs *args = data;
    g_autoptr(Leave) leave = leave_begin(decision, args->id, LEAVE_OPEN, error);
    g_autofree char *phone = NULL;
    bool another =
        leave != NULL && args->acting != NULL && g_strcmp0(args->acting, leave->acting) != 0;

    if (leave == NULL || !leave_asker_check(decision, leave, error) ||
        !phone_read(args->acting_phone, &phone, error))
        return false;
    LeaveDraft draft = {.id = leave->id,
        .unit = leave->unit,
        .person = leave->person,
        .acting = args->acting != NULL ? args->acting : leave->acting,
        .acting_phone = phone != NULL || another ? phone : leave->acting_phone,
        .explanation = args->explanation != NULL ? args->explanation : leave->explanation,
        .from_at = args->from != FIELD_UNSET ? args->from : leave->from_at,
        .until_at = args->until != FIELD_UNSET ? args->until : leave->until_at,
        .principal = leave->principal};
    return change_emit(decision, leave, args, &draft, error);
}

const Command leave_ask_commands[] = {
    {.name = "leave.ask",
        .method = "POST",
        .path = "/units/{unit}/leaves",
        .permission = "leave.ask",
        .status = 201,
        .begins = true,
        .args = ask_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = ask_decide,
        .shows = &leave_view,
        .help = "Asks for leave; the reply says which shifts it touches and who could stand in."},
    {.name = "leave.change",
        .method = "POST",
        .path = "/leaves/{id}/change",
        .permission = "leave.ask",
        .args = change_args,
        .args_size = sizeof(LeaveArgs),
        .reply = leave_reply,
        .decide = change_decide,
        .shows = &leave_view,
        .help = "Changes a leave; one already approved counts at once and waits to be confirmed."},
    {0},
};
