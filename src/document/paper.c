/* SPDX-License-Identifier: Apache-2.0 */
#include "document/paper.h"

#include "document/paper_blocks.h"

static void block_free(void *data)
{
    PaperBlock *block = data;

    for (guint i = 0; block->rows != NULL && i < block->rows->len; i++) {
        PaperRow *row = &g_array_index(block->rows, PaperRow, i);
        for (size_t k = 0; row->cells != NULL && k < block->width; k++)
            g_free(row->cells[k]);
        g_free(row->cells);
    }
    for (size_t i = 0; i < block->width; i++)
        g_free((char *) block->columns[i].title);
    g_free(block->columns);
    g_clear_pointer(&block->rows, g_array_unref);
    g_strfreev(block->labels);
    qr_free(block->qr);
    g_free(block->text);
    g_free(block);
}

Paper *paper_new(const PaperLook *look)
{
    Paper *paper = g_new0(Paper, 1);

    paper->look = *look;
    paper->look.title = g_strdup(look->title);
    paper->look.subtitle = g_strdup(look->subtitle);
    paper->look.footer = g_strdup(look->footer);
    paper->look.pages = g_strdup(look->pages);
    paper->blocks = g_ptr_array_new_with_free_func(block_free);
    return paper;
}

void paper_free(Paper *paper)
{
    if (paper == NULL)
        return;
    g_free((char *) paper->look.title);
    g_free((char *) paper->look.subtitle);
    g_free((char *) paper->look.footer);
    g_free((char *) paper->look.pages);
    g_ptr_array_unref(paper->blocks);
    g_free(paper);
}

static PaperBlock *block_add(Paper *paper, PaperBlockKind kind)
{
    PaperBlock *block = g_new0(PaperBlock, 1);

    block->kind = kind;
    g_ptr_array_add(paper->blocks, block);
    return block;
}

void paper_text(Paper *paper, PaperText style, const char *text)
{
    PaperBlock *block = block_add(paper, PAPER_BLOCK_TEXT);

    block->style = style;
    block->text = g_strdup(text);
}

void paper_table(Paper *paper, const PaperColumn *columns, size_t count)
{
    PaperBlock *block = block_add(paper, PAPER_BLOCK_TABLE);

    g_assert(count > 0);
    block->columns = g_new0(PaperColumn, count);
    block->width = count;
    block->rows = g_array_new(FALSE, FALSE, sizeof(PaperRow));
    for (size_t i = 0; i < count; i++) {
        g_assert(columns[i].weight > 0);
        block->columns[i] = columns[i];
        block->columns[i].title = g_strdup(columns[i].title);
    }
}

static PaperBlock *table_last(Paper *paper)
{
    g_assert(paper->blocks->len > 0);
    PaperBlock *block = paper->blocks->pdata[paper->blocks->len - 1];
    g_assert(block->kind == PAPER_BLOCK_TABLE);
    return block;
}

static void row_add(Paper *paper, const char *const *cells, PaperRow row)
{
    PaperBlock *table = table_last(paper);

    row.cells = g_new0(char *, table->width);
    for (size_t i = 0; i < table->width; i++)
        row.cells[i] = g_strdup(cells[i]);
    g_array_append_val(table->rows, row);
}

void paper_row(Paper *paper, const char *const *cells)
{
    row_add(paper, cells, (PaperRow){0});
}

void paper_row_shaded(Paper *paper, const char *const *cells)
{
    row_add(paper, cells, (PaperRow){.shaded = true});
}

void paper_row_tall(Paper *paper, const char *const *cells, double height_mm)
{
    row_add(paper, cells, (PaperRow){.height = height_mm});
}

void paper_row_to(Paper *paper, const char *const *cells, size_t chapter)
{
    row_add(paper, cells, (PaperRow){.chapter = chapter});
}

void paper_page(Paper *paper)
{
    block_add(paper, PAPER_BLOCK_PAGE);
}

void paper_blank_rows(Paper *paper, size_t rows, double height_mm)
{
    PaperBlock *table = table_last(paper);
    const PaperRow row = {.height = height_mm};

    for (size_t i = 0; i < rows; i++)
        g_array_append_val(table->rows, row);
}

void paper_signatures(Paper *paper, const char *const *labels)
{
    block_add(paper, PAPER_BLOCK_SIGNATURES)->labels = g_strdupv((char **) labels);
}

bool paper_qr(Paper *paper, const char *text, GError **error)
{
    Qr *qr = qr_new(text, error);

    if (qr == NULL)
        return false;
    block_add(paper, PAPER_BLOCK_QR)->qr = qr;
    return true;
}
