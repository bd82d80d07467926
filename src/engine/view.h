/* SPDX-License-Identifier: Apache-2.0 */
/* view - how things of a table are shown: one by its id, or a list of them.
 *
 * A column of the SQL fills the member of `fields` called as it is. What a column cannot say is a
 * name that stands behind an id (`names`) or is put in by fill(). The same view answers a list, one
 * thing, and the command that made or changed it, so that all three show it alike.
 *
 * A list goes page by page: its SQL orders by the `keys`, begins after those of the last item
 * ("AND (said_at, seq) < ($after_said_at, $after_seq)") and ends with "LIMIT $limit"; an order that
 * needs fewer of the keys leaves the others out. A parameter
 * is the argument of its name; $unit, where no argument is called so, is the unit in `id`, else the
 * actor's own; $now is the time of asking. */
#pragma once

#include "engine/command.h"
#include "engine/field_row.h"
#include "engine/query.h"

/* A member that says what the id in a column is called, asked once a list. */
typedef struct ViewName {
    const char *member;
    const char *column;
    char *(*find)(Db *db, const char *id); /* owned, or NULL */
} ViewName;

/* A column of the order; never null. */
typedef struct ViewKey {
    const char *column;
    bool falls;
    bool is_text;
} ViewKey;

typedef struct View {
    const char *thing;  /* "flag": there is no such flag; and its words in catalog/sheets.json */
    const char *reason; /* of that refusal; NULL: "not_found" */
    const Field *fields;
    const char
        *one; /* SQL of one, with $unit and $id, or $seq, the number in it; NULL: never alone */
    const char *list;                        /* SQL of a list; NULL: none, or */
    const char *(*choose)(const void *args); /* which, where the arguments say that */
    /* May this actor have it, beyond the permission of the query? NULL: yes. */
    bool (*admits)(const Asking *asking, const void *args, GError **error);
    /* Binds parameters that are no argument just as it was sent, after the arguments; refuses what
     * can't be asked. Or NULL. */
    bool (*bind)(const Asking *asking, const void *args, Statement *rows, GError **error);
    /* Shows personal members too: what a reveal answers, and nothing else (engine/personal). */
    bool bare;
    const ViewName *names; /* ended by a zeroed row; NULL: none */
    bool (*fill)(const Asking *asking, Statement *row, json_t *item, GError **error);
    /* Puts into all items of a page, which are some, what one query says of all of them
     * (view_spread); not into a sheet. Or NULL. */
    bool (*gather)(const Asking *asking, json_t *items, GError **error);
    /* Puts words in `lang` where codes stand, in a file for people. Or NULL. */
    void (*say)(const Asking *asking, Statement *row, const char *lang, json_t *item);
    ViewKey keys[4];   /* ended by a zeroed one; none: a list of one page */
    const char *sheet; /* members that stand in a CSV, XLSX or PDF, in order, a space between; NULL:
                          there is none */
    char *(*about)(Db *db, const char *unit); /* owned: what stands at a sheet's head */
} View;

/* What every list may be asked: the first member of its arguments. */
typedef struct ListAsk {
    char *cursor;
    int64_t limit;
    char *format, *lang;
} ListAsk;

#define LIST_USUAL 100
#define LIST_MOST 500
#define LIST_FIELDS                                                                                \
    FIELD(ListAsk, cursor, FIELD_WORD, .max = 400, .help = "`next` of the page before."),          \
        FIELD(ListAsk, limit, FIELD_INT, .min = 1, .max = SHEET_ROWS_MAX,                          \
            .help = "Items of a page; 100 when absent, no more than 500 but in a file.")
#define SHEET_FIELDS                                                                               \
    LIST_FIELDS,                                                                                   \
        FIELD(ListAsk, format, FIELD_WORD, .choices = sheet_formats,                               \
            .help = "csv, xlsx or pdf to take it away."),                                          \
        FIELD(ListAsk, lang, FIELD_WORD, .choices = sheet_langs, .help = "Of a file's words.")

/* The reply of a list: {items, next}. */
#define LIST_OF(fields)                                                                            \
    (const Field[])                                                                                \
    {                                                                                              \
        {.name = "items", .type = FIELD_JSON, .required = true, .items = (fields)},                \
            {.name = "next",                                                                       \
                .type = FIELD_WORD,                                                                \
                .help = "Cursor of the next page; absent or null at the end."},                    \
            FIELD_END                                                                              \
    }

/* For a conclude() that shows what is neither the argument `id` nor one thing alone. */
Asking asking_of(Decision *decision);
/* A list, or its sheet; `query->args` describes `args`, which begin with a ListAsk. */
bool view_list(
    const Asking *asking, const Query *query, const void *args, Answer *out_answer, GError **error);
/* Borrowed: the argument `id`, or NULL. */
const char *view_id(const Field *fields, const void *args);
/* One: a new object. FAIL_NOT_FOUND ("there is no such THING"). */
json_t *view_one(const Asking *asking, const View *view, const char *id, GError **error);
/* The current row, in a loop of one's own: a new object. */
json_t *view_row(const Asking *asking, const View *view, Statement *row, GError **error);
/* For gather(): each of `items` gets a list `member` of those rows whose column `belongs_to` is its
 * id, as `fields` have them. `rows` may be NULL where preparing them has failed. */
bool view_spread(
    json_t *items, const char *member, const Field *fields, Statement *rows, GError **error);
/* For gather(): binds $least and $most, the times of the first and last of `items` by `member`, to
 * the millisecond and in whichever order they stand. */
void view_span(const json_t *items, const char *member, Statement *rows);
/* Puts all rows, which may be NULL where preparing them has failed, at the end of `items`. */
bool view_items(
    const Asking *asking, const View *view, Statement *rows, json_t *items, GError **error);
