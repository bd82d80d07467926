/* SPDX-License-Identifier: Apache-2.0 */
/* card_text - cards as Markdown or CSV: read out of a text, and written so that reading gives them
 * back. Pure.
 *
 * Markdown: each heading of the highest rank begins a card; a line "@ post | name | phone" is whom
 * to call. CSV: a row a card, named columns. Whatever the text is, every row of it is read: one
 * that can be no card says so with its line. */
#pragma once

#include "base/fail.h"
#include "card/card.h"

#define CARD_CSV_HEAD "\xEF\xBB\xBFkind,title,body,keywords,triggers,contacts\n"

/* A card as it was read, not yet checked. */
typedef struct CardRead {
    int64_t line;
    char *kind, *title, *keywords;
    char **triggers;
    json_t *contacts; /* NULL: none */
    GString *body;
    const char *field, *problem; /* of the row itself, NULL: none */
} CardRead;

/* Array of CardRead *; reading ends at the first above `most`, so that a text of nothing but
 * headings costs no more than one of `most` cards. */
GPtrArray *cards_read_markdown(const char *text, const char *kind, guint most);
/* The same, or NULL with FAIL_INVALID: no table, or no column "title". */
GPtrArray *cards_read_csv(const char *text, guint most, GError **error);

void card_write_markdown(GString *out, const Card *card);
/* A row below CARD_CSV_HEAD. */
void card_write_csv(GString *out, const Card *card);
