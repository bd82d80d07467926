/* SPDX-License-Identifier: Apache-2.0 */
/* Reading leaves: one, a unit's, everybody's below at a minute, and what an absence would break. */
#include "base/json.h"
#include "engine/view.h"
#include "leave/leave_commands.h"
#include "unit/account.h"
#include "unit/person.h"
#include "unit/unit.h"

typedef struct LeaveShown {
    char *id, *unit, *unit_name, *person, *name, *post, *phone, *kind, *place, *reason, *transport;
    char *acting, *acting_name, *acting_phone, *state, *explanation, *phoned_to, *asked_by;
    char *answered_by, *words, *above, *dispatch;
    int64_t from, until, phoned_at, asked_at, answered_at, overdue_at, returned_at, filed_at;
    bool principal, late, unconfirmed, away;
    char **clash, **may;
    json_t *touches;
} LeaveShown;

const Field leave_reply[] = {
    FIELD(LeaveShown, id, FIELD_WORD, .required = true),
    FIELD(LeaveShown, unit, FIELD_WORD, .required = true),
    FIELD(LeaveShown, unit_name, FIELD_TEXT),
    FIELD(LeaveShown, person, FIELD_WORD, .required = true),
    FIELD(LeaveShown, name, FIELD_TEXT),
    FIELD(LeaveShown, post, FIELD_TEXT),
    FIELD(LeaveShown, phone, FIELD_TEXT),
    FIELD(LeaveShown, kind, FIELD_WORD, .required = true),
    FIELD(LeaveShown, from, FIELD_TIME, .required = true),
    FIELD(LeaveShown, until, FIELD_TIME, .required = true),
    FIELD(LeaveShown, place, FIELD_TEXT,
        .help = "This, reason, transport and words: for who asked, who approves, and above."),
    FIELD(LeaveShown, reason, FIELD_TEXT),
    FIELD(LeaveShown, transport, FIELD_TEXT),
    FIELD(LeaveShown, acting, FIELD_WORD, .help = "Who leads meanwhile."),
    FIELD(LeaveShown, acting_name, FIELD_TEXT),
    FIELD(LeaveShown, acting_phone, FIELD_TEXT),
    FIELD(LeaveShown, state, FIELD_WORD, .required = true,
        .help = "asked, approved, refused, withdrawn, returned"),
    FIELD(LeaveShown, principal, FIELD_BOOL, .required = true, .help = "Told to the level above."),
    FIELD(LeaveShown, late, FIELD_BOOL, .required = true, .help = "Not asked for in time."),
    FIELD(LeaveShown, away, FIELD_BOOL, .required = true, .help = "Has left and is not back."),
    FIELD(LeaveShown, unconfirmed, FIELD_BOOL, .required = true,
        .help = "Changed since it was approved."),
    FIELD(LeaveShown, clash, FIELD_WORDS, .required = true,
        .help = "Leaves with which nobody of those who lead is left."),
    FIELD(LeaveShown, explanation, FIELD_TEXT, .help = "Why all the same."),
    FIELD(LeaveShown, phoned_at, FIELD_TIME),
    FIELD(LeaveShown, phoned_to, FIELD_TEXT),
    FIELD(LeaveShown, asked_at, FIELD_TIME, .required = true),
    FIELD(LeaveShown, asked_by, FIELD_TEXT, .help = "Name."),
    FIELD(LeaveShown, answered_at, FIELD_TIME),
    FIELD(LeaveShown, answered_by, FIELD_TEXT, .help = "Name."),
    FIELD(LeaveShown, words, FIELD_TEXT),
    FIELD(LeaveShown, above, FIELD_TEXT, .help = "Who of the level above agreed."),
    FIELD(LeaveShown, overdue_at, FIELD_TIME, .help = "When it was found that they are not back."),
    FIELD(LeaveShown, returned_at, FIELD_TIME),
    FIELD(LeaveShown, filed_at, FIELD_TIME),
    FIELD(LeaveShown, dispatch, FIELD_WORD, .help = "By which it was filed last."),
    FIELD(LeaveShown, may, FIELD_WORDS, .required = true,
        .help = "approve, refuse, withdraw, return, change"),
    FIELD(LeaveShown, touches, FIELD_JSON, .items = leave_touch_fields,
        .help = "Live shifts of theirs, and who could stand in."),
    FIELD_END,
};

static bool permits(Engine *engine, Db *db, const Actor *actor, const char *what, const char *unit)
{
    const Guard *guard = engine_guard(engine);

    return guard->permits(guard->self, db, actor, what, unit, NULL);
}

/* Who answers leaves of the unit; one's own only as head, with the word of the level above. */
static bool answers(Engine *engine, Db *db, const Leave *leave, const Actor *actor)
{
    json_auto_t *rules = NULL;

    if (!permits(engine, db, actor, "leave.approve", leave->unit))
        return false;
    if (g_strcmp0(actor->person, leave->person) != 0)
        return true;
    rules = county_file(engine, "leave");
    return leave_holds(db, rules, "heads", leave->person);
}

static bool asks(Engine *engine, Db *db, const Leave *leave, const Actor *actor)
{
    return g_strcmp0(actor->person, leave->person) == 0 ||
           g_strcmp0(actor->account, leave->asked_by) == 0 ||
           permits(engine, db, actor, "duty.handover", leave->unit);
}

/* "Do not give out leaders' whereabouts": only who has to know. */
static bool sees_all(Engine *engine, Db *db, const Leave *leave, const Actor *actor)
{
    return actor == NULL || g_strcmp0(actor->unit, leave->unit) != 0 ||
           asks(engine, db, leave, actor);
}

static char **may_of(Engine *engine, Db *db, const Leave *leave, const Actor *actor)
{
    g_autoptr(GPtrArray) may = g_ptr_array_new();
    bool asked = g_strcmp0(leave->state, "asked") == 0;
    bool approved = g_strcmp0(leave->state, "approved") == 0;
    bool open = actor != NULL && (asked || approved);
    bool answerer = open && answers(engine, db, leave, actor);
    bool asker = open && asks(engine, db, leave, actor);
    const struct {
        const char *name;
        bool fits;
    } acts[] = {{"approve", answerer && (asked || leave->unconfirmed)},
        {"refuse", answerer && asked}, {"change", asker}, {"withdraw", asker && !leave->begun},
        {"return", asker && approved && leave->begun}};

    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++)
        if (acts[i].fits)
            g_ptr_array_add(may, g_strdup(acts[i].name));
    g_ptr_array_add(may, NULL);
    return (char **) g_ptr_array_free(g_steal_pointer(&may), FALSE);
}

static void shown_plain(LeaveShown *shown, const Leave *leave)
{
    shown->id = leave->id;
    shown->unit = leave->unit;
    shown->person = leave->person;
    shown->kind = leave->leave_kind;
    shown->from = leave->from_at;
    shown->until = leave->until_at;
    shown->acting = leave->acting;
    shown->state = leave->state;
    shown->principal = leave->principal;
    shown->late = leave->late;
    shown->unconfirmed = leave->unconfirmed;
    shown->away = leave->begun;
    shown->clash = leave->clash;
    shown->asked_at = leave->asked_at;
    shown->answered_at = leave->answered_at;
    shown->overdue_at = leave->overdue_at;
    shown->returned_at = leave->returned_at;
    shown->filed_at = leave->filed_at;
    shown->dispatch = leave->dispatch;
    shown->phoned_at = leave->phoned_at;
    shown->explanation = leave->explanation;
}

static void shown_personal(LeaveShown *shown, const Leave *leave)
{
    shown->place = leave->place;
    shown->reason = leave->reason;
    shown->transport = leave->transport;
    shown->words = leave->words;
    shown->above = leave->above;
    shown->phoned_to = leave->phoned_to;
}

json_t *leave_show(Engine *engine, Db *db, const Leave *leave, const Actor *actor)
{
    g_autoptr(Person) person = person_get(db, leave->person, NULL);
    g_autoptr(Person) acting = leave->acting == NULL ? NULL : person_get(db, leave->acting, NULL);
    g_autofree char *unit = unit_name(db, leave->unit);
    g_autofree char *asked_by = account_person_name(db, leave->asked_by);
    g_autofree char *answered_by =
        leave->answered_by == NULL ? NULL : account_person_name(db, leave->answered_by);
    g_auto(GStrv) may = may_of(engine, db, leave, actor);
    LeaveShown shown = {
        .unit_name = unit, .asked_by = asked_by, .answered_by = answered_by, .may = may};

    shown_plain(&shown, leave);
    if (sees_all(engine, db, leave, actor))
        shown_personal(&shown, leave);
    if (person != NULL) {
        shown.name = person->name;
        shown.post = person->post;
        shown.phone = person->phone;
    }
    if (acting != NULL) {
        shown.acting_name = acting->name;
        shown.acting_phone = leave->acting_phone != NULL ? leave->acting_phone : acting->phone;
    }
    return fields_write(leave_reply, FIELD_HTTP, &shown);
}

bool leave_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const LeaveArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *made = args->id == NULL ? decision_first_id(decision) : NULL;
    g_autoptr(Leave) leave = leave_get(db, args->id == NULL ? made : args->id, error);

    if (leave == NULL)
        return false;
    const LeaveAbsence absence = {.leave = leave->id,
        .person = leave->person,
        .from_at = leave->from_at,
        .until_at = leave->until_at};
    json_t *touches = absence_touches(decision_engine(decision), db, leave->unit, &absence, error);
    if (touches == NULL)
        return false;
    *out_reply = leave_show(decision_engine(decision), db, leave, decision_actor(decision));
    json_object_set_new(*out_reply, "touches", touches);
    return true;
}

/* --- queries --- */

typedef struct ListArgs {
    ListAsk ask;
    char *unit, *under, *id, *state, *person, *acting;
    int64_t from, to, at, until;
    bool principals;
} ListArgs;

typedef struct ListReply {
    json_t *clash, *touches;
    bool late;
} ListReply;

static const char *const states[] = {
    "asked", "approved", "refused", "withdrawn", "returned", "open", NULL};

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, state, FIELD_WORD, .choices = states, .help = "open: asked or approved."),
    FIELD(ListArgs, person, FIELD_WORD, .max = 40),
    FIELD(ListArgs, from, FIELD_TIME, .help = "Those that end after it."),
    FIELD(ListArgs, to, FIELD_TIME, .help = "Those that begin before it."),
    FIELD_END,
};

/* In place of the bare columns: what this reader may see. */
static bool leave_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    g_autoptr(Leave) leave = leave_of_row(row);
    json_auto_t *shown = leave_show(asking->engine, asking->db, leave, asking->actor);

    json_object_clear(item);
    json_object_update(item, shown);
    return true;
}

#define SHEET                                                                                      \
    "unit_name name post kind from until place reason transport acting_name state principal late " \
    "explanation asked_at asked_by answered_at answered_by words above overdue_at returned_at id"

static const View leaves_view = {
    .thing = "leave",
    .fields = leave_reply,
    .list = LEAVE_COLUMNS "WHERE l.unit = $unit"
                          " AND (CAST($state AS TEXT) IS NULL OR l.state = $state"
                          "  OR ($state = 'open' AND l.state IN ('asked', 'approved')))"
                          " AND (CAST($person AS TEXT) IS NULL OR l.person = $person)"
                          " AND (CAST($from AS BIGINT) IS NULL OR l.until_at > $from)"
                          " AND (CAST($to AS BIGINT) IS NULL OR l.from_at < $to)"
                          " AND (l.from_at, l.id) < ($after_from_at, $after_id)"
                          " ORDER BY l.from_at DESC, l.id DESC LIMIT $limit",
    .fill = leave_fill,
    .keys = {{"from_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = SHEET,
    .about = unit_name,
};

static const Field below_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, under, FIELD_WORD, .required = true, .max = 24,
        .help = "This unit and everything below it."),
    FIELD(ListArgs, at, FIELD_TIME, .help = "Who was or will be away then; now when absent."),
    FIELD(ListArgs, principals, FIELD_BOOL, .help = "Only those who are filed."),
    FIELD_END,
};

static char *below_unit(Engine *engine, Db *db, const void *data, GError **error)
{
    return g_strdup(((const ListArgs *) data)->under);
}

static bool below_bind(const Asking *asking, const void *data, Statement *rows, GError **error)
{
    int64_t at = ((const ListArgs *) data)->at;

    bind_int(rows, "moment", at == FIELD_UNSET ? asking->now : at);
    return true;
}

/* Who has not come back is away, whatever the leave says. */
static const View below_view = {
    .thing = "leave",
    .fields = leave_reply,
    .list =
        LEAVE_COLUMNS "WHERE l.unit IN " UNITS_UNDER " AND l.state IN ('approved', 'returned')"
                      " AND l.from_at <= $moment AND (l.until_at > $moment"
                      "  OR (l.state = 'approved' AND l.begun = 1 AND $moment <= $now))"
                      " AND ($principals = 0 OR l.principal = 1)"
                      " AND (l.unit, l.from_at, l.id) > ($after_unit, $after_from_at, $after_id)"
                      " ORDER BY l.unit, l.from_at, l.id LIMIT $limit",
    .bind = below_bind,
    .fill = leave_fill,
    .keys = {{"unit", .is_text = true}, {"from_at"}, {"id", .is_text = true}},
    .sheet = SHEET,
};

static const Field check_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, person, FIELD_WORD, .required = true, .max = 40, .help = "Who would go."),
    FIELD(ListArgs, acting, FIELD_WORD, .max = 40, .help = "Who would lead meanwhile."),
    FIELD(ListArgs, from, FIELD_TIME, .required = true),
    FIELD(ListArgs, until, FIELD_TIME, .required = true),
    FIELD(ListArgs, id, FIELD_WORD, .max = 40, .help = "A leave that would be changed."),
    FIELD_END,
};

static const Field check_reply[] = {
    FIELD(ListReply, late, FIELD_BOOL, .required = true, .help = "Asked for now it is late."),
    FIELD(ListReply, clash, FIELD_JSON, .required = true, .items = clash_fields,
        .help = "Leaves with which nobody of those who lead is left."),
    FIELD(ListReply, touches, FIELD_JSON, .required = true, .items = leave_touch_fields),
    FIELD_END,
};

static bool check_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    json_auto_t *rules = county_file(asking->engine, "leave");
    int64_t before = json_integer_value(json_object_get(rules, "ask_before_minutes")) * MINUTE_MS;
    const LeaveAbsence absence = {.leave = args->id,
        .person = args->person,
        .acting = args->acting,
        .from_at = args->from,
        .until_at = args->until};
    json_auto_t *clash = absence_clash(asking->db, rules, args->unit, &absence, error);
    json_auto_t *touches =
        clash == NULL ? NULL
                      : absence_touches(asking->engine, asking->db, args->unit, &absence, error);
    const ListReply reply = {
        .late = args->from - asking->now < before, .clash = clash, .touches = touches};

    if (touches != NULL)
        out_answer->json = fields_write(check_reply, FIELD_HTTP, &reply);
    return touches != NULL;
}

const Query leave_queries[] = {
    {.name = "leave.list",
        .path = "/units/{unit}/leaves",
        .permission = "roster.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(leave_reply),
        .lists = &leaves_view,
        .help = "Leaves of a unit, the latest first."},
    {.name = "leave.check",
        .path = "/units/{unit}/leaves/check",
        .permission = "roster.read",
        .args = check_args,
        .args_size = sizeof(ListArgs),
        .reply = check_reply,
        .answer = check_answer,
        .help = "What an absence would break, before it is asked for."},
    {.name = "leave.below",
        .path = "/leaves",
        .permission = "roster.read",
        .args = below_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(leave_reply),
        .unit_of = below_unit,
        .lists = &below_view,
        .help = "Who is away at a minute, in a unit and everything below it."},
    {0},
};
