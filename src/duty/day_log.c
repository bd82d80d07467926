/* SPDX-License-Identifier: Apache-2.0 */
/* A day of a duty room as one paper: who was on watch, what was written, registered and handed
 * over, when it was silent, and the link of the journal it ends with, for whoever checks it. */
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/moment.h"
#include "duty/day_paper.h"
#include "duty/handover/handover.h"
#include "duty/log.h"
#include "duty/modules.h"
#include "duty/roster/on_duty.h"
#include "duty/silence.h"
#include "unit/person.h"
#include "unit/unit.h"
#include "unit/watch.h"

#include <stdio.h>
#include <string.h>

#define SPAN_MAX_MS (8 * DAY_MS)
#define SILENCE_LEAST_MS HOUR_MS
#define BEIJING_MS (8 * HOUR_MS)

typedef struct DayArgs {
    char *unit;
    char *day;
    int64_t from;
    int64_t to;
    char *format;
    char *lang;
} DayArgs;

static const char *const formats[] = {"json", "pdf", NULL};
static const char *const langs[] = {"zh", "en", NULL};

static const Field day_args[] = {
    FIELD(DayArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(DayArgs, day, FIELD_WORD, .min = 10, .max = 10,
        .help = "2026-10-01: from the first rostered shift of that day for 24 hours, else the "
                "calendar day. Today when absent."),
    FIELD(DayArgs, from, FIELD_TIME, .help = "Instead of `day`."),
    FIELD(DayArgs, to, FIELD_TIME),
    FIELD(DayArgs, format, FIELD_WORD, .choices = formats, .help = "json when absent."),
    FIELD(DayArgs, lang, FIELD_WORD, .choices = langs, .help = "Of the paper; zh when absent."),
    FIELD_END,
};

typedef struct DayReply {
    char *unit;
    char *name;
    char *day;
    int64_t from;
    int64_t until;
    json_t *head;
    json_t *watches;
    json_t *rostered;
    json_t *entries;
    json_t *matters;
    json_t *handovers;
    json_t *silences;
    json_t *unmanned;
} DayReply;

typedef struct WatchShown {
    char *name;
    char *role;
    char *post;
    int64_t since;
    int64_t ended_at;
} WatchShown;

static const Field watch_shown[] = {
    FIELD(WatchShown, name, FIELD_TEXT),
    FIELD(WatchShown, role, FIELD_WORD, .required = true),
    FIELD(WatchShown, post, FIELD_TEXT),
    FIELD(WatchShown, since, FIELD_TIME, .required = true),
    FIELD(WatchShown, ended_at, FIELD_TIME),
    FIELD_END,
};

typedef struct RosteredShown {
    char *name;
    char *post;
    int64_t begins_at;
    int64_t ends_at;
} RosteredShown;

static const Field rostered_shown[] = {
    FIELD(RosteredShown, name, FIELD_TEXT),
    FIELD(RosteredShown, post, FIELD_TEXT),
    FIELD(RosteredShown, begins_at, FIELD_TIME, .required = true),
    FIELD(RosteredShown, ends_at, FIELD_TIME, .required = true),
    FIELD_END,
};

typedef struct RegisteredShown {
    char *id;
    int64_t seq;
    char *kind;
    char *number;
    char *title;
    char *state;
    int64_t opened_at;
    int64_t closed_at;
    bool late;
} RegisteredShown;

static const Field registered_shown[] = {
    FIELD(RegisteredShown, id, FIELD_WORD, .required = true),
    FIELD(RegisteredShown, seq, FIELD_INT, .required = true, .help = "Of its first event."),
    FIELD(RegisteredShown, kind, FIELD_WORD, .required = true),
    FIELD(RegisteredShown, number, FIELD_TEXT),
    FIELD(RegisteredShown, title, FIELD_TEXT),
    FIELD(RegisteredShown, state, FIELD_WORD),
    FIELD(RegisteredShown, opened_at, FIELD_TIME, .required = true),
    FIELD(RegisteredShown, closed_at, FIELD_TIME),
    FIELD(RegisteredShown, late, FIELD_BOOL, .required = true),
    FIELD_END,
};

static const Field day_reply[] = {
    FIELD(DayReply, unit, FIELD_WORD, .required = true),
    FIELD(DayReply, name, FIELD_TEXT, .required = true),
    FIELD(DayReply, day, FIELD_WORD, .required = true),
    FIELD(DayReply, from, FIELD_TIME, .required = true),
    FIELD(DayReply, until, FIELD_TIME, .required = true),
    FIELD(DayReply, head, FIELD_JSON, .required = true,
        .help = "Last event of the journal in that time: {seq, hash}; hash in hex."),
    FIELD(DayReply, watches, FIELD_JSON, .required = true, .items = watch_shown),
    FIELD(DayReply, rostered, FIELD_JSON, .required = true, .items = rostered_shown),
    FIELD(DayReply, entries, FIELD_JSON, .required = true, .items = log_entry),
    FIELD(DayReply, matters, FIELD_JSON, .required = true, .items = registered_shown,
        .help = "Opened or closed in that time."),
    FIELD(DayReply, handovers, FIELD_JSON, .required = true, .items = handover_reply),
    FIELD(DayReply, silences, FIELD_JSON, .required = true, .items = silence_shown),
    FIELD(DayReply, unmanned, FIELD_JSON, .required = true),
    FIELD_END,
};

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static json_t *moment_at(int64_t at)
{
    g_autofree char *text = moment_print(at);
    return json_string(text);
}

static json_t *moment_of(Statement *row, int column)
{
    return row_is_null(row, column) ? json_null() : moment_at(row_int(row, column));
}

static char *day_text(int64_t at)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(at, &year, &month, &day, &minute);
    return g_strdup_printf("%04d-%02d-%02d", year, month, day);
}

/* ---- which time ---- */

typedef struct Span {
    int64_t from, until;
} Span;

static bool day_read(const char *day, int64_t *out_at, GError **error)
{
    g_autofree char *text = g_strconcat(day, "T00:00:00+08:00", NULL);

    return moment_parse(text, out_at, NULL) || fail_field(error, "day", "malformed");
}

/* A duty day begins when its first shift does. */
static bool day_begin(Db *db, const char *unit, int64_t start, int64_t *out_at, GError **error)
{
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, start, start + DAY_MS, error);

    *out_at = start;
    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        if (shift->begins_at >= start) {
            *out_at = shift->begins_at;
            break;
        }
    }
    return shifts != NULL;
}

/* In the small hours today's paper is still that of the day before. */
static bool day_span(const Asking *asking, const DayArgs *args, Span *out, GError **error)
{
    int64_t start = moment_day_start(moment_day(asking->now)), begin = 0;

    if (args->day != NULL && !day_read(args->day, &start, error))
        return false;
    if (!day_begin(asking->db, args->unit, start, &begin, error))
        return false;
    if (args->day == NULL && begin > asking->now &&
        !day_begin(asking->db, args->unit, start - DAY_MS, &begin, error))
        return false;
    *out = (Span){begin, begin + DAY_MS};
    return true;
}

static bool span_find(const Asking *asking, const DayArgs *args, Span *out, GError **error)
{
    if (args->from == FIELD_UNSET)
        return day_span(asking, args, out, error);
    *out = (Span){
        args->from, args->to == FIELD_UNSET ? args->from + DAY_MS : MAX(args->to, args->from)};
    return out->until - out->from <= SPAN_MAX_MS || fail_field(error, "from", "too_early");
}

/* ---- what was ---- */

static json_t *head_find(Db *db, const char *unit, int64_t until, GError **error)
{
    int64_t seq = 0;
    char hex[DIGEST_HEX] = "";
    size_t size = 0;

    if (!journal_seq_before(db, unit, until, &seq, error))
        return NULL;
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT hash FROM journal WHERE unit = $unit AND seq = $seq", error);
    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit);
    bind_int(row, "seq", seq);
    StoreStep step = statement_step(row, error);
    if (step == STORE_FAILED)
        return NULL;
    if (step == STORE_ROW) {
        const void *hash = row_bytes(row, 0, &size);
        if (size == DIGEST_SIZE)
            hex_write(hash, size, hex);
    }
    return json_pack("{s:I, s:s}", "seq", (json_int_t) seq, "hash", hex);
}

static json_t *watches_find(Db *db, const char *unit, const Span *span, GError **error)
{
    json_auto_t *list = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT p.name, w.role, w.post, w.since, w.ended_at FROM watch w"
        " LEFT JOIN person p ON p.unit = w.unit AND p.id = w.person"
        " WHERE w.unit = $unit AND w.since < $until"
        " AND (w.ended_at IS NULL OR w.ended_at > $from) ORDER BY w.since, w.id",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from", span->from);
    bind_int(rows, "until", span->until);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(
            list, json_pack("{s:o, s:s, s:o, s:o, s:o}", "name", text_or_null(row_text(rows, 0)),
                      "role", row_text(rows, 1), "post", text_or_null(row_text(rows, 2)), "since",
                      moment_of(rows, 3), "ended_at", moment_of(rows, 4)));
    return step == STORE_DONE ? json_incref(list) : NULL;
}

static json_t *rostered_find(Db *db, const char *unit, const Span *span, GError **error)
{
    g_autoptr(GPtrArray) shifts = on_duty_between(db, unit, span->from, span->until, error);
    json_t *list = shifts == NULL ? NULL : json_array();

    for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
        const OnDuty *shift = shifts->pdata[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o}", "name", text_or_null(shift->name), "post",
                      text_or_null(shift->post_name), "begins_at", moment_at(shift->begins_at),
                      "ends_at", moment_at(shift->ends_at)));
    }
    return list;
}

static json_t *matters_find(Db *db, const char *unit, const Span *span, GError **error)
{
    json_auto_t *list = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT seq, kind, number, title, state, opened_at, closed_at, late FROM matter"
        " WHERE unit = $unit AND ((opened_at >= $from AND opened_at < $until)"
        " OR (closed_at >= $from AND closed_at < $until)) ORDER BY kind, seq",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from", span->from);
    bind_int(rows, "until", span->until);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *id = g_strdup_printf("%s-%" G_GINT64_FORMAT, unit, row_int(rows, 0));
        json_array_append_new(
            list, json_pack("{s:s, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:b}", "id", id, "seq",
                      (json_int_t) row_int(rows, 0), "kind", row_text(rows, 1), "number",
                      text_or_null(row_text(rows, 2)), "title", text_or_null(row_text(rows, 3)),
                      "state", text_or_null(row_text(rows, 4)), "opened_at", moment_of(rows, 5),
                      "closed_at", moment_of(rows, 6), "late", (int) row_int(rows, 7)));
    }
    return step == STORE_DONE ? json_incref(list) : NULL;
}

static json_t *handovers_find(Db *db, const char *unit, const Span *span, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    json_auto_t *list = json_array();
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT id FROM handover WHERE unit = $unit AND state <> 'cancelled'"
        " AND COALESCE(taken_at, began_at) >= $from AND COALESCE(taken_at, began_at) < $until"
        " ORDER BY seq",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from", span->from);
    bind_int(rows, "until", span->until);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(ids, g_strdup(row_text(rows, 0)));
    for (guint i = 0; step == STORE_DONE && i < ids->len; i++) {
        json_t *handover = handover_json(db, ids->pdata[i], error);
        if (handover == NULL)
            return NULL;
        json_array_append_new(list, handover);
    }
    return step == STORE_DONE ? json_incref(list) : NULL;
}

/* ---- all of it ---- */

static bool put(json_t *reply, const char *name, json_t *value)
{
    return value != NULL && json_object_set_new(reply, name, value) == 0;
}

static bool day_fill(
    const Asking *asking, const char *unit, const Span *span, json_t *reply, GError **error)
{
    Db *db = asking->db;
    Span past = {MIN(span->from, asking->now), MIN(span->until, asking->now)};
    const SilenceSpan silence = {past.from, past.until, SILENCE_LEAST_MS};

    return put(reply, "head", head_find(db, unit, span->until, error)) &&
           put(reply, "watches", watches_find(db, unit, span, error)) &&
           put(reply, "rostered", rostered_find(db, unit, span, error)) &&
           put(reply, "entries", log_between(db, unit, span->from, span->until, error)) &&
           put(reply, "matters", matters_find(db, unit, span, error)) &&
           put(reply, "handovers", handovers_find(db, unit, span, error)) &&
           put(reply, "silences", silences_find(db, unit, &silence, error)) &&
           put(reply, "unmanned", unmanned_between(db, unit, past.from, past.until, error));
}

static bool day_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const DayArgs *args = data;
    g_autoptr(Unit) unit = unit_get(asking->db, args->unit, error);
    Span span = {0};

    if (unit == NULL || !span_find(asking, args, &span, error))
        return false;
    g_autofree char *day = day_text(span.from);
    json_auto_t *reply = json_pack("{s:s, s:s, s:s, s:o, s:o}", "unit", args->unit, "name",
        unit->name, "day", day, "from", moment_at(span.from), "until", moment_at(span.until));
    if (!day_fill(asking, args->unit, &span, reply, error))
        return false;
    if (g_strcmp0(args->format, "pdf") != 0) {
        out_answer->json = json_incref(reply);
        return true;
    }
    out_answer->bytes = day_paper(asking, reply, args->lang == NULL ? "zh" : args->lang, error);
    out_answer->media_type = g_strdup("application/pdf");
    return out_answer->bytes != NULL;
}

/* ---- GET /units/{unit}/log/days: the index of a volume ---- */

typedef struct VolumeArgs {
    char *unit;
    int64_t year;
} VolumeArgs;

static const Field volume_args[] = {
    FIELD(VolumeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(VolumeArgs, year, FIELD_INT, .required = true, .min = 1970, .max = 9998),
    FIELD_END,
};

typedef struct VolumeDay {
    char *day;
    int64_t entries;
    int64_t first_seq;
    int64_t last_seq;
} VolumeDay;

static const Field volume_day[] = {
    FIELD(VolumeDay, day, FIELD_WORD, .required = true),
    FIELD(VolumeDay, entries, FIELD_INT, .required = true),
    FIELD(VolumeDay, first_seq, FIELD_INT, .required = true),
    FIELD(VolumeDay, last_seq, FIELD_INT, .required = true),
    FIELD_END,
};

typedef struct VolumeReply {
    json_t *items;
} VolumeReply;

static const Field volume_reply[] = {
    FIELD(VolumeReply, items, FIELD_JSON, .required = true, .items = volume_day),
    FIELD_END,
};

static bool volume_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const VolumeArgs *args = data;
    json_auto_t *items = json_array();
    g_autofree char *first = g_strdup_printf("%04d-01-01", (int) args->year);
    g_autofree char *last = g_strdup_printf("%04d-01-01", (int) args->year + 1);
    int64_t from = 0, until = 0;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT (said_at + $shift) / 86400000, COUNT(*), MIN(seq), MAX(seq) FROM log"
        " WHERE unit = $unit AND said_at >= $from AND said_at < $until GROUP BY 1 ORDER BY 1",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL || !day_read(first, &from, error) || !day_read(last, &until, error))
        return false;
    bind_text(rows, "unit", args->unit);
    bind_int(rows, "shift", BEIJING_MS);
    bind_int(rows, "from", from);
    bind_int(rows, "until", until);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *day = day_text(moment_day_start(row_int(rows, 0)));
        json_array_append_new(
            items, json_pack("{s:s, s:I, s:I, s:I}", "day", day, "entries",
                       (json_int_t) row_int(rows, 1), "first_seq", (json_int_t) row_int(rows, 2),
                       "last_seq", (json_int_t) row_int(rows, 3)));
    }
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

static const Query queries[] = {
    {.name = "day_log.get",
        .path = "/units/{unit}/day-log",
        .permission = "dispatch.read",
        .args = day_args,
        .args_size = sizeof(DayArgs),
        .reply = day_reply,
        .answer = day_answer,
        .help = "A day of the duty room as one paper, with the link of the journal it ends with."},
    {.name = "log.days",
        .path = "/units/{unit}/log/days",
        .permission = "matter.read",
        .args = volume_args,
        .args_size = sizeof(VolumeArgs),
        .reply = volume_reply,
        .answer = volume_answer,
        .help = "The days of a year that have entries: the index of a volume."},
    {0},
};

const Module day_log_module = {.name = "day_log", .queries = queries};
