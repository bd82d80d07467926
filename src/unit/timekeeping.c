/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/timekeeping.h"

#include "engine/engine.h"
#include "unit/credential.h"
#include "unit/module.h"
#include "unit/terminal.h"

#include <string.h>

#define EVENT_DOUBTED "time.doubted"
#define EVENT_TRUSTED "time.trusted"
#define EVENT_CONFIRMED "time.confirmed"
#define SUBJECT "time"
#define REASON_MAX 200
#define KEPT_FROM "time.from"

/* ---- what others ask ---- */

char *timekeeping_top(Db *db)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT MIN(unit) FROM unit WHERE parent IS NULL", NULL);

    return row != NULL && statement_step(row, NULL) == STORE_ROW ? g_strdup(row_text(row, 0))
                                                                 : NULL;
}

static int64_t mark_read(Db *db)
{
    g_autoptr(Statement) row = store_prepare(db, "SELECT MAX(at) FROM time_mark", NULL);

    return row == NULL || statement_step(row, NULL) != STORE_ROW ? 0 : row_int_or(row, 0, 0);
}

static int64_t reference_read(Db *db, int64_t wall, int64_t jump_ms)
{
    int64_t mark = mark_read(db);
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT COUNT(*), CAST(SUM(CASE WHEN at > $limit THEN 1 ELSE 0 END) AS BIGINT), MAX(at),"
        " MAX(CASE WHEN at > $limit THEN 0 ELSE at END) FROM head",
        NULL);

    if (mark > 0 || row == NULL)
        return mark;
    bind_int(row, "limit", wall + jump_ms);
    if (statement_step(row, NULL) != STORE_ROW || row_int(row, 0) == 0)
        return 0;
    return 2 * row_int(row, 1) >= row_int(row, 0) ? row_int(row, 2) : row_int(row, 3);
}

void timekeeping_past(Db *db, int64_t wall, int64_t jump_ms, ClockPast *out_past)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT at, of_start FROM time_held ORDER BY at DESC LIMIT 1", NULL);

    *out_past = (ClockPast){0};
    if (row != NULL && statement_step(row, NULL) == STORE_ROW)
        *out_past = (ClockPast){row_int(row, 0), true, row_int(row, 1) != 0};
    else
        out_past->at = reference_read(db, wall, jump_ms);
}

GPtrArray *timekeeping_ahead(Db *db, int64_t limit, GError **error)
{
    g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT unit FROM head WHERE at > $limit OR unit IN"
        " (SELECT unit FROM credential_challenge WHERE expires_at - 600000 > $limit"
        "  UNION SELECT unit FROM sign_in_guess WHERE last_at > $limit"
        "  UNION SELECT unit FROM secret_failure WHERE first_at > $limit) ORDER BY unit",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_int(rows, "limit", limit);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(units, g_strdup(row_text(rows, 0)));
    return step == STORE_DONE ? g_steal_pointer(&units) : NULL;
}

/* ---- events ---- */

typedef struct StateBody {
    char *unit;
    char *state;
    char *cause;
    int64_t wall_at;
    int64_t back_ms;
} StateBody;

static const Field state_fields[] = {
    FIELD(StateBody, state, FIELD_WORD, .required = true),
    FIELD(StateBody, cause, FIELD_WORD, .required = true),
    FIELD(StateBody, wall_at, FIELD_TIME, .required = true, .help = "The machine's own clock."),
    FIELD(StateBody, back_ms, FIELD_INT, .help = "By how much the times before were ahead."),
    FIELD_END,
};

typedef struct ConfirmedBody {
    char *state;
    char *cause;
    int64_t wall_at;
    char *reason;
} ConfirmedBody;

static const Field confirmed_fields[] = {
    FIELD(ConfirmedBody, state, FIELD_WORD, .required = true),
    FIELD(ConfirmedBody, cause, FIELD_WORD, .required = true),
    FIELD(ConfirmedBody, wall_at, FIELD_TIME, .required = true),
    FIELD(ConfirmedBody, reason, FIELD_TEXT, .required = true),
    FIELD_END,
};

static const Field corrected_fields[] = {
    FIELD(TimeCorrectedBody, from, FIELD_INT, .required = true),
    FIELD(TimeCorrectedBody, since, FIELD_INT, .required = true),
    FIELD(TimeCorrectedBody, back_ms, FIELD_INT),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_DOUBTED, state_fields, sizeof(StateBody)},
    {EVENT_TRUSTED, state_fields, sizeof(StateBody)},
    {EVENT_CONFIRMED, confirmed_fields, sizeof(ConfirmedBody)},
    {EVENT_TIME_CORRECTED, corrected_fields, sizeof(TimeCorrectedBody)},
    {0},
};

#define STATE_FOLLOWS                                                                              \
    "INSERT INTO time_state (unit, seq, at, state, cause, wall)"                                   \
    " VALUES ($unit, $seq, $at, $state, $cause, $wall_at) ON CONFLICT (unit) DO UPDATE SET"        \
    " seq = excluded.seq, at = excluded.at, state = excluded.state, cause = excluded.cause,"       \
    " wall = excluded.wall"

/* No lock lasts longer than a quarter of an hour: one that would was set by a time ahead. */
#define UNLOCKS(table)                                                                             \
    "UPDATE " table " SET locked_until = NULL WHERE unit = $unit"                                  \
    " AND locked_until > CAST($at AS BIGINT) + 900000"

/* What is counted from a point that lies in the future now is counted from where that point was in
 * truth, or from now where nobody knows by how much it was ahead. */
#define AHEAD                                                                                      \
    "(CASE WHEN CAST($back_ms AS BIGINT) > 0 AND since - CAST($back_ms AS BIGINT)"                 \
    " <= CAST($at AS BIGINT) THEN CAST($back_ms AS BIGINT) ELSE since - CAST($at AS BIGINT) END)"

static const char due_back[] = "UPDATE due SET at = at - CASE WHEN daily = 1 THEN (" AHEAD
                               " / 86400000) * 86400000 ELSE " AHEAD " END, since = since - " AHEAD
                               " WHERE unit = $unit AND since > CAST($at AS BIGINT)";

static const Projection projections[] = {
    {.event = EVENT_DOUBTED, .sql = STATE_FOLLOWS},
    {.event = EVENT_TRUSTED, .sql = STATE_FOLLOWS},
    {.event = EVENT_CONFIRMED, .sql = STATE_FOLLOWS},
    {.event = EVENT_TIME_CORRECTED, .sql = due_back},
    {.event = EVENT_TIME_CORRECTED,
        .sql = "UPDATE standing SET last_at = $at WHERE unit = $unit AND last_at > $at"},
    {.event = EVENT_TIME_CORRECTED, .sql = UNLOCKS("account")},
    {.event = EVENT_TIME_CORRECTED, .sql = UNLOCKS("credential")},
    {.event = EVENT_TIME_CORRECTED, .sql = UNLOCKS("terminal")},
    /* Of wrong passwords at sign-in the longest lasts an hour. */
    {.event = EVENT_TIME_CORRECTED,
        .sql = "UPDATE account_lock SET ended_at = $at WHERE unit = $unit AND ended_at IS NULL"
               " AND until > CAST($at AS BIGINT) + 3600000"},
    {0},
};

/* ---- what the program itself submits ---- */

static const Field note_args[] = {
    FIELD(StateBody, unit, FIELD_WORD, .required = true),
    FIELD(StateBody, state, FIELD_WORD, .required = true),
    FIELD(StateBody, cause, FIELD_WORD, .required = true),
    FIELD(StateBody, wall_at, FIELD_TIME, .required = true),
    FIELD(StateBody, back_ms, FIELD_INT),
    FIELD_END,
};

static bool note_decide(Decision *decision, const void *args, GError **error)
{
    const StateBody *note = args;
    bool is_trusted = strcmp(note->state, clock_state_word(CLOCK_TRUSTED)) == 0;

    return decision_emit(
        decision, is_trusted ? EVENT_TRUSTED : EVENT_DOUBTED, SUBJECT, note, error);
}

typedef struct CorrectArgs {
    char *unit;
    int64_t back_ms;
} CorrectArgs;

static const Field correct_args[] = {
    FIELD(CorrectArgs, unit, FIELD_WORD, .required = true),
    FIELD(CorrectArgs, back_ms, FIELD_INT, .required = true, .min = 0, .max = INT64_MAX),
    FIELD_END,
};

/* The unit's last time, and the first of its events that is later than `now`. */
static bool future_find(Decision *decision, int64_t now, TimeCorrectedBody *out, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT MIN(j.seq), MAX(CASE WHEN j.seq = h.seq THEN j.at END) FROM head h"
        " JOIN journal j ON j.unit = h.unit WHERE h.unit = $unit AND j.at > $now",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_int(row, "now", now);
    if (statement_step(row, error) != STORE_ROW)
        return false;
    out->since = row_int_or(row, 0, 0);
    out->from = row_int_or(row, 1, 0);
    return true;
}

static bool correct_decide(Decision *decision, const void *args, GError **error)
{
    const CorrectArgs *correct = args;
    TimeCorrectedBody body = {.back_ms = correct->back_ms};

    decision_put_back(decision);
    if (!future_find(decision, decision_now(decision), &body, error))
        return false;
    /* Put right already, or the time has come by itself. */
    if (body.from <= decision_now(decision))
        return true;
    decision_keep(decision, KEPT_FROM, g_memdup2(&body.from, sizeof body.from), g_free);
    return decision_emit(decision, EVENT_TIME_CORRECTED, SUBJECT, &body, error);
}

/* One statement about the unit, with the time and by how much it was ahead. */
static bool put_back(
    Decision *decision, const char *unit, int64_t shift_ms, Statement *statement, GError **error)
{
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "now", decision_now(decision));
    if (shift_ms != FIELD_UNSET)
        bind_int(statement, "shift", shift_ms);
    return statement_run(statement, error);
}

/* What is counted within an hour, and from where somebody signed in lately. */
static bool counts_put_back(Decision *decision, const char *unit, GError **error)
{
    g_autoptr(Statement) guesses = store_prepare(decision_db(decision),
        "DELETE FROM sign_in_guess WHERE unit = $unit AND last_at > $now", error);
    if (!put_back(decision, unit, FIELD_UNSET, guesses, error))
        return false;
    g_autoptr(Statement) failures = store_prepare(decision_db(decision),
        "DELETE FROM secret_failure WHERE unit = $unit AND first_at > $now", error);
    if (!put_back(decision, unit, FIELD_UNSET, failures, error))
        return false;
    g_autoptr(Statement) known = store_prepare(decision_db(decision),
        "UPDATE known_source SET last_at = $now WHERE unit = $unit AND last_at > $now", error);
    return put_back(decision, unit, FIELD_UNSET, known, error);
}

/* What is good for minutes from when it was made would be good for the hours that the clock was
 * ahead: whatever lasts longer than it may was made then, and is asked for anew. */
static bool codes_put_back(Decision *decision, const char *unit, GError **error)
{
    g_autoptr(Statement) pairing = store_prepare(decision_db(decision),
        "DELETE FROM terminal_code WHERE unit = $unit AND expires_at - $shift > $now", error);
    if (!put_back(decision, unit, TERMINAL_CODE_MS, pairing, error))
        return false;
    g_autoptr(Statement) proofs = store_prepare(decision_db(decision),
        "DELETE FROM proof WHERE unit = $unit AND until - $shift > $now", error);
    if (!put_back(decision, unit, PROOF_MS, proofs, error))
        return false;
    g_autoptr(Statement) totps = store_prepare(decision_db(decision),
        "DELETE FROM credential_challenge WHERE unit = $unit AND purpose = 'totp'"
        " AND expires_at - $shift > $now",
        error);
    if (!put_back(decision, unit, TOTP_WAIT_MS, totps, error))
        return false;
    g_autoptr(Statement) challenges = store_prepare(decision_db(decision),
        "DELETE FROM credential_challenge WHERE unit = $unit AND purpose <> 'totp'"
        " AND expires_at - $shift > $now",
        error);
    return put_back(decision, unit, CHALLENGE_MS, challenges, error);
}

/* A session begun in the future would outlive its hours, a chore set there would look too late. */
static bool correct_settle(Decision *decision, const void *args, GError **error)
{
    const CorrectArgs *correct = args;
    const int64_t *from = decision_kept(decision, KEPT_FROM);

    if (!codes_put_back(decision, correct->unit, error) ||
        !counts_put_back(decision, correct->unit, error))
        return false;
    if (from == NULL)
        return true;
    g_autoptr(Statement) sessions = store_prepare(decision_db(decision),
        "UPDATE session SET expires_at = expires_at - (created_at - $now), created_at = $now,"
        " used_at = $now WHERE unit = $unit AND created_at > $now",
        error);
    if (!put_back(decision, correct->unit, FIELD_UNSET, sessions, error))
        return false;
    int64_t ahead_ms = *from - decision_now(decision);
    g_autoptr(Statement) wakes = store_prepare(decision_db(decision),
        "UPDATE wake SET at = CASE WHEN at - $shift < $now THEN $now ELSE at - $shift END"
        " WHERE unit = $unit AND at > $now",
        error);
    return put_back(
        decision, correct->unit, correct->back_ms > 0 ? correct->back_ms : ahead_ms, wakes, error);
}

typedef struct KeepArgs {
    char *unit;
} KeepArgs;

static const Field keep_args[] = {
    FIELD(KeepArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

static bool trusted_note(Decision *decision, const ClockView *clock, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "INSERT INTO time_mark (unit, at) VALUES ($unit, $at)"
        " ON CONFLICT (unit) DO UPDATE SET at = excluded.at",
        error);
    g_autoptr(Statement) held =
        store_prepare(decision_db(decision), "DELETE FROM time_held WHERE unit = $unit", error);

    if (row == NULL || held == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_int(row, "at", clock->now);
    bind_text(held, "unit", decision_unit(decision));
    return statement_run(row, error) && statement_run(held, error);
}

static bool held_note(Decision *decision, const ClockView *clock, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "INSERT INTO time_held (unit, at, of_start) VALUES ($unit, $at, $of_start)"
        " ON CONFLICT (unit) DO UPDATE SET at = excluded.at, of_start = excluded.of_start",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_int(row, "at", clock->now);
    bind_int(row, "of_start", !clock->rings);
    return statement_run(row, error);
}

static bool keep_settle(Decision *decision, const void *args, GError **error)
{
    ClockView clock;

    clock_look(engine_clock(decision_engine(decision)), &clock);
    if (clock.state == CLOCK_TRUSTED)
        return trusted_note(decision, &clock, error);
    return clock.state == CLOCK_WAITING || held_note(decision, &clock, error);
}

/* ---- POST /units/{unit}/clock/confirm ---- */

typedef struct ConfirmArgs {
    char *unit;
    char *right;
    char *reason;
} ConfirmArgs;

static const char *const sides[] = {"wall", "held", NULL};

static const Field confirm_args[] = {
    FIELD(ConfirmArgs, unit, FIELD_WORD, .required = true, .help = "The unit at the top."),
    FIELD(ConfirmArgs, right, FIELD_WORD, .required = true, .choices = sides,
        .help = "Which is right: the machine's own clock now, or the time that was held."),
    FIELD(ConfirmArgs, reason, FIELD_TEXT, .required = true, .min = 1, .max = REASON_MAX,
        .help = "How that is known."),
    FIELD_END,
};

typedef struct ConfirmReply {
    char *state;
    int64_t now;
} ConfirmReply;

static const Field confirm_reply[] = {
    FIELD(ConfirmReply, state, FIELD_WORD, .required = true),
    FIELD(ConfirmReply, now, FIELD_TIME, .required = true),
    FIELD_END,
};

static bool is_at_top(Decision *decision, GError **error)
{
    g_autofree char *top = timekeeping_top(decision_db(decision));

    return g_strcmp0(top, decision_unit(decision)) == 0 ||
           fail_as(
               error, FAIL_CONFLICT, "not_at_top", "the time is a matter of the unit at the top");
}

static bool wall_is_right(const ConfirmArgs *confirm)
{
    return strcmp(confirm->right, "wall") == 0;
}

static bool confirm_decide(Decision *decision, const void *args, GError **error)
{
    const ConfirmArgs *confirm = args;
    bool by_wall = wall_is_right(confirm);
    ClockView clock;

    if (!is_at_top(decision, error))
        return false;
    clock_look(engine_clock(decision_engine(decision)), &clock);
    if (!by_wall && clock.state != CLOCK_HELD)
        return fail_as(
            error, FAIL_CONFLICT, "clock_not_held", "no time is held: the wall is followed");
    const ConfirmedBody body = {
        .state = (char *) clock_state_word(by_wall ? CLOCK_TRUSTED : CLOCK_HELD),
        .cause =
            (char *) clock_cause_word(by_wall ? CLOCK_CAUSE_CONFIRMED : CLOCK_CAUSE_HELD_RIGHT),
        .wall_at = clock.wall,
        .reason = confirm->reason};
    return decision_emit(decision, EVENT_CONFIRMED, SUBJECT, &body, error);
}

/* The clock is no table: should the COMMIT fail, the word stands, and the person gives it again. */
static bool confirm_settle(Decision *decision, const void *args, GError **error)
{
    clock_confirm(engine_clock(decision_engine(decision)), wall_is_right(args));
    return true;
}

static bool confirm_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    ClockView view;

    clock_look(engine_clock(decision_engine(decision)), &view);
    const ConfirmReply reply = {.state = (char *) clock_state_word(view.state), .now = view.now};
    *out_reply = fields_write(confirm_reply, FIELD_HTTP, &reply);
    return true;
}

static const Field no_reply[] = {FIELD_END};

static const Command commands[] = {
    {.name = COMMAND_TIME_NOTE,
        .args = note_args,
        .args_size = sizeof(StateBody),
        .reply = no_reply,
        .decide = note_decide,
        .help = "Says in which state the clock is."},
    {.name = COMMAND_TIME_CORRECT,
        .args = correct_args,
        .args_size = sizeof(CorrectArgs),
        .reply = no_reply,
        .decide = correct_decide,
        .settle = correct_settle,
        .help = "Leaves behind what a wrong clock wrote into the unit's future."},
    {.name = COMMAND_TIME_KEEP,
        .args = keep_args,
        .args_size = sizeof(KeepArgs),
        .reply = no_reply,
        .settle = keep_settle,
        .help = "Notes the time as one that the next start may go by."},
    {.name = "time.confirm",
        .method = "POST",
        .path = "/units/{unit}/clock/confirm",
        .permission = "setting.manage",
        .args = confirm_args,
        .args_size = sizeof(ConfirmArgs),
        .reply = confirm_reply,
        .decide = confirm_decide,
        .settle = confirm_settle,
        .conclude = confirm_conclude,
        .help = "Says which clock is right; units that live in the future are put right."},
    {0},
};

const Part time_part = {.events = events, .commands = commands, .projections = projections};
