/* SPDX-License-Identifier: Apache-2.0 */
/* access - the engine's Guard: who is behind a token, and what they may do to which unit. */
#pragma once

#include "engine/actor.h"
#include "unit/role.h"

/* Who holds it above a unit sees what that unit does. */
#define PERMISSION_INSPECT "inspect"

/* `roles` is borrowed and must outlive the guard. */
Guard guard_new(Roles *roles);
