/* SPDX-License-Identifier: Apache-2.0 */
/* Reading tests of reach: who answered, which numbers are proved. */
#include "leave/reach.h"

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/county.h"
#include "engine/view.h"
#include "unit/account.h"
#include "unit/unit.h"

typedef struct ReachAsked {
    char *person, *name, *post, *phone, *how, *words;
    bool away, late;
    int64_t answered_at;
} ReachAsked;

static const Field asked_fields[] = {
    FIELD(ReachAsked, person, FIELD_WORD, .required = true),
    FIELD(ReachAsked, name, FIELD_TEXT),
    FIELD(ReachAsked, post, FIELD_TEXT),
    FIELD(ReachAsked, phone, FIELD_TEXT),
    FIELD(ReachAsked, away, FIELD_BOOL, .required = true, .help = "On leave when asked."),
    FIELD(ReachAsked, answered_at, FIELD_TIME, .help = "Absent: not reached."),
    FIELD(ReachAsked, how, FIELD_WORD, .help = "page, phone, no_answer, bad_number"),
    FIELD(ReachAsked, late, FIELD_BOOL, .required = true),
    FIELD(ReachAsked, words, FIELD_TEXT),
    FIELD_END,
};

typedef struct ReachTest {
    char *id, *started_by;
    int64_t started_at, until, asked, answered;
    bool open;
    json_t *people;
} ReachTest;

static const Field test_fields[] = {
    FIELD(ReachTest, id, FIELD_WORD, .required = true),
    FIELD(ReachTest, started_at, FIELD_TIME, .required = true),
    FIELD(ReachTest, started_by, FIELD_TEXT, .help = "Name; absent: by the plan."),
    FIELD(ReachTest, until, FIELD_TIME, .required = true),
    FIELD(ReachTest, open, FIELD_BOOL, .required = true),
    FIELD(ReachTest, asked, FIELD_INT, .required = true),
    FIELD(ReachTest, answered, FIELD_INT, .required = true, .help = "In time."),
    FIELD(ReachTest, people, FIELD_JSON, .required = true, .items = asked_fields),
    FIELD_END,
};

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static bool people_gather(const Asking *asking, json_t *tests, GError **error)
{
    g_autofree char *unit = text_unit_of(json_text(json_array_get(tests, 0), "id"));
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT a.test AS belongs_to, a.person, p.name, p.post, a.phone, a.away, a.answered_at,"
        " a.how, a.late, a.words FROM reach_test t"
        " JOIN reach_answer a ON a.unit = t.unit AND a.test = t.id"
        " LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE t.unit = $unit AND t.started_at >= $least AND t.started_at <= $most"
        " ORDER BY a.test, a.person",
        error, "unit", unit, NULL);

    if (rows != NULL)
        view_span(tests, "started_at", rows);
    return view_spread(tests, "people", asked_fields, rows, error);
}

static const ViewName test_names[] = {{"started_by", "starter", account_person_name}, {0}};
static const View test_view = {
    .thing = "reach_test",
    .fields = test_fields,
    .list = "SELECT t.id, t.started_at, t.started_by AS starter, t.until_at AS until, t.open,"
            " (SELECT COUNT(*) FROM reach_answer a WHERE a.unit = t.unit AND a.test = t.id)"
            " AS asked, (SELECT COUNT(*) FROM reach_answer a WHERE a.unit = t.unit"
            " AND a.test = t.id AND a.answered_at IS NOT NULL AND a.late = 0) AS answered"
            " FROM reach_test t WHERE t.unit = $unit"
            " AND (t.started_at, t.id) < ($after_started_at, $after_id)"
            " ORDER BY t.started_at DESC, t.id DESC LIMIT $limit",
    .names = test_names,
    .gather = people_gather,
    .keys = {{"started_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "started_at started_by until asked answered id",
    .about = unit_name,
};

/* ---- GET /units/{unit}/reach ---- */

typedef struct Principal {
    char *person, *name, *post, *phone, *state;
    bool away;
    int64_t verified_at, failed_at;
} Principal;

static const Field principal_fields[] = {
    FIELD(Principal, person, FIELD_WORD, .required = true),
    FIELD(Principal, name, FIELD_TEXT),
    FIELD(Principal, post, FIELD_TEXT),
    FIELD(Principal, phone, FIELD_TEXT),
    FIELD(Principal, away, FIELD_BOOL, .required = true, .help = "On leave now."),
    FIELD(Principal, state, FIELD_WORD, .required = true,
        .help = "Of the number: verified, stale, changed, bad, never, none"),
    FIELD(Principal, verified_at, FIELD_TIME),
    FIELD(Principal, failed_at, FIELD_TIME),
    FIELD_END,
};

typedef struct Reply {
    json_t *people;
    int64_t every_days;
    char *from, *to, *mine;
    int64_t mine_until;
} Reply;

static const Field reach_reply[] = {
    FIELD(Reply, every_days, FIELD_INT, .required = true, .help = "0: only by hand."),
    FIELD(Reply, from, FIELD_WORD, .help = "Hours between which tests begin."),
    FIELD(Reply, to, FIELD_WORD),
    FIELD(Reply, people, FIELD_JSON, .required = true, .items = principal_fields),
    FIELD(Reply, mine, FIELD_WORD, .help = "A test that waits for the reader's own answer."),
    FIELD(Reply, mine_until, FIELD_TIME),
    FIELD_END,
};

/* What is known of a number: its own success and failure count only while it is the same. */
#define NUMBER_STATE                                                                               \
    "CASE WHEN p.phone IS NULL OR p.phone = '' THEN 'none'"                                        \
    " WHEN n.verified_at IS NULL AND n.failed_at IS NULL THEN 'never'"                             \
    " WHEN n.phone IS NULL OR n.phone <> p.phone THEN 'changed'"                                   \
    " WHEN n.failed_at > COALESCE(n.verified_at, 0) THEN 'bad'"                                    \
    " WHEN n.verified_at < $fresh THEN 'stale' ELSE 'verified' END AS state"
#define ON_LEAVE                                                                                   \
    "CASE WHEN EXISTS (SELECT 1 FROM leave l WHERE l.unit = p.unit AND l.person = p.id"            \
    " AND l.state = 'approved' AND l.from_at <= $now AND l.until_at > $now) THEN 1 ELSE 0 END"     \
    " AS away"

static bool principals_read(
    const Asking *asking, const ListArgs *args, json_t *people, GError **error)
{
    json_auto_t *rules = county_file(asking->engine, "reach");
    int64_t days = json_integer_value(json_object_get(rules, "stale_days"));
    const json_t *roles = json_object_get(rules, "roles");
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT p.id AS person, p.name, p.post, p.phone, n.verified_at, n.failed_at,"
        " " NUMBER_STATE ", " ON_LEAVE " FROM person p"
        " LEFT JOIN reach_number n ON n.unit = p.unit AND n.person = p.id"
        " WHERE p.unit = $unit AND p.left_at IS NULL AND EXISTS (SELECT 1 FROM role_grant g"
        "  WHERE g.unit = p.unit AND g.person = p.id AND g.role IN ($role_1, $role_2, $role_3))"
        " ORDER BY p.registered_at, p.id",
        error, "unit", args->unit, "role_1", json_string_value(json_array_get(roles, 0)), "role_2",
        json_string_value(json_array_get(roles, 1)), "role_3",
        json_string_value(json_array_get(roles, 2)), NULL);

    if (rows == NULL)
        return false;
    bind_int(rows, "fresh", asking->now - days * DAY_MS);
    bind_int(rows, "now", asking->now);
    return fields_rows_json(principal_fields, rows, people, error);
}

static bool plan_read(Db *db, const char *unit, Reply *reply, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT every_days, from_minute, to_minute FROM reach_plan WHERE unit = $unit", error,
        "unit", unit, NULL);

    if (!statement_found(row, &found, error))
        return false;
    if (found) {
        reply->every_days = row_int_of(row, "every_days");
        reply->from = day_minute_print(row_int_of(row, "from_minute"));
        reply->to = day_minute_print(row_int_of(row, "to_minute"));
    }
    return true;
}

static const Field mine_fields[] = {
    FIELD(Reply, mine, FIELD_WORD), FIELD(Reply, mine_until, FIELD_TIME), FIELD_END};

static bool mine_read(const Asking *asking, const char *unit, Reply *reply, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(asking->db,
        "SELECT t.id AS mine, t.until_at AS mine_until FROM reach_test t JOIN reach_answer a"
        " ON a.unit = t.unit AND a.test = t.id WHERE t.unit = $unit AND a.person = $person"
        " AND a.answered_at IS NULL AND (t.open = 1 OR t.started_at > $recent)"
        " ORDER BY t.started_at DESC LIMIT 1",
        error, "unit", unit, "person", asking->actor->person, NULL);

    if (row != NULL)
        bind_int(row, "recent", asking->now - DAY_MS);
    if (!statement_found(row, &found, error))
        return false;
    reply->mine_until = FIELD_UNSET;
    if (found)
        fields_row(mine_fields, row, reply);
    return true;
}

static bool reach_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    Reply reply = {.people = json_array()};
    bool ok = principals_read(asking, args, reply.people, error) &&
              plan_read(asking->db, args->unit, &reply, error) &&
              mine_read(asking, args->unit, &reply, error);

    if (ok)
        out_answer->json = fields_write(reach_reply, FIELD_HTTP, &reply);
    fields_clear(reach_reply, &reply);
    return ok;
}

static const Field reach_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."), FIELD_END};

const Query reach_queries[] = {
    {.name = "reach.tests",
        .path = "/units/{unit}/reach-tests",
        .permission = "presence.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(test_fields),
        .lists = &test_view,
        .help = "Tests of reach, the newest first, with each person's answer."},
    {.name = "reach.numbers",
        .path = "/units/{unit}/reach",
        .permission = "presence.read",
        .args = reach_args,
        .args_size = sizeof(ListArgs),
        .reply = reach_reply,
        .answer = reach_answer,
        .help = "The principals of a unit and whether their numbers are proved to work."},
    {0},
};
