/* SPDX-License-Identifier: Apache-2.0 */
/* log_purge - destroying the texts of log entries: one by itself, or with the matter it belongs to.
 *
 * An entry goes with a matter when it names it, and so do the entries that it corrects, that
 * correct it, and so on: they hold what was said of the same emergency, and who said it. The chain
 * stays whole. */
#pragma once

#include "engine/personal.h"
#include "log/log.h"

#define EVENT_LOG_PURGED "log.purged"
#define EVENT_LOG_REVEALED "log.revealed"

extern const PersonalThing log_personal;
/* The caller of an entry, bare. */
extern const Field caller_reply[];
extern const View caller_view;

/* POST /log/{id}/purge */
bool log_purge_decide(Decision *decision, const void *data, GError **error);
bool log_purge_settle(Decision *decision, const void *data, GError **error);

/* To matter.purged. */
extern const Reaction log_purge_reactions[];
