/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/facts.h"

#include "base/clock.h"
#include "base/moment.h"
#include "unit/watch.h"

#include <stdlib.h>
#include <string.h>

#define DEEDS_MAX 5000

static void shift_free(void *data)
{
    ShiftFact *shift = data;

    g_free(shift->id);
    g_free(shift->post);
    g_free(shift->post_name);
    g_free(shift->role);
    g_free(shift->person);
    g_free(shift->rostered);
    g_free(shift->how);
    g_free(shift);
}

static void watch_fact_free(void *data)
{
    WatchFact *watch = data;

    g_free(watch->id);
    g_free(watch->person);
    g_free(watch->role);
    g_free(watch->terminal);
    g_free(watch->method);
    g_free(watch->entered_by);
    g_free(watch);
}

static void deed_free(void *data)
{
    DeedFact *deed = data;

    g_free(deed->person);
    g_free(deed->account);
    g_free(deed->kind);
    g_free(deed->id);
    g_free(deed);
}

static void beat_free(void *data)
{
    BeatFact *beat = data;

    g_free(beat->account);
    g_free(beat->person);
    g_free(beat->terminal);
    g_free(beat);
}

static void miss_free(void *data)
{
    g_free(((MissFact *) data)->id);
    g_free(data);
}

Facts *facts_new(int64_t now)
{
    Facts *facts = g_new0(Facts, 1);

    facts->now = now;
    facts->asked_at = INT64_MAX;
    facts->unrostered_officer = facts->unrostered_leader = INT64_MIN;
    facts->shifts = g_ptr_array_new_with_free_func(shift_free);
    facts->watches = g_ptr_array_new_with_free_func(watch_fact_free);
    facts->deeds = g_ptr_array_new_with_free_func(deed_free);
    facts->beats = g_ptr_array_new_with_free_func(beat_free);
    facts->misses = g_ptr_array_new_with_free_func(miss_free);
    return facts;
}

void facts_free(Facts *facts)
{
    if (facts == NULL)
        return;
    g_ptr_array_unref(facts->shifts);
    g_ptr_array_unref(facts->watches);
    g_ptr_array_unref(facts->deeds);
    g_ptr_array_unref(facts->beats);
    g_ptr_array_unref(facts->misses);
    g_free(facts);
}

typedef void (*RowTake)(Facts *facts, Statement *row);

/* Runs to the end, each row taken. */
static bool rows_take(Facts *facts, Statement *rows, RowTake take, GError **error)
{
    StoreStep step;

    while ((step = statement_step(rows, error)) == STORE_ROW)
        take(facts, rows);
    return step == STORE_DONE;
}

static bool span_bind(Statement *statement, const char *unit, const FactsSpan *span)
{
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "from", span->from);
    bind_int(statement, "until", span->until);
    return true;
}

static void shift_take(Facts *facts, Statement *row)
{
    ShiftFact *shift = g_new0(ShiftFact, 1);

    shift->id = g_strdup(row_text(row, 0));
    shift->post = g_strdup(row_text(row, 1));
    shift->post_name = g_strdup(row_text(row, 2));
    shift->role = g_strdup(row_text(row, 3));
    shift->person = g_strdup(row_text(row, 4));
    shift->rostered = g_strdup(row_text(row, 5));
    shift->how = g_strdup(row_text(row, 6));
    shift->begins_at = row_int(row, 7);
    shift->ends_at = row_int(row, 8);
    shift->known_at = row_int_or(row, 9, INT64_MIN);
    g_ptr_array_add(facts->shifts, shift);
}

static bool shifts_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT s.id, s.post, d.name, d.role, s.person, s.rostered, s.how, s.begins_at, s.ends_at,"
        " r.published_at FROM shift s"
        " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post"
        " LEFT JOIN roster r ON r.unit = s.unit AND r.id = s.roster"
        " WHERE s.unit = $unit AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from"
        " ORDER BY s.begins_at, d.place, s.id",
        error);

    return span_bind(rows, unit, span) && rows_take(facts, rows, shift_take, error);
}

static void watch_take(Facts *facts, Statement *row)
{
    WatchFact *watch = g_new0(WatchFact, 1);

    watch->id = g_strdup(row_text(row, 0));
    watch->person = g_strdup(row_text(row, 1));
    watch->role = g_strdup(row_text(row, 2));
    watch->terminal = g_strdup(row_text(row, 3));
    watch->method = g_strdup(row_text(row, 4));
    watch->since = row_int(row, 5);
    watch->ended_at = row_int_or(row, 6, INT64_MAX);
    watch->entered_by = g_strdup(row_text(row, 7));
    g_ptr_array_add(facts->watches, watch);
}

static bool watches_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT w.id, w.person, w.role, w.terminal, w.method, w.since, w.ended_at, a.person"
        " FROM watch w LEFT JOIN journal j ON j.unit = w.unit AND j.subject = w.id"
        " AND j.kind = 'watch.began' LEFT JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " WHERE w.unit = $unit AND w.since < $until"
        " AND (w.ended_at IS NULL OR w.ended_at > $from) ORDER BY w.since, w.id",
        error);

    return span_bind(rows, unit, span) && rows_take(facts, rows, watch_take, error);
}

static void beat_take(Facts *facts, Statement *row)
{
    BeatFact *beat = g_new0(BeatFact, 1);

    beat->account = g_strdup(row_text(row, 0));
    beat->terminal = g_strdup(row_text(row, 1));
    beat->began_at = row_int(row, 2);
    beat->last_at = row_int(row, 3);
    beat->input_at = row_int_or(row, 4, INT64_MIN);
    beat->person = g_strdup(row_text(row, 5));
    g_ptr_array_add(facts->beats, beat);
}

static bool beats_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT b.account, b.terminal, b.began_at, b.last_at, b.input_at, a.person FROM beat b"
        " LEFT JOIN account a ON a.unit = b.unit AND a.id = b.account WHERE b.unit = $unit"
        " AND b.last_at >= $from AND b.began_at < $until ORDER BY b.began_at, b.account",
        error);

    return span_bind(rows, unit, span) && rows_take(facts, rows, beat_take, error);
}

static void miss_take(Facts *facts, Statement *row)
{
    MissFact *miss = g_new0(MissFact, 1);

    miss->id = g_strdup(row_text(row, 0));
    miss->issued_at = row_int(row, 1);
    miss->told_at = row_int(row, 2);
    g_ptr_array_add(facts->misses, miss);
}

/* Those told to the last without anybody coming back; told_at: no due row is left. */
static bool misses_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT c.id, c.issued_at, c.missed_at FROM challenge c WHERE c.unit = $unit"
        " AND c.issued_at >= $from AND c.issued_at < $until AND c.state = 'missed'"
        " AND c.returned_at IS NULL AND NOT EXISTS (SELECT 1 FROM due d WHERE d.unit = c.unit"
        " AND d.chore = 'challenge.late' AND d.subject = c.id) ORDER BY c.issued_at, c.id",
        error);

    return span_bind(rows, unit, span) && rows_take(facts, rows, miss_take, error);
}

/* ---- what people did, out of the journal ---- */

static bool at_of_seq(Db *db, const char *unit, int64_t seq, int64_t *out_at, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT at FROM journal WHERE unit = $unit AND seq = $seq", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_int(row, "seq", seq);
    StoreStep step = statement_step(row, error);
    *out_at = step == STORE_ROW ? row_int(row, 0) : INT64_MAX;
    return step != STORE_FAILED;
}

/* The first event at `at` or later: times never run back along a chain. */
static bool seq_from(Db *db, const char *unit, int64_t at, int64_t *out_seq, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT MAX(seq) FROM journal WHERE unit = $unit", error);
    int64_t low = 1, high = 1, middle_at = 0;

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    if (statement_step(row, error) == STORE_ROW)
        high = row_int(row, 0) + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;

        if (!at_of_seq(db, unit, middle, &middle_at, error))
            return false;
        if (middle_at < at)
            low = middle + 1;
        else
            high = middle;
    }
    *out_seq = low;
    return true;
}

/* What follows in the same moment by the same account is what the record adds by itself. */
static bool is_coming(const Facts *facts, const DeedFact *deed)
{
    const DeedFact *last =
        facts->deeds->len == 0 ? NULL : facts->deeds->pdata[facts->deeds->len - 1];

    return g_str_has_prefix(deed->kind, "watch.") ||
           (last != NULL && last->is_coming && last->at == deed->at &&
               strcmp(last->account, deed->account) == 0);
}

static void deed_take(Facts *facts, Statement *row)
{
    DeedFact *deed = g_new0(DeedFact, 1);

    deed->account = g_strdup(row_text(row, 0));
    deed->person = g_strdup(row_text(row, 1));
    deed->kind = g_strdup(row_text(row, 2));
    deed->id = g_strdup(row_text(row, 3));
    deed->at = row_int(row, 4);
    deed->paper_at = row_int_or(row, 5, INT64_MIN);
    deed->is_coming = is_coming(facts, deed);
    g_ptr_array_add(facts->deeds, deed);
}

static bool deeds_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    int64_t seq = 0;
    g_autoptr(Statement) rows = NULL;

    if (!seq_from(db, unit, span->from, &seq, error))
        return false;
    rows = store_prepare(db,
        "SELECT j.actor, a.person, j.kind, j.subject, j.at, l.said_at FROM journal j"
        " JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " LEFT JOIN log l ON l.unit = j.unit AND l.seq = j.seq AND l.from_paper IS NOT NULL"
        " WHERE j.unit = $unit AND j.seq >= $seq AND j.at < $until ORDER BY j.seq LIMIT $most",
        error);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_int(rows, "seq", seq);
    bind_int(rows, "until", span->until);
    bind_int(rows, "most", DEEDS_MAX);
    return rows_take(facts, rows, deed_take, error);
}

bool facts_at_work(Db *db, const char *unit, int64_t after, bool *out_working, GError **error)
{
    int64_t seq = 0;
    g_autoptr(Statement) row = NULL;

    if (!seq_from(db, unit, after, &seq, error))
        return false;
    row = store_prepare(db,
        "SELECT 1 FROM journal j JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " JOIN watch w ON w.unit = j.unit AND w.person = a.person AND w.role = '" WATCH_OFFICER
        "' AND w.ended_at IS NULL WHERE j.unit = $unit AND j.seq >= $seq"
        " UNION ALL SELECT 1 FROM beat b LEFT JOIN account a ON a.unit = b.unit"
        " AND a.id = b.account WHERE b.unit = $unit AND b.input_at >= $after"
        " AND (b.terminal IS NOT NULL OR EXISTS (SELECT 1 FROM watch w WHERE w.unit = b.unit"
        " AND w.person = a.person AND w.role = '" WATCH_OFFICER "' AND w.ended_at IS NULL))"
        " LIMIT 1",
        error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_int(row, "seq", seq);
    bind_int(row, "after", after);
    StoreStep step = statement_step(row, error);
    *out_working = step == STORE_ROW;
    return step != STORE_FAILED;
}

/* ---- posts ---- */

static bool shift_covers(const Facts *facts, const char *post)
{
    for (guint i = 0; i < facts->shifts->len; i++) {
        const ShiftFact *shift = facts->shifts->pdata[i];

        if (strcmp(shift->post, post) == 0 && shift->begins_at <= facts->now &&
            shift->ends_at > facts->now)
            return true;
    }
    return false;
}

/* When the shift that the pattern asks for now begins, INT64_MIN when it asks for none, and when
 * the next does. A year whose calendar is not known asks for nothing. */
static int64_t slot_now(const FactsSpan *span, const char *pattern, int64_t *out_next)
{
    const int64_t today = moment_day(span->now);
    const int64_t days[] = {today - PATTERN_SHIFT_DAYS_MAX, today + 1};
    const Pattern *found =
        span->patterns == NULL ? NULL : duty_rules_pattern(span->patterns, pattern);
    g_autoptr(GArray) slots =
        found == NULL ? NULL : pattern_slots(found, span->workdays, days, span->now, NULL);
    int64_t begins_at = INT64_MIN;

    *out_next = INT64_MAX;
    for (guint i = 0; slots != NULL && i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);

        if (slot->begins_at <= span->now && slot->ends_at > span->now)
            begins_at = slot->begins_at;
        else if (slot->begins_at > span->now)
            *out_next = MIN(*out_next, slot->begins_at);
    }
    return begins_at;
}

/* A post that should be stood now is in no roster: since its last shift ended, or since a new post
 * should have had its first. */
static void post_look(Facts *facts, Statement *row, const FactsSpan *span)
{
    int64_t *since = strcmp(row_text(row, 1), WATCH_LEADER) == 0 ? &facts->unrostered_leader
                                                                 : &facts->unrostered_officer;
    int64_t slot_at = INT64_MIN, from = 0, next = 0;

    facts->keeps_duty = true;
    if (shift_covers(facts, row_text(row, 0)))
        return;
    slot_at = slot_now(span, row_text(row, 2), &next);
    from = MAX(slot_at, row_is_null(row, 3) ? row_int(row, 4) + span->first_ms : row_int(row, 3));
    if (slot_at == INT64_MIN)
        facts->asked_at = MIN(facts->asked_at, next);
    else if (from > facts->now)
        facts->asked_at = MIN(facts->asked_at, from);
    else
        *since = *since == INT64_MIN ? from : MIN(*since, from);
}

static bool posts_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT d.post, d.role, d.pattern, (SELECT MAX(s.ends_at) FROM shift s"
        " WHERE s.unit = d.unit AND s.post = d.post AND s.live = 1 AND s.ends_at <= $now), d.since"
        " FROM duty_post d WHERE d.unit = $unit AND d.kept = 1 ORDER BY d.place, d.post",
        error);
    StoreStep step;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit);
    bind_int(rows, "now", span->now);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        post_look(facts, rows, span);
    return step == STORE_DONE;
}

bool facts_has_page(Db *db, const char *unit, int64_t now, bool *out_has, GError **error)
{
    g_autoptr(Statement) row = store_prepare(
        db, "SELECT 1 FROM beat WHERE unit = $unit AND last_at >= $after LIMIT 1", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_int(row, "after", now - DAY_MS);
    StoreStep step = statement_step(row, error);
    *out_has = step == STORE_ROW;
    return step != STORE_FAILED;
}

Facts *facts_read(Db *db, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Facts) facts = facts_new(span->now);

    return shifts_read(db, facts, unit, span, error) && posts_read(db, facts, unit, span, error) &&
                   facts_has_page(db, unit, span->now, &facts->has_page, error) &&
                   watches_read(db, facts, unit, span, error) &&
                   beats_read(db, facts, unit, span, error) &&
                   misses_read(db, facts, unit, span, error) &&
                   deeds_read(db, facts, unit, span, error)
               ? g_steal_pointer(&facts)
               : NULL;
}
