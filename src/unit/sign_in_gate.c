/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/sign_in_gate.h"

#include "base/clock.h"
#include "engine/engine.h"
#include "unit/account_change.h"
#include "unit/unit.h"

#include <string.h>

#define EVERYWHERE "*"
#define NO_UNIT "?"
#define GUESS_LIFE_MS (24 * HOUR_MS)
#define LOCKS_SHOWN 20

/* One row of sign_in_guess; all zero when there is none. */
typedef struct Guesses {
    int64_t failures;
    int64_t first_at;
    int64_t locked_until;
} Guesses;

static const char *source_of(const SignIn *sign_in)
{
    return sign_in->source == NULL ? "" : sign_in->source;
}

/* The rows of units that are none stand together, where a later sign-in clears the old ones away.
 */
static const char *guess_unit(Db *db, const SignIn *sign_in, GError **error)
{
    const char *unit = strchr(sign_in->login, '@') + 1;
    bool is_there = false;
    if (!unit_exists(db, unit, &is_there, error))
        return NULL;
    return is_there ? unit : NO_UNIT;
}

static bool guesses_read(
    Db *db, const SignIn *sign_in, const char *source, Guesses *out_guesses, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT failures, first_at, COALESCE(locked_until, 0) FROM sign_in_guess"
        " WHERE unit = $unit AND login = $login AND source = $source",
        error);
    const char *unit = guess_unit(db, sign_in, error);
    if (statement == NULL || unit == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "login", sign_in->login);
    bind_text(statement, "source", source);
    StoreStep step = statement_step(statement, error);
    *out_guesses = (Guesses){0};
    if (step == STORE_ROW)
        *out_guesses =
            (Guesses){row_int(statement, 0), row_int(statement, 1), row_int(statement, 2)};
    return step != STORE_FAILED;
}

bool sign_in_is_known(Db *db, const SignIn *sign_in, int64_t now, bool *out_is, GError **error)
{
    *out_is = false;
    if (sign_in->account == NULL)
        return true;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT 1 FROM known_source WHERE unit = $unit AND account IN ($account, '')"
        " AND source = $source AND last_at > $since",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", sign_in->account->unit);
    bind_text(statement, "account", sign_in->account->id);
    bind_text(statement, "source", source_of(sign_in));
    bind_int(statement, "since", now - KNOWN_SOURCE_MS);
    return statement_found(statement, out_is, error);
}

bool sign_in_open(Db *db, const SignIn *sign_in, int64_t now, GError **error)
{
    Guesses here, everywhere;
    bool is_known = false;
    if (!guesses_read(db, sign_in, source_of(sign_in), &here, error) ||
        !guesses_read(db, sign_in, EVERYWHERE, &everywhere, error) ||
        !sign_in_is_known(db, sign_in, now, &is_known, error))
        return false;
    bool strangers =
        everywhere.locked_until > now || source_tally_is_full(sign_in->tally, sign_in->source, now);
    if (here.locked_until <= now && (!strangers || is_known))
        return true;
    return fail_as(error, FAIL_DENIED, "account_locked",
        "too many wrong passwords: locked for a while from where you are");
}

/* The rows as one more wrong guess leaves them. */
static bool guesses_after(
    Decision *decision, const SignIn *sign_in, Guesses *here, Guesses *everywhere, GError **error)
{
    Db *db = decision_db(decision);
    int64_t now = decision_now(decision);
    if (!guesses_read(db, sign_in, source_of(sign_in), here, error) ||
        !guesses_read(db, sign_in, EVERYWHERE, everywhere, error))
        return false;
    if (here->failures == 0)
        here->first_at = now;
    if (everywhere->failures == 0 || everywhere->first_at <= now - GUESSES_HOUR_MS)
        *everywhere = (Guesses){0, now, 0};
    here->failures++;
    everywhere->failures++;
    here->locked_until = here->failures >= GUESSES_HERE ? now + GUESSES_LOCK_MS : 0;
    if (everywhere->failures >= GUESSES_EVERYWHERE && everywhere->locked_until <= now)
        everywhere->locked_until = now + GUESSES_HOUR_MS;
    return true;
}

static bool lock_emit(Decision *decision, const char *event, const SignIn *sign_in, int64_t until,
    bool here, GError **error)
{
    const AccountBody body = {.until = until,
        .source = here && sign_in->source != NULL ? (char *) sign_in->source : NULL};
    return decision_emit(decision, event, sign_in->account->id, &body, error);
}

bool sign_in_wrong(Decision *decision, const SignIn *sign_in, GError **error)
{
    Guesses here, everywhere;
    if (sign_in->account == NULL)
        return true;
    if (!guesses_after(decision, sign_in, &here, &everywhere, error))
        return false;
    if (here.locked_until > 0 &&
        !lock_emit(decision, "account.source_locked", sign_in, here.locked_until, true, error))
        return false;
    return everywhere.failures != GUESSES_EVERYWHERE ||
           lock_emit(decision, "account.strangers_locked", sign_in, everywhere.locked_until, false,
               error);
}

static bool guesses_keep(Decision *decision, const SignIn *sign_in, const char *source,
    const Guesses *guesses, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO sign_in_guess (unit, login, source, failures, first_at, last_at, locked_until)"
        " VALUES ($unit, $login, $source, $failures, $first, $now, $until)"
        " ON CONFLICT (unit, login, source) DO UPDATE SET failures = excluded.failures,"
        " first_at = excluded.first_at, last_at = excluded.last_at,"
        " locked_until = excluded.locked_until",
        error);
    const char *unit = guess_unit(decision_db(decision), sign_in, error);
    if (statement == NULL || unit == NULL)
        return false;
    /* A lock was the answer to these: after it the count begins anew. */
    bool spent = guesses->locked_until > 0 && strcmp(source, EVERYWHERE) != 0;
    bind_text(statement, "unit", unit);
    bind_text(statement, "login", sign_in->login);
    bind_text(statement, "source", source);
    bind_int(statement, "failures", spent ? 0 : guesses->failures);
    bind_int(statement, "first", guesses->first_at);
    bind_int(statement, "now", decision_now(decision));
    bind_int(statement, "until", guesses->locked_until);
    return statement_run(statement, error);
}

static bool guesses_drop(
    Decision *decision, const SignIn *sign_in, const char *source, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM sign_in_guess WHERE unit = $unit AND login = $login"
        " AND (source = $source OR CAST($source AS TEXT) IS NULL)",
        error);
    const char *unit = guess_unit(decision_db(decision), sign_in, error);
    if (statement == NULL || unit == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "login", sign_in->login);
    bind_text(statement, "source", source);
    return statement_run(statement, error);
}

static bool guesses_sweep(Decision *decision, const SignIn *sign_in, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM sign_in_guess WHERE unit = $unit AND last_at <= $old", error);
    const char *unit = guess_unit(decision_db(decision), sign_in, error);
    if (statement == NULL || unit == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "old", decision_now(decision) - GUESS_LIFE_MS);
    return statement_run(statement, error);
}

static bool source_keep(Decision *decision, const char *account, const char *source, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO known_source (unit, account, source, last_at)"
        " VALUES ($unit, $account, $source, $now) ON CONFLICT (unit, account, source)"
        " DO UPDATE SET last_at = excluded.last_at",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "account", account);
    bind_text(statement, "source", source);
    bind_int(statement, "now", decision_now(decision));
    return statement_run(statement, error);
}

/* The last few are remembered; where the time stands still, this one is among them. */
static bool sources_cap(Decision *decision, const char *account, const char *source, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM known_source WHERE unit = $unit AND account = $account AND source NOT IN"
        " (SELECT source FROM known_source WHERE unit = $unit AND account = $account"
        "  ORDER BY last_at DESC, CASE WHEN source = $source THEN 0 ELSE 1 END, source"
        "  LIMIT $most)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "account", account);
    bind_text(statement, "source", source);
    bind_int(statement, "most", KNOWN_SOURCES_MAX);
    return statement_run(statement, error);
}

bool sign_in_count(Decision *decision, const SignIn *sign_in, bool right, GError **error)
{
    Guesses here, everywhere;
    if (!guesses_sweep(decision, sign_in, error))
        return false;
    if (right)
        return guesses_drop(decision, sign_in, source_of(sign_in), error) &&
               source_keep(decision, sign_in->account->id, source_of(sign_in), error) &&
               sources_cap(decision, sign_in->account->id, source_of(sign_in), error);
    source_tally_add(sign_in->tally, sign_in->source, decision_now(decision));
    return guesses_after(decision, sign_in, &here, &everywhere, error) &&
           guesses_keep(decision, sign_in, source_of(sign_in), &here, error) &&
           guesses_keep(decision, sign_in, EVERYWHERE, &everywhere, error);
}

bool sign_in_forgive(Decision *decision, const char *login, GError **error)
{
    const SignIn sign_in = {.login = login};
    return guesses_drop(decision, &sign_in, NULL, error);
}

bool terminal_source_keep(Decision *decision, const char *source, GError **error)
{
    return source == NULL ||
           (source_keep(decision, "", source, error) && sources_cap(decision, "", source, error));
}

bool account_is_guessed(Db *db, const Account *account, int64_t now, bool *out_is, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT 1 FROM account_lock WHERE unit = $unit AND account = $account AND until > $now"
        " AND ended_at IS NULL",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", account->unit);
    bind_text(statement, "account", account->id);
    bind_int(statement, "now", now);
    return statement_found(statement, out_is, error);
}

typedef struct LockShown {
    int64_t at, until;
    char *source;
    bool strangers;
} LockShown;

const Field account_lock_shown[] = {
    FIELD(LockShown, at, FIELD_TIME, .required = true),
    FIELD(LockShown, until, FIELD_TIME, .required = true),
    FIELD(LockShown, source, FIELD_TEXT, .help = "Where the wrong passwords came from, if known."),
    FIELD(LockShown, strangers, FIELD_BOOL, .required = true,
        .help = "They came from many places: all were locked out but those known."),
    FIELD_END,
};

json_t *account_locks(Db *db, const Account *account, int64_t since)
{
    json_auto_t *locks = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT locked_at, COALESCE(ended_at, until), source, strangers FROM account_lock"
        " WHERE unit = $unit AND account = $account AND locked_at > $since"
        " ORDER BY seq DESC LIMIT $most",
        NULL);
    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", account->unit);
    bind_text(rows, "account", account->id);
    bind_int(rows, "since", since);
    bind_int(rows, "most", LOCKS_SHOWN);
    while (statement_step(rows, NULL) == STORE_ROW) {
        const LockShown lock = {
            row_int(rows, 0), row_int(rows, 1), (char *) row_text(rows, 2), row_int(rows, 3) != 0};
        json_array_append_new(locks, fields_write(account_lock_shown, FIELD_HTTP, &lock));
    }
    return json_array_size(locks) == 0 ? NULL : json_incref(locks);
}
