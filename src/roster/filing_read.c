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

/* ---- what is shown ---- */

typedef struct FilingPart {
    char *unit, *name, *state;
    int64_t filed_at;
    char *roster;   /* the last that touches the days */
    char *dispatch; /* by which it came */
} FilingPart;

static const Field part_fields[] = {
    FIELD(FilingPart, unit, FIELD_WORD, .required = true),
    FIELD(FilingPart, name, FIELD_TEXT, .required = true),
    FIELD(FilingPart, state, FIELD_WORD, .required = true, .choices = states),
    FIELD(FilingPart, filed_at, FIELD_TIME, .help = "When the last that was needed was sent."),
    FIELD(FilingPart, roster, FIELD_WORD, .help = "The last one filed."),
    FIELD(FilingPart, dispatch, FIELD_WORD, .help = "By which it came; its payload is the roster."),
    FIELD_END,
};

typedef struct Call {
    char *unit, *id, *title, *from_day, *to_day, *under;
    int64_t due_at, called_at, called, missing;
    bool over;
    json_t *items; /* of part_fields; NULL: only counted */
} Call;

#define CALL_FIELDS                                                                                \
    FIELD(Call, unit, FIELD_WORD, .required = true, .help = "That calls."),                        \
        FIELD(Call, id, FIELD_WORD, .required = true),                                             \
        FIELD(Call, title, FIELD_TEXT, .required = true),                                          \
        FIELD(Call, from_day, FIELD_WORD, .required = true),                                       \
        FIELD(Call, to_day, FIELD_WORD, .required = true),                                         \
        FIELD(Call, under, FIELD_WORD, .required = true),                                          \
        FIELD(Call, due_at, FIELD_TIME, .required = true),                                         \
        FIELD(Call, called_at, FIELD_TIME, .required = true),                                      \
        FIELD(Call, called, FIELD_INT, .required = true, .help = "How many units."),               \
        FIELD(Call, missing, FIELD_INT, .required = true, .help = "How many have not."),           \
        FIELD(Call, over, FIELD_BOOL, .required = true, .help = "The minute has passed.")

static const Field filing_reply[] = {
    CALL_FIELDS,
    FIELD(Call, items, FIELD_JSON, .required = true, .items = part_fields),
    FIELD_END,
};

static const Field call_row[] = {CALL_FIELDS, FIELD_END};

static void call_clear(Call *call)
{
    fields_clear(filing_reply, call);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Call, call_clear)

const Field filing_called_reply[] = {
    FIELD(Call, id, FIELD_WORD, .required = true),
    FIELD(Call, called, FIELD_INT, .required = true, .help = "How many units."),
    FIELD_END,
};

const View filing_called_view = {
    .thing = "call",
    .reason = "no_such_call",
    .fields = filing_called_reply,
    .one = "SELECT id, (SELECT COUNT(*) FROM filing_called d WHERE d.unit = c.unit"
           " AND d.call = c.id) AS called FROM filing_call c WHERE unit = $unit AND id = $id",
};

/* ---- each unit's part in a call ---- */

/* The part that is read now, row by row: what the unit has filed of the days. */
typedef struct Judging {
    Db *db;
    Call *call;
    const char *under; /* only these count; NULL: all */
    FilingPart part;
    GPtrArray *filed; /* FilingDays * */
} Judging;

static void part_end(Judging *judging)
{
    FilingPart *part = &judging->part;
    Call *call = judging->call;
    int64_t at = FIELD_UNSET;
    bool whole = filing_covers(judging->filed, call->from_day, call->to_day, &at);

    if (part->unit == NULL)
        return;
    part->filed_at = whole ? at : FIELD_UNSET;
    part->state = g_strdup(whole && at > call->due_at ? STATE_LATE
                           : whole                    ? STATE_FILED
                           : judging->filed->len > 0  ? STATE_PARTIAL
                                                      : STATE_MISSING);
    call->called++;
    call->missing += !whole;
    if (call->items != NULL) {
        part->name = unit_name(judging->db, part->unit);
        json_array_append_new(call->items, fields_write(part_fields, FIELD_HTTP, part));
    }
    fields_clear(part_fields, part);
    g_ptr_array_set_size(judging->filed, 0);
}

static bool part_read(Judging *judging, Statement *row, GError **error)
{
    const char *unit = row_text_of(row, "unit"), *under = judging->under;

    if (g_strcmp0(judging->part.unit, unit) != 0)
        part_end(judging);
    bool is_below = under == NULL || strcmp(under, unit) == 0;
    if (!is_below && !unit_is_below(judging->db, unit, under, &is_below, error))
        return false;
    if (!is_below)
        return true;
    fields_clear(part_fields, &judging->part);
    fields_row(part_fields, row, &judging->part);
    if (row_text_of(row, "roster") != NULL)
        g_ptr_array_add(
            judging->filed, fields_row_new(filing_days_fields, sizeof(FilingDays), row));
    return true;
}

/* Counts the call's units, below `under` where given, and puts their parts where there is a list.
 */
static bool call_judge(Db *db, Call *call, const char *under, GError **error)
{
    g_autoptr(GPtrArray) filed = g_ptr_array_new_with_free_func((GDestroyNotify) filing_days_free);
    Judging judging = {.db = db, .call = call, .under = under, .filed = filed};
    g_autoptr(Statement) rows = store_prepare_texts(db,
        "SELECT c.receiver AS unit, f.from_day, f.to_day, f.sent_at AS at, f.roster, f.dispatch"
        " FROM filing_called c LEFT JOIN filing f ON f.unit = c.unit AND f.from_unit = c.receiver"
        " AND f.from_day <= $to_day AND f.to_day >= $from_day"
        " WHERE c.unit = $unit AND c.call = $call ORDER BY c.receiver, f.sent_at, f.roster",
        error, "unit", call->unit, "call", call->id, "from_day", call->from_day, "to_day",
        call->to_day, NULL);
    StoreStep step = STORE_FAILED;

    call->called = call->missing = 0;
    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        if (!part_read(&judging, rows, error))
            break;
    part_end(&judging);
    return step == STORE_DONE;
}

#define CALLS                                                                                      \
    "SELECT unit, id, title, from_day, to_day, under, due_at, called_at FROM filing_call"          \
    " WHERE unit = $unit"

static bool call_load(Db *db, const char *id, Call *out_call, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, CALLS " AND id = $id", id, error);

    if (!statement_find(row, "no_such_call", "call", error))
        return false;
    fields_row(call_row, row, out_call);
    return true;
}

bool filing_missing(Db *db, const char *id, int64_t *out_missing, GError **error)
{
    g_auto(Call) call = {0};

    if (!call_load(db, id, &call, error) || !call_judge(db, &call, NULL, error))
        return false;
    *out_missing = call.missing;
    return true;
}

/* ---- GET /filing ---- */

typedef struct FilingArgs {
    ListAsk ask;
    char *call, *under, *unit;
} FilingArgs;

static const Field filing_args[] = {
    FIELD(FilingArgs, call, FIELD_WORD, .required = true, .max = 40, .help = "Id of the call."),
    FIELD(FilingArgs, under, FIELD_WORD, .max = 24, .help = "Only this unit and those below it."),
    FIELD_END,
};

static bool filing_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const FilingArgs *args = data;
    g_autofree char *unit = text_unit_of(args->call);
    g_auto(Call) call = {0};

    bool is_there = false;

    if (!unit_exists(asking->db, unit, &is_there, error))
        return false;
    if (!is_there)
        return fail_as(error, FAIL_NOT_FOUND, "no_such_call", "there is no such call");
    if (!roster_visible(asking, unit, error) || !call_load(asking->db, args->call, &call, error))
        return false;
    call.over = asking->now >= call.due_at;
    call.items = json_array();
    if (!call_judge(asking->db, &call, args->under, error))
        return false;
    out_answer->json = fields_write(filing_reply, FIELD_HTTP, &call);
    return true;
}

/* ---- GET /units/{unit}/filing-calls, /filing-asks ---- */

static const Field unit_args[] = {
    LIST_FIELDS,
    FIELD(FilingArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static bool unit_admits(const Asking *asking, const void *data, GError **error)
{
    return roster_visible(asking, ((const FilingArgs *) data)->unit, error);
}

static bool call_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    g_auto(Call) call = {0};

    fields_row(call_row, row, &call);
    if (!call_judge(asking->db, &call, NULL, error))
        return false;
    json_object_set_new(item, "called", json_integer(call.called));
    json_object_set_new(item, "missing", json_integer(call.missing));
    json_object_set_new(item, "over", json_boolean(asking->now >= call.due_at));
    return true;
}

#define LATEST                                                                                     \
    " AND (due_at < $after_due_at OR (due_at = $after_due_at AND id > $after_id))"                 \
    " ORDER BY due_at DESC, id LIMIT $limit"

static const View calls_view = {
    .thing = "call",
    .fields = call_row,
    .list = CALLS LATEST,
    .admits = unit_admits,
    .fill = call_fill,
    .keys = {{"due_at", .falls = true}, {"id", .is_text = true}},
};

static const View asks_view = {
    .thing = "ask",
    .fields = filing_ask_fields,
    .list = "SELECT * FROM filing_ask WHERE unit = $unit" LATEST,
    .admits = unit_admits,
    .keys = {{"due_at", .falls = true}, {"id", .is_text = true}},
};

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
        .reply = LIST_OF(call_row),
        .lists = &calls_view,
        .help = "What a unit has called for, the latest first."},
    {.name = "filing.asks",
        .path = "/units/{unit}/filing-asks",
        .args = unit_args,
        .args_size = sizeof(FilingArgs),
        .reply = LIST_OF(filing_ask_fields),
        .lists = &asks_view,
        .help = "What superiors have asked a unit to file."},
    {0},
};
