/* SPDX-License-Identifier: Apache-2.0 */
/* card_private - shared by the files of this folder only. */
#pragma once

#include "card/card.h"
#include "card/question.h"
#include "engine/view.h"

#define CARD_BODY_MAX 20000
#define CARD_TITLE_MAX 100

extern const char *const card_kinds[]; /* NULL-ended */

typedef struct CardBody {
    char *card_kind, *title, *body, *contacts, *keywords, *search, *starter, *note;
    char **triggers;
    int64_t version;
} CardBody;

typedef struct CardRetired {
    char *note;
} CardRetired;

typedef struct CardAcknowledged {
    char *person;
    int64_t version;
} CardAcknowledged;

/* A card as it is meant to be, and what is wrong with it. */
typedef struct CardDraft {
    const char *card_kind, *title, *body, *keywords, *starter, *note;
    const json_t *contacts; /* array, or NULL */
    char *const *triggers;  /* GStrv or NULL */
} CardDraft;

/* FAIL_INVALID with every wrong field. */
bool card_draft_check(Decision *decision, const CardDraft *draft, GError **error);
/* Emits card.written (`id` NULL) or card.changed with that version. */
bool card_emit(
    Decision *decision, const char *id, int64_t version, const CardDraft *draft, GError **error);

/* Whatever a card is found by, lower case: words and their initials, one a line. Owned. */
char *card_search(const Engine *engine, const CardDraft *draft);
/* Does it hold all of what was typed, also by initials? */
bool card_matches(const char *search, const char *q);

/* --- replies (show.c) --- */

extern const Field card_reply[];
#define CARD_COLUMNS                                                                               \
    "SELECT c.id, c.unit, c.card_kind AS kind, c.title, c.body, c.contacts,"                       \
    " c.triggers AS trigger_list, c.keywords, c.starter, c.version, c.changed_at,"                 \
    " c.changed_by AS changer, c.live, c.search FROM card c WHERE c.unit = $unit "
extern const Field card_columns[]; /* into a Card */
extern const View card_view;
extern const Query card_queries[];

/* --- starters (starter.c) --- */

/* A starter as a card is shown, "starter" its name and no id: a new reference. */
json_t *starter_show(const Engine *engine, const json_t *starter);

typedef struct IdArgs {
    char *id;
} IdArgs;
extern const Field card_id_args[];

extern const EventKind card_events[];
extern const Projection card_projections[];
extern const Command card_commands[];
extern const Command import_commands[];
