/* SPDX-License-Identifier: Apache-2.0 */
/* Calling for rosters, and what comes of a call here and there. */
#include "roster/filing.h"

#include "base/json.h"
#include "base/moment.h"
#include "dispatch/dispatch.h"
#include "dispatch/post.h"
#include "matter/matter.h"
#include "roster/module.h"
#include "roster/on_duty.h"
#include "unit/unit.h"

#include <string.h>

/* ---- POST /units/{unit}/filing-calls ---- */

typedef struct CallArgs {
    char *unit;
    char *title;
    char *from_day, *to_day;
    int64_t due_at;
    char *under;
} CallArgs;

static const Field call_args[] = {
    FIELD(CallArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit that calls."),
    FIELD(CallArgs, title, FIELD_TEXT, .line = true, .required = true, .min = 2, .max = 60,
        .help = "What for: the name of the holiday or month."),
    FIELD(CallArgs, from_day, FIELD_WORD, .required = true, .max = 10, .help = "YYYY-MM-DD."),
    FIELD(CallArgs, to_day, FIELD_WORD, .required = true, .max = 10, .help = "Included."),
    FIELD(CallArgs, due_at, FIELD_TIME, .required = true, .help = "To be filed by then."),
    FIELD(CallArgs, under, FIELD_WORD, .max = 24,
        .help = "Call those below this unit; below the unit itself when absent."),
    FIELD_END,
};

static bool call_check(Decision *decision, const CallArgs *args, GError **error)
{
    int64_t from = 0, to = 0;
    bool fits = true, is_below = false;

    if (args->under != NULL &&
        !unit_is_below(decision_db(decision), args->under, args->unit, &is_below, error))
        return false;
    if (!day_parse(args->from_day, &from, NULL))
        fits = fail_field(error, "from_day", "not_a_day");
    if (!day_parse(args->to_day, &to, NULL))
        fits = fail_field(error, "to_day", "not_a_day");
    if (fits && to < from)
        fits = fail_field(error, "to_day", "too_early");
    if (args->due_at <= decision_now(decision))
        fits = fail_field(error, "due_at", "in_the_past");
    if (args->under != NULL && strcmp(args->under, args->unit) != 0 && !is_below)
        fits = fail_field(error, "under", "not_below");
    return fits;
}

static char *call_payload(const char *id, const CallArgs *args, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_auto_t *payload = json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:s, s:I}}", "kind",
        DISPATCH_FILING_CALL, "number", args->title, "fields", "call", id, "title", args->title,
        "from_day", args->from_day, "to_day", args->to_day, "due_at", (json_int_t) args->due_at);

    return json_write_canonical(payload, text, error) ? g_string_free(g_steal_pointer(&text), FALSE)
                                                      : NULL;
}

static bool call_decide(Decision *decision, const void *data, GError **error)
{
    const CallArgs *args = data;
    g_autofree char *id = NULL, *payload = NULL;
    g_auto(GStrv) units = NULL;

    if (!call_check(decision, args, error))
        return false;
    units = roster_units(
        decision_db(decision), args->under == NULL ? args->unit : args->under, args->unit, error);
    if (units == NULL)
        return false;
    if (units[0] == NULL)
        return fail_as(
            error, FAIL_CONFLICT, "nobody_to_file", "no unit below keeps duty by roster");
    const FilingCalledBody body = {.title = args->title,
        .from_day = args->from_day,
        .to_day = args->to_day,
        .due_at = args->due_at,
        .under = args->under == NULL ? args->unit : args->under,
        .units = units};
    id = decision_next_id(decision);
    payload = call_payload(id, args, error);
    const DispatchPost post = {.type = DISPATCH_FILING_CALL,
        .urgency = "normal",
        .to = units,
        .title = args->title,
        .payload = payload,
        .answer_due_at = args->due_at};
    if (payload == NULL || !decision_emit(decision, EVENT_FILING_CALLED, NULL, &body, error) ||
        !dispatch_post(decision, &post, NULL, error))
        return false;
    decision_show(decision, id);
    return true;
}

/* ---- what the postman brings ---- */

static bool call_received(Decision *decision, const Dispatch *dispatch, GError **error)
{
    json_auto_t *payload = json_read(dispatch->payload, strlen(dispatch->payload), 0, NULL);
    const json_t *fields = json_object_get(payload, "fields");
    const FilingAskedBody body = {.caller = dispatch->origin_unit,
        .call = (char *) json_text(fields, "call"),
        .dispatch = dispatch->id,
        .title = (char *) json_text(fields, "title"),
        .from_day = (char *) json_text(fields, "from_day"),
        .to_day = (char *) json_text(fields, "to_day"),
        .due_at = json_number(fields, "due_at", 0)};
    bool asked = false;

    if (body.call == NULL || body.from_day == NULL || body.to_day == NULL)
        return true;
    return decision_emit(decision, EVENT_FILING_ASKED, NULL, &body, error) &&
           filing_send_filed(decision, body.from_day, body.to_day, error) &&
           filing_is_asked(
               decision_db(decision), decision_unit(decision), dispatch->id, &asked, error) &&
           (!asked || notice_raise(decision, NULL, "leader", EVENT_FILING_ASKED, error));
}

static bool roster_received(Decision *decision, const Dispatch *dispatch, GError **error)
{
    json_auto_t *payload = json_read(dispatch->payload, strlen(dispatch->payload), 0, NULL);
    const json_t *fields = json_object_get(payload, "fields");
    const FilingReceivedBody body = {.from_unit = dispatch->origin_unit,
        .roster = (char *) json_text(fields, "roster"),
        .dispatch = dispatch->id,
        .title = (char *) json_text(fields, "title"),
        .from_day = (char *) json_text(fields, "from_day"),
        .to_day = (char *) json_text(fields, "to_day"),
        .sent_at = dispatch->sent_at == FIELD_UNSET ? decision_now(decision) : dispatch->sent_at};

    if (body.roster == NULL || body.from_day == NULL || body.to_day == NULL)
        return true;
    return decision_emit(decision, EVENT_FILING_RECEIVED, NULL, &body, error);
}

static bool dispatch_received(Decision *decision, const Event *event, GError **error)
{
    const char *type = json_text(event->body, "type");
    bool call = g_strcmp0(type, DISPATCH_FILING_CALL) == 0;
    g_autoptr(Dispatch) dispatch = NULL;

    if (!call && g_strcmp0(type, DISPATCH_ROSTER_FILING) != 0)
        return true;
    dispatch = dispatch_load(decision_db(decision), event->subject, error);
    if (dispatch == NULL)
        return false;
    if (dispatch->payload == NULL)
        return true;
    return call ? call_received(decision, dispatch, error)
                : roster_received(decision, dispatch, error);
}

const Reaction filing_reactions[] = {
    {"dispatch.received", dispatch_received},
    {0},
};

/* ---- when the minute comes ---- */

/* When the days asked for have passed; not before it was due. */
static int64_t ask_over_at(const FilingAsk *ask)
{
    int64_t last = 0;

    return day_parse(ask->to_day, &last, NULL) ? MAX(ask->due_at, moment_day_start(last + 1))
                                               : ask->due_at;
}

static bool late_told(Decision *decision, GError **error)
{
    return notice_raise(decision, NULL, "leader", "filing.late", error) &&
           notice_raise(decision, NULL, "head", "filing.late", error);
}

static bool lapse(Decision *decision, const char *ask, GError **error)
{
    return decision_emit(decision, EVENT_FILING_LAPSED, ask, NULL, error);
}

/* It is due: rings once more when its days have passed. */
static bool ask_late(Decision *decision, const char *ask, int64_t over_at, GError **error)
{
    bool over = over_at <= decision_now(decision);
    const FilingRangBody body = {
        .stage = 2, .next_at = over ? FIELD_UNSET : over_at, .missing = FIELD_UNSET};

    return decision_emit(decision, EVENT_FILING_RANG, ask, &body, error) &&
           late_told(decision, error) && (!over || lapse(decision, ask, error));
}

/* Soon due, due, and at last nothing left to file. */
static bool ask_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    g_autoptr(FilingAsk) ask = NULL;

    if (!filing_ask_find(decision_db(decision), subject, &ask, error))
        return false;
    if (ask == NULL)
        return lapse(decision, subject, error);
    int64_t over_at = ask_over_at(ask);
    const FilingRangBody soon = {.stage = 1, .next_at = ask->due_at, .missing = FIELD_UNSET};
    if (at >= over_at && over_at > ask->due_at)
        return lapse(decision, subject, error);
    if (at >= ask->due_at)
        return ask_late(decision, subject, over_at, error);
    return decision_emit(decision, EVENT_FILING_RANG, subject, &soon, error) &&
           notice_raise(decision, NULL, "leader", "filing.soon", error);
}

static bool call_rings(Decision *decision, const char *subject, int64_t at, GError **error)
{
    int64_t missing = 0;

    if (!filing_missing(decision_db(decision), subject, &missing, error))
        return false;
    const FilingRangBody body = {.stage = 2, .next_at = FIELD_UNSET, .missing = missing};

    return decision_emit(decision, EVENT_FILING_RANG, subject, &body, error) &&
           (missing == 0 || notice_raise(decision, NULL, "leader", "filing.missing", error));
}

const Chore filing_chores[] = {
    {CHORE_FILING_ASK, ask_rings},
    {CHORE_FILING_CALL, call_rings},
    {0},
};

static const Command commands[] = {
    {.name = "filing.call",
        .method = "POST",
        .path = "/units/{unit}/filing-calls",
        .permission = "roster.publish",
        .status = 201,
        .begins = true,
        .args = call_args,
        .args_size = sizeof(CallArgs),
        .reply = filing_called_reply,
        .decide = call_decide,
        .shows = &filing_called_view,
        .help = "Asks the units below that keep duty to file their rosters by a minute."},
    {0},
};

const Part filing_part = {.events = filing_events,
    .commands = commands,
    .queries = filing_queries,
    .projections = filing_projections,
    .reactions = filing_reactions,
    .chores = filing_chores,
    .notes = filing_notes};
