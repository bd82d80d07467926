/* SPDX-License-Identifier: Apache-2.0 */
#include "document/typeset.h"

#include "document/flow.h"
#include "document/press.h"

#include <cairo-pdf.h>

#define SIZE_USUAL 10.0
#define SIZE_LEAST 5.0
#define FIT_TRIES 7

#ifdef __SANITIZE_ADDRESS__
/* The leak checker asks for this by name. fontconfig keeps what it read of its files until the
 * program ends; cairo 1.16 loses 768 bytes with each font that it puts into a PDF. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig.so\nleak:libcairo.so\n";
}
#endif

struct Typeset {
    PangoFontMap *fonts;
    PangoContext *context;
};

Typeset *typeset_new(void)
{
    Typeset *typeset = g_new0(Typeset, 1);

    typeset->fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(typeset->fonts), 72);
    typeset->context = pango_font_map_create_context(typeset->fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(typeset->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(typeset->context, FALSE);
    pango_context_set_language(typeset->context, pango_language_from_string("zh-cn"));
    return typeset;
}

void typeset_free(Typeset *typeset)
{
    if (typeset == NULL)
        return;
    g_object_unref(typeset->context);
    g_object_unref(typeset->fonts);
    g_free(typeset);
}

char *typeset_family(Typeset *typeset)
{
    PangoFontDescription *wanted = font_new(SIZE_USUAL, false);
    g_autoptr(PangoFont) font = pango_font_map_load_font(typeset->fonts, typeset->context, wanted);

    pango_font_description_free(wanted);
    if (font == NULL)
        return NULL;
    PangoFontDescription *found = pango_font_describe(font);
    char *family = g_strdup(pango_font_description_get_family(found));
    pango_font_description_free(found);
    return family;
}

/* ---- printing ---- */

/* What is being laid out: as it is asked for, or smaller and smaller until one page holds it. */
typedef enum Phase {
    PHASE_ASKED,
    PHASE_TRIES, /* halving between `fits` and `fails` */
    PHASE_FITS,  /* the largest that was found */
    PHASE_DRAWN, /* page after page */
} Phase;

struct Printing {
    Typeset *typeset; /* borrowed */
    Flow flow;
    Phase phase;
    bool whole; /* tries: and no cell is broken */
    double fits, fails;
    int tries;
    int page;   /* that is drawn next, from 0 */
    guint next; /* place that is drawn next */
    GByteArray *bytes;
    cairo_surface_t *surface;
    cairo_t *cairo;
};

static PageBox box_of(const PaperLook *look)
{
    PageBox box = {.width = 210 * MM, .height = 297 * MM};

    if (look->landscape)
        box = (PageBox){.width = 297 * MM, .height = 210 * MM};
    box.left = 20 * MM;
    box.right = box.width - 15 * MM;
    box.top = 15 * MM;
    box.bottom = box.height - 18 * MM;
    return box;
}

static cairo_status_t bytes_take(void *data, const unsigned char *bytes, unsigned size)
{
    g_byte_array_append(data, bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

static void metadata_set(cairo_surface_t *surface, const PaperLook *look)
{
    g_autoptr(GDateTime) made = g_date_time_new_from_unix_utc(look->made_at / 1000);
    g_autofree char *text = g_date_time_format(made, "%Y-%m-%dT%H:%M:%SZ");

    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
    if (look->title != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, look->title);
}

static void margins_draw(const Flow *flow, cairo_t *cairo, int page)
{
    const PaperLook *look = &flow->paper->look;
    g_autoptr(PangoLayout) layout = pango_layout_new(flow->context);
    PangoFontDescription *font = font_new(9, false);

    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (look->pages != NULL) {
        g_autoptr(GString) words = g_string_new(look->pages);
        g_autofree char *number = g_strdup_printf("%d", page + 1);
        g_autofree char *all = g_strdup_printf("%d", flow->pages);
        g_string_replace(words, "{page}", number, 0);
        g_string_replace(words, "{pages}", all, 0);
        pango_layout_set_text(layout, words->str, -1);
        margin_draw(cairo, layout, &flow->box, PAPER_RIGHT);
    }
    if (look->footer != NULL) {
        pango_layout_set_text(layout, look->footer, -1);
        margin_draw(cairo, layout, &flow->box, PAPER_LEFT);
    }
}

static void stamps_draw(const Flow *flow, cairo_t *cairo, int page)
{
    for (guint i = 0; i < flow->stamps->len; i++) {
        const Stamp *stamp = &g_array_index(flow->stamps, Stamp, i);
        if (stamp->page == page)
            qr_draw(cairo, stamp->qr, flow->box.right - QR_SIDE, flow->box.top, QR_SIDE);
    }
}

static void page_draw(Printing *printing)
{
    const Flow *flow = &printing->flow;

    for (; printing->next < flow->places->len; printing->next++) {
        const Place *place = &g_array_index(flow->places, Place, printing->next);
        if (place->page != printing->page)
            break;
        place_draw(printing->cairo, place);
    }
    stamps_draw(flow, printing->cairo, printing->page);
    margins_draw(flow, printing->cairo, printing->page);
    cairo_show_page(printing->cairo);
    printing->page++;
}

static void drawing_begin(Printing *printing)
{
    const PageBox *box = &printing->flow.box;

    printing->phase = PHASE_DRAWN;
    printing->surface =
        cairo_pdf_surface_create_for_stream(bytes_take, printing->bytes, box->width, box->height);
    printing->cairo = cairo_create(printing->surface);
    metadata_set(printing->surface, &printing->flow.paper->look);
}

/* ---- the largest size at which one page holds it ---- */

static void try_next(Printing *printing)
{
    printing->phase = PHASE_TRIES;
    flow_begin(&printing->flow, (printing->fits + printing->fails) / 2);
}

static void tries_begin(Printing *printing, double size, bool whole)
{
    printing->whole = whole;
    printing->tries = FIT_TRIES;
    printing->fits = SIZE_LEAST;
    printing->fails = size;
    try_next(printing);
}

static void try_end(Printing *printing, bool holds)
{
    double *bound = holds ? &printing->fits : &printing->fails;

    *bound = printing->flow.size;
    if (--printing->tries > 0) {
        try_next(printing);
        return;
    }
    printing->phase = PHASE_FITS;
    flow_begin(&printing->flow, printing->fits);
}

static double size_asked(const Printing *printing)
{
    const PaperLook *look = &printing->flow.paper->look;

    return look->size > 0 ? look->size : SIZE_USUAL;
}

/* Everything has its place: what next? */
static void laid_out(Printing *printing)
{
    const Flow *flow = &printing->flow;
    bool asked = printing->phase == PHASE_ASKED;
    bool holds = flow->pages == 1 && !((asked || printing->whole) && flow->broken);
    bool fitted = flow->paper->look.one_page;

    if (fitted && printing->phase == PHASE_TRIES)
        try_end(printing, holds);
    else if (fitted && !holds && (asked || printing->whole))
        tries_begin(printing, size_asked(printing), asked);
    else
        drawing_begin(printing);
}

Printing *printing_new(Typeset *typeset, const Paper *paper)
{
    Printing *printing = g_new0(Printing, 1);

    printing->typeset = typeset;
    printing->bytes = g_byte_array_new();
    printing->flow =
        (Flow){.context = typeset->context, .paper = paper, .box = box_of(&paper->look)};
    flow_begin(&printing->flow, size_asked(printing));
    return printing;
}

void printing_free(Printing *printing)
{
    if (printing == NULL)
        return;
    g_clear_pointer(&printing->cairo, cairo_destroy);
    g_clear_pointer(&printing->surface, cairo_surface_destroy);
    g_clear_pointer(&printing->bytes, g_byte_array_unref);
    flow_clear(&printing->flow);
    g_free(printing);
}

bool printing_step(Printing *printing)
{
    if (printing->phase != PHASE_DRAWN) {
        if (!flow_step(&printing->flow))
            laid_out(printing);
        return true;
    }
    page_draw(printing);
    return printing->page < printing->flow.pages;
}

void printing_reach(const Printing *printing, Work *work)
{
    const Flow *flow = &printing->flow;

    /* Laying out and drawing take about as long. */
    if (printing->phase == PHASE_ASKED)
        work_reach(work, flow->block, 2 * (int64_t) MAX(flow->paper->blocks->len, 1));
    else if (printing->phase == PHASE_DRAWN)
        work_reach(work, flow->pages + printing->page, 2 * (int64_t) flow->pages);
}

GBytes *printing_finish(Printing *printing, GError **error)
{
    g_clear_pointer(&printing->cairo, cairo_destroy);
    cairo_surface_finish(printing->surface);
    cairo_status_t status = cairo_surface_status(printing->surface);
    if (status != CAIRO_STATUS_SUCCESS) {
        fail(error, FAIL_UNAVAILABLE, "printing: %s", cairo_status_to_string(status));
        return NULL;
    }
    g_clear_pointer(&printing->surface, cairo_surface_destroy);
    return g_byte_array_free_to_bytes(g_steal_pointer(&printing->bytes));
}
