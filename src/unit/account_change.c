/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/account_change.h"

#include "base/text.h"
#include "unit/person.h"
#include "unit/person_change.h"
#include "unit/seal.h"
#include "unit/unit_rows.h"

#include <string.h>

#define LOGIN_MIN 2
#define LOGIN_MAX 32

static const Field opened_fields[] = {
    FIELD(AccountBody, login, FIELD_WORD, .required = true),
    FIELD(AccountBody, person, FIELD_WORD, .required = true),
    SEAL_FIELD(AccountBody),
    FIELD_END,
};

static const Field password_set_fields[] = {SEAL_FIELD(AccountBody), FIELD_END};

static const Field locked_fields[] = {
    FIELD(AccountBody, until, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field source_locked_fields[] = {
    FIELD(AccountBody, until, FIELD_TIME, .required = true),
    FIELD(AccountBody, source, FIELD_TEXT, .personal = true,
        .help = "Name of the address; absent: not told from others."),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

const EventKind account_events[] = {
    {"account.opened", opened_fields, sizeof(AccountBody)},
    {"account.disabled", empty_fields, 0},
    {"account.enabled", empty_fields, 0},
    {"account.locked", locked_fields, sizeof(AccountBody)},
    {"account.source_locked", source_locked_fields, sizeof(AccountBody)},
    {"account.strangers_locked", locked_fields, sizeof(AccountBody)},
    {"account.unlocked", empty_fields, 0},
    {"account.password_set", password_set_fields, sizeof(AccountBody)},
    {0},
};

char *login_normal(const char *typed, const char *unit)
{
    g_autofree char *trimmed = text_plain(typed == NULL ? "" : typed);
    char *at = strrchr(trimmed, '@');
    if (at == NULL && unit == NULL)
        return NULL;
    if (at != NULL)
        *at = '\0';
    g_autofree char *name = g_ascii_strdown(trimmed, -1);
    g_autofree char *code = g_ascii_strup(at == NULL ? unit : at + 1, -1);
    size_t length = strlen(name);
    if (length < LOGIN_MIN || length > LOGIN_MAX || !text_is_code(code))
        return NULL;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") != length)
        return NULL;
    if (unit != NULL && strcmp(code, unit) != 0)
        return NULL;
    return g_strdup_printf("%s@%s", name, code);
}

bool account_open(Decision *decision, const char *person, const char *login, const char *hash,
    char **out_id, GError **error)
{
    Db *db = decision_db(decision);
    g_autofree char *normal = login_normal(login, decision_unit(decision));
    g_autofree char *id = NULL;
    if (normal == NULL)
        return fail_field(error, "login", "not_a_login");
    g_autoptr(Person) owner = person_of_decision(decision, person, error);
    if (owner == NULL)
        return false;
    g_autoptr(Account) other = account_by_login(db, normal, NULL);
    if (other != NULL)
        return fail_as(error, FAIL_CONFLICT, "login_taken", "the login %s is taken", normal);
    id = decision_next_id(decision);
    g_autofree char *seal = seal_of(hash);
    AccountBody body = {
        .login = normal, .person = (char *) person, .until = FIELD_UNSET, .seal = seal};
    if (!decision_emit(decision, "account.opened", NULL, &body, error))
        return false;
    *out_id = g_steal_pointer(&id);
    return true;
}

bool account_password_emit(
    Decision *decision, const char *account, const char *hash, GError **error)
{
    g_autofree char *seal = seal_of(hash);
    const AccountBody body = {.until = FIELD_UNSET, .seal = seal};
    return decision_emit(decision, "account.password_set", account, &body, error);
}

static GStrv accounts_in_use(Db *db, const char *unit, const char *person, GError **error)
{
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT id FROM account WHERE unit = $unit AND person = $person AND disabled_at IS NULL"
        " ORDER BY opened_at, id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "person", person);
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        g_strv_builder_add(ids, row_text(statement, 0));
    return step == STORE_DONE ? g_strv_builder_end(ids) : NULL;
}

bool account_disable_all(Decision *decision, const char *person, GError **error)
{
    g_auto(GStrv) ids =
        accounts_in_use(decision_db(decision), decision_unit(decision), person, error);
    if (ids == NULL)
        return false;
    for (char **id = ids; *id != NULL; id++)
        if (!decision_emit(decision, "account.disabled", *id, NULL, error))
            return false;
    return true;
}

bool account_secret_set(Decision *decision, const char *account, const char *hash, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO account_secret (unit, account, hash, set_at)"
        " VALUES ($unit, $account, $hash, $at) ON CONFLICT (unit, account)"
        " DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "account", account);
    bind_text(statement, "hash", hash);
    bind_int(statement, "at", decision_now(decision));
    return statement_run(statement, error);
}

char *account_hash(Db *db, const Account *account, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT s.hash, " SEAL_EVENT_PASSWORD(
            "s.unit", "s.account") " FROM account_secret s"
                                   " WHERE s.unit = $unit AND s.account = $account",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", account->unit);
    bind_text(statement, "account", account->id);
    if (statement_step(statement, error) != STORE_ROW)
        return NULL;
    if (seal_judge(row_text(statement, 0), row_text(statement, 1)) != SEAL_BROKEN)
        return g_strdup(row_text(statement, 0));
    fail_as(error, FAIL_CORRUPT, "secret_altered",
        "the password kept for account %s is not the one that the journal recorded: somebody "
        "altered the database; keep a copy, `shaodian audit verify`, then `shaodian user passwd`",
        account->id);
    return NULL;
}

bool sessions_sweep(Decision *decision, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM session WHERE unit = $unit AND (expires_at <= $now OR account IN"
        " (SELECT id FROM account WHERE unit = $unit AND disabled_at IS NOT NULL))",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_int(statement, "now", decision_now(decision));
    return statement_run(statement, error);
}

bool sessions_end_of(Decision *decision, const char *account, const char *except, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM session WHERE unit = $unit AND account = $account AND id <> $except", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "account", account);
    bind_text(statement, "except", except == NULL ? "" : except);
    return statement_run(statement, error);
}

/* A login that is held stays with who holds it: only a half-upgraded database of an earlier program
 * could be set up a second time, by anybody. No login has the sign that the other one gets. */
const Projection account_projections[] = {
    {.event = "account.opened",
        .sql = "INSERT INTO account (unit, id, login, person, opened_at, password_at, password_by)"
               " VALUES ($unit, $subject, CASE WHEN EXISTS (SELECT 1 FROM account a"
               " WHERE a.unit = $unit AND a.login = $login) THEN $login || '~' || $subject"
               " ELSE $login END, $person, $at, $at, $actor)"},
    {.event = "account.disabled",
        .sql = "UPDATE account SET disabled_at = $at WHERE unit = $unit AND id = $subject"},
    {.event = "account.enabled",
        .sql = "UPDATE account SET disabled_at = NULL WHERE unit = $unit AND id = $subject"},
    {.event = "account.locked",
        .sql = "UPDATE account SET locked_until = $until WHERE unit = $unit AND id = $subject"},
    {.event = "account.source_locked",
        .sql = "INSERT INTO account_lock (unit, seq, account, strangers, source, locked_at, until)"
               " VALUES ($unit, $seq, $subject, 0, $source, $at, $until)"},
    {.event = "account.strangers_locked",
        .sql = "INSERT INTO account_lock (unit, seq, account, strangers, source, locked_at, until)"
               " VALUES ($unit, $seq, $subject, 1, NULL, $at, $until)"},
    {.event = "account.unlocked",
        .sql = "UPDATE account_lock SET ended_at = $at WHERE unit = $unit AND account = $subject"
               " AND until > $at AND ended_at IS NULL"},
    {.event = "account.unlocked",
        .sql = "UPDATE account SET locked_until = NULL WHERE unit = $unit AND id = $subject"},
    {.event = "account.password_set",
        .sql = "UPDATE account SET password_at = $at, password_by = $actor"
               " WHERE unit = $unit AND id = $subject"},
    {0},
};
