/* SPDX-License-Identifier: Apache-2.0 */
/* account - what a person signs in with: `name@UNITCODE`, so the unit stands in the login.
 *
 * Ids are UNIT-SEQ; the journal's `actor` is such an id. Password hashes never enter the journal:
 * they live in the kept table account_secret. */
#pragma once

#include "store/store.h"

#define ACCOUNT_FAILURES_MAX 5
#define ACCOUNT_LOCK_MS (INT64_C(15) * 60 * 1000)

/* Of a row `a` of account: was its password set anew by somebody else, and not by its owner since?
 * The first one, which everybody gets from somebody, is another thing. */
#define ACCOUNT_PASSWORD_BY_OTHER "a.password_at > a.opened_at AND a.password_by <> a.id"

typedef struct Account {
    char *unit;
    char *id;
    char *login; /* with the @UNIT */
    char *person;
    int64_t disabled_at;  /* FIELD_UNSET: in use */
    int64_t locked_until; /* FIELD_UNSET: never locked */
} Account;

void account_free(Account *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Account, account_free)

/* The account, or NULL with FAIL_NOT_FOUND. */
Account *account_get(Db *db, const char *id, GError **error);
Account *account_by_login(Db *db, const char *login, GError **error);
/* Owned name of the person behind an account id, for showing who did something; NULL for the
 * system, an unknown account or a purged name. */
char *account_person_name(Db *db, const char *id);
/* Was its password set anew by somebody else, and not by its owner since? */
bool account_is_handed(Db *db, const Account *account, bool *out_is, GError **error);
