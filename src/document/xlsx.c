/* SPDX-License-Identifier: Apache-2.0 */
#include "document/xlsx.h"

#include "document/xlsx_package.h"
#include "document/xlsx_style.h"

#include <math.h>
#include <string.h>

#define TEXT_MAX (1024 * 1024) /* bytes of one cell */

/* One file under way. */
typedef struct Reading {
    XlsxPackage *package;
    GPtrArray *strings; /* char *: the shared ones */
    GArray *is_date;    /* gboolean of each cell format */
    bool from_1904;
    size_t cells;
    size_t text_bytes; /* of all cells: one shared text may be asked for by many */
} Reading;

static bool broken(GError **error)
{
    return fail_as(error, FAIL_INVALID, "not_xlsx", "a part of the file is damaged");
}

static bool too_large(GError **error)
{
    return fail_as(error, FAIL_INVALID, "too_large", "the file holds too much");
}

/* ---- texts ---- */

static bool is_escape(const char *at)
{
    if (at[0] != '_' || at[1] != 'x')
        return false;
    for (int i = 2; i < 6; i++) {
        if (!g_ascii_isxdigit(at[i]))
            return false;
    }
    return at[6] == '_';
}

/* "_x000D_" is how a letter is written that XML has no room for. */
static char *text_unescape(const char *text)
{
    GString *plain = g_string_new(NULL);

    while (*text != '\0') {
        gunichar letter = 0;
        if (is_escape(text))
            letter = (gunichar) g_ascii_strtoull(text + 2, NULL, 16);
        if (letter != 0 && g_unichar_validate(letter)) {
            g_string_append_unichar(plain, letter);
            text += 7;
        } else
            g_string_append_c(plain, *text++);
    }
    return g_string_free(plain, FALSE);
}

/* The texts inside an element whose `t` count, readings of them (`rPh`) apart: owned. */
static char *texts_read(XlsxPart *part, const char *name)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool inside = false, reading = false;

    if (xlsx_at_end(part, name))
        return g_strdup("");
    while (xlsx_part_next(part) && !xlsx_at_end(part, name)) {
        const char *piece = NULL;
        if (xlsx_at_start(part, "rPh"))
            reading = !xlsx_at_end(part, "rPh");
        else if (xlsx_at_end(part, "rPh"))
            reading = false;
        else if (xlsx_at_start(part, "t"))
            inside = !xlsx_at_end(part, "t");
        else if (xlsx_at_end(part, "t"))
            inside = false;
        else if (inside && !reading && (piece = xlsx_node_text(part)) != NULL &&
                 text->len < TEXT_MAX)
            g_string_append(text, piece);
    }
    return text_unescape(text->str);
}

static bool strings_read(Reading *reading, const char *path, GError **error)
{
    g_autoptr(XlsxPart) part = path == NULL ? NULL : xlsx_part_open(reading->package, path, error);

    if (part == NULL)
        return path == NULL;
    while (xlsx_part_next(part)) {
        if (!xlsx_at_start(part, "si"))
            continue;
        if (reading->strings->len >= XLSX_CELLS_MAX)
            return too_large(error);
        g_ptr_array_add(reading->strings, texts_read(part, "si"));
    }
    return !part->failed || broken(error);
}

/* ---- formats ---- */

static int attribute_int(XlsxPart *part, const char *name, int fallback)
{
    g_autofree char *text = xlsx_attribute(part, name);
    gint64 value = 0;

    if (text == NULL || !g_ascii_string_to_signed(text, 10, 0, G_MAXINT, &value, NULL))
        return fallback;
    return (int) value;
}

static void format_read(XlsxPart *part, GHashTable *codes)
{
    int id = attribute_int(part, "numFmtId", -1);
    char *code = xlsx_attribute(part, "formatCode");

    if (id >= 0 && code != NULL)
        g_hash_table_insert(codes, GINT_TO_POINTER(id), code);
    else
        g_free(code);
}

static bool styles_read(Reading *reading, const char *path, GError **error)
{
    g_autoptr(GHashTable) codes = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_autoptr(XlsxPart) part = path == NULL ? NULL : xlsx_part_open(reading->package, path, error);
    bool of_cells = false;

    if (part == NULL)
        return path == NULL;
    while (xlsx_part_next(part)) {
        if (xlsx_at_start(part, "numFmt"))
            format_read(part, codes);
        if (xlsx_at_start(part, "cellXfs"))
            of_cells = true;
        if (xlsx_at_end(part, "cellXfs"))
            of_cells = false;
        if (!of_cells || !xlsx_at_start(part, "xf"))
            continue;
        int id = attribute_int(part, "numFmtId", 0);
        const char *code = g_hash_table_lookup(codes, GINT_TO_POINTER(id));
        gboolean is_date = code != NULL ? xlsx_format_is_date(code) : xlsx_builtin_is_date(id);
        if (reading->is_date->len < XLSX_CELLS_MAX)
            g_array_append_val(reading->is_date, is_date);
    }
    return !part->failed || broken(error);
}

/* ---- cells ---- */

static void cell_free(void *data)
{
    g_free(((XlsxCell *) data)->text);
    g_free(data);
}

static void sheet_free(void *data)
{
    XlsxSheet *sheet = data;

    g_free(sheet->name);
    g_ptr_array_unref(sheet->cells);
    g_array_unref(sheet->merged);
    g_free(sheet);
}

/* "BC12" as column 54, row 11; the rest of the text in `out_end`. */
static bool place_read(
    const char *text, uint32_t *out_row, uint32_t *out_column, const char **out_end)
{
    uint64_t column = 0, row = 0;

    for (; g_ascii_isalpha(*text) && column <= XLSX_COLUMNS_MAX; text++)
        column = column * 26 + (uint64_t) (g_ascii_toupper(*text) - 'A' + 1);
    for (; g_ascii_isdigit(*text) && row <= XLSX_ROWS_MAX; text++)
        row = row * 10 + (uint64_t) (*text - '0');
    if (column == 0 || column > XLSX_COLUMNS_MAX || row == 0 || row > XLSX_ROWS_MAX)
        return false;
    *out_row = (uint32_t) row - 1;
    *out_column = (uint32_t) column - 1;
    *out_end = text;
    return true;
}

typedef struct CellUnderWay {
    XlsxCell cell;
    char *type; /* attribute t */
    int style;
} CellUnderWay;

static bool is_type(const CellUnderWay *under_way, const char *type)
{
    return g_strcmp0(under_way->type, type) == 0;
}

static void value_text(CellUnderWay *under_way, XlsxType type, char *text)
{
    under_way->cell.type = type;
    g_free(under_way->cell.text);
    under_way->cell.text = text;
}

static void number_take(const Reading *reading, CellUnderWay *under_way, const char *value)
{
    char *end = NULL;
    double number = g_ascii_strtod(value, &end);
    bool is_date = under_way->style >= 0 && (guint) under_way->style < reading->is_date->len &&
                   g_array_index(reading->is_date, gboolean, under_way->style);
    char *date = NULL;

    if (end == value || !isfinite(number)) {
        value_text(under_way, XLSX_TEXT, g_strdup(value));
        return;
    }
    if (is_date)
        date = xlsx_serial_text(number, reading->from_1904);
    value_text(under_way, date != NULL ? XLSX_DATE : XLSX_NUMBER,
        date != NULL ? date : xlsx_number_text(number));
}

static void shared_take(const Reading *reading, CellUnderWay *under_way, const char *value)
{
    guint64 index = 0;

    if (g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT32, &index, NULL) &&
        index < reading->strings->len)
        value_text(under_way, XLSX_TEXT, g_strdup(reading->strings->pdata[index]));
}

static void value_take(const Reading *reading, CellUnderWay *under_way, const char *value)
{
    g_autofree char *bare = g_strstrip(g_strdup(value));

    if (is_type(under_way, "s"))
        shared_take(reading, under_way, bare);
    else if (is_type(under_way, "str") || is_type(under_way, "inlineStr"))
        value_text(under_way, XLSX_TEXT, text_unescape(value));
    else if (is_type(under_way, "b"))
        value_text(under_way, XLSX_BOOL, g_strdup(*bare == '1' ? "TRUE" : "FALSE"));
    else if (is_type(under_way, "e"))
        value_text(under_way, XLSX_ERROR, g_strdup(bare));
    else if (is_type(under_way, "d"))
        value_text(under_way, XLSX_DATE, g_strdelimit(g_strdup(bare), "T", ' '));
    else if (*bare != '\0')
        number_take(reading, under_way, bare);
}

/* The text of a value `v`: owned. */
static char *value_read(XlsxPart *part)
{
    g_autoptr(GString) text = g_string_new(NULL);

    while (!xlsx_at_end(part, "v") && xlsx_part_next(part)) {
        const char *piece = xlsx_node_text(part);
        if (piece != NULL && text->len < TEXT_MAX)
            g_string_append(text, piece);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void cell_content(const Reading *reading, XlsxPart *part, CellUnderWay *under_way)
{
    while (!xlsx_at_end(part, "c") && xlsx_part_next(part)) {
        if (xlsx_at_start(part, "is"))
            value_text(under_way, XLSX_TEXT, texts_read(part, "is"));
        if (xlsx_at_start(part, "v")) {
            g_autofree char *value = value_read(part);
            value_take(reading, under_way, value);
        }
    }
}

/* Reads the cell at the reader; where it names no place it follows the one before. */
static bool cell_read(
    Reading *reading, XlsxPart *part, XlsxSheet *sheet, XlsxRange *next, GError **error)
{
    g_autofree char *place = xlsx_attribute(part, "r");
    CellUnderWay under_way = {.type = xlsx_attribute(part, "t"),
        .style = attribute_int(part, "s", -1),
        .cell = {.row = next->top, .column = next->left}};
    const char *end = NULL;

    if (place != NULL)
        place_read(place, &under_way.cell.row, &under_way.cell.column, &end);
    cell_content(reading, part, &under_way);
    next->left = under_way.cell.column + 1;
    g_free(under_way.type);
    if (under_way.cell.text == NULL || *under_way.cell.text == '\0') {
        g_free(under_way.cell.text);
        return true;
    }
    g_ptr_array_add(sheet->cells, g_memdup2(&under_way.cell, sizeof under_way.cell));
    reading->text_bytes += strlen(under_way.cell.text);
    return (++reading->cells <= XLSX_CELLS_MAX && reading->text_bytes <= XLSX_PART_MAX) ||
           too_large(error);
}

static void merge_read(XlsxPart *part, XlsxSheet *sheet)
{
    g_autofree char *ref = xlsx_attribute(part, "ref");
    XlsxRange range = {0};
    const char *end = NULL;

    if (ref == NULL || sheet->merged->len >= XLSX_CELLS_MAX ||
        !place_read(ref, &range.top, &range.left, &end) || *end != ':' ||
        !place_read(end + 1, &range.bottom, &range.right, &end))
        return;
    g_array_append_val(sheet->merged, range);
}

static int cell_compare(const void *a, const void *b)
{
    const XlsxCell *one = *(XlsxCell *const *) a, *other = *(XlsxCell *const *) b;

    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return one->column == other->column ? 0 : one->column < other->column ? -1 : 1;
}

static void row_begin(XlsxPart *part, XlsxRange *next, bool first)
{
    int row = attribute_int(part, "r", 0);

    next->top = row > 0 && row <= XLSX_ROWS_MAX ? (uint32_t) row - 1 : next->top + (first ? 0 : 1);
    next->left = 0;
}

static bool sheet_read(Reading *reading, XlsxSheet *sheet, const char *path, GError **error)
{
    g_autoptr(XlsxPart) part = xlsx_part_open(reading->package, path, error);
    XlsxRange next = {0};
    bool first = true;

    while (part != NULL && xlsx_part_next(part)) {
        if (xlsx_at_start(part, "row")) {
            row_begin(part, &next, first);
            first = false;
        } else if (xlsx_at_start(part, "c") && !cell_read(reading, part, sheet, &next, error))
            return false;
        else if (xlsx_at_start(part, "mergeCell"))
            merge_read(part, sheet);
    }
    if (part == NULL || part->failed)
        return part == NULL ? false : broken(error);
    g_ptr_array_sort(sheet->cells, cell_compare);
    return true;
}

/* ---- the book ---- */

static bool is_true(const char *text)
{
    return text != NULL && (g_str_equal(text, "1") || g_str_equal(text, "true"));
}

static XlsxSheet *sheet_add(Xlsx *xlsx, XlsxPart *part)
{
    XlsxSheet *sheet = g_new0(XlsxSheet, 1);

    sheet->name = xlsx_attribute(part, "name");
    if (sheet->name == NULL)
        sheet->name = g_strdup("");
    g_autofree char *state = xlsx_attribute(part, "state");
    sheet->hidden = state != NULL && strcmp(state, "visible") != 0;
    sheet->cells = g_ptr_array_new_with_free_func(cell_free);
    sheet->merged = g_array_new(FALSE, FALSE, sizeof(XlsxRange));
    g_ptr_array_add(xlsx->sheets, sheet);
    return sheet;
}

/* The tabs with the ids of their parts in `ids`; the calendar that dates count by. */
static bool book_read(
    Reading *reading, const char *path, Xlsx *xlsx, GPtrArray *ids, GError **error)
{
    g_autoptr(XlsxPart) part = xlsx_part_open(reading->package, path, error);
    bool known = false;

    while (part != NULL && xlsx_part_next(part)) {
        known = known || xlsx_at_start(part, "workbook");
        if (xlsx_at_start(part, "workbookPr")) {
            g_autofree char *from_1904 = xlsx_attribute(part, "date1904");
            reading->from_1904 = is_true(from_1904);
        }
        if (!xlsx_at_start(part, "sheet"))
            continue;
        if (xlsx->sheets->len >= XLSX_SHEETS_MAX)
            return too_large(error);
        sheet_add(xlsx, part);
        g_ptr_array_add(ids, xlsx_attribute(part, "id"));
    }
    if (part == NULL)
        return false;
    return (known && !part->failed) || broken(error);
}

static bool sheets_read(
    Reading *reading, const XlsxLinks *links, Xlsx *xlsx, const GPtrArray *ids, GError **error)
{
    for (guint i = 0; i < xlsx->sheets->len; i++) {
        const char *path = xlsx_link_by_id(links, ids->pdata[i]);
        /* A chart has a tab but no cells. */
        if (path != NULL && strstr(path, "chartsheet") == NULL &&
            !sheet_read(reading, xlsx->sheets->pdata[i], path, error))
            return false;
    }
    return true;
}

static bool reading_run(Reading *reading, Xlsx *xlsx, GError **error)
{
    g_autoptr(XlsxLinks) top = xlsx_links_read(reading->package, "", error);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    if (top == NULL)
        return false;
    const char *found = xlsx_link_by_type(top, "officeDocument");
    const char *path = found == NULL ? "xl/workbook.xml" : found;
    if (!book_read(reading, path, xlsx, ids, error))
        return false;
    g_autoptr(XlsxLinks) links = xlsx_links_read(reading->package, path, error);
    return links != NULL &&
           strings_read(reading, xlsx_link_by_type(links, "sharedStrings"), error) &&
           styles_read(reading, xlsx_link_by_type(links, "styles"), error) &&
           sheets_read(reading, links, xlsx, ids, error);
}

Xlsx *xlsx_read(GBytes *bytes, GError **error)
{
    g_autoptr(XlsxPackage) package = xlsx_package_open(bytes, error);
    g_autoptr(Xlsx) xlsx = g_new0(Xlsx, 1);
    Reading reading = {.package = package};

    xlsx->sheets = g_ptr_array_new_with_free_func(sheet_free);
    if (package == NULL)
        return NULL;
    reading.strings = g_ptr_array_new_with_free_func(g_free);
    reading.is_date = g_array_new(FALSE, FALSE, sizeof(gboolean));
    bool ok = reading_run(&reading, xlsx, error);
    g_ptr_array_unref(reading.strings);
    g_array_unref(reading.is_date);
    return ok ? g_steal_pointer(&xlsx) : NULL;
}

void xlsx_free(Xlsx *xlsx)
{
    if (xlsx == NULL)
        return;
    g_ptr_array_unref(xlsx->sheets);
    g_free(xlsx);
}

const XlsxCell *xlsx_cell(const XlsxSheet *sheet, uint32_t row, uint32_t column)
{
    const XlsxCell wanted = {.row = row, .column = column};
    const XlsxCell *key = &wanted;
    XlsxCell *const *found =
        sheet->cells->len == 0
            ? NULL
            : bsearch(&key, sheet->cells->pdata, sheet->cells->len, sizeof(void *), cell_compare);

    return found == NULL ? NULL : *found;
}

const XlsxCell *xlsx_cell_shown(const XlsxSheet *sheet, uint32_t row, uint32_t column)
{
    const XlsxCell *cell = xlsx_cell(sheet, row, column);

    for (guint i = 0; cell == NULL && i < sheet->merged->len; i++) {
        const XlsxRange *range = &g_array_index(sheet->merged, XlsxRange, i);
        if (row >= range->top && row <= range->bottom && column >= range->left &&
            column <= range->right)
            return xlsx_cell(sheet, range->top, range->left);
    }
    return cell;
}

uint32_t xlsx_rows(const XlsxSheet *sheet)
{
    if (sheet->cells->len == 0)
        return 0;
    return ((const XlsxCell *) sheet->cells->pdata[sheet->cells->len - 1])->row + 1;
}
