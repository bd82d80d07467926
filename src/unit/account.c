/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/account.h"

#include "engine/actor.h"
#include "engine/field_row.h"

static const Field account_fields[] = {
    FIELD(Account, unit, FIELD_WORD),
    FIELD(Account, id, FIELD_WORD),
    FIELD(Account, login, FIELD_WORD),
    FIELD(Account, person, FIELD_WORD),
    FIELD(Account, disabled_at, FIELD_TIME),
    FIELD(Account, locked_until, FIELD_TIME),
    FIELD_END,
};

FIELDS_FREE(Account, account, account_fields)

#define ACCOUNT_COLUMNS "SELECT unit, id, login, person, disabled_at, locked_until FROM account"

static Account *account_one(Statement *row, GError **error)
{
    return statement_find(row, "no_such_account", "account", error)
               ? fields_row_new(account_fields, sizeof(Account), row)
               : NULL;
}

Account *account_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, ACCOUNT_COLUMNS " WHERE unit = $unit AND id = $id", id, error);
    return account_one(row, error);
}

Account *account_by_login(Db *db, const char *login, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db, ACCOUNT_COLUMNS " WHERE login = $login", error);
    if (row != NULL)
        bind_text(row, "login", login);
    return account_one(row, error);
}

char *account_person_name(Db *db, const char *id)
{
    if (id == NULL)
        return NULL;
    g_autoptr(Statement) statement = store_prepare_id(db,
        "SELECT p.name FROM account a JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit AND a.id = $id",
        id, NULL);
    char *name = NULL;
    statement_text(statement, &name, NULL);
    return name;
}

bool account_is_handed(Db *db, const Account *account, bool *out_is, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db,
        "SELECT 1 FROM account a WHERE a.unit = $unit AND a.id = $id "
        "AND " ACCOUNT_PASSWORD_BY_OTHER,
        account->id, error);
    return statement_found(row, out_is, error);
}
