/* SPDX-License-Identifier: Apache-2.0 */
/* day_paper - the answer of GET /units/{unit}/day-log laid out for A4, black on white: by itself,
 * or as a chapter of a year's volume. Words stand in catalog/duty/day_log.json. */
#pragma once

#include "document/press.h"
#include "engine/query.h"

typedef struct Layout {
    const Asking *asking;
    const json_t *day;   /* as day_log() answers it */
    const json_t *words; /* catalog/duty/day_log.json */
    const char *lang;    /* "zh" or "en" */
    Paper *paper;
} Layout;

/* `day` as one paper. FAIL_UNAVAILABLE where nothing is printed. */
GBytes *day_paper(const Asking *asking, const json_t *day, const char *lang, GError **error);

/* ---- for a volume of days ---- */

/* NULL with FAIL_UNAVAILABLE where nothing is printed. */
Press *day_press(const Asking *asking, GError **error);
const char *day_say(const Layout *layout, const char *word);
/* The word with "{name}" filled in: owned. */
char *day_say_with(const Layout *layout, const char *word, const char *name, const char *value);
/* "2026　03-04 08:30 — 03-05 08:30": owned. */
char *day_subtitle(const json_t *day);
/* The parts of the day: people, lines, registers, handovers, silences. */
void day_lay(const Layout *layout);
/* The link of the journal that the sheet ends with, in words: owned. */
char *day_head_text(const Layout *layout, const json_t *head);
/* Its beginning, for the foot of each page: owned. */
char *day_foot(const Layout *layout, const char *unit, const json_t *head);
/* The same as a QR code. */
bool day_head_lay(const Layout *layout, const char *unit, const json_t *head, GError **error);
/* Lines to sign on, by the name of their list of words. */
void day_signatures_lay(const Layout *layout, const char *list);
