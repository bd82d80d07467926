/* SPDX-License-Identifier: Apache-2.0 */
/* The page says every minute that it is alive: a working table, nothing of it in the journal,
 * unless the room's state changes by it. And the hours that a unit calls its night. */
#include "base/day.h"
#include "presence/module.h"
#include "presence/presence.h"

#include <string.h>

#define SUBJECT_LIFE "life"
#define KEEP_MS (62 * DAY_MS)

/* ---- POST /units/{unit}/presence/beat ---- */

typedef struct BeatArgs {
    char *unit;
    int64_t input_at;
} BeatArgs;

static const Field beat_args[] = {
    FIELD(BeatArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(BeatArgs, input_at, FIELD_TIME, .help = "The last key or click on the page."),
    FIELD_END,
};

typedef struct BeatReply {
    int64_t next_ms;
} BeatReply;

static const Field beat_reply[] = {
    FIELD(BeatReply, next_ms, FIELD_INT, .required = true, .help = "When to come again."),
    FIELD_END,
};

/* The stretch goes on when the last beat was not long ago; false: a new one begins. */
static bool stretch_go_on(Decision *decision, int64_t input_at, bool *out_went, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "UPDATE beat SET last_at = $now, input_at = CASE WHEN CAST($input AS BIGINT) IS NULL"
        " OR input_at > CAST($input AS BIGINT) THEN input_at ELSE CAST($input AS BIGINT) END"
        " WHERE unit = $unit AND account = $account AND last_at >= $recent"
        " AND COALESCE(terminal, '') = $terminal",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "account", actor->account);
    bind_text(row, "terminal", actor->terminal == NULL ? "" : actor->terminal);
    bind_int(row, "now", decision_now(decision));
    bind_int(row, "recent", decision_now(decision) - BEAT_GAP_MS);
    if (input_at == FIELD_UNSET)
        bind_null(row, "input");
    else
        bind_int(row, "input", input_at);
    if (!statement_run(row, error))
        return false;
    *out_went = statement_changes(row) > 0;
    return true;
}

static bool stretch_begin(Decision *decision, int64_t input_at, GError **error)
{
    const Actor *actor = decision_actor(decision);
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "INSERT INTO beat (unit, account, began_at, terminal, last_at, input_at)"
        " VALUES ($unit, $account, $now, $terminal, $now, $input)"
        " ON CONFLICT (unit, account, began_at) DO NOTHING",
        error);
    g_autoptr(Statement) old = store_prepare(
        decision_db(decision), "DELETE FROM beat WHERE unit = $unit AND last_at < $old", error);

    if (row == NULL || old == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "account", actor->account);
    bind_text(row, "terminal", actor->terminal);
    bind_int(row, "now", decision_now(decision));
    if (input_at == FIELD_UNSET)
        bind_null(row, "input");
    else
        bind_int(row, "input", input_at);
    bind_text(old, "unit", decision_unit(decision));
    bind_int(old, "old", decision_now(decision) - KEEP_MS);
    return statement_run(row, error) && statement_run(old, error);
}

/* Nobody types in the future, nor is an old key worth anything. */
static int64_t input_of(const BeatArgs *args, int64_t now)
{
    if (args->input_at == FIELD_UNSET || args->input_at < now - DAY_MS)
        return FIELD_UNSET;
    return MIN(args->input_at, now);
}

static bool is_silent(Decision *decision, bool *out_silent, GError **error)
{
    g_autofree char *state = NULL;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT state FROM presence_change WHERE unit = $unit ORDER BY seq DESC LIMIT 1", error,
        "unit", decision_unit(decision), NULL);

    if (!statement_text(row, &state, error))
        return false;
    *out_silent = g_strcmp0(state, "silent") == 0;
    return true;
}

/* Beats are written here and not in conclude(): a room that was silent is looked at with them. */
static bool beat_decide(Decision *decision, const void *data, GError **error)
{
    g_auto(PresenceRules) rules = {0};
    int64_t now = decision_now(decision), input_at = input_of(data, now);
    bool went = false, silent = false;

    if (!presence_rules_read(decision_engine(decision), decision_db(decision),
            decision_unit(decision), &rules, error) ||
        !stretch_go_on(decision, input_at, &went, error) ||
        (!went && !stretch_begin(decision, input_at, error)) ||
        !is_silent(decision, &silent, error))
        return false;
    if ((silent || !went) && !presence_look(decision, error))
        return false;
    return decision_wake(decision, CHORE_LOOK, SUBJECT_LIFE, now + rules.judge.silent_ms, error);
}

static bool beat_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const BeatReply reply = {.next_ms = MINUTE_MS};

    *out_reply = fields_write(beat_reply, FIELD_HTTP, &reply);
    return true;
}

/* ---- PUT /units/{unit}/presence-rules ---- */

typedef struct RulesArgs {
    char *unit, *night_from, *night_until;
} RulesArgs;

static const Field rules_args[] = {
    FIELD(RulesArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(RulesArgs, night_from, FIELD_WORD, .required = true, .max = 5, .help = "22:00"),
    FIELD(RulesArgs, night_until, FIELD_WORD, .required = true, .max = 5, .help = "06:00"),
    FIELD_END,
};

typedef struct RulesBody {
    int64_t night_from, night_until;
} RulesBody;

static const Field rules_fields[] = {
    FIELD(RulesBody, night_from, FIELD_INT, .required = true),
    FIELD(RulesBody, night_until, FIELD_INT, .required = true),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_RULES_SET, rules_fields, sizeof(RulesBody)},
    {0},
};

static const Projection projections[] = {
    {.event = EVENT_RULES_SET,
        .sql = "INSERT INTO presence_rule (unit, night_from, night_until)"
               " VALUES ($unit, $night_from, $night_until) ON CONFLICT (unit) DO UPDATE SET"
               " night_from = excluded.night_from, night_until = excluded.night_until"},
    {0},
};

static bool rules_decide(Decision *decision, const void *data, GError **error)
{
    const RulesArgs *args = data;
    RulesBody body = {0};
    bool fits = day_minute_parse(args->night_from, &body.night_from) ||
                fail_field(error, "night_from", "not_a_time");

    if (!day_minute_parse(args->night_until, &body.night_until))
        fits = fail_field(error, "night_until", "not_a_time");
    return fits && decision_emit(decision, EVENT_RULES_SET, decision_unit(decision), &body, error);
}

/* ---- GET /units/{unit}/presence-rules ---- */

typedef struct RulesReply {
    char *night_from, *night_until;
    int64_t day_minutes, night_minutes, quiet_minutes;
    json_t *rounds;
} RulesReply;

typedef struct RoundPart {
    char *name;
    json_t *label;
} RoundPart;

static const Field round_fields[] = {
    FIELD(RoundPart, name, FIELD_WORD, .required = true),
    FIELD(RoundPart, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD_END,
};

static const Field rules_reply[] = {
    FIELD(RulesReply, night_from, FIELD_WORD, .required = true),
    FIELD(RulesReply, night_until, FIELD_WORD, .required = true),
    FIELD(RulesReply, day_minutes, FIELD_INT, .required = true, .help = "To answer by day."),
    FIELD(RulesReply, night_minutes, FIELD_INT, .required = true, .help = "To answer by night."),
    FIELD(RulesReply, quiet_minutes, FIELD_INT, .required = true,
        .help = "Nobody is asked so long after real input."),
    FIELD(RulesReply, rounds, FIELD_JSON, .required = true, .items = round_fields,
        .help = "What a leader's round looks at."),
    FIELD_END,
};

static json_t *rules_json(const Engine *engine, Db *db, const char *unit, GError **error)
{
    g_auto(PresenceRules) rules = {0};

    if (!presence_rules_read(engine, db, unit, &rules, error))
        return NULL;
    g_autofree char *from = day_minute_print(rules.night_from);
    g_autofree char *until = day_minute_print(rules.night_until);
    const RulesReply reply = {.night_from = from,
        .night_until = until,
        .day_minutes = rules.day_ms / MINUTE_MS,
        .night_minutes = rules.night_ms / MINUTE_MS,
        .quiet_minutes = rules.quiet_ms / MINUTE_MS,
        .rounds = json_object_get(rules.file, "rounds")};
    return fields_write(rules_reply, FIELD_HTTP, &reply);
}

static bool rules_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = rules_json(
        decision_engine(decision), decision_db(decision), decision_unit(decision), error);
    return *out_reply != NULL;
}

static const Field unit_args[] = {
    FIELD(RulesArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static bool rules_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const RulesArgs *args = data;

    out_answer->json = rules_json(asking->engine, asking->db, args->unit, error);
    return out_answer->json != NULL;
}

static const Command commands[] = {
    {.name = "presence.beat",
        .method = "POST",
        .path = "/units/{unit}/presence/beat",
        .args = beat_args,
        .args_size = sizeof(BeatArgs),
        .reply = beat_reply,
        .decide = beat_decide,
        .conclude = beat_conclude,
        .help = "A page of the unit is alive; nothing of it enters the journal."},
    {.name = "presence.set_rules",
        .method = "PUT",
        .path = "/units/{unit}/presence-rules",
        .permission = "roster.publish",
        .args = rules_args,
        .args_size = sizeof(RulesArgs),
        .reply = rules_reply,
        .decide = rules_decide,
        .conclude = rules_conclude,
        .help = "Sets the hours that the unit calls night."},
    {0},
};

static const Query queries[] = {
    {.name = "presence.rules",
        .path = "/units/{unit}/presence-rules",
        .permission = "presence.read",
        .args = unit_args,
        .args_size = sizeof(RulesArgs),
        .reply = rules_reply,
        .answer = rules_answer,
        .help = "By which hours and limits presence is asked for."},
    {0},
};

const Part beat_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
