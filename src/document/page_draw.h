/* SPDX-License-Identifier: Apache-2.0 */
/* page_draw - what has its place is drawn: lines of text, cells, lines to sign on, a QR code.
 * All lengths are points, from the upper left corner of the page. */
#pragma once

#include "document/paper_blocks.h"

#include <pango/pangocairo.h>

typedef struct PageBox {
    double width, height;            /* of the page */
    double left, right, top, bottom; /* of what is printed on */
} PageBox;

typedef enum StripKind { STRIP_TEXT, STRIP_ROW, STRIP_SIGNATURES } StripKind;

typedef struct StripCell {
    double x, width;
    PaperAlign align;
    PangoLayout *layout; /* NULL: empty */
} StripCell;

/* What goes across the page: a text, a row, a line of signatures. */
typedef struct Strip {
    StripKind kind;
    size_t width; /* cells */
    StripCell *cells;
    int lines;    /* of the cell that has most */
    double pitch; /* from line to line */
    double pad;   /* free inside a cell on every side */
    double size;  /* of the text */
    double height;
    bool bold;
    bool shaded;
} Strip;

typedef struct Place {
    const Strip *strip;
    int page; /* from 0 */
    double y, height;
    int from, to; /* lines drawn here, `to` not included */
} Place;

void place_draw(cairo_t *cairo, const Place *place);
void qr_draw(cairo_t *cairo, const Qr *qr, double x, double y, double side);
/* One line below the box. */
void margin_draw(cairo_t *cairo, PangoLayout *layout, const PageBox *box, PaperAlign align);
