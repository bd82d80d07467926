/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"
#include "journal/vault_rows.h"

#include <string.h>

#define PAGE 128

struct JournalReader {
    Db *db; /* borrowed */
    char *unit;
    bool is_for_all;
    int64_t after;
    GPtrArray *page; /* of Event *, NULL where given out */
    guint next;
};

static void free_event(void *event)
{
    event_free(event);
}

/* From the columns seq, text, hash. */
static Event *event_of_row(Statement *statement, const char *unit, GError **error)
{
    const char *text = row_text(statement, 1);
    int64_t seq = row_int(statement, 0);
    size_t size = 0;
    const void *hash = row_bytes(statement, 2, &size);
    g_autoptr(Event) event = event_parse(text, strlen(text), error);

    if (event == NULL) {
        fail_in(error, "event %" G_GINT64_FORMAT " of %s", seq, unit);
        return NULL;
    }
    if (event->seq != seq || strcmp(event->unit, unit) != 0 || size != DIGEST_SIZE) {
        fail(error, FAIL_CORRUPT, "event %" G_GINT64_FORMAT " of %s differs from its row", seq,
            unit);
        return NULL;
    }
    memcpy(event->hash, hash, DIGEST_SIZE);
    return g_steal_pointer(&event);
}

static GPtrArray *events_of_rows(Statement *statement, const char *unit, GError **error)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(free_event);
    StoreStep step = STORE_DONE;

    while ((step = statement_step(statement, error)) == STORE_ROW) {
        Event *event = event_of_row(statement, unit, error);
        if (event == NULL)
            return NULL;
        g_ptr_array_add(events, event);
    }
    return step == STORE_DONE ? g_steal_pointer(&events) : NULL;
}

static bool restore_all(const GPtrArray *events, const GPtrArray *rows, GError **error)
{
    size_t position = 0;

    if (rows == NULL)
        return false;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (!vault_rows_restore(rows, event->seq, &position, event->body, error))
            return fail_in(error, "event %" G_GINT64_FORMAT " of %s", event->seq, event->unit);
    }
    return true;
}

static Statement *prepare_page(Db *db, const char *unit, int64_t after, int limit, GError **error)
{
    Statement *statement = store_prepare(db,
        "SELECT seq, text, hash FROM journal"
        " WHERE unit = $unit AND seq > $after ORDER BY seq LIMIT $limit",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_int(statement, "after", after);
    bind_int(statement, "limit", limit);
    return statement;
}

static GPtrArray *read_page(Db *db, const char *unit, int64_t after, int limit, GError **error)
{
    g_autoptr(Statement) statement = prepare_page(db, unit, after, limit, error);

    if (statement == NULL)
        return NULL;
    g_autoptr(GPtrArray) events = events_of_rows(statement, unit, error);
    if (events == NULL || events->len == 0)
        return g_steal_pointer(&events);
    const Event *first = events->pdata[0], *last = events->pdata[events->len - 1];
    g_autoptr(GPtrArray) rows = vault_rows(db, unit, first->seq, last->seq, error);
    return restore_all(events, rows, error) ? g_steal_pointer(&events) : NULL;
}

JournalReader *journal_read(Db *db, const char *unit, int64_t after_seq, GError **error)
{
    JournalReader *reader = g_new0(JournalReader, 1);

    reader->db = db;
    reader->is_for_all = unit == NULL;
    reader->unit = g_strdup(unit);
    reader->after = unit != NULL ? after_seq : 0;
    return reader;
}

void journal_reader_free(JournalReader *reader)
{
    if (reader == NULL)
        return;
    g_clear_pointer(&reader->page, g_ptr_array_unref);
    g_free(reader->unit);
    g_free(reader);
}

/* Moves to the next unit that has a journal; *out_more false after the last. */
static bool next_unit(JournalReader *reader, bool *out_more, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(reader->db, "SELECT MIN(unit) FROM journal WHERE unit > $unit", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", reader->unit != NULL ? reader->unit : "");
    if (statement_step(statement, error) != STORE_ROW)
        return false;
    *out_more = !row_is_null(statement, 0);
    if (*out_more) {
        g_free(reader->unit);
        reader->unit = g_strdup(row_text(statement, 0));
        reader->after = 0;
    }
    return true;
}

/* True with an empty page at the very end. */
static bool next_page(JournalReader *reader, GError **error)
{
    bool has_more = true;

    g_clear_pointer(&reader->page, g_ptr_array_unref);
    reader->next = 0;
    if (reader->unit == NULL && !next_unit(reader, &has_more, error))
        return false;
    while (has_more) {
        reader->page = read_page(reader->db, reader->unit, reader->after, PAGE, error);
        if (reader->page == NULL)
            return false;
        if (reader->page->len > 0 || !reader->is_for_all)
            return true;
        g_clear_pointer(&reader->page, g_ptr_array_unref);
        if (!next_unit(reader, &has_more, error))
            return false;
    }
    return true;
}

Event *journal_next(JournalReader *reader, GError **error)
{
    bool is_read = reader->page == NULL || reader->next == reader->page->len;

    if (is_read && !next_page(reader, error))
        return NULL;
    if (reader->page == NULL || reader->page->len == 0)
        return NULL;
    Event *event = g_steal_pointer(&reader->page->pdata[reader->next++]);
    reader->after = event->seq;
    return event;
}

Event *journal_get(Db *db, const char *unit, int64_t seq, GError **error)
{
    g_autoptr(GPtrArray) events = read_page(db, unit, seq - 1, 1, error);

    if (events == NULL)
        return NULL;
    if (events->len == 0 || ((const Event *) events->pdata[0])->seq != seq) {
        fail(error, FAIL_NOT_FOUND, "%s has no event %" G_GINT64_FORMAT, unit, seq);
        return NULL;
    }
    return g_steal_pointer(&events->pdata[0]);
}

GPtrArray *journal_of_subject(Db *db, const char *unit, const char *subject, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT seq, text, hash FROM journal"
        " WHERE unit = $unit AND subject = $subject ORDER BY seq",
        error);

    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "subject", subject);
    g_autoptr(GPtrArray) events = events_of_rows(statement, unit, error);
    if (events == NULL)
        return NULL;
    g_autoptr(GPtrArray) rows = vault_rows_of_subject(db, unit, subject, error);
    return restore_all(events, rows, error) ? g_steal_pointer(&events) : NULL;
}
