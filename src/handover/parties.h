/* SPDX-License-Identifier: Apache-2.0 */
/* parties - who is named on each side of a handover, and who of them has signed: read once, then
 * asked without a database. */
#pragma once

#include "store/store.h"

typedef struct Parties {
    GPtrArray *named; /* of Party * */
    char *state;      /* of the handover: open, sealed, cancelled */
} Parties;

typedef struct Party {
    char *person;
    char *side; /* one of SIDE_… */
    int64_t signed_at;
} Party;

void parties_clear(Parties *parties);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parties, parties_clear)

/* Fills a zeroed struct. FAIL_NOT_FOUND: there is no such handover. */
bool parties_load(Db *db, const char *id, Parties *out, GError **error);
/* Is the person (NULL: nobody) named on that side? */
bool parties_name(const Parties *parties, const char *side, const char *person);
/* Has anybody signed for that side? */
bool parties_signed(const Parties *parties, const char *side);
/* Has the person signed, for whichever side? */
bool parties_has_signed(const Parties *parties, const char *person);
/* Is the signature of anybody on that side but `person` missing? */
bool parties_lack(const Parties *parties, const char *side, const char *person);
