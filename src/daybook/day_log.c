/* SPDX-License-Identifier: Apache-2.0 */
/* A day of a duty room as one paper: who was on watch, what was written, registered and handed
 * over, when it was silent, and the link of the journal it ends with, for whoever checks it. */
#include "daybook/day_log.h"
#include "base/clock.h"
#include "base/day.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/moment.h"
#include "daybook/day_paper.h"
#include "daybook/module.h"
#include "daybook/silence.h"
#include "handover/handover.h"
#include "log/log.h"
#include "roster/on_duty.h"
#include "unit/person.h"
#include "unit/watch.h"

#include <string.h>

#define SPAN_MAX_MS (8 * DAY_MS)
#define SILENCE_LEAST_MS HOUR_MS

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

typedef struct UnmannedShown {
    int64_t from;
    int64_t until;
} UnmannedShown;

static const Field unmanned_shown[] = {
    FIELD(UnmannedShown, from, FIELD_TIME, .required = true),
    FIELD(UnmannedShown, until, FIELD_TIME, .required = true),
    FIELD_END,
};

typedef struct HeadShown {
    int64_t seq;
    char *hash;
} HeadShown;

static const Field head_shown[] = {
    FIELD(HeadShown, seq, FIELD_INT, .required = true),
    FIELD(HeadShown, hash, FIELD_WORD, .required = true, .help = "In hex."),
    FIELD_END,
};

static const Field day_reply[] = {
    FIELD(DayReply, unit, FIELD_WORD, .required = true),
    FIELD(DayReply, name, FIELD_TEXT, .required = true),
    FIELD(DayReply, day, FIELD_WORD, .required = true),
    FIELD(DayReply, from, FIELD_TIME, .required = true),
    FIELD(DayReply, until, FIELD_TIME, .required = true),
    FIELD(DayReply, head, FIELD_JSON, .required = true, .object = head_shown,
        .help = "Last event of the journal in that time."),
    FIELD(DayReply, watches, FIELD_JSON, .required = true, .items = watch_shown),
    FIELD(DayReply, rostered, FIELD_JSON, .required = true, .items = rostered_shown),
    FIELD(DayReply, entries, FIELD_JSON, .required = true, .items = log_entry),
    FIELD(DayReply, matters, FIELD_JSON, .required = true, .items = registered_shown,
        .help = "Opened or closed in that time."),
    FIELD(DayReply, handovers, FIELD_JSON, .required = true, .items = handover_reply),
    FIELD(DayReply, silences, FIELD_JSON, .required = true, .items = silence_shown),
    FIELD(DayReply, unmanned, FIELD_JSON, .required = true, .items = unmanned_shown),
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

static bool span_find(const Asking *asking, const DayArgs *args, DaySpan *out, GError **error)
{
    int64_t day = 0;

    if (args->from == FIELD_UNSET && args->day == NULL)
        return day_span_now(asking->db, args->unit, asking->now, out, error);
    if (args->from == FIELD_UNSET)
        return (day_parse(args->day, &day, NULL) || fail_field(error, "day", "malformed")) &&
               day_span(asking->db, args->unit, day, out, error);
    *out = (DaySpan){
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

static bool watches_find(
    Db *db, const char *unit, const DaySpan *span, json_t *list, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT p.name, w.role, w.post, w.since, w.ended_at FROM watch w"
        " LEFT JOIN person p ON p.unit = w.unit AND p.id = w.person"
        " WHERE w.unit = $unit AND w.since < $until"
        " AND (w.ended_at IS NULL OR w.ended_at > $from) ORDER BY w.since, w.id",
        unit, span->from, span->until, error);

    return fields_rows_json(watch_shown, rows, list, error);
}

static json_t *rostered_find(Db *db, const char *unit, const DaySpan *span, GError **error)
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

static bool matters_find(
    Db *db, const char *unit, const DaySpan *span, json_t *list, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT unit || '-' || CAST(seq AS TEXT) AS id, seq, kind, number, title, state,"
        " opened_at, closed_at, late FROM matter"
        " WHERE unit = $unit AND ((opened_at >= $from AND opened_at < $until)"
        " OR (closed_at >= $from AND closed_at < $until)) ORDER BY kind, seq",
        unit, span->from, span->until, error);

    return fields_rows_json(registered_shown, rows, list, error);
}

static json_t *handovers_find(Db *db, const char *unit, const DaySpan *span, GError **error)
{
    json_auto_t *list = json_array();
    g_autoptr(Statement) rows = store_prepare_span(db,
        "SELECT id FROM handover WHERE unit = $unit AND state <> 'cancelled'"
        /* It belongs to the watch that it ends. */
        " AND COALESCE(relief_at, taken_at, began_at) > $from"
        " AND COALESCE(relief_at, taken_at, began_at) <= $until"
        " ORDER BY seq",
        unit, span->from, span->until, error);
    g_autoptr(GPtrArray) ids = statement_rows(rows, row_first_text, g_free, error);

    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        json_t *handover = handover_json(db, ids->pdata[i], error);
        if (handover == NULL)
            return NULL;
        json_array_append_new(list, handover);
    }
    return ids != NULL ? json_incref(list) : NULL;
}

/* ---- all of it ---- */

static bool put(json_t *reply, const char *name, json_t *value)
{
    return value != NULL && json_object_set_new(reply, name, value) == 0;
}

/* A new list of that name, borrowed. */
static json_t *list_in(json_t *reply, const char *name)
{
    json_t *list = json_array();

    json_object_set_new(reply, name, list);
    return list;
}

/* Just after that moment; INT64_MIN: there is none. */
static int64_t after(const json_t *object, const char *name)
{
    const char *text = json_text(object, name);
    int64_t at = 0;

    return text != NULL && moment_parse(text, &at, NULL) ? at + 1 : INT64_MIN;
}

/* The sheet's last word: a late signature stands on it too. */
static int64_t last_at(const json_t *handovers, int64_t until)
{
    static const char *const names[] = {"taken_at", "countersigned_at"};
    static const char *const sides[] = {
        "outgoing", "incoming", "outgoing_leaders", "incoming_leaders"};
    const json_t *handover = NULL, *person = NULL;
    size_t i = 0, j = 0;

    json_array_foreach (handovers, i, handover) {
        for (size_t k = 0; k < G_N_ELEMENTS(names); k++)
            until = MAX(until, after(handover, names[k]));
        for (size_t k = 0; k < G_N_ELEMENTS(sides); k++)
            json_array_foreach (json_object_get(handover, sides[k]), j, person)
                until = MAX(until, after(person, "signed_at"));
    }
    return until;
}

static bool day_fill(
    const Asking *asking, const char *unit, const DaySpan *span, json_t *reply, GError **error)
{
    Db *db = asking->db;
    DaySpan past = {MIN(span->from, asking->now), MIN(span->until, asking->now)};
    const SilenceSpan silence = {past.from, past.until, SILENCE_LEAST_MS};

    if (!put(reply, "handovers", handovers_find(db, unit, span, error)))
        return false;
    int64_t until = last_at(json_object_get(reply, "handovers"), span->until);
    return put(reply, "head", head_find(db, unit, until, error)) &&
           watches_find(db, unit, span, list_in(reply, "watches"), error) &&
           put(reply, "rostered", rostered_find(db, unit, span, error)) &&
           log_between(asking, unit, span->from, span->until, list_in(reply, "entries"), error) &&
           matters_find(db, unit, span, list_in(reply, "matters"), error) &&
           put(reply, "silences", silences_find(db, unit, &silence, error)) &&
           put(reply, "unmanned", unmanned_between(db, unit, past.from, past.until, error));
}

json_t *day_log(const Asking *asking, const Unit *unit, const DaySpan *span, GError **error)
{
    g_autofree char *day = day_print(moment_day(span->from));
    json_auto_t *reply = json_pack("{s:s, s:s, s:s, s:o, s:o}", "unit", unit->code, "name",
        unit->name, "day", day, "from", moment_at(span->from), "until", moment_at(span->until));

    return day_fill(asking, unit->code, span, reply, error) ? json_incref(reply) : NULL;
}

static bool day_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const DayArgs *args = data;
    g_autoptr(Unit) unit = unit_get(asking->db, args->unit, error);
    DaySpan span = {0};

    if (unit == NULL || !span_find(asking, args, &span, error))
        return false;
    json_auto_t *reply = day_log(asking, unit, &span, error);
    if (reply == NULL)
        return false;
    if (g_strcmp0(args->format, "pdf") != 0) {
        out_answer->json = json_incref(reply);
        return true;
    }
    out_answer->bytes = day_paper(asking, reply, args->lang == NULL ? "zh" : args->lang, error);
    out_answer->media_type = g_strdup("application/pdf");
    return out_answer->bytes != NULL;
}

static const char *const day_media[] = {"application/pdf", NULL};

static const Query queries[] = {
    {.name = "day_log.get",
        .path = "/units/{unit}/day-log",
        .permission = "dispatch.read",
        .args = day_args,
        .args_size = sizeof(DayArgs),
        .reply = day_reply,
        .media = day_media,
        .answer = day_answer,
        .help = "A day of the duty room as one paper, with the link of the journal it ends with."},
    {0},
};

const Part day_log_part = {.queries = queries};
