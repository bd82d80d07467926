/* SPDX-License-Identifier: Apache-2.0 */
/* Reading tests of reach: who answered, which numbers are proved. */
#include "leave/reach.h"

#include "base/day.h"
#include "base/json.h"
#include "engine/county.h"
#include "leave/leave.h"
#include "unit/account.h"

#define TESTS_DEFAULT 10
#define TESTS_MAX 100

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
    char *unit;
    int64_t limit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = TESTS_MAX),
    FIELD_END,
};

typedef struct Reply {
    json_t *items, *people;
    int64_t every_days;
    char *from, *to, *mine;
    int64_t mine_until;
} Reply;

static const Field list_reply[] = {
    FIELD(Reply, items, FIELD_JSON, .required = true, .items = test_fields), FIELD_END};

static bool people_read(const Asking *asking, const char *unit, ReachTest *test, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT a.person, p.name, p.post, a.phone, a.away, a.answered_at, a.how, a.late, a.words"
        " FROM reach_answer a LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit AND a.test = $test ORDER BY a.person",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_text(rows, "test", test->id);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const ReachAsked asked = {.person = (char *) row_text(rows, 0),
            .name = (char *) row_text(rows, 1),
            .post = (char *) row_text(rows, 2),
            .phone = (char *) row_text(rows, 3),
            .away = row_int(rows, 4) != 0,
            .answered_at = row_int_or(rows, 5, FIELD_UNSET),
            .how = (char *) row_text(rows, 6),
            .late = row_int(rows, 7) != 0,
            .words = (char *) row_text(rows, 8)};
        test->asked++;
        test->answered += asked.answered_at != FIELD_UNSET && !asked.late ? 1 : 0;
        json_array_append_new(test->people, fields_write(asked_fields, FIELD_HTTP, &asked));
    }
    return step == STORE_DONE;
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT id, started_at, started_by, until_at, open FROM reach_test WHERE unit = $unit"
        " ORDER BY started_at DESC, id DESC LIMIT $limit",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_int(rows, "limit", args->limit == FIELD_UNSET ? TESTS_DEFAULT : args->limit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *by = account_person_name(asking->db, row_text(rows, 2));
        json_auto_t *people = json_array();
        ReachTest test = {.id = (char *) row_text(rows, 0),
            .started_at = row_int(rows, 1),
            .started_by = by,
            .until = row_int(rows, 3),
            .open = row_int(rows, 4) != 0,
            .people = people};

        if (!people_read(asking, args->unit, &test, error))
            return false;
        json_array_append_new(items, fields_write(test_fields, FIELD_HTTP, &test));
    }
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

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
static const char *number_state(Statement *row, int64_t stale_before)
{
    const char *phone = row_text(row, 3), *tried = row_text(row, 4);
    int64_t verified = row_int_or(row, 5, FIELD_UNSET), failed = row_int_or(row, 6, FIELD_UNSET);

    if (phone == NULL || *phone == '\0')
        return "none";
    if (verified == FIELD_UNSET && failed == FIELD_UNSET)
        return "never";
    if (g_strcmp0(phone, tried) != 0)
        return "changed";
    if (failed != FIELD_UNSET && (verified == FIELD_UNSET || failed > verified))
        return "bad";
    return verified < stale_before ? "stale" : "verified";
}

static bool principals_read(
    const Asking *asking, const ListArgs *args, json_t *people, GError **error)
{
    json_auto_t *rules = county_file(asking->engine, "reach");
    int64_t days = json_integer_value(json_object_get(rules, "stale_days"));
    const json_t *roles = json_object_get(rules, "roles");
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT p.id, p.name, p.post, p.phone, n.phone, n.verified_at, n.failed_at FROM person p"
        " LEFT JOIN reach_number n ON n.unit = p.unit AND n.person = p.id"
        " WHERE p.unit = $unit AND p.left_at IS NULL AND EXISTS (SELECT 1 FROM role_grant g"
        "  WHERE g.unit = p.unit AND g.person = p.id AND g.role IN ($role_1, $role_2, $role_3))"
        " ORDER BY p.registered_at, p.id",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_text(rows, "role_1", json_string_value(json_array_get(roles, 0)));
    bind_text(rows, "role_2", json_string_value(json_array_get(roles, 1)));
    bind_text(rows, "role_3", json_string_value(json_array_get(roles, 2)));
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const Principal one = {.person = (char *) row_text(rows, 0),
            .name = (char *) row_text(rows, 1),
            .post = (char *) row_text(rows, 2),
            .phone = (char *) row_text(rows, 3),
            .state = (char *) number_state(rows, asking->now - days * DAY_MS),
            .away = leave_is_away(asking->db, args->unit, row_text(rows, 0), asking->now),
            .verified_at = row_int_or(rows, 5, FIELD_UNSET),
            .failed_at = row_int_or(rows, 6, FIELD_UNSET)};
        json_array_append_new(people, fields_write(principal_fields, FIELD_HTTP, &one));
    }
    return step == STORE_DONE;
}

static bool plan_read(Db *db, const char *unit, Reply *reply, GError **error)
{
    g_autoptr(Statement) row = store_prepare(
        db, "SELECT every_days, from_minute, to_minute FROM reach_plan WHERE unit = $unit", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        reply->every_days = row_int(row, 0);
        reply->from = day_minute_print(row_int(row, 1));
        reply->to = day_minute_print(row_int(row, 2));
    }
    return step != STORE_FAILED;
}

static bool mine_read(const Asking *asking, const char *unit, Reply *reply, GError **error)
{
    g_autoptr(Statement) row = store_prepare(asking->db,
        "SELECT t.id, t.until_at FROM reach_test t JOIN reach_answer a ON a.unit = t.unit"
        " AND a.test = t.id WHERE t.unit = $unit AND a.person = $person AND a.answered_at IS NULL"
        " AND (t.open = 1 OR t.started_at > $recent) ORDER BY t.started_at DESC LIMIT 1",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "person", asking->actor->person);
    bind_int(row, "recent", asking->now - DAY_MS);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW) {
        reply->mine = g_strdup(row_text(row, 0));
        reply->mine_until = row_int(row, 1);
    }
    return step != STORE_FAILED;
}

static bool reach_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    json_auto_t *people = json_array();
    Reply reply = {.people = people, .mine_until = FIELD_UNSET};
    bool ok = principals_read(asking, args, people, error) &&
              plan_read(asking->db, args->unit, &reply, error) &&
              mine_read(asking, args->unit, &reply, error);

    if (ok)
        out_answer->json = fields_write(reach_reply, FIELD_HTTP, &reply);
    g_free(reply.from);
    g_free(reply.to);
    g_free(reply.mine);
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
        .reply = list_reply,
        .answer = list_answer,
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
