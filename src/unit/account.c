/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/account.h"

#include "base/text.h"
#include "engine/actor.h"
#include "engine/field.h"

void account_free(Account *account)
{
    if (account == NULL)
        return;
    g_free(account->unit);
    g_free(account->id);
    g_free(account->login);
    g_free(account->person);
    g_free(account);
}

static Account *account_of_row(Statement *statement)
{
    Account *account = g_new0(Account, 1);
    account->unit = g_strdup(row_text(statement, 0));
    account->id = g_strdup(row_text(statement, 1));
    account->login = g_strdup(row_text(statement, 2));
    account->person = g_strdup(row_text(statement, 3));
    account->disabled_at = row_is_null(statement, 4) ? FIELD_UNSET : row_int(statement, 4);
    account->locked_until = row_is_null(statement, 5) ? FIELD_UNSET : row_int(statement, 5);
    return account;
}

/* Steps a prepared statement once; NULL with FAIL_NOT_FOUND when there is no row. */
static Account *account_step(Statement *statement, GError **error)
{
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW)
        return account_of_row(statement);
    if (step == STORE_DONE)
        fail_as(error, FAIL_NOT_FOUND, "no_such_account", "there is no such account");
    return NULL;
}

Account *account_get(Db *db, const char *id, GError **error)
{
    g_autofree char *unit = id == NULL ? NULL : text_unit_of(id);
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT unit, id, login, person, disabled_at, locked_until FROM account"
        " WHERE unit = $unit AND id = $id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit == NULL ? "" : unit);
    bind_text(statement, "id", id == NULL ? "" : id);
    return account_step(statement, error);
}

Account *account_by_login(Db *db, const char *login, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT unit, id, login, person, disabled_at, locked_until FROM account"
        " WHERE login = $login",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "login", login);
    return account_step(statement, error);
}

char *account_person_name(Db *db, const char *id)
{
    g_autofree char *unit = id == NULL ? NULL : text_unit_of(id);
    if (unit == NULL)
        return NULL;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT p.name FROM account a JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit AND a.id = $id",
        NULL);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "id", id);
    return statement_step(statement, NULL) == STORE_ROW ? g_strdup(row_text(statement, 0)) : NULL;
}
