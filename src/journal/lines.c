/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"

void journal_line_free(JournalLine *line)
{
    if (line == NULL)
        return;
    g_free(line->text);
    g_free(line);
}

static void free_line(void *line)
{
    journal_line_free(line);
}

static JournalLine *line_of_row(Statement *statement, GError **error)
{
    size_t size = 0;
    const void *hash = row_bytes(statement, 2, &size);
    JournalLine *line = NULL;

    if (size != DIGEST_SIZE) {
        fail(error, FAIL_CORRUPT, "hash of event %" G_GINT64_FORMAT " is damaged",
            row_int(statement, 0));
        return NULL;
    }
    line = g_new0(JournalLine, 1);
    line->seq = row_int(statement, 0);
    line->text = g_strdup(row_text(statement, 1));
    hex_write(hash, DIGEST_SIZE, line->hash);
    return line;
}

GPtrArray *journal_lines(Db *db, const char *unit, int64_t after_seq, int limit, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(free_line);
    StoreStep step = STORE_DONE;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT seq, text, hash FROM journal"
        " WHERE unit = $unit AND seq > $after ORDER BY seq LIMIT $limit",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_int(statement, "after", after_seq);
    bind_int(statement, "limit", limit);
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        JournalLine *line = line_of_row(statement, error);
        if (line == NULL)
            return NULL;
        g_ptr_array_add(lines, line);
    }
    return step == STORE_DONE ? g_steal_pointer(&lines) : NULL;
}
