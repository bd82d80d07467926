/* SPDX-License-Identifier: Apache-2.0 */
/* Can the principals be reached? Tests with a window, who answered, which numbers are proved. */
#include "leave/reach.h"

#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/field_row.h"
#include "engine/made.h"
#include "leave/leave_private.h"
#include "leave/module.h"
#include "matter/matter.h"
#include "unit/deadline.h"
#include "unit/draw.h"
#include "unit/person.h"

#include <stdio.h>
#include <string.h>

#define CHORE_START "reach.start" /* a test may come from now on; a row of `due` */
#define CHORE_ASK "reach.ask"     /* the secret time in it; a row of `wake` */
#define CHORE_CLOSE "reach.close"
#define MINUTES_OF_DAY 1440

/* ---- events ---- */

typedef struct ArrangedBody {
    int64_t every_days, from_minute, to_minute, next_at;
} ArrangedBody;

typedef struct TestBody {
    int64_t until_at, next_at;
    json_t *people; /* [{"person", "away", "phone"}] */
} TestBody;

typedef struct AnswerBody {
    char *person, *how, *words;
    bool number_wrong;
} AnswerBody;

static const Field arranged_fields[] = {
    FIELD(ArrangedBody, every_days, FIELD_INT, .required = true),
    FIELD(ArrangedBody, from_minute, FIELD_INT, .required = true),
    FIELD(ArrangedBody, to_minute, FIELD_INT, .required = true),
    FIELD(ArrangedBody, next_at, FIELD_TIME),
    FIELD_END,
};

static const Field asked_fields[] = {
    FIELD(TestBody, until_at, FIELD_TIME, .required = true),
    FIELD(TestBody, next_at, FIELD_TIME),
    FIELD(TestBody, people, FIELD_JSON, .required = true),
    FIELD_END,
};

static const Field opened_fields[] = {FIELD(TestBody, next_at, FIELD_TIME), FIELD_END};

static const Field answer_fields[] = {
    FIELD(AnswerBody, person, FIELD_WORD, .required = true),
    FIELD(AnswerBody, how, FIELD_WORD, .required = true),
    FIELD(AnswerBody, words, FIELD_TEXT, .personal = true),
    FIELD(AnswerBody, number_wrong, FIELD_BOOL),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

static const EventKind events[] = {
    {"reach.arranged", arranged_fields, sizeof(ArrangedBody)},
    {"reach.opened", opened_fields, sizeof(TestBody)},
    {"reach.asked", asked_fields, sizeof(TestBody)},
    {"reach.answered", answer_fields, sizeof(AnswerBody)},
    {"reach.closed", empty_fields, 0},
    {0},
};

#define MOVE_START                                                                                 \
    "INSERT INTO due (unit, chore, subject, at, since, daily) SELECT unit, '" CHORE_START          \
    "', unit, next_at, CAST($at AS BIGINT), 1 FROM reach_plan"                                     \
    " WHERE unit = $unit AND next_at IS NOT NULL"                                                  \
    " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at, since = excluded.since"
#define DROP_START                                                                                 \
    "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_START "' AND subject = $unit"
#define NEXT_START "UPDATE reach_plan SET next_at = $next_at WHERE unit = $unit"
#define REACHED "('page', 'phone')"

static const Projection projections[] = {
    {.event = "reach.arranged",
        .sql = "INSERT INTO reach_plan (unit, every_days, from_minute, to_minute, next_at)"
               " VALUES ($unit, $every_days, $from_minute, $to_minute, $next_at)"
               " ON CONFLICT (unit) DO UPDATE SET every_days = excluded.every_days,"
               " from_minute = excluded.from_minute, to_minute = excluded.to_minute,"
               " next_at = excluded.next_at"},
    {.event = "reach.arranged", .sql = DROP_START},
    {.event = "reach.arranged", .sql = MOVE_START},
    {.event = "reach.opened", .sql = NEXT_START},
    {.event = "reach.opened", .sql = DROP_START},
    {.event = "reach.opened", .sql = MOVE_START},
    {.event = "reach.asked",
        .sql = "INSERT INTO reach_test (unit, id, started_at, started_by, until_at, open)"
               " VALUES ($unit, $subject, $at, $actor, $until_at, 1)"},
    {.event = "reach.asked",
        .sql = "INSERT INTO reach_answer (unit, test, person, away, phone, late)"
               " VALUES ($unit, $subject, $each_person, COALESCE(CAST($each_away AS BIGINT), 0),"
               " $each_phone, 0)",
        .each = "people"},
    {.event = "reach.asked", .sql = NEXT_START},
    {.event = "reach.asked", .sql = DROP_START},
    {.event = "reach.asked", .sql = MOVE_START},
    {.event = "reach.asked",
        .sql = "INSERT INTO due (unit, chore, subject, at, since)"
               " VALUES ($unit, '" CHORE_CLOSE "', $subject, $until_at, $at)"},
    {.event = "reach.answered",
        .sql = "UPDATE reach_answer SET how = $how, words = $words, noted_by = $actor,"
               " answered_at = CASE WHEN $how IN " REACHED " THEN $at ELSE answered_at END,"
               " late = CASE WHEN $how IN " REACHED " AND (SELECT t.until_at FROM reach_test t"
               "  WHERE t.unit = $unit AND t.id = $subject) < $at THEN 1 ELSE 0 END"
               " WHERE unit = $unit AND test = $subject AND person = $person"},
    {.event = "reach.answered",
        .sql = "INSERT INTO reach_number (unit, person, phone, verified_at, failed_at)"
               " SELECT a.unit, a.person, a.phone,"
               " CASE WHEN a.how IN " REACHED " AND CAST($number_wrong AS BIGINT) = 0"
               "  THEN CAST($at AS BIGINT) END,"
               " CASE WHEN a.how = 'bad_number' OR CAST($number_wrong AS BIGINT) = 1"
               "  THEN CAST($at AS BIGINT) END FROM reach_answer a"
               " WHERE a.unit = $unit AND a.test = $subject AND a.person = $person"
               " ON CONFLICT (unit, person) DO UPDATE SET phone = excluded.phone,"
               " verified_at = COALESCE(excluded.verified_at, reach_number.verified_at),"
               " failed_at = COALESCE(excluded.failed_at, reach_number.failed_at)"},
    {.event = "reach.closed",
        .sql = "UPDATE reach_test SET open = 0 WHERE unit = $unit AND id = $subject"},
    {.event = "reach.closed",
        .sql = "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_CLOSE
               "' AND subject = $subject"},
    DEADLINE_SHOWN(CHORE_START, "reach_plan", "unit", "next_at", "next_at IS NOT NULL"),
    DEADLINE_SHOWN(CHORE_CLOSE, "reach_test", "id", "until_at", "open = 1"),
    DEADLINE_AGAIN(
        CHORE_CLOSE, "reach_test", "id", "started_at", "until_at", "open = 0", "open = 0"),
    DEADLINE_UNRUNG("reach_test", "started_at", "until_at", "open = 0", "open = 1"),
    {0},
};

/* ---- a test ---- */

static int64_t number_of(const json_t *rules, const char *name)
{
    return json_integer_value(json_object_get(rules, name));
}

static bool person_add(
    Decision *decision, const Person *person, json_t *people, GHashTable *seen, GError **error)
{
    bool away = false;

    if (!g_hash_table_add(seen, g_strdup(person->id)))
        return true;
    if (!leave_is_away(
            decision_db(decision), person->unit, person->id, decision_now(decision), &away, error))
        return false;
    json_array_append_new(people, json_pack("{s:s, s:b, s:o}", "person", person->id, "away", away,
                                      "phone", event_vault(person->phone)));
    return true;
}

/* Whoever holds a role that is tested: [{"person", "away", "phone"}], a new reference. */
static json_t *people_asked(Decision *decision, const json_t *rules, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_auto_t *people = json_array();
    size_t i = 0;
    const json_t *role = NULL;

    json_array_foreach (json_object_get(rules, "roles"), i, role) {
        g_autoptr(GPtrArray) holders = persons_with_role(
            decision_db(decision), decision_unit(decision), json_string_value(role), error);
        if (holders == NULL)
            return NULL;
        for (guint k = 0; k < holders->len; k++)
            if (!person_add(decision, holders->pdata[k], people, seen, error))
                return NULL;
    }
    return g_steal_pointer(&people);
}

typedef struct Plan {
    int64_t every_days, from_minute, to_minute;
} Plan;

static const Field plan_fields[] = {
    FIELD(Plan, every_days, FIELD_INT),
    FIELD(Plan, from_minute, FIELD_INT),
    FIELD(Plan, to_minute, FIELD_INT),
    FIELD_END,
};

/* All zero where there is none. */
static bool plan_read(Db *db, const char *unit, Plan *out_plan, GError **error)
{
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT every_days, from_minute, to_minute FROM reach_plan WHERE unit = $unit", error,
        "unit", unit, NULL);

    if (!statement_found(row, &found, error))
        return false;
    if (found)
        fields_row(plan_fields, row, out_plan);
    return true;
}

/* When the window of that day begins, so many days from now. */
static int64_t next_window(Decision *decision, const Plan *plan, int64_t days)
{
    int64_t day = moment_day(decision_now(decision)) + days;

    return plan->every_days == 0 ? FIELD_UNSET
                                 : moment_day_start(day) + plan->from_minute * MINUTE_MS;
}

static bool test_start(Decision *decision, GError **error)
{
    json_auto_t *rules = county_file(decision_engine(decision), "reach");
    json_auto_t *people = people_asked(decision, rules, error);
    Plan plan = {0};
    size_t i = 0;
    const json_t *role = NULL;

    if (people == NULL || !plan_read(decision_db(decision), decision_unit(decision), &plan, error))
        return false;
    const TestBody body = {
        .until_at = decision_now(decision) + number_of(rules, "window_minutes") * MINUTE_MS,
        .next_at = next_window(decision, &plan, 1),
        .people = people};
    if (!decision_emit(decision, "reach.asked", NULL, &body, error))
        return false;
    json_array_foreach (json_object_get(rules, "roles"), i, role) {
        if (!notice_raise(decision, NULL, json_string_value(role), "reach.asked", error))
            return false;
    }
    return true;
}

/* Is somebody missing who was not away? */
static bool is_missing(
    Db *db, const char *unit, const char *test, bool *out_missing, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM reach_answer WHERE unit = $unit AND test = $test"
        " AND answered_at IS NULL AND away = 0 LIMIT 1",
        error, "unit", unit, "test", test, NULL);

    return statement_found(row, out_missing, error);
}

/* So many days of which each may be that of the next test: from a day to two spans less one after
 * the last, so that on average it is the span that was asked for. */
static int64_t days_open(const Plan *plan)
{
    return 2 * plan->every_days - 1;
}

/* Day and minute of the next test, kept in no event. */
static bool time_draw(Decision *decision, const char *subject, const Plan *plan, GError **error)
{
    const char *unit = decision_unit(decision);
    int64_t now = decision_now(decision);
    uint8_t key[DRAW_KEY_SIZE];

    if (!draw_key_read(decision_db(decision), key, error))
        return false;
    int64_t days = draw_number(key, unit, next_window(decision, plan, 0), days_open(plan));
    int64_t from_at = MAX(now, next_window(decision, plan, days));
    int64_t until_at = moment_day_start(moment_day(now) + days) + plan->to_minute * MINUTE_MS;
    return decision_wake(
        decision, CHORE_ASK, subject, draw_within(key, unit, from_at, until_at), error);
}

/* From now on a test may come on any day. Were the drawn time ever lost, another is drawn when all
 * of these days have gone by; a window that has is made up for tomorrow. */
static bool starts(Decision *decision, const char *subject, int64_t at, GError **error)
{
    int64_t now = decision_now(decision);
    Plan plan = {0};

    if (!plan_read(decision_db(decision), decision_unit(decision), &plan, error))
        return false;
    bool over = now >= moment_day_start(moment_day(now)) + plan.to_minute * MINUTE_MS;
    const TestBody body = {.next_at = next_window(decision, &plan, over ? 1 : days_open(&plan))};
    return decision_emit(decision, "reach.opened", NULL, &body, error) &&
           (over || plan.every_days == 0 || time_draw(decision, subject, &plan, error));
}

static bool asks(Decision *decision, const char *subject, int64_t at, GError **error)
{
    return test_start(decision, error);
}

/* A test by hand or another plan takes the place of one whose time is drawn. */
static bool drawn_drop(Decision *decision, GError **error)
{
    return decision_wake(decision, CHORE_ASK, decision_unit(decision), FIELD_UNSET, error);
}

static bool closes(Decision *decision, const char *subject, int64_t at, GError **error)
{
    bool missing = false;

    return is_missing(decision_db(decision), decision_unit(decision), subject, &missing, error) &&
           decision_emit(decision, "reach.closed", subject, NULL, error) &&
           (!missing || notice_raise(decision, NULL, "officer", "reach.missed", error));
}

static const Chore chores[] = {
    {CHORE_START, starts},
    {CHORE_ASK, asks},
    {CHORE_CLOSE, closes},
    {0},
};

/* ---- commands ---- */

typedef struct ReachArgs {
    char *unit, *id, *person, *how, *words, *from, *to;
    int64_t every_days;
    bool number_wrong;
} ReachArgs;

static const Field start_args[] = {
    FIELD(ReachArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."), FIELD_END};

static bool start_check(Decision *decision, GError **error)
{
    bool running = false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM reach_test WHERE unit = $unit AND open = 1 LIMIT 1", error, "unit",
        decision_unit(decision), NULL);

    return statement_found(row, &running, error) &&
           (!running ||
               fail_as(error, FAIL_CONFLICT, "reach_running", "a test is running already"));
}

static bool start_decide(Decision *decision, const void *data, GError **error)
{
    return start_check(decision, error) && drawn_drop(decision, error) &&
           test_start(decision, error);
}

static bool start_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);

    *out_reply = made_json(id);
    return true;
}

static const char *const ways[] = {"page", "phone", "no_answer", "bad_number", NULL};

static const Field answer_args[] = {
    FIELD(ReachArgs, id, FIELD_WORD, .required = true, .help = "The test."),
    FIELD(ReachArgs, person, FIELD_WORD, .max = 40, .help = "Oneself when absent."),
    FIELD(ReachArgs, how, FIELD_WORD, .choices = ways,
        .help = "For another: phone, when they were rung up and answered; no_answer; bad_number."),
    FIELD(ReachArgs, number_wrong, FIELD_BOOL, .help = "The number on file is no longer right."),
    FIELD(ReachArgs, words, FIELD_TEXT, .max = 200),
    FIELD_END,
};

/* Is the person asked by it? */
static bool is_asked(Decision *decision, const char *test, const char *person, GError **error)
{
    bool asked = false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM reach_answer WHERE unit = $unit AND test = $test AND person = $person",
        error, "unit", decision_unit(decision), "test", test, "person", person, NULL);

    return statement_found(row, &asked, error) &&
           (asked ||
               fail_as(error, FAIL_NOT_FOUND, "reach_not_asked", "that test did not ask them"));
}

static bool answer_decide(Decision *decision, const void *data, GError **error)
{
    const ReachArgs *args = data;
    const Actor *actor = decision_actor(decision);
    const char *self = actor == NULL ? NULL : actor->person;
    const char *person = args->person == NULL ? self : args->person;
    bool own = person != NULL && g_strcmp0(person, self) == 0;
    const char *how = args->how != NULL ? args->how : (own ? "page" : "phone");

    if (!own && !decision_permits(decision, "duty.handover", error))
        return false;
    if (own != (g_strcmp0(how, "page") == 0))
        return fail_field(error, "how", "not_a_choice");
    if (!is_asked(decision, args->id, person, error))
        return false;
    const AnswerBody body = {.person = (char *) person,
        .how = (char *) how,
        .words = args->words,
        .number_wrong = args->number_wrong};
    return decision_emit(decision, "reach.answered", args->id, &body, error);
}

static bool answer_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = made_json(((const ReachArgs *) data)->id);
    return true;
}

static const Field plan_args[] = {
    FIELD(ReachArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ReachArgs, every_days, FIELD_INT, .required = true, .min = 0, .max = 366,
        .help = "0: only by hand."),
    FIELD(ReachArgs, from, FIELD_WORD, .max = 5, .help = "Not before, '09:00'."),
    FIELD(ReachArgs, to, FIELD_WORD, .max = 5, .help = "Not after."),
    FIELD_END,
};

static bool plan_decide(Decision *decision, const void *data, GError **error)
{
    const ReachArgs *args = data;
    json_auto_t *rules = county_file(decision_engine(decision), "reach");
    Plan plan = {.every_days = args->every_days};

    if (!day_minute_parse(
            args->from != NULL ? args->from : json_text(rules, "from"), &plan.from_minute))
        return fail_field(error, "from", "not_a_time");
    if (!day_minute_parse(args->to != NULL ? args->to : json_text(rules, "to"), &plan.to_minute) ||
        plan.to_minute > MINUTES_OF_DAY)
        return fail_field(error, "to", "not_a_time");
    if (plan.to_minute <= plan.from_minute)
        return fail_field(error, "to", "not_after_from");
    const ArrangedBody body = {.every_days = plan.every_days,
        .from_minute = plan.from_minute,
        .to_minute = plan.to_minute,
        .next_at = next_window(decision, &plan, 1)};
    return drawn_drop(decision, error) &&
           decision_emit(decision, "reach.arranged", NULL, &body, error);
}

static const Command commands[] = {
    {.name = "reach.start",
        .method = "POST",
        .path = "/units/{unit}/reach-tests",
        .permission = "roll.call",
        .status = 201,
        .begins = true,
        .args = start_args,
        .args_size = sizeof(ReachArgs),
        .reply = made_reply,
        .decide = start_decide,
        .conclude = start_conclude,
        .help = "Asks the principals of a unit whether they can be reached, now."},
    {.name = "reach.answer",
        .method = "POST",
        .path = "/reach-tests/{id}/answer",
        .args = answer_args,
        .args_size = sizeof(ReachArgs),
        .reply = made_reply,
        .decide = answer_decide,
        .conclude = answer_conclude,
        .help = "Here I am; or, for another, what came of ringing them up."},
    {.name = "reach.plan",
        .method = "PUT",
        .path = "/units/{unit}/reach-plan",
        .permission = "leave.approve",
        .args = plan_args,
        .args_size = sizeof(ReachArgs),
        .decide = plan_decide,
        .help = "How often the principals are tested, and between which hours."},
    {0},
};

const Part reach_part = {.events = events,
    .commands = commands,
    .queries = reach_queries,
    .projections = projections,
    .chores = chores};
