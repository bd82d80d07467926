/* SPDX-License-Identifier: Apache-2.0 */
/* book - one sheet of an XLSX file on its way out: a head, then rows.
 *
 * Texts stay texts, so nothing that a cell holds is ever a formula. Prints on A4, the head on every
 * page. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

typedef struct Book Book;
/* `name` is what the sheet's tab says; `headings` ends with NULL. */
Book *book_new(const char *name, const char *const *headings, GError **error);
/* Throws away what was not finished. */
void book_free(Book *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Book, book_free)

/* Begins the next row; then one call for each column in order. */
void book_row(Book *book);
void book_text(Book *book, const char *text /* NULL: empty */);
void book_int(Book *book, int64_t number);
void book_time(Book *book, int64_t at /* ms; shown in Beijing time */);
void book_skip(Book *book); /* an empty cell */
/* The file's bytes; FAIL_UNAVAILABLE when there is no room for the file it makes meanwhile. */
GBytes *book_finish(Book *book, GError **error);
