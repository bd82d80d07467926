/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/secret_gate.h"

#include "base/password.h"
#include "engine/engine.h"
#include "unit/account_change.h"

static const SecretLock account_lock = {
    .event = "account.locked",
    .most = ACCOUNT_FAILURES_MAX,
    .lock_ms = ACCOUNT_LOCK_MS,
    .reason = "account_locked",
    .says = "too many wrong passwords: the account is locked for a while",
};

SecretDoor account_door(const Account *account)
{
    return (SecretDoor){
        .lock = &account_lock, .id = account->id, .locked_until = account->locked_until};
}

bool secret_door_open(const SecretDoor *door, int64_t now, GError **error)
{
    if (door->locked_until == FIELD_UNSET || door->locked_until <= now)
        return true;
    return fail_as(error, FAIL_DENIED, door->lock->reason, "%s", door->lock->says);
}

/* Wrong guesses that still count; -1 with an error. */
static int64_t failures_of(Decision *decision, const SecretDoor *door, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT failures FROM secret_failure WHERE unit = $unit AND subject = $subject"
        " AND first_at > $since",
        error);
    int64_t within = door->lock->within_ms;

    if (statement == NULL)
        return -1;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "subject", door->id);
    bind_int(statement, "since", within == 0 ? INT64_MIN : decision_now(decision) - within);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_FAILED)
        return -1;
    return step == STORE_ROW ? row_int(statement, 0) : 0;
}

bool secret_try(Decision *decision, const SecretDoor *door, bool right, GError **error)
{
    if (!secret_door_open(door, decision_now(decision), error))
        return false;
    if (right)
        return true;
    int64_t failures = failures_of(decision, door, error);
    if (failures < 0)
        return false;
    if (failures + 1 < door->lock->most)
        return true;
    json_auto_t *body =
        json_pack("{s:I}", "until", (json_int_t) decision_now(decision) + door->lock->lock_ms);
    return decision_emit_json(decision, door->lock->event, door->id, body, error);
}

bool secret_forgive(Decision *decision, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM secret_failure WHERE unit = $unit AND subject = $subject", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "subject", id);
    return statement_run(statement, error);
}

static bool failure_add(Decision *decision, const SecretDoor *door, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO secret_failure (unit, subject, failures, first_at)"
        " VALUES ($unit, $subject, 1, $at) ON CONFLICT (unit, subject)"
        " DO UPDATE SET failures = secret_failure.failures + 1",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "subject", door->id);
    bind_int(statement, "at", decision_now(decision));
    return statement_run(statement, error);
}

bool secret_count(Decision *decision, const SecretDoor *door, bool right, GError **error)
{
    int64_t failures = failures_of(decision, door, error);

    if (failures < 0)
        return false;
    /* The last one allowed was met with a lock: after it the count begins anew. */
    bool last = !right && failures + 1 >= door->lock->most;
    if ((right || last || failures == 0) && !secret_forgive(decision, door->id, error))
        return false;
    return right || last || failure_add(decision, door, error);
}

/* --- one's own password --- */

bool own_password_test(
    const Preparation *preparation, const char *password, bool *out_right, GError **error)
{
    g_autoptr(Account) account = account_get(preparation->db, preparation->actor->account, error);

    if (account == NULL)
        return false;
    const SecretDoor door = account_door(account);
    if (!secret_door_open(&door, preparation->now, error))
        return false;
    g_autoptr(GError) problem = NULL;
    g_autofree char *hash = account_hash(preparation->db, account, &problem);
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    *out_right = hash != NULL && password_matches(hash, password);
    return true;
}

typedef bool (*DoorAct)(Decision *decision, const SecretDoor *door, bool right, GError **error);

static bool own_door(Decision *decision, DoorAct act, bool right, GError **error)
{
    g_autoptr(Account) account =
        account_get(decision_db(decision), decision_actor(decision)->account, error);

    if (account == NULL)
        return false;
    const SecretDoor door = account_door(account);
    return act(decision, &door, right, error);
}

bool own_password_try(Decision *decision, bool right, GError **error)
{
    return own_door(decision, secret_try, right, error);
}

bool own_password_count(Decision *decision, bool right, GError **error)
{
    return own_door(decision, secret_count, right, error);
}
