/* SPDX-License-Identifier: Apache-2.0 */
/* words - what the titles, columns and codes of a Sheet are called, from catalog/sheets.json, in
 * Chinese or English. What has no word is shown as it is. */
#pragma once

#include "base/fail.h"
#include "engine/sheet.h"

typedef struct Words Words;
/* FAIL_CORRUPT when what is built in cannot be read. */
Words *words_new(GError **error);
void words_free(Words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, words_free)

/* One language of them; borrows the words. `lang` is "zh" or "en". */
typedef struct Speech {
    const Words *words;
    const char *lang;
} Speech;

/* Title of the sheet that a query answers; its name when it has none. */
const char *words_sheet(const Speech *speech, const char *query);
/* One of the few words around a sheet ("pages", "exported", "empty"); "" when it has none. */
const char *words_around(const Speech *speech, const char *name);
/* Share of a page's width that a column asks for; 0: it says nothing. */
double words_width(const Speech *speech, const char *column);
/* For sheet_csv(): borrows `speech`. */
SheetSpeech words_speech(const Speech *speech);
