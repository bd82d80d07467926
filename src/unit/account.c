/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/account.h"

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

static void *account_of_row(Statement *statement)
{
    Account *account = g_new0(Account, 1);
    account->unit = g_strdup(row_text(statement, 0));
    account->id = g_strdup(row_text(statement, 1));
    account->login = g_strdup(row_text(statement, 2));
    account->person = g_strdup(row_text(statement, 3));
    account->disabled_at = row_int_or(statement, 4, FIELD_UNSET);
    account->locked_until = row_int_or(statement, 5, FIELD_UNSET);
    return account;
}

Account *account_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT unit, id, login, person, disabled_at, locked_until FROM account"
        " WHERE unit = $unit AND id = $id",
        id, error);
    return statement_one(statement, account_of_row, "no_such_account", "account", error);
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
    return statement_one(statement, account_of_row, "no_such_account", "account", error);
}

char *account_person_name(Db *db, const char *id)
{
    if (id == NULL)
        return NULL;
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT p.name FROM account a JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit AND a.id = $id",
        id, NULL);
    return statement_one(statement, row_first_text, "no_such_account", "account", NULL);
}

bool account_is_handed(Db *db, const Account *account)
{
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT 1 FROM account a WHERE a.unit = $unit AND a.id = $id "
        "AND " ACCOUNT_PASSWORD_BY_OTHER,
        account->id, NULL);
    return statement != NULL && statement_step(statement, NULL) == STORE_ROW;
}
