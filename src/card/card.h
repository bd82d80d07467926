/* SPDX-License-Identifier: Apache-2.0 */
/* card - what the officer needs at hand: area facts, risk points, key places, contacts, procedures
 * and the room's rules, each with its versions.
 *
 * Ids are UNIT-SEQ of card.written. A body is plain Markdown that stays in the journal; the names
 * and phones of contacts are personal and live in the vault. A rule asks each officer to
 * acknowledge it, and asks again with every version. */
#pragma once

#include "engine/engine.h"

typedef struct Card {
    char *id;
    char *unit;
    char *card_kind;
    char *title;
    char *body;
    char *contacts; /* personal; JSON [{"name", "post", "phone"}]; may be NULL */
    char *triggers; /* kinds of incidents with commas around each; "" for none */
    char *keywords;
    char *starter; /* NULL: written here */
    int64_t version;
    int64_t changed_at;
    bool live;
} Card;

void card_free(Card *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Card, card_free)

/* The card in its newest version, or NULL with FAIL_NOT_FOUND (reason "no_such_card"). */
Card *card_get(Db *db, const char *id, GError **error);
