/* SPDX-License-Identifier: Apache-2.0 */
#include "daybook/silence.h"

#include "base/clock.h"
#include "base/moment.h"
#include "daybook/module.h"
#include "engine/actor.h"

#include <string.h>

#define LEAST_MINUTES_USUAL 60
#define SPAN_MAX_MS (35 * DAY_MS)

static bool at_of(Db *db, const char *unit, int64_t seq, int64_t *out_at, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT at FROM journal WHERE unit = $unit AND seq = $seq", error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_int(row, "seq", seq);
    return statement_int(row, FIELD_UNSET, out_at, error) &&
           (*out_at != FIELD_UNSET ||
               fail(error, FAIL_CORRUPT, "event %" G_GINT64_FORMAT " is missing", seq));
}

/* Times never run back within a unit, so the number is found by halving. */
bool journal_seq_before(Db *db, const char *unit, int64_t at, int64_t *out_seq, GError **error)
{
    int64_t low = 0, high = 0, then = 0;
    {
        g_autoptr(Statement) row =
            store_prepare(db, "SELECT MAX(seq) FROM journal WHERE unit = $unit", error);
        if (row == NULL)
            return false;
        bind_text(row, "unit", unit);
        if (!statement_int(row, 0, &high, error))
            return false;
    }
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (!at_of(db, unit, middle, &then, error))
            return false;
        if (then < at)
            low = middle;
        else
            high = middle - 1;
    }
    *out_seq = low;
    return true;
}

/* What the program itself notes about people is no act of theirs. */
static bool is_act(const char *kind)
{
    static const char *const noted[] = {"presence.", "session.", "terminal."};

    for (size_t i = 0; i < G_N_ELEMENTS(noted); i++)
        if (g_str_has_prefix(kind, noted[i]))
            return false;
    return true;
}

static bool claimed_count(
    Db *db, const char *unit, int64_t from, int64_t until, int64_t *out_count, GError **error)
{
    g_autoptr(Statement) row = store_prepare_span(db,
        "SELECT COUNT(*) FROM log WHERE unit = $unit AND claimed = 1 AND said_at >= $from"
        " AND said_at < $until",
        unit, from, until, error);

    return statement_int(row, 0, out_count, error);
}

static bool silence_add(
    Db *db, const char *unit, const SilenceSpan *silence, json_t *list, GError **error)
{
    int64_t claimed = 0;

    if (silence->until - silence->from < silence->least_ms)
        return true;
    if (!claimed_count(db, unit, silence->from, silence->until, &claimed, error))
        return false;
    g_autofree char *from = moment_print(silence->from);
    g_autofree char *until = moment_print(silence->until);
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:I, s:I}", "from", from, "until", until, "minutes",
                  (json_int_t) ((silence->until - silence->from) / MINUTE_MS), "claimed",
                  (json_int_t) claimed));
    return true;
}

/* Moments of all that people did in the span, in order. */
static GArray *acts_find(Db *db, const char *unit, const SilenceSpan *span, GError **error)
{
    g_autoptr(GArray) acts = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT at, kind FROM journal WHERE unit = $unit AND seq > $after AND seq <= $last"
        " AND actor <> '" ACTOR_SYSTEM "' ORDER BY seq",
        error);
    StoreStep step = STORE_FAILED;
    int64_t after = 0, last = 0;

    if (rows == NULL || !journal_seq_before(db, unit, span->from, &after, error) ||
        !journal_seq_before(db, unit, span->until, &last, error))
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "after", after);
    bind_int(rows, "last", last);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        int64_t at = row_int_of(rows, "at");
        if (is_act(row_text_of(rows, "kind")))
            g_array_append_val(acts, at);
    }
    return step == STORE_DONE ? g_steal_pointer(&acts) : NULL;
}

json_t *silences_find(Db *db, const char *unit, const SilenceSpan *span, GError **error)
{
    json_auto_t *list = json_array();
    g_autoptr(GArray) acts = acts_find(db, unit, span, error);
    SilenceSpan silence = *span;

    for (guint i = 0; acts != NULL && i <= acts->len; i++) {
        silence.until = i == acts->len ? span->until : g_array_index(acts, int64_t, i);
        if (!silence_add(db, unit, &silence, list, error))
            return NULL;
        silence.from = silence.until;
    }
    return acts == NULL ? NULL : json_incref(list);
}

/* ---- GET /units/{unit}/log/silences ---- */

typedef struct SilencesArgs {
    char *unit;
    int64_t from;
    int64_t to;
    int64_t least;
} SilencesArgs;

static const Field silences_args[] = {
    FIELD(SilencesArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(SilencesArgs, from, FIELD_TIME, .help = "A day before `to` when absent."),
    FIELD(SilencesArgs, to, FIELD_TIME, .help = "Now when absent."),
    FIELD(SilencesArgs, least, FIELD_INT, .min = 1, .max = 10080,
        .help = "Minutes; shorter silences are left out. 60 when absent."),
    FIELD_END,
};

typedef struct SilenceShown {
    int64_t from;
    int64_t until;
    int64_t minutes;
    int64_t claimed;
} SilenceShown;

const Field silence_shown[] = {
    FIELD(SilenceShown, from, FIELD_TIME, .required = true),
    FIELD(SilenceShown, until, FIELD_TIME, .required = true),
    FIELD(SilenceShown, minutes, FIELD_INT, .required = true),
    FIELD(SilenceShown, claimed, FIELD_INT, .required = true,
        .help = "Log entries written afterwards about that time."),
    FIELD_END,
};

typedef struct SilencesReply {
    json_t *items;
} SilencesReply;

static const Field silences_reply[] = {
    FIELD(SilencesReply, items, FIELD_JSON, .required = true, .items = silence_shown),
    FIELD_END,
};

static bool silences_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const SilencesArgs *args = data;
    int64_t until = args->to == FIELD_UNSET ? asking->now : MIN(args->to, asking->now);
    const SilenceSpan span = {.from = args->from == FIELD_UNSET ? until - DAY_MS : args->from,
        .until = until,
        .least_ms = (args->least == FIELD_UNSET ? LEAST_MINUTES_USUAL : args->least) * MINUTE_MS};

    if (span.until - span.from > SPAN_MAX_MS)
        return fail_field(error, "from", "too_early");
    json_t *items = silences_find(asking->db, args->unit, &span, error);
    if (items == NULL)
        return false;
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

static const Query queries[] = {
    {.name = "log.silences",
        .path = "/units/{unit}/log/silences",
        .permission = "matter.read",
        .args = silences_args,
        .args_size = sizeof(SilencesArgs),
        .reply = silences_reply,
        .answer = silences_answer,
        .help = "When nobody at the unit did anything that stands in its record."},
    {0},
};

const Part silence_part = {.queries = queries};
