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
    char *answered_by, *words, *above, *above_paper, *dispatch;
    int64_t from, until, phoned_at, asked_at, answered_at, above_at, overdue_at, returned_at,
        filed_at;
    bool principal, late, unconfirmed, away, heads;
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
    FIELD(LeaveShown, heads, FIELD_BOOL, .required = true,
        .help = "Of a head, whom the level above answers."),
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
    FIELD(LeaveShown, above_at, FIELD_TIME,
        .help = "When, where it was outside and put down by somebody, whom another confirms."),
    FIELD(LeaveShown, above_paper, FIELD_TEXT, .help = "By what paper or call."),
    FIELD(LeaveShown, overdue_at, FIELD_TIME, .help = "When it was found that they are not back."),
    FIELD(LeaveShown, returned_at, FIELD_TIME),
    FIELD(LeaveShown, filed_at, FIELD_TIME),
    FIELD(LeaveShown, dispatch, FIELD_WORD, .help = "By which it was filed last."),
    FIELD(LeaveShown, may, FIELD_WORDS, .required = true,
        .help = "approve, refuse, change, evidence, withdraw, return; above: agree, decline"),
    FIELD(LeaveShown, touches, FIELD_JSON, .items = leave_touch_fields,
        .help = "Live shifts of theirs, and who could stand in."),
    FIELD_END,
};

/* What the page's words call from, until, kind and away; who asked and answered are accounts. */
#define SHOWN                                                                                      \
    "SELECT l.id, l.unit, l.person, p.name, p.post, NULLIF(p.phone, '') AS phone,"                 \
    " l.leave_kind AS kind, l.from_at, l.until_at, l.from_at AS \"from\", l.until_at AS "          \
    "\"until\","                                                                                   \
    " l.place, l.reason, l.transport, l.acting, a.name AS acting_name, CASE WHEN a.id IS NOT NULL" \
    " THEN COALESCE(l.acting_phone, NULLIF(a.phone, '')) END AS acting_phone, l.state,"            \
    " l.principal, l.late, l.begun AS away, l.unconfirmed, l.clash, l.explanation, l.phoned_at,"   \
    " l.phoned_to, l.asked_at, l.asked_by AS asker, l.answered_at, l.answered_by AS answerer,"     \
    " l.words, l.above, l.above_at, l.above_paper, l.above_by, l.overdue_at, l.returned_at, "      \
    "l.filed_at, l.dispatch FROM leave l"                                                          \
    " LEFT JOIN person p ON p.unit = l.unit AND p.id = l.person"                                   \
    " LEFT JOIN person a ON a.unit = l.unit AND a.id = l.acting "

static bool is_theirs(const Asking *asking, Statement *row)
{
    return g_strcmp0(asking->actor->person, row_text_of(row, "person")) == 0;
}

/* Who answers leaves of the unit, but their own. */
static bool answers(const Asking *asking, Statement *row, bool *out_answers, GError **error)
{
    *out_answers = false;
    return is_theirs(asking, row) ||
           asking_may(asking, "leave.approve", row_text_of(row, "unit"), out_answers, error);
}

/* Who answers a head of the unit below. */
static bool answers_above(const Asking *asking, Statement *row, bool *out_answers, GError **error)
{
    g_autofree char *parent = NULL;

    *out_answers = false;
    if (!unit_parent(asking->db, row_text_of(row, "unit"), &parent, error))
        return false;
    return g_strcmp0(parent, asking->actor->unit) != 0 ||
           asking_may(asking, "leave.approve", parent, out_answers, error);
}

static bool asks(const Asking *asking, Statement *row, bool *out_asks, GError **error)
{
    *out_asks =
        is_theirs(asking, row) || g_strcmp0(asking->actor->account, row_text_of(row, "asker")) == 0;
    return *out_asks ||
           asking_may(asking, "duty.handover", row_text_of(row, "unit"), out_asks, error);
}

/* As who somebody may do something about a leave that is open. */
typedef struct Side {
    bool asker, answerer;
    bool accepts; /* at home: nothing of the level above stands in the way */
    bool heads, above;
} Side;

static json_t *may_of(Statement *row, const Side *side)
{
    bool asker = side->asker, answerer = side->answerer, above = side->heads && side->above;
    bool asked = g_strcmp0(row_text_of(row, "state"), "asked") == 0, away = row_int_of(row, "away");
    bool waits = asked || row_int_of(row, "unconfirmed");
    const struct {
        const char *name;
        bool fits;
    } acts[] = {{"approve", answerer && waits && side->accepts}, {"refuse", answerer && asked},
        {"agree", above && waits}, {"decline", above && asked}, {"change", asker},
        {"evidence", asker && waits && side->heads}, {"withdraw", asker && !away},
        {"return", asker && !asked && away}};
    json_t *may = json_array();

    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++)
        if (acts[i].fits)
            json_array_append_new(may, json_string(acts[i].name));
    return may;
}

/* "Do not give out leaders' whereabouts": at home only who has to know. */
static void mask(json_t *item)
{
    static const char *const personal[] = {
        "place", "reason", "transport", "words", "above", "above_paper", "phoned_to"};

    for (size_t i = 0; i < G_N_ELEMENTS(personal); i++)
        json_object_del(item, personal[i]);
}

static bool side_read(const Asking *asking, Statement *row, Side *out_side, GError **error)
{
    const Actor *actor = asking->actor;
    const char *by = row_text_of(row, "above_by");

    out_side->accepts = !out_side->heads || (by != NULL && g_strcmp0(by, actor->account) != 0);
    return asks(asking, row, &out_side->asker, error) &&
           answers(asking, row, &out_side->answerer, error) &&
           (!out_side->heads || answers_above(asking, row, &out_side->above, error));
}

static bool leave_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    const Actor *actor = asking->actor;
    const char *state = row_text_of(row, "state");
    bool open = g_strcmp0(state, "asked") == 0 || g_strcmp0(state, "approved") == 0;
    bool home = actor != NULL && g_strcmp0(actor->unit, row_text_of(row, "unit")) == 0;
    json_auto_t *rules = county_file(asking->engine, "leave");
    static const Side nobody = {0};
    Side side = {0};

    if (!leave_holds(asking->db, rules, "heads", row_text_of(row, "person"), &side.heads, error) ||
        (actor != NULL && (open || home) && !side_read(asking, row, &side, error)))
        return false;
    if (home && !side.asker)
        mask(item);
    json_object_set_new(item, "heads", json_boolean(side.heads));
    json_object_set_new(item, "may", may_of(row, open ? &side : &nobody));
    return true;
}

static bool whole_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    const LeaveAbsence absence = {.leave = row_text_of(row, "id"),
        .person = row_text_of(row, "person"),
        .from_at = row_int_of(row, "from_at"),
        .until_at = row_int_of(row, "until_at")};
    json_t *touches =
        absence_touches(asking->engine, asking->db, row_text_of(row, "unit"), &absence, error);

    return touches != NULL && json_object_set_new(item, "touches", touches) == 0 &&
           leave_fill(asking, row, item, error);
}

static const ViewName leave_names[] = {
    {"unit_name", "unit", unit_name},
    {"asked_by", "asker", account_person_name},
    {"answered_by", "answerer", account_person_name},
    {0},
};

const View leave_view = {
    .thing = "leave",
    .reason = "no_such_leave",
    .fields = leave_reply,
    .one = SHOWN "WHERE l.unit = $unit AND l.id = $id",
    .names = leave_names,
    .fill = whole_fill,
};

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

#define SHEET                                                                                      \
    "unit_name name post kind from until place reason transport acting_name state principal late " \
    "explanation asked_at asked_by answered_at answered_by words above overdue_at returned_at id"

static const View leaves_view = {
    .thing = "leave",
    .fields = leave_reply,
    .list = SHOWN "WHERE l.unit = $unit"
                  " AND (CAST($state AS TEXT) IS NULL OR l.state = $state"
                  "  OR ($state = 'open' AND l.state IN ('asked', 'approved')))"
                  " AND (CAST($person AS TEXT) IS NULL OR l.person = $person)"
                  " AND (CAST($from AS BIGINT) IS NULL OR l.until_at > $from)"
                  " AND (CAST($to AS BIGINT) IS NULL OR l.from_at < $to)"
                  " AND (l.from_at, l.id) < ($after_from_at, $after_id)"
                  " ORDER BY l.from_at DESC, l.id DESC LIMIT $limit",
    .names = leave_names,
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
    .list = SHOWN "WHERE l.unit IN " UNITS_UNDER " AND l.state IN ('approved', 'returned')"
                  " AND l.from_at <= $moment AND (l.until_at > $moment"
                  "  OR (l.state = 'approved' AND l.begun = 1 AND $moment <= $now))"
                  " AND ($principals = 0 OR l.principal = 1)"
                  " AND (l.unit, l.from_at, l.id) > ($after_unit, $after_from_at, $after_id)"
                  " ORDER BY l.unit, l.from_at, l.id LIMIT $limit",
    .bind = below_bind,
    .names = leave_names,
    .fill = leave_fill,
    .keys = {{"unit", .is_text = true}, {"from_at"}, {"id", .is_text = true}},
    .sheet = SHEET,
};

static const Field above_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit above."),
    FIELD_END,
};

/* The roles of heads, each between commas. */
static bool above_bind(const Asking *asking, const void *data, Statement *rows, GError **error)
{
    json_auto_t *rules = county_file(asking->engine, "leave");
    g_autoptr(GString) heads = g_string_new(",");
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach (json_object_get(rules, "heads"), i, one)
        g_string_append_printf(heads, "%s,", json_string_value(one));
    bind_text(rows, "heads", heads->str);
    return true;
}

static const View above_view = {
    .thing = "leave",
    .fields = leave_reply,
    .list = SHOWN "JOIN unit u ON u.unit = l.unit AND u.parent = $unit AND u.valid_to IS NULL"
                  " WHERE (l.state = 'asked' OR (l.state = 'approved' AND l.unconfirmed = 1))"
                  " AND EXISTS (SELECT 1 FROM role_grant g WHERE g.unit = l.unit"
                  "  AND g.person = l.person AND $heads LIKE '%,' || g.role || ',%')"
                  " AND (l.unit, l.from_at, l.id) > ($after_unit, $after_from_at, $after_id)"
                  " ORDER BY l.unit, l.from_at, l.id LIMIT $limit",
    .bind = above_bind,
    .names = leave_names,
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
    {.name = "leave.asked_above",
        .path = "/units/{unit}/leaves/below",
        .permission = "leave.approve",
        .args = above_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(leave_reply),
        .lists = &above_view,
        .help = "Leaves of heads of the units below, which wait for this one's word."},
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
