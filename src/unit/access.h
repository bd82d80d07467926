/* SPDX-License-Identifier: Apache-2.0 */
/* access - the engine's Guard: who is behind a token, and what they may do to which unit. */
#pragma once

#include "engine/actor.h"
#include "unit/role.h"

/* Who holds it above a unit sees what that unit does. */
#define PERMISSION_INSPECT "inspect"

/* `roles` is borrowed and must outlive the guard. */
Guard guard_new(Roles *roles);

/* Who an account is now, without a session: for what somebody opened and others still use (a link,
 * a pairing code). The caller's; NULL with FAIL_DENIED ("signed_out") when the account is disabled
 * or unknown. The system's is the system. */
Actor *actor_of_account(Db *db, const char *account, GError **error);
