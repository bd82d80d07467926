/* SPDX-License-Identifier: Apache-2.0 */
/* session - a signed-in account at one place: a random token, of which only the digest is stored.
 *
 * Working state: losing it means signing in again. It ends by signing out, by revocation (at once),
 * when the account is disabled or its password set anew, after SESSION_LIFE_MS, and where the
 * setting SETTING_SESSION_IDLE is given, when nothing was asked under it for so many minutes. */
#pragma once

#include "base/clock.h"

#define SESSION_LIFE_MS (12 * HOUR_MS)
#define SESSION_USED_PARTS 8 /* its use is noted when this part of the idle time has passed */
#define SETTING_SESSION_IDLE "session_idle" /* minutes; 0: never */
#define SESSION_TOKEN_BYTES 32
#define SESSIONS_PER_ACCOUNT_MAX 20 /* a further sign-in ends the oldest */
