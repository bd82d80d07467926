/* SPDX-License-Identifier: Apache-2.0 */
#include "document/page_draw.h"

#define RULE 0.6          /* width of a line of a table */
#define SHADE 0.9         /* grey of a shaded row */
#define ASCENT 0.88       /* of a Chinese character over the base line, in sizes */
#define MARGIN_BELOW 22.0 /* from the box to the line of the page number */

static double line_width(PangoLayoutLine *line)
{
    PangoRectangle logical;

    pango_layout_line_get_extents(line, NULL, &logical);
    return (double) logical.width / PANGO_SCALE;
}

static double line_start(const StripCell *cell, double pad, PangoLayoutLine *line)
{
    double room = cell->width - 2 * pad - line_width(line);

    if (cell->align == PAPER_CENTRE)
        return cell->x + pad + room / 2;
    return cell->x + pad + (cell->align == PAPER_RIGHT ? room : 0);
}

static void cell_draw(cairo_t *cairo, const Place *place, const StripCell *cell)
{
    const Strip *strip = place->strip;
    int lines = cell->layout == NULL ? 0 : pango_layout_get_line_count(cell->layout);
    int shown = MIN(lines, place->to) - place->from;
    double top = place->y + strip->pad;

    /* A cell with fewer lines than the row stands in its middle. */
    if (strip->kind == STRIP_ROW && place->from == 0 && place->to == strip->lines)
        top = place->y + (place->height - shown * strip->pitch) / 2;
    for (int i = 0; i < shown; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(cell->layout, place->from + i);
        double base =
            top + i * strip->pitch + (strip->pitch - strip->size) / 2 + ASCENT * strip->size;
        cairo_move_to(cairo, line_start(cell, strip->pad, line), base);
        pango_cairo_show_layout_line(cairo, line);
    }
}

static void frame_draw(cairo_t *cairo, const Place *place, const StripCell *cell)
{
    if (place->strip->shaded) {
        cairo_set_source_rgb(cairo, SHADE, SHADE, SHADE);
        cairo_rectangle(cairo, cell->x, place->y, cell->width, place->height);
        cairo_fill(cairo);
        cairo_set_source_rgb(cairo, 0, 0, 0);
    }
    cairo_set_line_width(cairo, RULE);
    cairo_rectangle(cairo, cell->x, place->y, cell->width, place->height);
    cairo_stroke(cairo);
}

static void signature_draw(cairo_t *cairo, const Place *place, const StripCell *cell)
{
    const Strip *strip = place->strip;
    double base = place->y + place->height - strip->size * 0.6;
    double x = cell->x;

    if (cell->layout != NULL) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(cell->layout, 0);
        cairo_move_to(cairo, x, base);
        pango_cairo_show_layout_line(cairo, line);
        x += line_width(line) + strip->size * 0.3;
    }
    cairo_set_line_width(cairo, RULE);
    cairo_move_to(cairo, x, base + strip->size * 0.25);
    cairo_line_to(cairo, cell->x + cell->width, base + strip->size * 0.25);
    cairo_stroke(cairo);
}

void place_draw(cairo_t *cairo, const Place *place)
{
    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (size_t i = 0; i < place->strip->width; i++) {
        const StripCell *cell = &place->strip->cells[i];
        if (place->strip->kind == STRIP_SIGNATURES) {
            signature_draw(cairo, place, cell);
            continue;
        }
        if (place->strip->kind == STRIP_ROW)
            frame_draw(cairo, place, cell);
        cell_draw(cairo, place, cell);
    }
}

void qr_draw(cairo_t *cairo, const Qr *qr, double x, double y, double side)
{
    double module = side / qr->width;

    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (int row = 0; row < qr->width; row++) {
        for (int column = 0; column < qr->width; column++) {
            if (qr->is_dark[row * qr->width + column])
                cairo_rectangle(cairo, x + column * module, y + row * module, module, module);
        }
    }
    cairo_fill(cairo);
}

void margin_draw(cairo_t *cairo, PangoLayout *layout, const PageBox *box, PaperAlign align)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    double x = align == PAPER_RIGHT ? box->right - line_width(line) : box->left;

    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_move_to(cairo, x, box->bottom + MARGIN_BELOW);
    pango_cairo_show_layout_line(cairo, line);
}
