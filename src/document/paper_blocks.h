/* SPDX-License-Identifier: Apache-2.0 */
/* paper_blocks - the inside of a paper, for those who lay it out. */
#pragma once

#include "document/paper.h"
#include "document/qr.h"

typedef enum PaperBlockKind {
    PAPER_BLOCK_TEXT,
    PAPER_BLOCK_TABLE,
    PAPER_BLOCK_SIGNATURES
} PaperBlockKind;

typedef struct PaperRow {
    char **cells;  /* as many as the table has columns, each may be NULL; NULL: all empty */
    double height; /* least, in mm */
    bool shaded;
} PaperRow;

typedef struct PaperBlock {
    PaperBlockKind kind;
    PaperText style;      /* of a text */
    char *text;           /* of a text */
    char **labels;        /* of signatures: GStrv */
    PaperColumn *columns; /* of a table: titles owned */
    size_t width;         /* columns */
    GArray *rows;         /* of PaperRow */
} PaperBlock;

struct Paper {
    PaperLook look; /* its texts owned */
    GPtrArray *blocks;
    Qr *qr;
};
