/* SPDX-License-Identifier: Apache-2.0 */
/* kept - do the kept tables beside the journal fit it?
 *
 * Journal, heads, vault and attachments prove themselves (journal/verify, engine/blob). The others
 * are held against what events say of them: secrets by their seals, versions of kinds and rules by
 * their digests and the matters that live by them, chains below a unit by what it noted of them. */
#pragma once

#include "store/store.h"

typedef struct KeptReport {
    int64_t sealed;         /* secrets that fit */
    int64_t unsealed;       /* of which an earlier version wrote nothing down */
    GPtrArray *differences; /* of char *: "unit 4301: the password of account … is …" */
} KeptReport;
void kept_report_clear(KeptReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeptReport, kept_report_clear)

/* Secrets of one unit, or with NULL of all; the rest is looked at in either case. */
bool kept_check(Db *db, const char *unit, KeptReport *out_report, GError **error);
