/* SPDX-License-Identifier: Apache-2.0 */
/* account_change - opening, closing and locking accounts, for this folder's own commands. */
#pragma once

#include "engine/command.h"
#include "unit/account.h"

/* Of the events of accounts: each has some of these. */
typedef struct AccountBody {
    char *login;
    char *person;
    int64_t until;
    char *source;
    char *seal;
} AccountBody;

/* What somebody typed as "name" or "name@UNIT", as it is stored: owned "name@UNIT" in lower case
 * with the unit's code in upper case, or NULL when it can't be a login of the unit (NULL: any). */
char *login_normal(const char *typed, const char *unit);

/* Emits account.opened with the seal of `hash`; *out_id (owned) is the new account's. The caller
 * keeps the hash with account_secret_set() in settle(). FAIL_INVALID names the field, FAIL_CONFLICT
 * ("login_taken"). */
bool account_open(Decision *decision, const char *person, const char *login, const char *hash,
    char **out_id, GError **error);
/* Emits account.password_set with the seal of `hash`, which the caller keeps likewise. */
bool account_password_emit(
    Decision *decision, const char *account, const char *hash, GError **error);
/* Emits account.disabled for every account of a person that is in use. */
bool account_disable_all(Decision *decision, const char *person, GError **error);
/* In settle(): stores the hash of an account of the decision's unit. */
bool account_secret_set(Decision *decision, const char *account, const char *hash, GError **error);
/* Owned hash of an account; NULL without an error when it has none, with FAIL_CORRUPT
 * ("secret_altered") when it is not the one that the journal recorded. */
char *account_hash(Db *db, const Account *account, GError **error);

/* In settle(): ends the sessions of accounts no longer in use, and those that ran out. */
bool sessions_sweep(Decision *decision, GError **error);
/* In settle(): ends every session of an account but one (may be NULL). */
bool sessions_end_of(Decision *decision, const char *account, const char *except, GError **error);
