/* SPDX-License-Identifier: Apache-2.0 */
/* facts - what the tables and the journal know about who should be in a room and who is. */
#pragma once

#include "presence/judge.h"
#include "roster/pattern.h"
#include "store/store.h"

/* Two beats of one page further apart than this are two stretches. */
#define BEAT_GAP_MS INT64_C(180000)

/* Everything that touches [from, until) as it stands at `now`. */
typedef struct FactsSpan {
    int64_t from, until, now;
    const DutyRules *patterns; /* NULL: what should be rostered is not asked */
    const Workdays *workdays;
    int64_t first_ms; /* so long a new post may be without its first roster */
} FactsSpan;
Facts *facts_read(Db *db, const char *unit, const FactsSpan *span, GError **error);
/* Was a page of the unit alive within a day? */
bool facts_has_page(Db *db, const char *unit, int64_t now, bool *out_has, GError **error);
/* Has an officer on watch done anything since `after`: an act in the journal, a key on the page? */
bool facts_at_work(Db *db, const char *unit, int64_t after, bool *out_working, GError **error);
