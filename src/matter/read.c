/* SPDX-License-Identifier: Apache-2.0 */
/* Reads matters: from the tables as they are, from the journal as they were. */
#include "base/json.h"
#include "base/text.h"
#include "engine/field_row.h"
#include "matter/matter_private.h"
#include "matter/obligation_private.h"

#include <string.h>

static const Field matter_fields[] = {
    FIELD(Matter, kind, FIELD_WORD),
    FIELD(Matter, digest, FIELD_WORD),
    FIELD(Matter, number, FIELD_TEXT),
    FIELD(Matter, state, FIELD_WORD),
    FIELD(Matter, version, FIELD_INT),
    FIELD(Matter, opened_at, FIELD_TIME),
    FIELD(Matter, closed_at, FIELD_TIME),
    FIELD(Matter, changed_at, FIELD_TIME),
    FIELD(Matter, opened_by, FIELD_WORD),
    FIELD(Matter, off_watch, FIELD_BOOL),
    FIELD(Matter, purged, FIELD_BOOL),
    FIELD(Matter, face, FIELD_JSON),
    FIELD(Matter, fields, FIELD_JSON),
    FIELD(Matter, texts, FIELD_JSON),
    FIELD_END,
};

static void row_matter(Matter *matter, Statement *row)
{
    fields_clear(matter_fields, matter);
    fields_row(matter_fields, row, matter);
    if (matter->texts == NULL)
        matter->texts = json_object();
}

static const Field clock_fields[] = {
    FIELD(MatterClock, name, FIELD_WORD),
    FIELD(MatterClock, label, FIELD_JSON),
    FIELD(MatterClock, rule, FIELD_JSON),
    FIELD(MatterClock, late, FIELD_BOOL),
    FIELD(MatterClock, started_at, FIELD_TIME),
    FIELD(MatterClock, warn_at, FIELD_TIME),
    FIELD(MatterClock, due_at, FIELD_TIME),
    FIELD(MatterClock, ended_at, FIELD_TIME),
    FIELD(MatterClock, owner, FIELD_WORD),
    FIELD(MatterClock, escalate, FIELD_JSON),
    FIELD(MatterClock, rang, FIELD_INT),
    FIELD_END,
};

static bool clocks_load(Matter *matter, Db *db, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT seq, name, label, rule, state, late, started_at, warn_at, due_at, ended_at, owner,"
        " escalate, rang FROM clock WHERE unit = $unit AND matter = $matter ORDER BY seq",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", matter->unit);
    bind_text(rows, "matter", matter->id);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        MatterClock *clock = fields_row_new(clock_fields, sizeof(MatterClock), rows);

        g_ptr_array_add(matter->clocks, clock);
        clock->id = g_strdup_printf("%s.%" G_GINT64_FORMAT, matter->id, row_int_of(rows, "seq"));
        clock->state = (ClockState) row_int_of(rows, "state");
    }
    return step == STORE_DONE;
}

static const Field link_fields[] = {
    FIELD(MatterLink, id, FIELD_WORD), FIELD(MatterLink, relation, FIELD_WORD), FIELD_END};

static bool links_load(Matter *matter, Db *db, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT other AS id, relation FROM matter_link WHERE unit = $unit AND matter = $matter"
        " ORDER BY seq, other",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", matter->unit);
    bind_text(rows, "matter", matter->id);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(matter->links, fields_row_new(link_fields, sizeof(MatterLink), rows));
    return step == STORE_DONE;
}

static Matter *matter_read(Db *db, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    int64_t seq = matter_seq(id);
    g_autoptr(Matter) matter = matter_new();
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT kind, digest, number, state, version, opened_at, closed_at, changed_at, opened_by,"
        " off_watch, purged, face, fields, texts FROM matter WHERE unit = $unit AND seq = $seq",
        error);
    StoreStep step = STORE_DONE;

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit == NULL ? "" : unit);
    bind_int(row, "seq", seq);
    if (unit != NULL && seq > 0)
        step = statement_step(row, error);
    if (step == STORE_DONE)
        fail(error, FAIL_NOT_FOUND, "there is no such matter");
    if (step != STORE_ROW)
        return NULL;
    matter->id = g_strdup(id);
    matter->unit = g_strdup(unit);
    row_matter(matter, row);
    if (!clocks_load(matter, db, error) || !links_load(matter, db, error) ||
        !obligations_load(matter, db, error))
        return NULL;
    return g_steal_pointer(&matter);
}

Matter *matter_load(Db *db, const char *id, GError **error)
{
    Matter *matter = matter_written(db, id);

    return matter != NULL ? matter : matter_read(db, id, error);
}

bool matter_find(Db *db, const char *unit, const char *id, Matter **out_matter, GError **error)
{
    g_autofree char *of = id == NULL ? NULL : text_unit_of(id);
    GError *local = NULL;

    *out_matter = of != NULL && strcmp(of, unit) == 0 ? matter_load(db, id, &local) : NULL;
    return fail_unless_absent(local, error);
}

bool matter_is_there(Db *db, const char *id, bool *out_is, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Statement) row =
        store_prepare_texts(db, "SELECT 1 FROM matter WHERE unit = $unit AND seq = $seq", error,
            "unit", unit == NULL ? "" : unit, NULL);

    if (row != NULL)
        bind_int(row, "seq", matter_seq(id));
    return statement_found(row, out_is, error);
}

/* How many had happened by then: what follows a correction of the time comes after what a wrong
 * time put behind it. */
static guint events_until(const GPtrArray *events, int64_t at)
{
    guint count = events->len;

    while (count > 0 && ((const Event *) events->pdata[count - 1])->at > at)
        count--;
    return count;
}

Matter *matter_at(Db *db, const char *id, int64_t at, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Matter) matter = matter_new();
    g_autoptr(GPtrArray) events = NULL;

    if (unit == NULL) {
        fail(error, FAIL_NOT_FOUND, "there is no such matter");
        return NULL;
    }
    events = journal_of_subject(db, unit, id, error);
    guint known = events == NULL ? 0 : events_until(events, at);
    for (guint i = 0; i < known; i++) {
        if (!matter_fold(matter, events->pdata[i], error))
            return NULL;
    }
    if (events == NULL)
        return NULL;
    if (matter->id != NULL)
        return g_steal_pointer(&matter);
    fail(error, FAIL_NOT_FOUND, "there was no such matter");
    return NULL;
}

json_t *matter_values(const Matter *matter)
{
    return values_merge(matter->fields, matter->texts);
}

json_t *matter_value(const Matter *matter, const char *name)
{
    const json_t *plain = json_object_get(matter->fields, name);
    const json_t *text = json_object_get(matter->texts, name);

    if (plain == NULL && text == NULL)
        return NULL;
    if (json_is_null(plain) || (plain == NULL && json_is_null(text)))
        return NULL;
    return plain == NULL ? json_deep_copy(text) : values_merge(plain, text);
}

int64_t matter_int(const Matter *matter, const char *name)
{
    return json_number(matter->fields, name, FIELD_UNSET);
}

const MatterClock *matter_clock(const Matter *matter, const char *name)
{
    for (guint i = matter->clocks->len; i > 0; i--) {
        const MatterClock *clock = matter->clocks->pdata[i - 1];
        if (clock->ended_at == FIELD_UNSET && strcmp(clock->name, name) == 0)
            return clock;
    }
    return NULL;
}

bool matter_is_late(const Matter *matter)
{
    for (guint i = 0; i < matter->clocks->len; i++) {
        const MatterClock *clock = matter->clocks->pdata[i];
        if (clock->state == CLOCK_LATE)
            return true;
    }
    for (guint i = 0; i < matter->obligations->len; i++)
        if (((const Obligation *) matter->obligations->pdata[i])->state == OBLIGATION_LATE)
            return true;
    return false;
}

int64_t matter_next_due(const Matter *matter, char **out_word)
{
    const MatterClock *next = NULL;
    const Obligation *first = NULL;

    for (guint i = 0; i < matter->clocks->len; i++) {
        const MatterClock *clock = matter->clocks->pdata[i];
        if (clock->ended_at == FIELD_UNSET && (next == NULL || clock->due_at < next->due_at))
            next = clock;
    }
    for (guint i = 0; i < matter->obligations->len; i++) {
        const Obligation *one = matter->obligations->pdata[i];
        if (obligation_runs(one) && (first == NULL || one->due_at < first->due_at))
            first = one;
    }
    bool is_clock = next != NULL && (first == NULL || next->due_at <= first->due_at);
    *out_word = is_clock ? g_strdup(next->name) : first != NULL ? obligation_word(first) : NULL;
    return is_clock ? next->due_at : first != NULL ? first->due_at : FIELD_UNSET;
}

int64_t clock_next_at(const MatterClock *clock)
{
    if (clock->ended_at != FIELD_UNSET)
        return FIELD_UNSET;
    return ring_next_at(clock->warn_at, clock->due_at, clock->escalate, clock->rang);
}

const char *matter_title(const Matter *matter)
{
    const char *name = json_text(matter->face, "title");
    return name == NULL ? NULL : json_text(matter->texts, name);
}

const char *matter_place(const Matter *matter)
{
    const char *name = json_text(matter->face, "place");
    return name == NULL ? NULL : json_text(json_object_get(matter->texts, name), "text");
}

int64_t matter_level(const Matter *matter)
{
    const char *name = json_text(matter->face, "level");
    return name == NULL ? FIELD_UNSET : matter_int(matter, name);
}

const Kind *matter_kind(const Engine *engine, const Matter *matter, GError **error)
{
    const Catalog *catalog = engine_service(engine, SERVICE_CATALOG);
    const Kind *kind = catalog_version(catalog, matter->digest);

    if (kind == NULL)
        fail(error, FAIL_CORRUPT, "the version of kind '%s' that %s lives by is lost", matter->kind,
            matter->id);
    return kind;
}

Matter *matter_written(const Db *db, const char *id)
{
    Matter *matter = db_kept(db, KEPT_WRITTEN);

    if (matter == NULL || g_strcmp0(matter->id, id) != 0)
        return NULL;
    matter->holders++;
    return matter;
}
