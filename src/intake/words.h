/* SPDX-License-Identifier: Apache-2.0 */
/* words - how people speak at the desk, as data: catalog/rules/line.json, or the operator's own.
 *
 * Built once at start, then only read. What a kind itself says (the words of its figures, the
 * labels of its choices) is not in it. Engine service SERVICE_LINE_WORDS. */
#pragma once

#include "base/fail.h"
#include "intake/lexicon.h"
#include "intake/phone_shape.h"

#define SERVICE_LINE_WORDS "line_words"

/* What a word is for a figure. */
typedef enum FigureFlag {
    FIGURE_OF_FIELD = 1 << 0, /* names a figure; `name` is the field */
    FIGURE_GROUP = 1 << 1,    /* names several at once */
    FIGURE_OTHER = 1 << 2,    /* takes a number, but is no field: "saved", "sent to hospital" */
    FIGURE_RELIEF = 1 << 3,   /* one of those that ends a plight */
    FIGURE_NOUN = 1 << 4,     /* who they are */
    FIGURE_BEFORE = 1 << 5,   /* may stand between a figure and its number after it */
    FIGURE_AFTER = 1 << 6,    /* may stand between a number and its figure after it */
    FIGURE_BECAME = 1 << 7,   /* the same person, later */
    FIGURE_RISE = 1 << 8,     /* the number before it holds no longer */
    FIGURE_AMONG = 1 << 9,    /* what follows is part of what was said */
    FIGURE_AND = 1 << 10,     /* what follows is counted apart */
    FIGURE_STOP = 1 << 11,
    FIGURE_ASK = 1 << 12,
    FIGURE_NO = 1 << 13,
    FIGURE_NOT_YET = 1 << 14,
    FIGURE_NO_LINK = 1 << 15, /* may stand between a "no" and its figure */
    FIGURE_DOUBT = 1 << 16,   /* nothing in the same sentence is certain */
    FIGURE_DOUBT_LINE = 1 << 17,
    FIGURE_TRAP = 1 << 18,   /* looks like a word, is none */
    FIGURE_UNTOLD = 1 << 19, /* after a "no": that none was told of, not that there is none */
} FigureFlag;

typedef enum UnitFlag {
    UNIT_PEOPLE = 1 << 0,
    UNIT_THINGS = 1 << 1,
    UNIT_HOUSEHOLDS = 1 << 2,
    UNIT_AGES = 1 << 3,
    ABOUT_BEFORE = 1 << 4,
    ABOUT_AFTER = 1 << 5,
} UnitFlag;

typedef enum PlaceFlag {
    PLACE_SUFFIX = 1 << 0,
    PLACE_TAIL = 1 << 1,
    PLACE_LEAD = 1 << 2, /* the place begins after it */
    PLACE_TIME = 1 << 3, /* so it does, when a number stands before */
    PLACE_END = 1 << 4,
    PLACE_EVENT = 1 << 5, /* an end that says what happened */
    PLACE_TRAP = 1 << 6,
} PlaceFlag;

typedef struct LineWords {
    json_t *file;
    Lexicon *figures;    /* FigureFlag */
    Lexicon *units;      /* UnitFlag: before and after a number */
    Lexicon *about;      /* UnitFlag */
    Lexicon *place;      /* PlaceFlag */
    GArray *phones;      /* PhoneShape */
    GHashTable *choices; /* name of a field -> Lexicon * of names of choices */
} LineWords;

/* `folder`: DATA/catalog or NULL. Faults of an operator's file are added to `faults` (may be NULL)
 * and the built-in one serves on. */
LineWords *line_words_read(const char *folder, GPtrArray *faults, GError **error);
void line_words_free(LineWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineWords, line_words_free)

/* {"words": […]} or a list inside the file: borrowed, NULL when it is not there. */
const json_t *line_words_list(const LineWords *words, const char *group, const char *name);
/* What stands in a line for a telephone number; borrowed. */
const char *line_words_stand_in(const LineWords *words);
