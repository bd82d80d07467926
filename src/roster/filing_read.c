/* SPDX-License-Identifier: Apache-2.0 */
/* Who has filed and who has not; what was called for here and asked from above. */
#include "base/json.h"
#include "base/text.h"
#include "roster/filing.h"
#include "roster/show.h"
#include "unit/unit.h"

#include <string.h>

#define STATE_FILED "filed"
#define STATE_LATE "late"       /* filed, but after the minute */
#define STATE_PARTIAL "partial" /* some of the days */
#define STATE_MISSING "missing"

static const char *const states[] = {STATE_FILED, STATE_LATE, STATE_PARTIAL, STATE_MISSING, NULL};

typedef struct Call {
    char *unit, *id, *title, *from_day, *to_day, *under;
    int64_t due_at, called_at;
} Call;

static void call_clear(Call *call)
{
    g_free(call->unit);
    g_free(call->id);
    g_free(call->title);
    g_free(call->from_day);
    g_free(call->to_day);
    g_free(call->under);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Call, call_clear)

#define CALL_COLUMNS                                                                               \
    "SELECT unit, id, title, from_day, to_day, under, due_at, called_at FROM filing_call"          \
    " WHERE unit = $unit"

static Call call_of_row(Statement *row)
{
    return (Call){.unit = g_strdup(row_text(row, 0)),
        .id = g_strdup(row_text(row, 1)),
        .title = g_strdup(row_text(row, 2)),
        .from_day = g_strdup(row_text(row, 3)),
        .to_day = g_strdup(row_text(row, 4)),
        .under = g_strdup(row_text(row, 5)),
        .due_at = row_int(row, 6),
        .called_at = row_int(row, 7)};
}

static bool call_load(Db *db, const char *id, Call *out_call, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, CALL_COLUMNS " AND id = $id", id, error);

    if (!statement_find(row, "no_such_call", "call", error))
        return false;
    *out_call = call_of_row(row);
    return true;
}

/* ---- one unit's part in a call ---- */

typedef struct FilingPart {
    char *unit, *name;
    const char *state;
    int64_t filed_at;
    char *roster;   /* the last that touches the days */
    char *dispatch; /* by which it came */
} FilingPart;

static void part_clear(FilingPart *part)
{
    g_free(part->unit);
    g_free(part->name);
    g_free(part->roster);
    g_free(part->dispatch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FilingPart, part_clear)

static GArray *part_days(Db *db, const Call *call, FilingPart *part, GError **error)
{
    g_autoptr(GArray) filed = g_array_new(FALSE, FALSE, sizeof(FilingDays));
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT from_day, to_day, sent_at, roster, dispatch FROM filing WHERE unit = $unit"
        " AND from_unit = $from_unit AND from_day <= $to_day AND to_day >= $from_day"
        " ORDER BY sent_at, roster",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    g_array_set_clear_func(filed, filing_days_clear);
    bind_text(rows, "unit", call->unit);
    bind_text(rows, "from_unit", part->unit);
    bind_text(rows, "from_day", call->from_day);
    bind_text(rows, "to_day", call->to_day);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        const FilingDays days = {
            g_strdup(row_text(rows, 0)), g_strdup(row_text(rows, 1)), row_int(rows, 2)};
        g_array_append_val(filed, days);
        g_free(part->roster);
        g_free(part->dispatch);
        part->roster = g_strdup(row_text(rows, 3));
        part->dispatch = g_strdup(row_text(rows, 4));
    }
    return step == STORE_DONE ? g_steal_pointer(&filed) : NULL;
}

static bool part_judge(Db *db, const Call *call, FilingPart *part, GError **error)
{
    g_autoptr(GArray) filed = part_days(db, call, part, error);
    int64_t at = 0;

    if (filed == NULL)
        return false;
    part->filed_at = FIELD_UNSET;
    if (filing_covers(filed, call->from_day, call->to_day, &at)) {
        part->filed_at = at;
        part->state = at > call->due_at ? STATE_LATE : STATE_FILED;
    } else {
        part->state = filed->len > 0 ? STATE_PARTIAL : STATE_MISSING;
    }
    return true;
}

static Statement *called_rows(Db *db, const Call *call, GError **error)
{
    Statement *rows = store_prepare(db,
        "SELECT receiver FROM filing_called WHERE unit = $unit AND call = $call ORDER BY receiver",
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", call->unit);
    bind_text(rows, "call", call->id);
    return rows;
}

int64_t filing_missing(Db *db, const char *id)
{
    g_auto(Call) call = {0};
    g_autoptr(Statement) rows = NULL;
    StoreStep step = STORE_FAILED;
    int64_t missing = 0;

    if (!call_load(db, id, &call, NULL))
        return -1;
    rows = called_rows(db, &call, NULL);
    while (rows != NULL && (step = statement_step(rows, NULL)) == STORE_ROW) {
        g_auto(FilingPart) part = {.unit = g_strdup(row_text(rows, 0))};
        if (!part_judge(db, &call, &part, NULL))
            return -1;
        missing += part.filed_at == FIELD_UNSET;
    }
    return step == STORE_DONE ? missing : -1;
}

/* ---- GET /filing ---- */

typedef struct FilingArgs {
    char *call;
    char *under;
    char *unit;
} FilingArgs;

static const Field filing_args[] = {
    FIELD(FilingArgs, call, FIELD_WORD, .required = true, .max = 40, .help = "Id of the call."),
    FIELD(FilingArgs, under, FIELD_WORD, .max = 24, .help = "Only this unit and those below it."),
    FIELD_END,
};

static const Field part_fields[] = {
    FIELD(FilingPart, unit, FIELD_WORD, .required = true),
    FIELD(FilingPart, name, FIELD_TEXT, .required = true),
    FIELD(FilingPart, state, FIELD_WORD, .required = true, .choices = states),
    FIELD(FilingPart, filed_at, FIELD_TIME, .help = "When the last that was needed was sent."),
    FIELD(FilingPart, roster, FIELD_WORD, .help = "The last one filed."),
    FIELD(FilingPart, dispatch, FIELD_WORD, .help = "By which it came; its payload is the roster."),
    FIELD_END,
};

typedef struct FilingReply {
    char *unit, *id, *title, *from_day, *to_day, *under;
    int64_t due_at, called_at;
    int64_t called, missing;
    bool over;
    json_t *items;
} FilingReply;

#define CALL_FIELDS                                                                                \
    FIELD(FilingReply, unit, FIELD_WORD, .required = true, .help = "That calls."),                 \
        FIELD(FilingReply, id, FIELD_WORD, .required = true),                                      \
        FIELD(FilingReply, title, FIELD_TEXT, .required = true),                                   \
        FIELD(FilingReply, from_day, FIELD_WORD, .required = true),                                \
        FIELD(FilingReply, to_day, FIELD_WORD, .required = true),                                  \
        FIELD(FilingReply, under, FIELD_WORD, .required = true),                                   \
        FIELD(FilingReply, due_at, FIELD_TIME, .required = true),                                  \
        FIELD(FilingReply, called_at, FIELD_TIME, .required = true),                               \
        FIELD(FilingReply, called, FIELD_INT, .required = true, .help = "How many units."),        \
        FIELD(FilingReply, missing, FIELD_INT, .required = true, .help = "How many have not."),    \
        FIELD(FilingReply, over, FIELD_BOOL, .required = true, .help = "The minute has passed.")

static const Field filing_reply[] = {
    CALL_FIELDS,
    FIELD(FilingReply, items, FIELD_JSON, .required = true, .items = part_fields),
    FIELD_END,
};

static const Field call_row[] = {CALL_FIELDS, FIELD_END};

/* Judges every unit of the call (below `under`, where given); rows into `items` unless NULL. */
static bool call_judge(
    Db *db, const Call *call, const char *under, FilingReply *reply, GError **error)
{
    g_autoptr(Statement) rows = called_rows(db, call, error);
    StoreStep step = STORE_FAILED;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        g_auto(FilingPart) part = {.unit = g_strdup(row_text(rows, 0))};
        bool is_below = under == NULL || strcmp(under, part.unit) == 0;
        if (!is_below && !unit_is_below(db, part.unit, under, &is_below, error))
            return false;
        if (!is_below)
            continue;
        part.name = unit_name(db, part.unit);
        if (!part_judge(db, call, &part, error))
            return false;
        reply->called++;
        reply->missing += part.filed_at == FIELD_UNSET;
        if (reply->items != NULL)
            json_array_append_new(reply->items, fields_write(part_fields, FIELD_HTTP, &part));
    }
    return step == STORE_DONE;
}

static FilingReply reply_of(const Call *call, int64_t now)
{
    return (FilingReply){.unit = call->unit,
        .id = call->id,
        .title = call->title,
        .from_day = call->from_day,
        .to_day = call->to_day,
        .under = call->under,
        .due_at = call->due_at,
        .called_at = call->called_at,
        .over = now >= call->due_at};
}

static bool filing_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const FilingArgs *args = data;
    g_autofree char *unit = text_unit_of(args->call);
    g_auto(Call) call = {0};
    json_auto_t *items = json_array();

    bool is_there = false;

    if (!unit_exists(asking->db, unit, &is_there, error))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_call", "there is no such call");
    if (!roster_visible(asking, unit, error) || !call_load(asking->db, args->call, &call, error))
        return false;
    FilingReply reply = reply_of(&call, asking->now);
    reply.items = items;
    if (!call_judge(asking->db, &call, args->under, &reply, error))
        return false;
    out_answer->json = fields_write(filing_reply, FIELD_HTTP, &reply);
    return true;
}

/* ---- GET /units/{unit}/filing-calls ---- */

static const Field unit_args[] = {
    FIELD(FilingArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field calls_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = call_row),
    FIELD_END,
};

static bool calls_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const FilingArgs *args = data;
    json_auto_t *items = json_array();
    StoreStep step = STORE_FAILED;

    if (!roster_visible(asking, args->unit, error))
        return false;
    g_autoptr(Statement) rows =
        store_prepare(asking->db, CALL_COLUMNS " ORDER BY due_at DESC, id LIMIT 50", error);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_auto(Call) call = call_of_row(rows);
        FilingReply reply = reply_of(&call, asking->now);
        if (!call_judge(asking->db, &call, NULL, &reply, error))
            return false;
        json_array_append_new(items, fields_write(call_row, FIELD_HTTP, &reply));
    }
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

/* ---- GET /units/{unit}/filing-asks ---- */

static const Field ask_row[] = {
    FIELD(FilingAsk, id, FIELD_WORD, .required = true),
    FIELD(FilingAsk, caller, FIELD_WORD, .required = true, .help = "Unit that asked."),
    FIELD(FilingAsk, call, FIELD_WORD, .required = true),
    FIELD(FilingAsk, dispatch, FIELD_WORD, .required = true),
    FIELD(FilingAsk, title, FIELD_TEXT, .required = true),
    FIELD(FilingAsk, from_day, FIELD_WORD, .required = true),
    FIELD(FilingAsk, to_day, FIELD_WORD, .required = true),
    FIELD(FilingAsk, due_at, FIELD_TIME, .required = true),
    FIELD(FilingAsk, asked_at, FIELD_TIME, .required = true),
    FIELD(FilingAsk, filed_at, FIELD_TIME, .help = "Absent: not yet, or not all of its days."),
    FIELD(FilingAsk, lapsed_at, FIELD_TIME,
        .help = "When its days had passed and it was never met; absent: not so."),
    FIELD_END,
};

static const Field asks_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = ask_row),
    FIELD_END,
};

static bool asks_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const FilingArgs *args = data;
    json_auto_t *items = json_array();
    g_autoptr(GPtrArray) asks = NULL;

    if (!roster_visible(asking, args->unit, error))
        return false;
    asks = filing_asks(asking->db, args->unit, true, error);
    if (asks == NULL)
        return false;
    for (guint i = 0; i < asks->len; i++)
        json_array_append_new(items, fields_write(ask_row, FIELD_HTTP, asks->pdata[i]));
    out_answer->json = json_pack("{s:O}", "items", items);
    return true;
}

const Query filing_queries[] = {
    {.name = "filing.get",
        .path = "/filing",
        .args = filing_args,
        .args_size = sizeof(FilingArgs),
        .reply = filing_reply,
        .answer = filing_answer,
        .help = "Who has filed for a call, who late, who in part, who not."},
    {.name = "filing.calls",
        .path = "/units/{unit}/filing-calls",
        .args = unit_args,
        .args_size = sizeof(FilingArgs),
        .reply = calls_reply,
        .answer = calls_answer,
        .help = "What a unit has called for, the latest first."},
    {.name = "filing.asks",
        .path = "/units/{unit}/filing-asks",
        .args = unit_args,
        .args_size = sizeof(FilingArgs),
        .reply = asks_reply,
        .answer = asks_answer,
        .help = "What superiors have asked a unit to file."},
    {0},
};
