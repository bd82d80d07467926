/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/import_table.h"

#include "base/day.h"
#include "document/csv.h"
#include "document/xlsx.h"

#include <string.h>

/* ---- tables ---- */

static void row_free(void *data)
{
    g_strfreev(data);
}

static ImportTable *table_new(void)
{
    ImportTable *table = g_new0(ImportTable, 1);

    table->rows = g_ptr_array_new_with_free_func(row_free);
    table->numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return table;
}

void import_table_free(ImportTable *table)
{
    if (table == NULL)
        return;
    g_ptr_array_unref(table->rows);
    g_array_unref(table->numbers);
    g_free(table);
}

static bool is_blank(gunichar letter)
{
    return g_unichar_isspace(letter) || letter == 0xA0 || letter == 0x200B || letter == 0xFEFF;
}

/* Without blanks of any kind on either side: spreadsheets are full of hard ones. */
static char *text_trim(const char *text)
{
    const char *end = text + strlen(text);

    while (*text != '\0' && is_blank(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    while (end > text && is_blank(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    return g_strndup(text, (gsize) (end - text));
}

static bool row_add(ImportTable *table, char **cells /* taken */, int64_t number, GError **error)
{
    if (table->rows->len >= IMPORT_ROWS_MAX) {
        g_strfreev(cells);
        return fail_as(error, FAIL_INVALID, "too_large", "more than %d rows", IMPORT_ROWS_MAX);
    }
    g_ptr_array_add(table->rows, cells);
    g_array_append_val(table->numbers, number);
    return true;
}

const char *import_table_cell(const ImportTable *table, guint row, guint column)
{
    char **cells = table->rows->pdata[row];
    return column < g_strv_length(cells) ? cells[column] : "";
}

/* ---- XLSX ---- */

static char **sheet_row(const XlsxSheet *sheet, uint32_t row)
{
    char **cells = g_new0(char *, IMPORT_COLUMNS_MAX + 1);

    for (uint32_t i = 0; i < IMPORT_COLUMNS_MAX; i++) {
        const XlsxCell *cell = xlsx_cell_shown(sheet, row, i);
        cells[i] = text_trim(cell == NULL ? "" : cell->text);
    }
    return cells;
}

static bool sheet_take(const XlsxSheet *sheet, ImportTable *table, GError **error)
{
    uint32_t before = UINT32_MAX;

    for (guint i = 0; i < sheet->cells->len; i++) {
        uint32_t row = ((const XlsxCell *) sheet->cells->pdata[i])->row;
        if (row != before && !row_add(table, sheet_row(sheet, row), (int64_t) row + 1, error))
            return false;
        before = row;
    }
    return true;
}

static bool xlsx_take(GBytes *bytes, ImportTable *table, GError **error)
{
    g_autoptr(Xlsx) xlsx = xlsx_read(bytes, error);

    if (xlsx == NULL)
        return false;
    for (guint i = 0; i < xlsx->sheets->len; i++) {
        const XlsxSheet *sheet = xlsx->sheets->pdata[i];
        if (sheet->cells->len > 0)
            return sheet_take(sheet, table, error);
    }
    return true;
}

/* ---- CSV ---- */

static char **csv_cells(char *const *from)
{
    GPtrArray *cells = g_ptr_array_new();

    for (; *from != NULL && cells->len < IMPORT_COLUMNS_MAX; from++)
        g_ptr_array_add(cells, text_trim(*from));
    g_ptr_array_add(cells, NULL);
    return (char **) g_ptr_array_free(cells, FALSE);
}

static bool csv_take(GBytes *bytes, ImportTable *table, GError **error)
{
    gsize size = 0;
    const char *text = g_bytes_get_data(bytes, &size);
    g_autoptr(Csv) csv = csv_read(text, size, error);

    if (csv == NULL || !row_add(table, csv_cells(csv->header), 1, error))
        return false;
    for (guint i = 0; i < csv->rows->len; i++) {
        const CsvRow *row = csv->rows->pdata[i];
        if (row->cells != NULL && !row_add(table, csv_cells(row->cells), row->line, error))
            return false;
    }
    return true;
}

/* What is neither a zip file nor an old Excel file is a text. */
static bool is_text(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);

    return size < 4 ||
           (memcmp(data, "PK\x03\x04", 4) != 0 && memcmp(data, "\xD0\xCF\x11\xE0", 4) != 0);
}

ImportTable *import_table_read(GBytes *bytes, GError **error)
{
    g_autoptr(ImportTable) table = table_new();
    bool ok = is_text(bytes) ? csv_take(bytes, table, error) : xlsx_take(bytes, table, error);

    return ok ? g_steal_pointer(&table) : NULL;
}

/* ---- days ---- */

static int numbers_read(const char *text, int64_t *numbers, int most)
{
    int count = 0;

    while (*text != '\0' && count < most) {
        if (!g_ascii_isdigit(*text)) {
            text++;
            continue;
        }
        int64_t number = 0;
        for (; g_ascii_isdigit(*text); text++)
            number = MIN(number * 10 + (*text - '0'), G_MAXINT32);
        numbers[count++] = number;
    }
    return count;
}

bool import_day(const char *text, int year, int64_t *out_day)
{
    int64_t numbers[6] = {0};
    int count = numbers_read(text, numbers, G_N_ELEMENTS(numbers));

    if (count == 2 || (count > 2 && numbers[0] <= 12)) {
        memmove(numbers + 1, numbers, 2 * sizeof numbers[0]);
        numbers[0] = year;
        count = count == 2 ? 3 : 0;
    }
    if (count < 3 || numbers[0] > 9999 || numbers[1] > 12 || numbers[2] > 31)
        return false;
    g_autofree char *day =
        g_strdup_printf("%04d-%02d-%02d", (int) numbers[0], (int) numbers[1], (int) numbers[2]);
    return day_parse(day, out_day, NULL);
}

/* ---- names ---- */

static void name_free(void *data)
{
    g_free(((ImportName *) data)->name);
    g_free(data);
}

/* Between names: blanks, commas of both widths, the Chinese list mark, slashes. */
static bool is_between(gunichar letter)
{
    return is_blank(letter) || letter == ',' || letter == ';' || letter == '/' || letter == '|' ||
           letter == 0x3001 || letter == 0xFF0C || letter == 0xFF1B;
}

static gunichar bracket_end(gunichar letter)
{
    return letter == '(' ? ')' : letter == 0xFF08 ? 0xFF09 : letter == 0x3010 ? 0x3011 : 0;
}

/* "08:30–17:30" as 510; -1 when it is no such thing. */
static int hours_read(const char *word)
{
    int64_t numbers[4] = {0};

    if (numbers_read(word, numbers, 4) < 2 || strchr(word, ':') == NULL ||
        !g_ascii_isdigit(*word) || numbers[0] > 23 || numbers[1] > 59)
        return -1;
    return (int) (numbers[0] * 60 + numbers[1]);
}

static bool has_letter(const char *word)
{
    for (; *word != '\0'; word = g_utf8_next_char(word)) {
        if (g_unichar_isalpha(g_utf8_get_char(word)))
            return true;
    }
    return false;
}

typedef struct NamesUnderWay {
    GPtrArray *names;
    int minute;  /* said last, for the next name */
    bool single; /* the last word was one character and the cell went on on the same line */
} NamesUnderWay;

static void word_take(NamesUnderWay *under_way, const char *word)
{
    int minute = hours_read(word);
    bool single = g_utf8_strlen(word, -1) == 1;

    if (*word == '\0')
        return;
    if (minute >= 0) {
        under_way->minute = minute;
        return;
    }
    if (!has_letter(word))
        return;
    if (single && under_way->single) {
        ImportName *last = under_way->names->pdata[under_way->names->len - 1];
        char *joined = g_strconcat(last->name, word, NULL);
        g_free(last->name);
        last->name = joined;
        under_way->single = false;
        return;
    }
    ImportName *name = g_new0(ImportName, 1);
    name->name = g_strdup(word);
    name->minute = under_way->minute;
    g_ptr_array_add(under_way->names, name);
    under_way->minute = -1;
    under_way->single = single;
}

GPtrArray *import_names(const char *cell)
{
    NamesUnderWay under_way = {.names = g_ptr_array_new_with_free_func(name_free), .minute = -1};
    g_autoptr(GString) word = g_string_new(NULL);
    gunichar until = 0;

    for (; *cell != '\0'; cell = g_utf8_next_char(cell)) {
        gunichar letter = g_utf8_get_char(cell);
        if (until != 0) {
            until = letter == until ? 0 : until;
            continue;
        }
        until = bracket_end(letter);
        if (until == 0 && !is_between(letter)) {
            g_string_append_unichar(word, letter);
            continue;
        }
        word_take(&under_way, word->str);
        g_string_truncate(word, 0);
        if (letter == '\n' || letter == ',' || letter == 0x3001)
            under_way.single = false;
    }
    word_take(&under_way, word->str);
    return under_way.names;
}
