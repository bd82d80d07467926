/* SPDX-License-Identifier: Apache-2.0 */
/* log_purge - destroying the texts of log entries: one by itself, or with the matter it belongs to.
 *
 * An entry goes with a matter when it names it, and so do the entries that it corrects, that
 * correct it, and so on: they hold what was said of the same emergency, and who said it. The chain
 * stays whole. */
#pragma once

#include "engine/module.h"
#include "log/log.h"

#define EVENT_LOG_PURGED "log.purged"

/* Arguments of reveal and purge; without the id, the body of their events. */
typedef struct LogReason {
    char *id;
    char *reason;
} LogReason;

/* Emits `kind` on an entry that is there. */
bool log_reason_emit(Decision *decision, const LogReason *args, const char *kind, GError **error);

/* POST /log/{id}/purge */
bool log_purge_decide(Decision *decision, const void *data, GError **error);
bool log_purge_settle(Decision *decision, const void *data, GError **error);

/* To matter.purged. */
extern const Reaction log_purge_reactions[];
