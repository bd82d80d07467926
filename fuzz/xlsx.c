/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes are a spreadsheet or refused. What does not begin like a zip file becomes the sheet of
 * one that is whole, so that the XML is reached as well. */
#include "document/xlsx.h"

#include <stdint.h>
#include <string.h>
#include <zip.h>

#define ROOM (1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *name;
    const char *xml;
} parts[] = {
    {"_rels/.rels", "<R><Relationship Id='a' Type='x/officeDocument' Target='w.xml'/></R>"},
    {"w.xml", "<workbook><workbookPr date1904='1'/><sheet name='s' id='b'/></workbook>"},
    {"_rels/w.xml.rels", "<R><Relationship Id='b' Type='x/worksheet' Target='s.xml'/>"
                         "<Relationship Id='c' Type='x/sharedStrings' Target='t.xml'/></R>"},
    {"t.xml", "<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r></si></sst>"},
};

static void part_add(zip_t *zip, const char *name, const void *bytes, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, bytes, size, 0);
    zip_int64_t index = zip_file_add(zip, name, source, 0);

    g_assert_cmpint(index, >=, 0);
    zip_set_file_compression(zip, (zip_uint64_t) index, ZIP_CM_STORE, 0);
}

static GBytes *book_around(const uint8_t *data, size_t size)
{
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(whole, ZIP_TRUNCATE, NULL);
    uint8_t *room = g_malloc(ROOM);

    zip_source_keep(whole);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        part_add(zip, parts[i].name, parts[i].xml, strlen(parts[i].xml));
    part_add(zip, "s.xml", data, size);
    zip_close(zip);
    zip_source_open(whole);
    zip_int64_t got = zip_source_read(whole, room, ROOM);
    zip_source_close(whole);
    zip_source_free(whole);
    return g_bytes_new_take(room, (gsize) MAX(got, 0));
}

static void sheet_check(const XlsxSheet *sheet)
{
    const XlsxCell *before = NULL;

    for (guint i = 0; i < sheet->cells->len; i++) {
        const XlsxCell *cell = sheet->cells->pdata[i];
        g_assert_true(cell->row < XLSX_ROWS_MAX + 1 && *cell->text != '\0');
        g_assert_true(g_utf8_validate(cell->text, -1, NULL));
        g_assert_true(before == NULL || before->row < cell->row ||
                      (before->row == cell->row && before->column <= cell->column));
        before = cell;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool is_zip = size > 1 && data[0] == 'P' && data[1] == 'K';
    g_autoptr(GBytes) bytes =
        is_zip || size > ROOM / 2 ? g_bytes_new(data, size) : book_around(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Xlsx) xlsx = xlsx_read(bytes, &error);

    g_assert_true((xlsx == NULL) == (error != NULL));
    for (guint i = 0; xlsx != NULL && i < xlsx->sheets->len; i++)
        sheet_check(xlsx->sheets->pdata[i]);
    return 0;
}
