/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/page.h"

Page *page_new(const Asking *asking, const SheetColumn *columns)
{
    Page *page = g_new0(Page, 1);

    page->asking = asking;
    page->sheet = columns == NULL ? NULL : sheet_new(columns);
    page->items = columns == NULL ? json_array() : NULL;
    page->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return page;
}

void page_free(Page *page)
{
    if (page == NULL)
        return;
    json_decref(page->items);
    sheet_free(page->sheet);
    g_hash_table_unref(page->names);
    g_free(page->next);
    g_free(page);
}

const char *page_name(Page *page, const char *id, char *(*find)(Db *db, const char *id))
{
    void *name = NULL;

    if (!g_hash_table_lookup_extended(page->names, id, NULL, &name)) {
        name = find(page->asking->db, id);
        g_hash_table_insert(page->names, g_strdup(id), name);
    }
    return name;
}

bool page_fill(
    Page *page, Statement *rows, int64_t limit, PageRow put, const void *context, GError **error)
{
    StoreStep step = STORE_FAILED;
    int64_t count = 0;

    while ((step = statement_step(rows, error)) == STORE_ROW) {
        if (count++ == limit)
            return true;
        g_clear_pointer(&page->next, g_free);
        put(page, rows, context);
    }
    g_clear_pointer(&page->next, g_free);
    return step == STORE_DONE;
}

void page_answer(Page *page, const char *about, Answer *out_answer)
{
    if (page->sheet == NULL) {
        out_answer->json = json_pack("{s:O, s:s?}", "items", page->items, "next", page->next);
        return;
    }
    sheet_set_about(page->sheet, about);
    sheet_next_cursor(page->sheet, page->next);
    out_answer->sheet = g_steal_pointer(&page->sheet);
}
