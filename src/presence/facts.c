/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/facts.h"

#include "base/clock.h"
#include "base/moment.h"
#include "engine/field_row.h"
#include "unit/watch.h"

#include <stdlib.h>
#include <string.h>

#define DEEDS_MAX 5000
#define FREE(type) ((GDestroyNotify) type##_free)

static const Field shift_fields[] = {
    FIELD(ShiftFact, id, FIELD_WORD),
    FIELD(ShiftFact, post, FIELD_WORD),
    FIELD(ShiftFact, post_name, FIELD_TEXT),
    FIELD(ShiftFact, role, FIELD_WORD),
    FIELD(ShiftFact, person, FIELD_WORD),
    FIELD(ShiftFact, rostered, FIELD_WORD),
    FIELD(ShiftFact, how, FIELD_WORD),
    FIELD(ShiftFact, begins_at, FIELD_TIME),
    FIELD(ShiftFact, ends_at, FIELD_TIME),
    FIELD(ShiftFact, known_at, FIELD_TIME),
    FIELD_END,
};

static const Field watch_fields[] = {
    FIELD(WatchFact, id, FIELD_WORD),
    FIELD(WatchFact, person, FIELD_WORD),
    FIELD(WatchFact, role, FIELD_WORD),
    FIELD(WatchFact, terminal, FIELD_WORD),
    FIELD(WatchFact, method, FIELD_WORD),
    FIELD(WatchFact, entered_by, FIELD_WORD),
    FIELD(WatchFact, since, FIELD_TIME),
    FIELD(WatchFact, ended_at, FIELD_TIME),
    FIELD_END,
};

static const Field deed_fields[] = {
    FIELD(DeedFact, person, FIELD_WORD),
    FIELD(DeedFact, account, FIELD_WORD),
    FIELD(DeedFact, kind, FIELD_WORD),
    FIELD(DeedFact, id, FIELD_WORD),
    FIELD(DeedFact, at, FIELD_TIME),
    FIELD(DeedFact, paper_at, FIELD_TIME),
    FIELD_END,
};

static const Field beat_fields[] = {
    FIELD(BeatFact, account, FIELD_WORD),
    FIELD(BeatFact, person, FIELD_WORD),
    FIELD(BeatFact, terminal, FIELD_WORD),
    FIELD(BeatFact, began_at, FIELD_TIME),
    FIELD(BeatFact, last_at, FIELD_TIME),
    FIELD(BeatFact, input_at, FIELD_TIME),
    FIELD_END,
};

static const Field miss_fields[] = {
    FIELD(MissFact, id, FIELD_WORD),
    FIELD(MissFact, issued_at, FIELD_TIME),
    FIELD(MissFact, told_at, FIELD_TIME),
    FIELD_END,
};

static FIELDS_FREE(ShiftFact, shift, shift_fields)
static FIELDS_FREE(WatchFact, watch_fact, watch_fields)
static FIELDS_FREE(DeedFact, deed, deed_fields)
static FIELDS_FREE(BeatFact, beat, beat_fields)
static FIELDS_FREE(MissFact, miss, miss_fields)

Facts *facts_new(int64_t now)
{
    Facts *facts = g_new0(Facts, 1);

    facts->now = now;
    facts->asked_at = INT64_MAX;
    facts->unrostered_officer = facts->unrostered_leader = INT64_MIN;
    facts->shifts = g_ptr_array_new_with_free_func(FREE(shift));
    facts->watches = g_ptr_array_new_with_free_func(FREE(watch_fact));
    facts->deeds = g_ptr_array_new_with_free_func(FREE(deed));
    facts->beats = g_ptr_array_new_with_free_func(FREE(beat));
    facts->misses = g_ptr_array_new_with_free_func(FREE(miss));
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

/* All rows at the end of `list`, which frees them. */
static bool rows_add(GPtrArray *list, const Field *fields, size_t size, GDestroyNotify free,
    Statement *rows, GError **error)
{
    g_autoptr(GPtrArray) found = fields_rows(fields, size, free, rows, error);

    if (found == NULL)
        return false;
    g_ptr_array_extend_and_steal(list, g_steal_pointer(&found));
    return true;
}

static bool shifts_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT s.id, s.post, d.name AS post_name, d.role, s.person, s.rostered, s.how,"
        " s.begins_at, s.ends_at, r.published_at AS known_at FROM shift s"
        " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post"
        " LEFT JOIN roster r ON r.unit = s.unit AND r.id = s.roster"
        " WHERE s.unit = $unit AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from"
        " ORDER BY s.begins_at, d.place, s.id",
        unit, span->from, span->until, error);

    return rows_add(facts->shifts, shift_fields, sizeof(ShiftFact), FREE(shift), rows, error);
}

static bool watches_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT w.id, w.person, w.role, w.terminal, w.method, w.since,"
        " COALESCE(w.ended_at, 9223372036854775807) AS ended_at, a.person AS entered_by"
        " FROM watch w LEFT JOIN journal j ON j.unit = w.unit AND j.subject = w.id"
        " AND j.kind = 'watch.began' LEFT JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " WHERE w.unit = $unit AND w.since < $until"
        " AND (w.ended_at IS NULL OR w.ended_at > $from) ORDER BY w.since, w.id",
        unit, span->from, span->until, error);

    return rows_add(facts->watches, watch_fields, sizeof(WatchFact), FREE(watch_fact), rows, error);
}

static bool beats_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT b.account, b.terminal, b.began_at, b.last_at, b.input_at, a.person FROM beat b"
        " LEFT JOIN account a ON a.unit = b.unit AND a.id = b.account WHERE b.unit = $unit"
        " AND b.last_at >= $from AND b.began_at < $until ORDER BY b.began_at, b.account",
        unit, span->from, span->until, error);

    return rows_add(facts->beats, beat_fields, sizeof(BeatFact), FREE(beat), rows, error);
}

/* Those told to the last without anybody coming back; told_at: no due row is left. */
static bool misses_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT c.id, c.issued_at, c.missed_at AS told_at FROM challenge c WHERE c.unit = $unit"
        " AND c.issued_at >= $from AND c.issued_at < $until AND c.state = 'missed'"
        " AND c.returned_at IS NULL AND NOT EXISTS (SELECT 1 FROM due d WHERE d.unit = c.unit"
        " AND d.chore = 'challenge.late' AND d.subject = c.id) ORDER BY c.issued_at, c.id",
        unit, span->from, span->until, error);

    return rows_add(facts->misses, miss_fields, sizeof(MissFact), FREE(miss), rows, error);
}

/* ---- what people did, out of the journal ---- */

static bool at_of_seq(Db *db, const char *unit, int64_t seq, int64_t *out_at, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(
        db, "SELECT at FROM journal WHERE unit = $unit AND seq = $seq", error, "unit", unit, NULL);

    if (row != NULL)
        bind_int(row, "seq", seq);
    return statement_int(row, INT64_MAX, out_at, error);
}

/* The first event at `at` or later: times never run back along a chain. */
static bool seq_from(Db *db, const char *unit, int64_t at, int64_t *out_seq, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(
        db, "SELECT MAX(seq) FROM journal WHERE unit = $unit", error, "unit", unit, NULL);
    int64_t low = 1, high = 1, middle_at = 0;

    if (!statement_int(row, 0, &high, error))
        return false;
    high++;
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
static bool is_coming(const DeedFact *last /* or NULL */, const DeedFact *deed)
{
    return g_str_has_prefix(deed->kind, "watch.") ||
           (last != NULL && last->is_coming && last->at == deed->at &&
               strcmp(last->account, deed->account) == 0);
}

static bool deeds_read(
    Db *db, Facts *facts, const char *unit, const FactsSpan *span, GError **error)
{
    const GPtrArray *deeds = facts->deeds;
    int64_t seq = 0;
    g_autoptr(Statement) rows = NULL;

    if (!seq_from(db, unit, span->from, &seq, error))
        return false;
    rows = store_prepare_texts(db,
        "SELECT j.actor AS account, a.person, j.kind, j.subject AS id, j.at, l.said_at AS paper_at"
        " FROM journal j JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " LEFT JOIN log l ON l.unit = j.unit AND l.seq = j.seq AND l.from_paper IS NOT NULL"
        " WHERE j.unit = $unit AND j.seq >= $seq AND j.at < $until ORDER BY j.seq LIMIT $most",
        error, "unit", unit, NULL);
    if (rows == NULL)
        return false;
    bind_int(rows, "seq", seq);
    bind_int(rows, "until", span->until);
    bind_int(rows, "most", DEEDS_MAX);
    if (!rows_add(facts->deeds, deed_fields, sizeof(DeedFact), FREE(deed), rows, error))
        return false;
    for (guint i = 0; i < deeds->len; i++) {
        DeedFact *deed = deeds->pdata[i];
        deed->is_coming = is_coming(i == 0 ? NULL : deeds->pdata[i - 1], deed);
    }
    return true;
}

bool facts_at_work(Db *db, const char *unit, int64_t after, bool *out_working, GError **error)
{
    int64_t seq = 0;
    g_autoptr(Statement) row = NULL;

    if (!seq_from(db, unit, after, &seq, error))
        return false;
    row = store_prepare_texts(db,
        "SELECT 1 FROM journal j JOIN account a ON a.unit = j.unit AND a.id = j.actor"
        " JOIN watch w ON w.unit = j.unit AND w.person = a.person AND w.role = '" WATCH_OFFICER
        "' AND w.ended_at IS NULL WHERE j.unit = $unit AND j.seq >= $seq"
        " UNION ALL SELECT 1 FROM beat b LEFT JOIN account a ON a.unit = b.unit"
        " AND a.id = b.account WHERE b.unit = $unit AND b.input_at >= $after"
        " AND (b.terminal IS NOT NULL OR EXISTS (SELECT 1 FROM watch w WHERE w.unit = b.unit"
        " AND w.person = a.person AND w.role = '" WATCH_OFFICER "' AND w.ended_at IS NULL))"
        " LIMIT 1",
        error, "unit", unit, NULL);
    if (row == NULL)
        return false;
    bind_int(row, "seq", seq);
    bind_int(row, "after", after);
    return statement_found(row, out_working, error);
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
    bool is_leader = strcmp(row_text_of(row, "role"), WATCH_LEADER) == 0;
    int64_t *since = is_leader ? &facts->unrostered_leader : &facts->unrostered_officer;
    int64_t slot_at = INT64_MIN, from = 0, next = 0;

    facts->keeps_duty = true;
    if (shift_covers(facts, row_text_of(row, "post")))
        return;
    slot_at = slot_now(span, row_text_of(row, "pattern"), &next);
    from = MAX(slot_at, row_int_of(row, "open_from"));
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
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT d.post, d.role, d.pattern, COALESCE((SELECT MAX(s.ends_at) FROM shift s"
        " WHERE s.unit = d.unit AND s.post = d.post AND s.live = 1 AND s.ends_at <= $now),"
        " d.since + $first) AS open_from"
        " FROM duty_post d WHERE d.unit = $unit AND d.kept = 1 ORDER BY d.place, d.post",
        error, "unit", unit, NULL);
    StoreStep step;

    if (rows == NULL)
        return false;
    bind_int(rows, "now", span->now);
    bind_int(rows, "first", span->first_ms);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        post_look(facts, rows, span);
    return step == STORE_DONE;
}

bool facts_has_page(Db *db, const char *unit, int64_t now, bool *out_has, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(db,
        "SELECT 1 FROM beat WHERE unit = $unit AND last_at >= $after LIMIT 1", error, "unit", unit,
        NULL);

    if (row != NULL)
        bind_int(row, "after", now - DAY_MS);
    return statement_found(row, out_has, error);
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
