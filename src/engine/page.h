/* SPDX-License-Identifier: Apache-2.0 */
/* page - the rows of a list on their way out, and where the next page begins.
 *
 * They become items of a JSON reply or rows of a sheet, as was asked; names that stand in many rows
 * are looked up once. */
#pragma once

#include "engine/query.h"
#include "store/store.h"

typedef struct Page {
    const Asking *asking;
    json_t *items;     /* owned; or */
    Sheet *sheet;      /* owned */
    GHashTable *names; /* id -> name, both owned */
    char *next;        /* owned: the cursor, set by each row for the case that it is the last */
} Page;

/* `columns` NULL: JSON. */
Page *page_new(const Asking *asking, const SheetColumn *columns);
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* What `find` says of the id, asked once; borrowed, or NULL. */
const char *page_name(Page *page, const char *id, char *(*find)(Db *db, const char *id));
/* Puts the current row into items or sheet and sets page->next (taken). */
typedef void (*PageRow)(Page *page, Statement *row, const void *context);
/* Up to `limit` rows; `rows` asks for one more, which says whether there is a next page. */
bool page_fill(
    Page *page, Statement *rows, int64_t limit, PageRow put, const void *context, GError **error);
/* {items, next}, or the sheet with the unit's name at its head. */
void page_answer(Page *page, const char *about, Answer *out_answer);
