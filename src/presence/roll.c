/* SPDX-License-Identifier: Apache-2.0 */
/* Roll calls: one act of the level above, a dispatch to every unit below that keeps duty, a
 * challenge there, and the answers coming back. */
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/post.h"
#include "presence/module.h"
#include "presence/presence.h"
#include "roster/on_duty.h"
#include "unit/account.h"
#include "unit/unit.h"

#include <string.h>

#define TYPE_CALL "roll_call"
#define TYPE_ANSWER "roll_answer"
#define WORDS_MAX 500
#define UNITS_MAX 500

/* ---- events ---- */

typedef struct CalledBody {
    char *under, *words, *dispatch;
    int64_t due_at;
    char **units;
} CalledBody;

static const Field called_fields[] = {
    FIELD(CalledBody, under, FIELD_WORD, .required = true),
    FIELD(CalledBody, words, FIELD_TEXT, .max = WORDS_MAX),
    FIELD(CalledBody, dispatch, FIELD_WORD, .required = true),
    FIELD(CalledBody, due_at, FIELD_TIME, .required = true),
    FIELD(CalledBody, units, FIELD_WORDS, .required = true, .max = UNITS_MAX),
    FIELD_END,
};

typedef struct AnsweredBody {
    char *receiver, *name;
    int64_t answered_at;
} AnsweredBody;

static const Field answered_fields[] = {
    FIELD(AnsweredBody, receiver, FIELD_WORD, .required = true),
    FIELD(AnsweredBody, name, FIELD_TEXT, .personal = true),
    FIELD(AnsweredBody, answered_at, FIELD_TIME, .required = true),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_ROLL_CALLED, called_fields, sizeof(CalledBody)},
    {EVENT_ROLL_ANSWERED, answered_fields, sizeof(AnsweredBody)},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_ROLL_CALLED,
        .sql = "INSERT INTO roll_call (unit, id, under, words, called_at, called_by, due_at,"
               " dispatch) VALUES ($unit, $subject, $under, $words, $at, $actor, $due_at,"
               " $dispatch)"},
    {.event = EVENT_ROLL_CALLED,
        .sql = "INSERT INTO roll_call_unit (unit, roll_call, receiver)"
               " VALUES ($unit, $subject, $each)",
        .each = "units"},
    {.event = EVENT_ROLL_ANSWERED,
        .sql = "UPDATE roll_call_unit SET answered_at = COALESCE(answered_at, $answered_at),"
               " name = COALESCE(name, $name) WHERE unit = $unit AND roll_call = $subject"
               " AND receiver = $receiver"},
    {0},
};

/* ---- POST /units/{unit}/roll-calls ---- */

typedef struct CallArgs {
    char *unit, *under, *words;
    int64_t minutes;
} CallArgs;

static const Field call_args[] = {
    FIELD(CallArgs, unit, FIELD_WORD, .required = true, .help = "Who calls."),
    FIELD(CallArgs, under, FIELD_WORD,
        .help = "The subtree that is called; everything below the caller when absent."),
    FIELD(CallArgs, words, FIELD_TEXT, .max = WORDS_MAX, .help = "What is said with it."),
    FIELD(CallArgs, minutes, FIELD_INT, .min = 1, .max = 1440,
        .help = "So long there is to answer; ten when absent."),
    FIELD_END,
};

static bool under_check(Decision *decision, const char *under, GError **error)
{
    const char *own = decision_unit(decision);
    bool is_below = false;

    if (!unit_is_below(decision_db(decision), under, own, &is_below, error))
        return false;
    return is_below || strcmp(under, own) == 0 || fail_field(error, "under", "not_below");
}

static bool within_find(
    const CallArgs *args, const PresenceRules *rules, int64_t *out_ms, GError **error)
{
    *out_ms = args->minutes == FIELD_UNSET ? rules->roll_ms : args->minutes * MINUTE_MS;
    if (*out_ms < rules->roll_least_ms)
        return fail_field(error, "minutes", "too_small");
    return *out_ms <= rules->roll_most_ms || fail_field(error, "minutes", "too_large");
}

static bool call_send(Decision *decision, const PresenceRules *rules, const CalledBody *body,
    char **out_dispatch, GError **error)
{
    const json_t *words = json_object_get(json_object_get(rules->file, "words"), "roll_call");
    const DispatchPost post = {.type = TYPE_CALL,
        .to = body->units,
        .title = json_text(words, "zh"),
        .body = body->words,
        .answer_due_at = body->due_at};

    return dispatch_post(decision, &post, out_dispatch, error);
}

static bool call_decide(Decision *decision, const void *data, GError **error)
{
    const CallArgs *args = data;
    const char *under = args->under == NULL ? decision_unit(decision) : args->under;
    g_auto(PresenceRules) rules = {0};
    int64_t within = 0;

    if (!under_check(decision, under, error) ||
        !presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error) ||
        !within_find(args, &rules, &within, error))
        return false;
    g_auto(GStrv) units =
        roster_units(decision_db(decision), under, decision_unit(decision), error);
    if (units == NULL)
        return false;
    guint count = g_strv_length(units);
    if (count == 0)
        return fail_as(error, FAIL_CONFLICT, "nobody_to_call", "no unit there keeps duty");
    if (count > UNITS_MAX)
        return fail_field(error, "under", "too_many");
    CalledBody body = {.under = (char *) under,
        .words = args->words,
        .due_at = decision_now(decision) + within,
        .units = units};
    g_autofree char *dispatch = NULL;
    if (!call_send(decision, &rules, &body, &dispatch, error))
        return false;
    body.dispatch = dispatch;
    g_autofree char *id = decision_next_id(decision);
    decision_show(decision, id);
    return decision_emit(decision, EVENT_ROLL_CALLED, NULL, &body, error);
}

/* ---- reading ---- */

typedef struct UnitShown {
    char *unit, *name, *phone, *state;
    int64_t delivered_at, answered_at;
    char *answered_by;
} UnitShown;

static const Field unit_shown[] = {
    FIELD(UnitShown, unit, FIELD_WORD, .required = true),
    FIELD(UnitShown, name, FIELD_TEXT),
    FIELD(UnitShown, phone, FIELD_TEXT, .help = "Its duty phone."),
    FIELD(UnitShown, state, FIELD_WORD, .required = true,
        .help = "on_the_way, waiting, answered, late (answered, but not in time), silent."),
    FIELD(UnitShown, delivered_at, FIELD_TIME, .help = "When it came to the unit."),
    FIELD(UnitShown, answered_at, FIELD_TIME),
    FIELD(UnitShown, answered_by, FIELD_TEXT),
    FIELD_END,
};

typedef struct RollShown {
    char *id, *unit, *under, *under_name, *words;
    int64_t called_at, due_at;
    char *called_by, *called_name, *dispatch;
    int64_t called, answered, late, silent;
    json_t *units;
} RollShown;

static const Field roll_shown[] = {
    FIELD(RollShown, id, FIELD_WORD, .required = true),
    FIELD(RollShown, unit, FIELD_WORD, .required = true, .help = "Who called."),
    FIELD(RollShown, under, FIELD_WORD, .required = true),
    FIELD(RollShown, under_name, FIELD_TEXT),
    FIELD(RollShown, words, FIELD_TEXT),
    FIELD(RollShown, called_at, FIELD_TIME, .required = true),
    FIELD(RollShown, due_at, FIELD_TIME, .required = true),
    FIELD(RollShown, called_by, FIELD_WORD, .required = true),
    FIELD(RollShown, called_name, FIELD_TEXT),
    FIELD(RollShown, dispatch, FIELD_WORD, .required = true),
    FIELD(RollShown, called, FIELD_INT, .required = true, .help = "How many units."),
    FIELD(RollShown, answered, FIELD_INT, .required = true, .help = "In time."),
    FIELD(
        RollShown, late, FIELD_INT, .required = true, .help = "Answered after the time was over."),
    FIELD(RollShown, silent, FIELD_INT, .required = true, .help = "Time is over, no answer."),
    FIELD(RollShown, units, FIELD_JSON, .items = unit_shown),
    FIELD_END,
};

#define ANSWERS                                                                                    \
    "(SELECT COUNT(*) FROM roll_call_unit r WHERE r.unit = c.unit AND r.roll_call = c.id"
#define COLUMNS                                                                                    \
    "SELECT c.id, c.unit, c.under, c.words, c.called_at, c.called_by, c.due_at, c.dispatch,"       \
    " " ANSWERS ") AS called,"                                                                     \
    " " ANSWERS " AND r.answered_at <= c.due_at) AS answered,"                                     \
    " " ANSWERS " AND r.answered_at > c.due_at) AS late,"                                          \
    " " ANSWERS " AND r.answered_at IS NULL AND c.due_at < $now) AS silent FROM roll_call c"       \
    " WHERE c.unit = $unit"

static bool units_fill(const Asking *asking, Statement *row, json_t *roll, GError **error)
{
    json_t *units = json_array();
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT r.receiver AS unit, u.name, u.duty_phone AS phone, t.delivered_at, r.answered_at,"
        " r.name AS answered_by, CASE WHEN r.answered_at <= c.due_at THEN 'answered'"
        " WHEN r.answered_at > c.due_at THEN 'late' WHEN c.due_at < $now THEN 'silent'"
        " WHEN t.delivered_at IS NULL THEN 'on_the_way' ELSE 'waiting' END AS state"
        " FROM roll_call c JOIN roll_call_unit r ON r.unit = c.unit AND r.roll_call = c.id"
        " LEFT JOIN unit u ON u.unit = r.receiver"
        " LEFT JOIN dispatch_to t ON t.unit = c.unit AND t.dispatch = c.dispatch"
        " AND t.receiver = r.receiver WHERE c.unit = $unit AND c.id = $id ORDER BY r.receiver",
        error, "unit", row_text_of(row, "unit"), "id", row_text_of(row, "id"), NULL);

    json_object_set_new(roll, "units", units);
    if (rows != NULL)
        bind_int(rows, "now", asking->now);
    return fields_rows_json(unit_shown, rows, units, error);
}

static const ViewName roll_names[] = {
    {"under_name", "under", unit_name}, {"called_name", "called_by", account_person_name}, {0}};

/* One with its units; many only with how many they are. */
static const View roll_view = {
    .thing = "roll call",
    .fields = roll_shown,
    .one = COLUMNS " AND c.id = $id",
    .names = roll_names,
    .fill = units_fill,
};
static const View rolls_view = {
    .thing = "roll_call",
    .fields = roll_shown,
    .list = COLUMNS " AND (c.called_at, c.id) < ($after_called_at, $after_id)"
                    " ORDER BY c.called_at DESC, c.id DESC LIMIT $limit",
    .names = roll_names,
    .keys = {{"called_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "under_name words called_at due_at called_name called answered late silent id",
    .about = unit_name,
};

typedef struct ReadArgs {
    ListAsk ask;
    char *unit, *id;
} ReadArgs;

static const Field get_args[] = {
    FIELD(ReadArgs, id, FIELD_WORD, .required = true, .help = "The roll call."),
    FIELD_END,
};

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ReadArgs, unit, FIELD_WORD, .required = true, .help = "Who called."),
    FIELD_END,
};

/* ---- at the unit called, and back at the caller ---- */

static bool call_received(Decision *decision, const Dispatch *dispatch, GError **error)
{
    int64_t now = decision_now(decision);
    g_auto(PresenceRules) rules = {0};

    if (!presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error))
        return false;
    const ChallengeIssued issued = {.cause = (char *) "roll_call",
        .due_at = dispatch->answer_due_at == FIELD_UNSET ? now + rules.roll_ms
                                                         : MAX(dispatch->answer_due_at, now + 1),
        .night = presence_is_night(&rules, now),
        .dispatch = dispatch->id};
    return challenge_issue(decision, &issued, error);
}

/* Of the roll call that one of our dispatches carried. */
static bool answer_received(Decision *decision, const Dispatch *dispatch, GError **error)
{
    g_autofree char *roll = NULL;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT id FROM roll_call WHERE unit = $unit AND dispatch = $dispatch", error, "unit",
        decision_unit(decision), "dispatch", dispatch->reply_to, NULL);
    const AnsweredBody body = {.receiver = dispatch->origin_unit,
        .name = dispatch->body,
        .answered_at =
            dispatch->sent_at == FIELD_UNSET ? decision_now(decision) : dispatch->sent_at};

    return statement_text(row, &roll, error) &&
           (roll == NULL || decision_emit(decision, EVENT_ROLL_ANSWERED, roll, &body, error));
}

static bool received_react(Decision *decision, const Event *event, GError **error)
{
    const char *type = json_text(event->body, "type");
    bool called = g_strcmp0(type, TYPE_CALL) == 0, answered = g_strcmp0(type, TYPE_ANSWER) == 0;

    if (!called && !answered)
        return true;
    g_autoptr(Dispatch) dispatch = dispatch_load(decision_db(decision), event->subject, error);
    if (dispatch == NULL)
        return false;
    return called ? call_received(decision, dispatch, error)
                  : answer_received(decision, dispatch, error);
}

static const Command commands[] = {
    {.name = "roll_call.call",
        .method = "POST",
        .path = "/units/{unit}/roll-calls",
        .permission = "roll.call",
        .status = 201,
        .begins = true,
        .args = call_args,
        .args_size = sizeof(CallArgs),
        .reply = roll_shown,
        .decide = call_decide,
        .shows = &roll_view,
        .help = "Calls the roll of every unit in a subtree that keeps duty."},
    {0},
};

static const Query queries[] = {
    {.name = "roll_call.get",
        .path = "/roll-calls/{id}",
        .permission = "presence.read",
        .args = get_args,
        .args_size = sizeof(ReadArgs),
        .reply = roll_shown,
        .shows = &roll_view,
        .help = "Who has answered a roll call, when, and who has not."},
    {.name = "roll_call.list",
        .path = "/units/{unit}/roll-calls",
        .permission = "presence.read",
        .args = list_args,
        .args_size = sizeof(ReadArgs),
        .reply = LIST_OF(roll_shown),
        .lists = &rolls_view,
        .help = "Roll calls that a unit has made, newest first."},
    {0},
};

static const Reaction reactions[] = {
    {"dispatch.received", received_react},
    {0},
};

const Part roll_part = {.events = events,
    .commands = commands,
    .queries = queries,
    .projections = projections,
    .reactions = reactions};
