/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/selfcheck.h"

#include "engine/field_row.h"

#define EVENT_SELFCHECK_DONE "selfcheck.done"

/* What did not fit is a table, a code and an id: nothing personal. */
#define SELFCHECK_FIELDS                                                                           \
    FIELD(Selfcheck, units, FIELD_INT, .required = true, .help = "Whose record was looked at."),   \
        FIELD(Selfcheck, events, FIELD_INT, .required = true,                                      \
            .help = "Whose hashes were made again."),                                              \
        FIELD(Selfcheck, differences, FIELD_INT, .required = true, .help = "0: all of it fits."),  \
        FIELD(Selfcheck, found, FIELD_TEXT, .plain = true, .max = 500,                             \
            .help = "The first thing that does not fit."),                                         \
        FIELD(Selfcheck, took_ms, FIELD_INT, .required = true)

static const Field done_fields[] = {SELFCHECK_FIELDS, FIELD_END};

static const Field record_args[] = {
    FIELD(Selfcheck, unit, FIELD_WORD, .required = true),
    SELFCHECK_FIELDS,
    FIELD_END,
};

static const Field no_fields[] = {FIELD_END};

static const EventKind selfcheck_events[] = {
    {.name = EVENT_SELFCHECK_DONE, .fields = done_fields, .size = sizeof(Selfcheck)},
    {0},
};

static bool record_decide(Decision *decision, const void *args, GError **error)
{
    const Selfcheck *done = args;

    return decision_emit(decision, EVENT_SELFCHECK_DONE, decision_unit(decision), done, error);
}

static const Command selfcheck_commands[] = {
    {.name = "selfcheck.record",
        .args = record_args,
        .args_size = sizeof(Selfcheck),
        .reply = no_fields,
        .decide = record_decide,
        .help = "Keeps what the nightly look at the whole record came to."},
    {0},
};

static const Projection selfcheck_projections[] = {
    {EVENT_SELFCHECK_DONE,
        "INSERT INTO selfcheck (unit, at, units, events, differences, found, took_ms)"
        " VALUES ($unit, $at, $units, $events, $differences, $found, $took_ms)"
        " ON CONFLICT (unit) DO UPDATE SET at = $at, units = $units, events = $events,"
        " differences = $differences, found = $found, took_ms = $took_ms",
        NULL},
    {0},
};

/* --- reading --- */

bool selfcheck_last(Db *db, int64_t *out_at, int64_t *out_differences, GError **error)
{
    g_autoptr(Statement) last =
        store_prepare(db, "SELECT at, differences FROM selfcheck ORDER BY at DESC LIMIT 1", error);
    StoreStep step = last == NULL ? STORE_FAILED : statement_step(last, error);

    if (step == STORE_FAILED)
        return false;
    *out_at = step == STORE_ROW ? row_int_of(last, "at") : 0;
    *out_differences = step == STORE_ROW ? row_int_of(last, "differences") : 0;
    return true;
}

char *selfcheck_unit(Db *db, GError **error)
{
    g_autoptr(Statement) top = store_prepare(
        db, "SELECT unit FROM unit WHERE parent IS NULL ORDER BY valid_from, unit LIMIT 1", error);
    char *unit = NULL;

    statement_text(top, &unit, error);
    return unit;
}

typedef struct ShowArgs {
    char *unit;
} ShowArgs;

static const Field show_args[] = {
    FIELD(ShowArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct SelfcheckShown {
    int64_t at, units, events, differences;
    char *found;
    int64_t took_ms;
} SelfcheckShown;

static const Field show_reply[] = {
    FIELD(SelfcheckShown, at, FIELD_TIME, .help = "When; absent: none was made here yet."),
    FIELD(SelfcheckShown, units, FIELD_INT),
    FIELD(SelfcheckShown, events, FIELD_INT),
    FIELD(SelfcheckShown, differences, FIELD_INT, .help = "0: all of it fits."),
    FIELD(SelfcheckShown, found, FIELD_TEXT, .help = "The first thing that does not fit."),
    FIELD(SelfcheckShown, took_ms, FIELD_INT),
    FIELD_END,
};

static bool show_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ShowArgs *wanted = args;
    g_autoptr(Statement) row = store_prepare(asking->db,
        "SELECT at, units, events, differences, took_ms, found FROM selfcheck WHERE unit = $unit",
        error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", wanted->unit);
    StoreStep step = statement_step(row, error);
    if (step == STORE_ROW)
        out_answer->json = fields_row_json(show_reply, row);
    else if (step == STORE_DONE)
        out_answer->json = json_object();
    return step != STORE_FAILED;
}

static const Query selfcheck_queries[] = {
    {.name = "selfcheck.show",
        .path = "/units/{unit}/selfcheck",
        .permission = "selfcheck.read",
        .args = show_args,
        .args_size = sizeof(ShowArgs),
        .reply = show_reply,
        .answer = show_answer,
        .help = "The last nightly look at the whole record, kept by the unit at the top."},
    {NULL},
};

const Part selfcheck_part = {
    .events = selfcheck_events,
    .commands = selfcheck_commands,
    .queries = selfcheck_queries,
    .projections = selfcheck_projections,
};
