/* SPDX-License-Identifier: Apache-2.0 */
/* The projection: the fold's result into the tables, and what boards count. */
#include "base/json.h"
#include "base/text.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "matter/obligation_private.h"
#include "unit/standing.h"

#include <string.h>

static void bind_time(Statement *statement, const char *name, int64_t at)
{
    if (at == FIELD_UNSET)
        bind_null(statement, name);
    else
        bind_int(statement, name, at);
}

static bool matter_write(Db *db, const Matter *matter, GError **error)
{
    g_autofree char *due = NULL;
    int64_t due_at = matter_next_due(matter, &due);
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO matter (unit, seq, kind, digest, number, state, version, opened_at, closed_at,"
        " changed_at, opened_by, off_watch, purged, face, fields, texts, title, place, level, late,"
        " due_at, due_clock) VALUES ($unit, $seq, $kind, $digest, $number, $state, $version,"
        " $opened_at, $closed_at, $changed_at, $opened_by, $off_watch, $purged, $face, $fields,"
        " $texts, $title, $place, $level, $late, $due_at, $due_clock)"
        " ON CONFLICT (unit, seq) DO UPDATE SET state = excluded.state, version = excluded.version,"
        " closed_at = excluded.closed_at, changed_at = excluded.changed_at,"
        " purged = excluded.purged, fields = excluded.fields, texts = excluded.texts,"
        " title = excluded.title, place = excluded.place, level = excluded.level,"
        " late = excluded.late, due_at = excluded.due_at, due_clock = excluded.due_clock",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", matter->unit);
    bind_int(row, "seq", matter_seq(matter->id));
    bind_text(row, "kind", matter->kind);
    bind_text(row, "digest", matter->digest);
    bind_text(row, "number", matter->number);
    bind_text(row, "state", matter->state);
    bind_int(row, "version", matter->version);
    bind_int(row, "opened_at", matter->opened_at);
    bind_time(row, "closed_at", matter->closed_at);
    bind_int(row, "changed_at", matter->changed_at);
    bind_text(row, "opened_by", matter->opened_by);
    bind_int(row, "off_watch", matter->off_watch);
    bind_int(row, "purged", matter->purged);
    bind_json(row, "face", matter->face);
    bind_json(row, "fields", matter->fields);
    bind_json(row, "texts", json_object_size(matter->texts) > 0 ? matter->texts : NULL);
    bind_text(row, "title", matter_title(matter));
    bind_text(row, "place", matter_place(matter));
    bind_time(row, "level", matter_level(matter));
    bind_int(row, "late", matter_is_late(matter));
    bind_time(row, "due_at", due_at);
    bind_text(row, "due_clock", due);
    return statement_post(row, -1, error);
}

/* Where only clocks and links have changed. */
static bool matter_touch(Db *db, const Matter *matter, GError **error)
{
    g_autofree char *due = NULL;
    int64_t due_at = matter_next_due(matter, &due);
    g_autoptr(Statement) row = store_prepare(db,
        "UPDATE matter SET version = $version, changed_at = $changed_at, late = $late,"
        " due_at = $due_at, due_clock = $due_clock WHERE unit = $unit AND seq = $seq",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", matter->unit);
    bind_int(row, "seq", matter_seq(matter->id));
    bind_int(row, "version", matter->version);
    bind_int(row, "changed_at", matter->changed_at);
    bind_int(row, "late", matter_is_late(matter));
    bind_time(row, "due_at", due_at);
    bind_text(row, "due_clock", due);
    return statement_post(row, 1, error);
}

static bool clock_write(Db *db, const Matter *matter, const MatterClock *clock, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO clock (unit, matter, seq, name, label, rule, state, late, started_at, warn_at,"
        " due_at, ended_at, owner, escalate, rang) VALUES ($unit, $matter, $seq, $name, $label,"
        " $rule, $state, $late, $started_at, $warn_at, $due_at, $ended_at, $owner, $escalate,"
        " $rang) ON CONFLICT (unit, matter, seq) DO UPDATE SET state = excluded.state,"
        " late = excluded.late, ended_at = excluded.ended_at, rang = excluded.rang",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", matter->unit);
    bind_text(row, "matter", matter->id);
    bind_int(row, "seq", g_ascii_strtoll(strrchr(clock->id, '.') + 1, NULL, 10));
    bind_text(row, "name", clock->name);
    bind_json(row, "label", clock->label);
    bind_json(row, "rule", clock->rule);
    bind_int(row, "state", clock->state);
    bind_int(row, "late", clock->late);
    bind_int(row, "started_at", clock->started_at);
    bind_time(row, "warn_at", clock->warn_at);
    bind_int(row, "due_at", clock->due_at);
    bind_time(row, "ended_at", clock->ended_at);
    bind_text(row, "owner", clock->owner);
    bind_json(row, "escalate", clock->escalate);
    bind_int(row, "rang", clock->rang);
    return statement_post(row, -1, error);
}

static bool clock_follow(Db *db, const Matter *matter, const Event *event, GError **error)
{
    const char *id = json_text(event->body, "clock");
    const MatterClock *clock = strcmp(event->kind, EVENT_CLOCK_STARTED) == 0
                                   ? matter->clocks->pdata[matter->clocks->len - 1]
                                   : matter_clock_by_id(matter, id);

    return clock_write(db, matter, clock, error) &&
           due_write(db, matter->unit, CHORE_RING, clock->id, clock_next_at(clock), error);
}

static bool link_follow(Db *db, const Matter *matter, const Event *event, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO matter_link (unit, matter, other, relation, seq)"
        " VALUES ($unit, $matter, $other, $relation, $seq)"
        " ON CONFLICT (unit, matter, other, relation) DO NOTHING",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", matter->unit);
    bind_text(row, "matter", matter->id);
    bind_text(row, "other", json_text(event->body, "other"));
    bind_text(row, "relation", json_text(event->body, "relation"));
    bind_int(row, "seq", event->seq);
    return statement_post(row, -1, error);
}

static bool number_follow(Db *db, const Matter *matter, const Event *event, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO matter_number (unit, kind, year, last) VALUES ($unit, $kind, $year, $last)"
        " ON CONFLICT (unit, kind, year) DO UPDATE SET last = excluded.last",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", matter->unit);
    bind_text(row, "kind", matter->kind);
    bind_int(row, "year", json_number(event->body, "year", 0));
    bind_int(row, "last", json_number(event->body, "ordinal", 0));
    return statement_post(row, -1, error);
}

/* ---- what is searched ---- */

static void search_add(GString *text, const char *value)
{
    g_autofree char *folded = value == NULL ? NULL : text_folded(value);

    if (folded != NULL && *folded != '\0')
        g_string_append_printf(text, "%s\n", folded);
}

static char *search_of(const Matter *matter)
{
    GString *text = g_string_new(NULL);
    const json_t *name = NULL;
    size_t i = 0;

    if (matter->id == NULL)
        return g_string_free(text, FALSE);
    search_add(text, matter->number);
    search_add(text, matter_title(matter));
    search_add(text, matter_place(matter));
    json_array_foreach (json_object_get(matter->face, "search"), i, name) {
        search_add(text, json_text(matter->texts, json_string_value(name)));
    }
    return g_string_free(text, FALSE);
}

static bool search_follow(Db *db, const Matter *matter, const char *before, GError **error)
{
    g_autofree char *text = search_of(matter);

    if (strcmp(text, before) == 0)
        return true;
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO matter_search (unit, seq, text) VALUES ($unit, $seq, $text)"
        " ON CONFLICT (unit, seq) DO UPDATE SET text = excluded.text",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", matter->unit);
    bind_int(row, "seq", matter_seq(matter->id));
    bind_text(row, "text", text);
    return statement_post(row, 1, error);
}

/* ---- what a board counts ---- */

typedef struct Tally {
    int64_t open[5]; /* by level, 0: not known */
    int64_t late;
} Tally;

static Tally tally_of(const Matter *matter)
{
    Tally tally = {{0}, 0};
    int64_t level = matter->id == NULL ? FIELD_UNSET : matter_level(matter);

    if (matter->id == NULL)
        return tally;
    /* A kind without levels (a task) is no case of unknown level. */
    if (json_text(matter->face, "level") != NULL && matter->closed_at == FIELD_UNSET)
        tally.open[level >= 1 && level <= 4 ? level : 0] = 1;
    for (guint i = 0; i < matter->clocks->len; i++)
        tally.late += ((const MatterClock *) matter->clocks->pdata[i])->state == CLOCK_LATE;
    for (guint i = 0; i < matter->obligations->len; i++)
        tally.late +=
            ((const Obligation *) matter->obligations->pdata[i])->state == OBLIGATION_LATE;
    return tally;
}

/* `changed_at` is of the event before: at one time, what counts the same is there already. */
static bool standing_follow(
    Db *db, const Matter *matter, const Tally *before, int64_t changed_at, GError **error)
{
    Tally after = tally_of(matter);

    if (matter->changed_at == changed_at && memcmp(&after, before, sizeof after) == 0)
        return true;
    StandingCounts more = {.late_clocks = after.late - before->late};
    for (size_t i = 0; i < G_N_ELEMENTS(more.open); i++)
        more.open[i] = after.open[i] - before->open[i];
    return standing_count(db, matter->unit, &more, matter->changed_at, error);
}

/* Clocks, obligations and links leave the values as they are. */
static bool changes_values(const Event *event)
{
    return !g_str_has_prefix(event->kind, "clock.") &&
           !g_str_has_prefix(event->kind, "obligation.") && strcmp(event->kind, EVENT_LINKED) != 0;
}

static bool values_follow(
    Db *db, const Matter *matter, const Event *event, const char *searched, GError **error)
{
    return changes_values(event)
               ? matter_write(db, matter, error) && search_follow(db, matter, searched, error)
               : matter_touch(db, matter, error);
}

static bool kind_follow(Db *db, const Matter *matter, const Event *event, GError **error)
{
    if (g_str_has_prefix(event->kind, "clock."))
        return clock_follow(db, matter, event, error);
    if (g_str_has_prefix(event->kind, "obligation."))
        return obligations_write(db, matter, event, error);
    if (strcmp(event->kind, EVENT_LINKED) == 0)
        return link_follow(db, matter, event, error);
    if (strcmp(event->kind, EVENT_OPENED) == 0)
        return number_follow(db, matter, event, error);
    return true;
}

static void matter_destroy(void *matter)
{
    matter_free(matter);
}

/* The matter before the event, to be changed by it. */
static Matter *matter_before(Db *db, const Event *event, GError **error)
{
    g_autoptr(Matter) known = NULL;

    if (strcmp(event->kind, EVENT_OPENED) == 0)
        return matter_new();
    known = matter_load(db, event->subject, error);
    db_keep(db, KEPT_WRITTEN, NULL, matter_destroy);
    return known == NULL || known->holders == 0 ? g_steal_pointer(&known) : matter_copy(known);
}

bool matter_apply(Db *db, const Event *event, GError **error)
{
    g_autoptr(Matter) matter = matter_before(db, event, error);
    g_autofree char *searched = NULL;
    Tally before = {{0}, 0};
    int64_t changed_at = 0;

    if (matter == NULL)
        return false;
    searched = changes_values(event) ? search_of(matter) : NULL;
    before = tally_of(matter);
    changed_at = matter->changed_at;
    if (!matter_fold(matter, event, error) || !values_follow(db, matter, event, searched, error) ||
        !kind_follow(db, matter, event, error) ||
        !standing_follow(db, matter, &before, changed_at, error))
        return false;
    db_keep(db, KEPT_WRITTEN, g_steal_pointer(&matter), matter_destroy);
    return true;
}
