/* SPDX-License-Identifier: Apache-2.0 */
/* paper - a document to be printed: what stands on it, one block under the other.
 *
 * Pure data that knows no font and no page: press.h lays it out on A4 and makes a PDF of it. All
 * words come from the caller, all texts are UTF-8 and copied. What does not fit on one page goes on
 * on the next, with the head of the table repeated. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

typedef struct PaperLook {
    const char *title;    /* centred above everything; NULL: none */
    const char *subtitle; /* small under it; NULL: none */
    const char *footer;   /* left below on each page: unit, head of the journal; NULL: none */
    const char *pages;    /* below on each page, "{page}" and "{pages}" in it; NULL: none */
    bool landscape;
    /* For a wall: rows lie close, and the text is the largest, up to `size`, at which one page
     * holds it and no cell is broken over lines; smaller and broken, down to 5, when nothing else
     * fits. */
    bool one_page;
    double size;     /* of the text in points; 0: 10 */
    int64_t made_at; /* ms: the date inside the file; the same paper gives the same bytes */
} PaperLook;

typedef enum PaperAlign { PAPER_LEFT, PAPER_CENTRE, PAPER_RIGHT } PaperAlign;
typedef enum PaperText {
    PAPER_PLAIN,
    PAPER_HEADING,
    PAPER_SMALL,
    PAPER_TITLE /* centred, as large as the paper's own */
} PaperText;

typedef struct PaperColumn {
    const char *title; /* NULL in every column: the table has no head */
    double weight;     /* share of the width, more than 0 */
    PaperAlign align;
} PaperColumn;

typedef struct Paper Paper;
Paper *paper_new(const PaperLook *look);
void paper_free(Paper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paper, paper_free)

void paper_text(Paper *paper, PaperText style, const char *text);
/* What follows begins on a new page and is a chapter: the first is 1, what stood before it 0. */
void paper_page(Paper *paper);
/* Begins a table; the rows that follow are its own, until the next block. */
void paper_table(Paper *paper, const PaperColumn *columns, size_t count);
/* One cell for each column, NULL for an empty one; a newline begins a new line. */
void paper_row(Paper *paper, const char *const *cells);
/* The same on a light grey, for days of rest. */
void paper_row_shaded(Paper *paper, const char *const *cells);
/* The same with room to write in by hand. */
void paper_row_tall(Paper *paper, const char *const *cells, double height_mm);
/* The same; its last cell is the number of the page on which that chapter begins. */
void paper_row_to(Paper *paper, const char *const *cells, size_t chapter);
/* Empty rows to write in by hand. */
void paper_blank_rows(Paper *paper, size_t rows, double height_mm);
/* One line each to sign on, side by side: "Officer:" ________; `labels` ends with NULL. */
void paper_signatures(Paper *paper, const char *const *labels);
/* A QR code in the upper right corner of this chapter's first page; what follows goes below it.
 * FAIL_INVALID when it holds too much. */
bool paper_qr(Paper *paper, const char *text, GError **error);
