/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges: asked at times that nobody can foresee, answered once, in time, by who is on watch.
 */
#include "base/json.h"
#include "base/text.h"
#include "card/question.h"
#include "dispatch/post.h"
#include "presence/module.h"
#include "presence/presence.h"
#include "roster/on_duty.h"
#include "unit/deadline.h"
#include "unit/draw.h"
#include "unit/watch.h"

#include <string.h>

/* ---- events ---- */

typedef struct AnsweredBody {
    char *person, *terminal;
    int64_t choice;
    int64_t correct; /* 0, 1; unset without a question */
} AnsweredBody;

static const Field issued_fields[] = {
    FIELD(ChallengeIssued, cause, FIELD_WORD, .required = true),
    FIELD(ChallengeIssued, due_at, FIELD_TIME, .required = true),
    FIELD(ChallengeIssued, night, FIELD_BOOL),
    FIELD(ChallengeIssued, question, FIELD_WORD),
    FIELD(ChallengeIssued, dispatch, FIELD_WORD),
    FIELD_END,
};

static const Field answered_fields[] = {
    FIELD(AnsweredBody, person, FIELD_WORD, .required = true),
    FIELD(AnsweredBody, terminal, FIELD_WORD),
    FIELD(AnsweredBody, choice, FIELD_INT),
    FIELD(AnsweredBody, correct, FIELD_INT),
    FIELD_END,
};

static const Field excused_fields[] = {
    FIELD(ChallengeDeed, deed, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field missed_fields[] = {
    FIELD(ChallengeMissed, stage, FIELD_INT, .required = true),
    FIELD(ChallengeMissed, tell, FIELD_WORD, .required = true),
    FIELD(ChallengeMissed, next_at, FIELD_TIME),
    FIELD_END,
};

static const Field returned_fields[] = {
    FIELD(AnsweredBody, person, FIELD_WORD, .required = true),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_CHALLENGE_ISSUED, issued_fields, sizeof(ChallengeIssued)},
    {EVENT_CHALLENGE_ANSWERED, answered_fields, sizeof(AnsweredBody)},
    {EVENT_CHALLENGE_EXCUSED, excused_fields, sizeof(ChallengeDeed)},
    {EVENT_CHALLENGE_MISSED, missed_fields, sizeof(ChallengeMissed)},
    {EVENT_CHALLENGE_RETURNED, returned_fields, sizeof(AnsweredBody)},
    {0},
};

#define OF_SUBJECT " WHERE unit = $unit AND id = $subject"
#define QUIET                                                                                      \
    "DELETE FROM due WHERE unit = $unit AND chore = '" CHORE_LATE "' AND subject = $subject"

static const Projection projections[] = {
    {.event = EVENT_CHALLENGE_ISSUED,
        .sql =
            "INSERT INTO challenge (unit, id, kind, issued_at, due_at, night, question, dispatch,"
            " state, stage) VALUES ($unit, $subject, $cause, $at, $due_at,"
            " COALESCE(CAST($night AS BIGINT), 0), $question, $dispatch, 'waiting', 0)"},
    {.event = EVENT_CHALLENGE_ISSUED,
        .sql = "INSERT INTO due (unit, chore, subject, at, since) VALUES ($unit, '" CHORE_LATE
               "', $subject, $due_at, $at)"},
    {.event = EVENT_CHALLENGE_ANSWERED,
        .sql = "INSERT INTO question_result (unit, question, person, asked_in, correct,"
               " answered_at) SELECT unit, question, CAST($person AS TEXT), id, CAST($correct AS "
               "BIGINT),"
               " CAST($at AS BIGINT) FROM challenge WHERE unit = $unit AND id = $subject"
               " AND question IS NOT NULL AND CAST($correct AS BIGINT) IS NOT NULL"},
    {.event = EVENT_CHALLENGE_ANSWERED,
        .sql = "UPDATE challenge SET state = 'answered', answered_at = $at, answered_by = $person,"
               " terminal = $terminal, choice = $choice, correct = $correct" OF_SUBJECT},
    {.event = EVENT_CHALLENGE_ANSWERED, .sql = QUIET},
    {.event = EVENT_CHALLENGE_EXCUSED,
        .sql = "UPDATE challenge SET state = 'excused', deed = $deed" OF_SUBJECT},
    {.event = EVENT_CHALLENGE_EXCUSED, .sql = QUIET},
    {.event = EVENT_CHALLENGE_MISSED,
        .sql = "UPDATE challenge SET state = 'missed', stage = $stage,"
               " missed_at = COALESCE(missed_at, $at)" OF_SUBJECT},
    {.event = EVENT_CHALLENGE_MISSED, .sql = QUIET},
    {.event = EVENT_CHALLENGE_MISSED,
        .sql = "INSERT INTO due (unit, chore, subject, at, since) SELECT unit, '" CHORE_LATE
               "', id, CAST($next_at AS BIGINT), CAST($at AS BIGINT) FROM challenge" OF_SUBJECT
               " AND CAST($next_at AS BIGINT) > 0"},
    {.event = EVENT_CHALLENGE_RETURNED,
        .sql = "UPDATE challenge SET returned_at = $at, returned_by = $person" OF_SUBJECT},
    {.event = EVENT_CHALLENGE_RETURNED, .sql = QUIET},
    DEADLINE_SHOWN(CHORE_LATE, "challenge", "id", "due_at", "state = 'waiting'"),
    DEADLINE_AGAIN(CHORE_LATE, "challenge", "id", "issued_at", "due_at", "state = 'missed'",
        "returned_at IS NULL"),
    DEADLINE_UNRUNG("challenge", "issued_at", "due_at", "state = 'missed' AND returned_at IS NULL",
        "state = 'waiting', stage = 0, missed_at = NULL"),
    {0},
};

/* ---- asking ---- */

bool challenge_issue(Decision *decision, const ChallengeIssued *issued, GError **error)
{
    return decision_emit(decision, EVENT_CHALLENGE_ISSUED, NULL, issued, error);
}

/* Something is going on: an open matter of a kind in the rules, in its first time. */
static bool is_live(Decision *decision, const PresenceRules *rules, bool *out_live, GError **error)
{
    size_t i = 0;
    const json_t *rule = NULL;

    json_array_foreach (json_object_get(rules->file, "live"), i, rule) {
        bool found = false;
        g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
            "SELECT 1 FROM matter WHERE unit = $unit AND closed_at IS NULL AND kind = $kind"
            " AND opened_at > $after LIMIT 1",
            error, "unit", decision_unit(decision), "kind", json_text(rule, "kind"), NULL);

        if (row != NULL)
            bind_int(row, "after",
                decision_now(decision) - json_number(rule, "minutes", 60) * MINUTE_MS);
        if (!statement_found(row, &found, error))
            return false;
        *out_live = *out_live || found;
    }
    return true;
}

/* One waits for its answer, or nobody has come back yet after a miss. */
static bool is_waiting(Decision *decision, bool *out_waiting, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM challenge WHERE unit = $unit AND issued_at > $after AND (state = 'waiting'"
        " OR (state = 'missed' AND returned_at IS NULL AND missed_at > $lately)) LIMIT 1",
        error, "unit", decision_unit(decision), NULL);

    if (row == NULL)
        return false;
    bind_int(row, "after", decision_now(decision) - DAY_MS);
    bind_int(row, "lately", decision_now(decision) - HOUR_MS);
    return statement_found(row, out_waiting, error);
}

/* The quiet rules: nobody is asked who has no page to answer on, nobody who need not be there, is
 * at work, or was asked already. */
static bool is_quiet(
    Decision *decision, const PresenceRules *rules, bool *out_quiet, GError **error)
{
    Db *db = decision_db(decision);
    bool busy = false, live = false, waiting = false, page = false;
    g_autoptr(GPtrArray) officers =
        watch_current(db, decision_unit(decision), WATCH_OFFICER, error);

    if (officers == NULL ||
        !facts_at_work(
            db, decision_unit(decision), decision_now(decision) - rules->quiet_ms, &busy, error) ||
        !is_live(decision, rules, &live, error) || !is_waiting(decision, &waiting, error) ||
        !facts_has_page(db, decision_unit(decision), decision_now(decision), &page, error))
        return false;
    *out_quiet = officers->len == 0 || !page || busy || live || waiting;
    return true;
}

/* *out_question: owned id, NULL where the unit has none. */
static bool question_choose(Decision *decision, int64_t at, char **out_question, GError **error)
{
    uint8_t key[DRAW_KEY_SIZE];
    const char *unit = decision_unit(decision);
    Db *db = decision_db(decision);
    int64_t count = 0;

    return question_count(db, unit, &count, error) &&
           (count == 0 ||
               (draw_key_read(db, key, error) &&
                   question_nth(db, unit, draw_number(key, unit, at, count), out_question, error)));
}

static bool ask_whole(Decision *decision, const PresenceRules *rules, int64_t at, GError **error)
{
    int64_t now = decision_now(decision);
    bool quiet = false, night = presence_is_night(rules, now);
    g_autofree char *question = NULL;

    if (!challenge_arm(decision, rules, error) || !is_quiet(decision, rules, &quiet, error))
        return false;
    if (quiet || now - at > rules->too_old_ms)
        return true;
    if (!night && !question_choose(decision, at, &question, error))
        return false;
    const ChallengeIssued issued = {.cause = (char *) "random",
        .due_at = now + (night ? rules->night_ms : rules->day_ms),
        .night = night,
        .question = question};
    return challenge_issue(decision, &issued, error);
}

static bool ask_decide(Decision *decision, const char *subject, int64_t at, GError **error)
{
    g_auto(PresenceRules) rules = {0};
    bool keeps = false;

    if (!roster_keeps_duty(decision_db(decision), decision_unit(decision), NULL, &keeps, error) ||
        !presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error))
        return false;
    return !keeps || ask_whole(decision, &rules, at, error);
}

const Chore challenge_chores[] = {
    {CHORE_ASK, ask_decide},
    {CHORE_LATE, challenge_late},
    {0},
};

/* ---- POST /challenges/{id}/answer ---- */

typedef struct AnswerArgs {
    char *id;
    int64_t choice;
} AnswerArgs;

static const Field answer_args[] = {
    FIELD(AnswerArgs, id, FIELD_WORD, .required = true, .help = "The challenge."),
    FIELD(AnswerArgs, choice, FIELD_INT, .min = 0, .max = 20,
        .help = "Which of the options: 0 the first. Only with a question."),
    FIELD_END,
};

static const Field return_args[] = {
    FIELD(AnswerArgs, id, FIELD_WORD, .required = true, .help = "The challenge that was missed."),
    FIELD_END,
};

/* Only who is on watch, at the terminal where they came on watch. */
static bool may_answer(Decision *decision, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autoptr(GPtrArray) watches =
        watch_current(decision_db(decision), decision_unit(decision), WATCH_OFFICER, error);

    if (watches == NULL)
        return false;
    for (guint i = 0; i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];

        if (g_strcmp0(watch->person, actor->person) != 0)
            continue;
        return watch->terminal == NULL || g_strcmp0(watch->terminal, actor->terminal) == 0 ||
               fail_as(error, FAIL_DENIED, "other_terminal",
                   "it is answered at the terminal where the watch began");
    }
    return fail_as(error, FAIL_DENIED, "needs_watch", "only an officer on watch may answer");
}

static bool is_in_time(Decision *decision, const Challenge *challenge)
{
    return strcmp(challenge->state, "waiting") == 0 && decision_now(decision) <= challenge->due_at;
}

static bool is_unanswered(const Challenge *challenge, GError **error)
{
    return (strcmp(challenge->state, "answered") != 0 && challenge->returned_at == FIELD_UNSET) ||
           fail_as(error, FAIL_CONFLICT, "answered_already", "it was answered already");
}

/* The level above hears who answered. */
static bool roll_answer(Decision *decision, const Challenge *challenge, GError **error)
{
    g_auto(PresenceRules) rules = {0};
    const Actor *actor = decision_actor(decision);

    if (challenge->dispatch == NULL)
        return true;
    if (!presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error))
        return false;
    const json_t *words = json_object_get(json_object_get(rules.file, "words"), "roll_answer");
    const DispatchPost post = {.type = "roll_answer",
        .title = json_text(words, "zh"),
        .body = actor->name,
        .answer_due_at = FIELD_UNSET};
    return dispatch_post_answer(decision, challenge->dispatch, &post, error);
}

/* Somebody is there again: too late to count as answered, but the alarms need go no further, and
 * who called the roll hears when. */
static bool late_decide(Decision *decision, const Challenge *challenge, GError **error)
{
    const AnsweredBody body = {
        .person = decision_actor(decision)->person, .choice = FIELD_UNSET, .correct = FIELD_UNSET};
    bool is_missed = strcmp(challenge->state, "missed") == 0;

    return (is_missed || challenge_late(decision, challenge->id, decision_now(decision), error)) &&
           decision_emit(decision, EVENT_CHALLENGE_RETURNED, challenge->id, &body, error) &&
           roll_answer(decision, challenge, error);
}

static bool answer_decide(Decision *decision, const void *data, GError **error)
{
    const AnswerArgs *args = data;
    const Actor *actor = decision_actor(decision);
    Db *db = decision_db(decision);
    g_autoptr(Challenge) challenge = challenge_load(db, args->id, error);

    if (challenge == NULL || !may_answer(decision, error) || !is_unanswered(challenge, error))
        return false;
    if (!is_in_time(decision, challenge))
        return challenge->dispatch != NULL
                   ? late_decide(decision, challenge, error)
                   : fail_as(error, FAIL_CONFLICT, "too_late", "the time to answer is over");
    g_autoptr(Question) question = NULL;
    if (challenge->question_id != NULL &&
        !question_find(db, challenge->question_id, &question, error))
        return false;
    if (question != NULL && args->choice == FIELD_UNSET)
        return fail_field(error, "choice", "required");
    const AnsweredBody body = {.person = actor->person,
        .terminal = actor->terminal,
        .choice = question == NULL ? FIELD_UNSET : args->choice,
        .correct = question == NULL ? FIELD_UNSET : question_check(question, args->choice)};
    return decision_emit(decision, EVENT_CHALLENGE_ANSWERED, args->id, &body, error) &&
           roll_answer(decision, challenge, error);
}

static bool return_decide(Decision *decision, const void *data, GError **error)
{
    const AnswerArgs *args = data;
    g_autoptr(Challenge) challenge = challenge_load(decision_db(decision), args->id, error);

    if (challenge == NULL || !may_answer(decision, error))
        return false;
    if (strcmp(challenge->state, "missed") != 0 || challenge->returned_at != FIELD_UNSET)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "it was not missed");
    return late_decide(decision, challenge, error);
}

static const Command commands[] = {
    {.name = "challenge.answer",
        .method = "POST",
        .path = "/challenges/{id}/answer",
        .permission = "challenge.answer",
        .args = answer_args,
        .args_size = sizeof(AnswerArgs),
        .reply = challenge_shown,
        .decide = answer_decide,
        .shows = &challenge_view,
        .help = "An officer on watch says: I am here; with a question, its answer. A roll call is "
                "answered after its time too: it stays missed, and counts as late above."},
    {.name = "challenge.return",
        .method = "POST",
        .path = "/challenges/{id}/return",
        .permission = "challenge.answer",
        .args = return_args,
        .args_size = sizeof(AnswerArgs),
        .reply = challenge_shown,
        .decide = return_decide,
        .shows = &challenge_view,
        .help = "Somebody is there again after a miss; it stays missed."},
    {0},
};

const Part challenge_part = {.events = events,
    .commands = commands,
    .queries = challenge_queries,
    .projections = projections,
    .chores = challenge_chores};
