/* SPDX-License-Identifier: Apache-2.0 */
#include "document/typeset.h"

#include "document/page_draw.h"
#include "document/press.h"

#include <cairo-pdf.h>
#include <math.h>

#define MM (72.0 / 25.4)
#define SIZE_USUAL 10.0
#define SIZE_TITLE 18.0
#define SIZE_LEAST 5.0
#define SIZE_SIGNATURE 12.0 /* at most: nobody signs from afar */
#define FIT_TRIES 7
#define PAD_ROW 0.25 /* about the text of a row, in sizes */
#define PAD_TIGHT 0.1
#define PITCH_TIGHT 1.18
#define QR_SIDE (22 * MM)
#define SIGNATURE_HEIGHT (13 * MM)
#define LINES_KEPT 3 /* of a table under its head, of a text before a page ends */

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

static PangoFontDescription *font_new(double size, bool bold)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, PRESS_FAMILY);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    return font;
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

/* ---- strips ---- */

/* A cell that says on which page a chapter begins, known once everything is laid out. */
typedef struct Pointer {
    const Strip *strip;
    size_t chapter;
} Pointer;

typedef struct Stamp {
    int page; /* from 0 */
    const Qr *qr;
} Stamp;

typedef struct Setting {
    Typeset *typeset;
    const Paper *paper;
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
} Setting;

static void strip_free(void *data)
{
    Strip *strip = data;

    for (size_t i = 0; i < strip->width; i++)
        g_clear_object(&strip->cells[i].layout);
    g_free(strip->cells);
    g_free(strip);
}

static Strip *strip_new(Setting *setting, StripKind kind, size_t width)
{
    Strip *strip = g_new0(Strip, 1);

    strip->kind = kind;
    strip->width = width;
    strip->cells = g_new0(StripCell, width);
    g_ptr_array_add(setting->strips, strip);
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
static void strip_cell(Setting *setting, Strip *strip, size_t i, const char *text)
{
    StripCell *cell = &strip->cells[i];
    double side = strip->kind == STRIP_ROW ? strip->size * PAD_ROW : strip->pad;

    if (text == NULL || *text == '\0')
        return;
    PangoFontDescription *font = font_new(strip->size, strip->bold);
    cell->layout = pango_layout_new(setting->typeset->context);
    pango_layout_set_font_description(cell->layout, font);
    pango_font_description_free(font);
    pango_layout_set_wrap(cell->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(
        cell->layout, (int) (MAX(cell->width - 2 * side, strip->size) * PANGO_SCALE));
    pango_layout_set_text(cell->layout, text, -1);
    int lines = pango_layout_get_line_count(cell->layout);
    strip->lines = MAX(strip->lines, lines);
    setting->broken = setting->broken || (strip->kind == STRIP_ROW && lines > lines_of(text));
}

static void strip_close(Strip *strip, double least)
{
    strip->height = MAX(strip->lines * strip->pitch + 2 * strip->pad, least);
}

/* ---- flowing over the pages ---- */

static void place_add(Setting *setting, const Strip *strip, int from, int to)
{
    Place place = {
        .strip = strip, .page = setting->pages - 1, .y = setting->y, .from = from, .to = to};

    place.height = from == 0 && to == strip->lines ? strip->height
                                                   : (to - from) * strip->pitch + 2 * strip->pad;
    g_array_append_val(setting->places, place);
    setting->y += place.height;
}

static void page_begin(Setting *setting)
{
    setting->pages++;
    setting->y = setting->box.top;
    if (setting->head != NULL)
        place_add(setting, setting->head, 0, setting->head->lines);
}

static double room_left(const Setting *setting)
{
    return setting->box.bottom - setting->y;
}

static void strip_split(Setting *setting, const Strip *strip)
{
    for (int from = 0; from < strip->lines;) {
        int fit = (int) floor((room_left(setting) - 2 * strip->pad) / strip->pitch);
        int count = MIN(fit, strip->lines - from);
        if (count < 1) {
            page_begin(setting);
            count = 1;
            fit = (int) floor((room_left(setting) - 2 * strip->pad) / strip->pitch);
            count = CLAMP(fit, 1, strip->lines - from);
        }
        place_add(setting, strip, from, from + count);
        from += count;
    }
}

static void strip_place(Setting *setting, const Strip *strip)
{
    double head = setting->head != NULL ? setting->head->height : 0;
    double full = setting->box.bottom - setting->box.top - head;

    if (strip->height > room_left(setting) && strip->height > full && strip->lines > 1) {
        strip_split(setting, strip);
        return;
    }
    if (strip->height > room_left(setting))
        page_begin(setting);
    place_add(setting, strip, 0, strip->lines);
}

/* ---- blocks ---- */

static void text_set(Setting *setting, const char *text, double size, bool bold, PaperAlign align)
{
    Strip *strip = strip_new(setting, STRIP_TEXT, 1);

    strip_size(strip, size, bold, size * 0.12);
    strip->cells[0] = (StripCell){
        .x = setting->box.left, .width = setting->box.right - setting->box.left, .align = align};
    strip_cell(setting, strip, 0, text);
    strip_close(strip, 0);
    strip_place(setting, strip);
}

static void block_text(Setting *setting, const PaperBlock *block)
{
    static const double scale[] = {[PAPER_PLAIN] = 1, [PAPER_HEADING] = 1.2, [PAPER_SMALL] = 0.85};

    if (block->style == PAPER_TITLE) {
        text_set(setting, block->text, SIZE_TITLE, true, PAPER_CENTRE);
        return;
    }
    double size = setting->size * scale[block->style];
    bool heading = block->style == PAPER_HEADING;

    if (heading && room_left(setting) < size * 2 * LINES_KEPT)
        page_begin(setting);
    text_set(setting, block->text, size, heading, PAPER_LEFT);
    setting->y += size * 0.3;
}

static void cells_spread(Setting *setting, Strip *strip, const PaperBlock *table)
{
    double x = setting->box.left, all = 0;

    for (size_t i = 0; i < table->width; i++)
        all += table->columns[i].weight;
    for (size_t i = 0; i < table->width; i++) {
        double width = (setting->box.right - setting->box.left) * table->columns[i].weight / all;
        strip->cells[i] = (StripCell){.x = x, .width = width, .align = table->columns[i].align};
        x += width;
    }
}

/* On a wall every millimetre goes into the letters. */
static void row_size(Setting *setting, Strip *strip, bool bold)
{
    bool tight = setting->paper->look.one_page;

    strip_size(strip, setting->size, bold, setting->size * (tight ? PAD_TIGHT : PAD_ROW));
    strip->pitch = tight ? setting->size * PITCH_TIGHT : strip->pitch;
}

static void row_set(Setting *setting, const PaperBlock *table, const PaperRow *row)
{
    Strip *strip = strip_new(setting, STRIP_ROW, table->width);

    strip->shaded = row->shaded;
    row_size(setting, strip, false);
    cells_spread(setting, strip, table);
    size_t texts = table->width - (row->chapter > 0 ? 1 : 0);
    for (size_t i = 0; row->cells != NULL && i < texts; i++)
        strip_cell(setting, strip, i, row->cells[i]);
    if (row->chapter > 0) {
        Pointer pointer = {strip, row->chapter};
        strip_cell(setting, strip, table->width - 1, "0");
        g_array_append_val(setting->pointers, pointer);
    }
    strip->lines = MAX(strip->lines, 1);
    strip_close(strip, row->height * MM);
    strip_place(setting, strip);
}

static Strip *head_set(Setting *setting, const PaperBlock *table)
{
    Strip *strip = strip_new(setting, STRIP_ROW, table->width);

    row_size(setting, strip, true);
    cells_spread(setting, strip, table);
    for (size_t i = 0; i < table->width; i++) {
        strip->cells[i].align = PAPER_CENTRE;
        strip_cell(setting, strip, i, table->columns[i].title);
    }
    strip_close(strip, 0);
    return strip;
}

static void block_table(Setting *setting, const PaperBlock *table)
{
    Strip *head = head_set(setting, table);

    setting->y += setting->size * 0.4;
    if (room_left(setting) < head->height + setting->size * 2 * LINES_KEPT)
        page_begin(setting);
    if (head->lines > 0) {
        place_add(setting, head, 0, head->lines);
        setting->head = head;
    }
    for (guint i = 0; i < table->rows->len; i++)
        row_set(setting, table, &g_array_index(table->rows, PaperRow, i));
    setting->head = NULL;
    setting->y += setting->size * 0.4;
}

static void block_signatures(Setting *setting, const PaperBlock *block)
{
    size_t count = g_strv_length(block->labels);
    double share = (setting->box.right - setting->box.left) / (double) MAX(count, 1);
    Strip *strip = strip_new(setting, STRIP_SIGNATURES, count);

    strip_size(strip, MIN(setting->size, SIZE_SIGNATURE), false, 0);
    for (size_t i = 0; i < count; i++) {
        strip->cells[i] =
            (StripCell){.x = setting->box.left + share * (double) i, .width = share - 4 * MM};
        strip_cell(setting, strip, i, block->labels[i]);
    }
    strip->height = SIGNATURE_HEIGHT;
    strip_place(setting, strip);
}

static void chapter_begin(Setting *setting)
{
    page_begin(setting);
    int page = setting->pages - 1;
    g_array_append_val(setting->chapters, page);
}

static void block_qr(Setting *setting, const PaperBlock *block)
{
    Stamp stamp = {g_array_index(setting->chapters, int, setting->chapters->len - 1), block->qr};

    g_array_append_val(setting->stamps, stamp);
    if (stamp.page == setting->pages - 1)
        setting->y = MAX(setting->y, setting->box.top + QR_SIDE + 2 * MM);
}

static void pointers_fill(const Setting *setting)
{
    for (guint i = 0; i < setting->pointers->len; i++) {
        const Pointer *pointer = &g_array_index(setting->pointers, Pointer, i);
        const StripCell *cell = &pointer->strip->cells[pointer->strip->width - 1];
        g_autofree char *page =
            pointer->chapter >= setting->chapters->len
                ? g_strdup("")
                : g_strdup_printf(
                      "%d", g_array_index(setting->chapters, int, pointer->chapter) + 1);
        pango_layout_set_text(cell->layout, page, -1);
    }
}

static void blocks_set(Setting *setting)
{
    const PaperLook *look = &setting->paper->look;

    if (look->title != NULL)
        text_set(setting, look->title, SIZE_TITLE, true, PAPER_CENTRE);
    if (look->subtitle != NULL)
        text_set(setting, look->subtitle, look->one_page ? 14 : 10.5, false, PAPER_CENTRE);
    for (guint i = 0; i < setting->paper->blocks->len; i++) {
        const PaperBlock *block = setting->paper->blocks->pdata[i];
        if (block->kind == PAPER_BLOCK_TEXT)
            block_text(setting, block);
        else if (block->kind == PAPER_BLOCK_TABLE)
            block_table(setting, block);
        else if (block->kind == PAPER_BLOCK_SIGNATURES)
            block_signatures(setting, block);
        else if (block->kind == PAPER_BLOCK_PAGE)
            chapter_begin(setting);
        else
            block_qr(setting, block);
    }
}

static void setting_clear(Setting *setting)
{
    g_clear_pointer(&setting->strips, g_ptr_array_unref);
    g_clear_pointer(&setting->places, g_array_unref);
    g_clear_pointer(&setting->chapters, g_array_unref);
    g_clear_pointer(&setting->pointers, g_array_unref);
    g_clear_pointer(&setting->stamps, g_array_unref);
}

/* Everything laid out at a size of text; what was laid out before is forgotten. */
static void setting_run(Setting *setting, double size)
{
    setting_clear(setting);
    setting->strips = g_ptr_array_new_with_free_func(strip_free);
    setting->places = g_array_new(FALSE, FALSE, sizeof(Place));
    setting->chapters = g_array_new(FALSE, FALSE, sizeof(int));
    setting->pointers = g_array_new(FALSE, FALSE, sizeof(Pointer));
    setting->stamps = g_array_new(FALSE, FALSE, sizeof(Stamp));
    setting->size = size;
    setting->pages = 0;
    setting->broken = false;
    setting->head = NULL;
    chapter_begin(setting);
    blocks_set(setting);
    pointers_fill(setting);
}

/* The largest size at which one page holds it, found by halving; `whole`: and no cell is broken. */
static bool setting_fit(Setting *setting, double size, bool whole)
{
    double fits = SIZE_LEAST, fails = size;

    for (int i = 0; i < FIT_TRIES; i++) {
        double middle = (fits + fails) / 2;
        setting_run(setting, middle);
        if (setting->pages == 1 && !(whole && setting->broken))
            fits = middle;
        else
            fails = middle;
    }
    setting_run(setting, fits);
    return setting->pages == 1 && !(whole && setting->broken);
}

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

static void margins_draw(const Setting *setting, cairo_t *cairo, int page)
{
    const PaperLook *look = &setting->paper->look;
    g_autoptr(PangoLayout) layout = pango_layout_new(setting->typeset->context);
    PangoFontDescription *font = font_new(9, false);

    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (look->pages != NULL) {
        g_autoptr(GString) words = g_string_new(look->pages);
        g_autofree char *number = g_strdup_printf("%d", page + 1);
        g_autofree char *all = g_strdup_printf("%d", setting->pages);
        g_string_replace(words, "{page}", number, 0);
        g_string_replace(words, "{pages}", all, 0);
        pango_layout_set_text(layout, words->str, -1);
        margin_draw(cairo, layout, &setting->box, PAPER_RIGHT);
    }
    if (look->footer != NULL) {
        pango_layout_set_text(layout, look->footer, -1);
        margin_draw(cairo, layout, &setting->box, PAPER_LEFT);
    }
}

static void stamps_draw(const Setting *setting, cairo_t *cairo, int page)
{
    for (guint i = 0; i < setting->stamps->len; i++) {
        const Stamp *stamp = &g_array_index(setting->stamps, Stamp, i);
        if (stamp->page == page)
            qr_draw(cairo, stamp->qr, setting->box.right - QR_SIDE, setting->box.top, QR_SIDE);
    }
}

static void pages_draw(const Setting *setting, cairo_t *cairo)
{
    guint next = 0;

    for (int page = 0; page < setting->pages; page++) {
        for (; next < setting->places->len; next++) {
            const Place *place = &g_array_index(setting->places, Place, next);
            if (place->page != page)
                break;
            place_draw(cairo, place);
        }
        stamps_draw(setting, cairo, page);
        margins_draw(setting, cairo, page);
        cairo_show_page(cairo);
    }
}

static GBytes *setting_pdf(const Setting *setting, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        bytes_take, bytes, setting->box.width, setting->box.height);
    cairo_t *cairo = cairo_create(surface);

    metadata_set(surface, &setting->paper->look);
    pages_draw(setting, cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS) {
        g_byte_array_unref(bytes);
        fail(error, FAIL_UNAVAILABLE, "printing: %s", cairo_status_to_string(status));
        return NULL;
    }
    return g_byte_array_free_to_bytes(bytes);
}

GBytes *typeset_pdf(Typeset *typeset, const Paper *paper, GError **error)
{
    Setting setting = {.typeset = typeset, .paper = paper, .box = box_of(&paper->look)};
    double size = paper->look.size > 0 ? paper->look.size : SIZE_USUAL;

    setting_run(&setting, size);
    if (paper->look.one_page && (setting.pages > 1 || setting.broken) &&
        !setting_fit(&setting, size, true))
        setting_fit(&setting, size, false);
    GBytes *pdf = setting_pdf(&setting, error);
    setting_clear(&setting);
    return pdf;
}
