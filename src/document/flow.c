/* SPDX-License-Identifier: Apache-2.0 */
#include "document/flow.h"

#include "document/press.h"

#include <math.h>

#define SIZE_TITLE 18.0
#define SIZE_SIGNATURE 12.0 /* at most: nobody signs from afar */
#define PAD_ROW 0.25        /* about the text of a row, in sizes */
#define PAD_TIGHT 0.1
#define PITCH_TIGHT 1.18
#define SIGNATURE_HEIGHT (13 * MM)
#define LINES_KEPT 3   /* of a table under its head, of a text before a page ends */
#define ROWS_A_STEP 16 /* of a table */

PangoFontDescription *font_new(double size, bool bold)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, PRESS_FAMILY);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    return font;
}

/* ---- strips ---- */

static void strip_free(void *data)
{
    Strip *strip = data;

    for (size_t i = 0; i < strip->width; i++)
        g_clear_object(&strip->cells[i].layout);
    g_free(strip->cells);
    g_free(strip);
}

static Strip *strip_new(Flow *flow, StripKind kind, size_t width)
{
    Strip *strip = g_new0(Strip, 1);

    strip->kind = kind;
    strip->width = width;
    strip->cells = g_new0(StripCell, width);
    g_ptr_array_add(flow->strips, strip);
    return strip;
}

static void strip_size(Strip *strip, double size, bool bold, double pad)
{
    strip->size = size;
    strip->bold = bold;
    strip->pitch = size * 1.32;
    strip->pad = pad;
}

static int lines_of(const char *text)
{
    int lines = 1;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

/* Sets cell i to a text in [x, x + width). */
static void strip_cell(Flow *flow, Strip *strip, size_t i, const char *text)
{
    StripCell *cell = &strip->cells[i];
    double side = strip->kind == STRIP_ROW ? strip->size * PAD_ROW : strip->pad;

    if (text == NULL || *text == '\0')
        return;
    PangoFontDescription *font = font_new(strip->size, strip->bold);
    cell->layout = pango_layout_new(flow->context);
    pango_layout_set_font_description(cell->layout, font);
    pango_font_description_free(font);
    pango_layout_set_wrap(cell->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(
        cell->layout, (int) (MAX(cell->width - 2 * side, strip->size) * PANGO_SCALE));
    pango_layout_set_text(cell->layout, text, -1);
    int lines = pango_layout_get_line_count(cell->layout);
    strip->lines = MAX(strip->lines, lines);
    flow->broken = flow->broken || (strip->kind == STRIP_ROW && lines > lines_of(text));
}

static void strip_close(Strip *strip, double least)
{
    strip->height = MAX(strip->lines * strip->pitch + 2 * strip->pad, least);
}

/* ---- flowing over the pages ---- */

static void place_add(Flow *flow, const Strip *strip, int from, int to)
{
    Place place = {.strip = strip, .page = flow->pages - 1, .y = flow->y, .from = from, .to = to};

    place.height = from == 0 && to == strip->lines ? strip->height
                                                   : (to - from) * strip->pitch + 2 * strip->pad;
    g_array_append_val(flow->places, place);
    flow->y += place.height;
}

static void page_begin(Flow *flow)
{
    flow->pages++;
    flow->y = flow->box.top;
    if (flow->head != NULL)
        place_add(flow, flow->head, 0, flow->head->lines);
}

static double room_left(const Flow *flow)
{
    return flow->box.bottom - flow->y;
}

static void strip_split(Flow *flow, const Strip *strip)
{
    for (int from = 0; from < strip->lines;) {
        int fit = (int) floor((room_left(flow) - 2 * strip->pad) / strip->pitch);
        int count = MIN(fit, strip->lines - from);
        if (count < 1) {
            page_begin(flow);
            count = 1;
            fit = (int) floor((room_left(flow) - 2 * strip->pad) / strip->pitch);
            count = CLAMP(fit, 1, strip->lines - from);
        }
        place_add(flow, strip, from, from + count);
        from += count;
    }
}

static void strip_place(Flow *flow, const Strip *strip)
{
    double head = flow->head != NULL ? flow->head->height : 0;
    double full = flow->box.bottom - flow->box.top - head;

    if (strip->height > room_left(flow) && strip->height > full && strip->lines > 1) {
        strip_split(flow, strip);
        return;
    }
    if (strip->height > room_left(flow))
        page_begin(flow);
    place_add(flow, strip, 0, strip->lines);
}

/* ---- blocks ---- */

static void text_set(Flow *flow, const char *text, double size, bool bold, PaperAlign align)
{
    Strip *strip = strip_new(flow, STRIP_TEXT, 1);

    strip_size(strip, size, bold, size * 0.12);
    strip->cells[0] =
        (StripCell){.x = flow->box.left, .width = flow->box.right - flow->box.left, .align = align};
    strip_cell(flow, strip, 0, text);
    strip_close(strip, 0);
    strip_place(flow, strip);
}

static void block_text(Flow *flow, const PaperBlock *block)
{
    static const double scale[] = {[PAPER_PLAIN] = 1, [PAPER_HEADING] = 1.2, [PAPER_SMALL] = 0.85};

    if (block->style == PAPER_TITLE) {
        text_set(flow, block->text, SIZE_TITLE, true, PAPER_CENTRE);
        return;
    }
    double size = flow->size * scale[block->style];
    bool heading = block->style == PAPER_HEADING;

    if (heading && room_left(flow) < size * 2 * LINES_KEPT)
        page_begin(flow);
    text_set(flow, block->text, size, heading, PAPER_LEFT);
    flow->y += size * 0.3;
}

static void cells_spread(Flow *flow, Strip *strip, const PaperBlock *table)
{
    double x = flow->box.left, all = 0;

    for (size_t i = 0; i < table->width; i++)
        all += table->columns[i].weight;
    for (size_t i = 0; i < table->width; i++) {
        double width = (flow->box.right - flow->box.left) * table->columns[i].weight / all;
        strip->cells[i] = (StripCell){.x = x, .width = width, .align = table->columns[i].align};
        x += width;
    }
}

/* On a wall every millimetre goes into the letters. */
static void row_size(Flow *flow, Strip *strip, bool bold)
{
    bool tight = flow->paper->look.one_page;

    strip_size(strip, flow->size, bold, flow->size * (tight ? PAD_TIGHT : PAD_ROW));
    strip->pitch = tight ? flow->size * PITCH_TIGHT : strip->pitch;
}

static void row_set(Flow *flow, const PaperBlock *table, const PaperRow *row)
{
    Strip *strip = strip_new(flow, STRIP_ROW, table->width);

    strip->shaded = row->shaded;
    row_size(flow, strip, false);
    cells_spread(flow, strip, table);
    size_t texts = table->width - (row->chapter > 0 ? 1 : 0);
    for (size_t i = 0; row->cells != NULL && i < texts; i++)
        strip_cell(flow, strip, i, row->cells[i]);
    if (row->chapter > 0) {
        Pointer pointer = {strip, row->chapter};
        strip_cell(flow, strip, table->width - 1, "0");
        g_array_append_val(flow->pointers, pointer);
    }
    strip->lines = MAX(strip->lines, 1);
    strip_close(strip, row->height * MM);
    strip_place(flow, strip);
}

static Strip *head_set(Flow *flow, const PaperBlock *table)
{
    Strip *strip = strip_new(flow, STRIP_ROW, table->width);

    row_size(flow, strip, true);
    cells_spread(flow, strip, table);
    for (size_t i = 0; i < table->width; i++) {
        strip->cells[i].align = PAPER_CENTRE;
        strip_cell(flow, strip, i, table->columns[i].title);
    }
    strip_close(strip, 0);
    return strip;
}

static void table_begin(Flow *flow, const PaperBlock *table)
{
    Strip *head = head_set(flow, table);

    flow->y += flow->size * 0.4;
    if (room_left(flow) < head->height + flow->size * 2 * LINES_KEPT)
        page_begin(flow);
    if (head->lines > 0) {
        place_add(flow, head, 0, head->lines);
        flow->head = head;
    }
}

/* Some more of its rows; true once it has them all. */
static bool table_step(Flow *flow, const PaperBlock *table)
{
    if (flow->row == 0)
        table_begin(flow, table);
    guint until = MIN(flow->row + ROWS_A_STEP, table->rows->len);
    for (; flow->row < until; flow->row++)
        row_set(flow, table, &g_array_index(table->rows, PaperRow, flow->row));
    if (until < table->rows->len)
        return false;
    flow->row = 0;
    flow->head = NULL;
    flow->y += flow->size * 0.4;
    return true;
}

static void block_signatures(Flow *flow, const PaperBlock *block)
{
    size_t count = g_strv_length(block->labels);
    double share = (flow->box.right - flow->box.left) / (double) MAX(count, 1);
    Strip *strip = strip_new(flow, STRIP_SIGNATURES, count);

    strip_size(strip, MIN(flow->size, SIZE_SIGNATURE), false, 0);
    for (size_t i = 0; i < count; i++) {
        strip->cells[i] =
            (StripCell){.x = flow->box.left + share * (double) i, .width = share - 4 * MM};
        strip_cell(flow, strip, i, block->labels[i]);
    }
    strip->height = SIGNATURE_HEIGHT;
    strip_place(flow, strip);
}

static void chapter_begin(Flow *flow)
{
    page_begin(flow);
    int page = flow->pages - 1;
    g_array_append_val(flow->chapters, page);
}

static void block_qr(Flow *flow, const PaperBlock *block)
{
    Stamp stamp = {g_array_index(flow->chapters, int, flow->chapters->len - 1), block->qr};

    g_array_append_val(flow->stamps, stamp);
    if (stamp.page == flow->pages - 1)
        flow->y = MAX(flow->y, flow->box.top + QR_SIDE + 2 * MM);
}

static void pointers_fill(const Flow *flow)
{
    for (guint i = 0; i < flow->pointers->len; i++) {
        const Pointer *pointer = &g_array_index(flow->pointers, Pointer, i);
        const StripCell *cell = &pointer->strip->cells[pointer->strip->width - 1];
        g_autofree char *page =
            pointer->chapter >= flow->chapters->len
                ? g_strdup("")
                : g_strdup_printf("%d", g_array_index(flow->chapters, int, pointer->chapter) + 1);
        pango_layout_set_text(cell->layout, page, -1);
    }
}

static void titles_set(Flow *flow)
{
    const PaperLook *look = &flow->paper->look;

    if (look->title != NULL)
        text_set(flow, look->title, SIZE_TITLE, true, PAPER_CENTRE);
    if (look->subtitle != NULL)
        text_set(flow, look->subtitle, look->one_page ? 14 : 10.5, false, PAPER_CENTRE);
}

/* A block, or some more of a long one; true once it is whole. */
static bool block_step(Flow *flow, const PaperBlock *block)
{
    if (block->kind == PAPER_BLOCK_TABLE)
        return table_step(flow, block);
    if (block->kind == PAPER_BLOCK_TEXT)
        block_text(flow, block);
    else if (block->kind == PAPER_BLOCK_SIGNATURES)
        block_signatures(flow, block);
    else if (block->kind == PAPER_BLOCK_PAGE)
        chapter_begin(flow);
    else
        block_qr(flow, block);
    return true;
}

void flow_clear(Flow *flow)
{
    g_clear_pointer(&flow->strips, g_ptr_array_unref);
    g_clear_pointer(&flow->places, g_array_unref);
    g_clear_pointer(&flow->chapters, g_array_unref);
    g_clear_pointer(&flow->pointers, g_array_unref);
    g_clear_pointer(&flow->stamps, g_array_unref);
}

void flow_begin(Flow *flow, double size)
{
    flow_clear(flow);
    flow->strips = g_ptr_array_new_with_free_func(strip_free);
    flow->places = g_array_new(FALSE, FALSE, sizeof(Place));
    flow->chapters = g_array_new(FALSE, FALSE, sizeof(int));
    flow->pointers = g_array_new(FALSE, FALSE, sizeof(Pointer));
    flow->stamps = g_array_new(FALSE, FALSE, sizeof(Stamp));
    flow->size = size;
    flow->pages = 0;
    flow->broken = false;
    flow->head = NULL;
    flow->block = 0;
    flow->row = 0;
    chapter_begin(flow);
    titles_set(flow);
}

bool flow_step(Flow *flow)
{
    const GPtrArray *blocks = flow->paper->blocks;

    if (flow->block < blocks->len && block_step(flow, blocks->pdata[flow->block]))
        flow->block++;
    if (flow->block < blocks->len)
        return true;
    pointers_fill(flow);
    return false;
}
