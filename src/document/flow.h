/* SPDX-License-Identifier: Apache-2.0 */
/* flow - a paper being laid out: its blocks as strips flowing over pages.
 *
 * It is laid out step by step, a block or some rows of a table at a time, so that one thread can
 * lay out several papers in turn. All lengths are points. */
#pragma once

#include "document/page_draw.h"

#define MM (72.0 / 25.4)
#define QR_SIDE (22 * MM)

/* A cell that says on which page a chapter begins, known once everything is laid out. */
typedef struct Pointer {
    const Strip *strip;
    size_t chapter;
} Pointer;

typedef struct Stamp {
    int page; /* from 0 */
    const Qr *qr;
} Stamp;

typedef struct Flow {
    PangoContext *context; /* borrowed */
    const Paper *paper;    /* borrowed */
    PageBox box;
    double size;
    double y;    /* where the next strip goes */
    Strip *head; /* of the table under way; borrowed */
    GPtrArray *strips;
    GArray *places;
    GArray *chapters; /* int: the page on which each begins, from 0 */
    GArray *pointers; /* of Pointer */
    GArray *stamps;   /* of Stamp */
    int pages;
    bool broken; /* a cell took more lines than its text has */
    guint block; /* that is next, and of a table its next row */
    guint row;
} Flow;

/* Begins to lay everything out at a size of text; what was laid out before is forgotten. Made once
 * with `context`, `paper` and `box` alone. */
void flow_begin(Flow *flow, double size);
/* One step; false once everything has its place. */
bool flow_step(Flow *flow);
void flow_clear(Flow *flow);

/* The font of papers at a size in points: owned. */
PangoFontDescription *font_new(double size, bool bold);
