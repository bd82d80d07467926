/* SPDX-License-Identifier: Apache-2.0 */
/* paper_blocks - the inside of a paper, for those who lay it out. */
#pragma once

#include "document/paper.h"
#include "document/qr.h"

typedef enum PaperBlockKind {
    PAPER_BLOCK_TEXT,
    PAPER_BLOCK_TABLE,
    PAPER_BLOCK_SIGNATURES,
    PAPER_BLOCK_PAGE,
    PAPER_BLOCK_QR
} PaperBlockKind;

typedef struct PaperRow {
    char **cells;  /* as many as the table has columns, each may be NULL; NULL: all empty */
    double height; /* least, in mm */
    bool shaded;
    size_t chapter; /* whose page is the last cell; 0: none */
} PaperRow;

typedef struct PaperBlock {
    PaperBlockKind kind;
    PaperText style;      /* of a text */
    char *text;           /* of a text */
    char **labels;        /* of signatures: GStrv */
    PaperColumn *columns; /* of a table: titles owned */
    size_t width;         /* columns */
    GArray *rows;         /* of PaperRow */
    Qr *qr;               /* of a QR code */
} PaperBlock;

struct Paper {
    PaperLook look; /* its texts owned */
    GPtrArray *blocks;
};
