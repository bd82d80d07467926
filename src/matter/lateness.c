/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of lateness (迟报): each duty to report that was or is past its time, of a unit and of
 * all below it, with what stands behind it. A figure without its matter is no evidence. */
#include "engine/view.h"
#include "matter/matter_private.h"
#include "matter/module.h"
#include "unit/access.h"
#include "unit/unit.h"

typedef struct LatenessArgs {
    ListAsk ask;
    char *unit;
    bool under;
    int64_t from;
    int64_t to;
} LatenessArgs;

static const Field lateness_args[] = {
    SHEET_FIELDS,
    FIELD(LatenessArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(LatenessArgs, under, FIELD_BOOL, .help = "Those of all units below as well."),
    FIELD(LatenessArgs, from, FIELD_TIME, .help = "Due then or later."),
    FIELD(LatenessArgs, to, FIELD_TIME, .help = "Due before."),
    FIELD_END,
};

typedef struct LatenessItem {
    char *unit;
    char *unit_name;
    char *matter;
    int64_t ordinal;
    char *number;
    char *title;
    int64_t level;
    char *report;
    char *channel;
    char *receiver_name;
    int64_t start_at;
    int64_t due_at;
    int64_t met_at;
    int64_t minutes;
    char *state;
    bool claimed;
    char *why;
} LatenessItem;

static const Field lateness_item[] = {
    FIELD(LatenessItem, unit, FIELD_WORD, .required = true),
    FIELD(LatenessItem, unit_name, FIELD_TEXT, .required = true),
    FIELD(LatenessItem, matter, FIELD_WORD, .required = true),
    FIELD(LatenessItem, ordinal, FIELD_INT, .required = true, .help = "Of the obligation."),
    FIELD(LatenessItem, number, FIELD_TEXT, .required = true),
    FIELD(LatenessItem, title, FIELD_TEXT),
    FIELD(LatenessItem, level, FIELD_INT),
    FIELD(LatenessItem, report, FIELD_WORD, .required = true),
    FIELD(LatenessItem, channel, FIELD_WORD, .required = true),
    FIELD(LatenessItem, receiver_name, FIELD_TEXT, .required = true),
    FIELD(LatenessItem, start_at, FIELD_TIME, .required = true),
    FIELD(LatenessItem, due_at, FIELD_TIME, .required = true),
    FIELD(LatenessItem, met_at, FIELD_TIME, .help = "Null: not yet, or no longer asked for."),
    FIELD(LatenessItem, minutes, FIELD_INT,
        .help = "Past its time, so far; null: no longer asked for."),
    FIELD(LatenessItem, state, FIELD_WORD, .required = true, .help = "late, late_met, waived"),
    FIELD(LatenessItem, claimed, FIELD_BOOL, .required = true,
        .help = "Said to have been in time, not confirmed."),
    FIELD(LatenessItem, why, FIELD_WORD, .help = "Why it began, moved or was waived."),
    FIELD_END,
};

#define COLUMNS                                                                                    \
    "SELECT o.unit, o.matter, o.ordinal, m.number, m.title, m.level, o.report, o.channel,"         \
    " o.receiver_name, o.start_at, o.due_at, o.met_at, CASE WHEN o.state = 4 THEN NULL"            \
    " WHEN o.claimed = 1 OR o.met_at IS NULL THEN (CAST($now AS BIGINT) - o.due_at) / 60000"       \
    " ELSE (o.met_at - o.due_at) / 60000 END AS minutes,"                                          \
    " CASE o.state WHEN 3 THEN 'late_met' WHEN 4 THEN 'waived' ELSE 'late' END AS state,"          \
    " o.claimed, o.why FROM obligation o JOIN matter m ON m.unit = o.unit AND m.seq = "            \
    "o.matter_seq"
#define BELOW                                                                                      \
    "(WITH RECURSIVE below(code) AS (SELECT CAST($unit AS TEXT) UNION SELECT u.unit FROM unit u"   \
    " JOIN below b ON u.parent = b.code) SELECT code FROM below)"
#define LATE                                                                                       \
    " AND o.late = 1 AND (o.why IS NULL OR o.why <> 'adopted') AND (CAST($from AS BIGINT) IS "     \
    "NULL OR o.due_at >= $from)"                                                                   \
    " AND (CAST($to AS BIGINT) IS NULL OR o.due_at < $to)"                                         \
    " AND (o.due_at, o.matter, o.ordinal) < ($after_due_at, $after_matter, $after_ordinal)"        \
    " ORDER BY o.due_at DESC, o.matter DESC, o.ordinal DESC LIMIT $limit"

static const char *lateness_choose(const void *args)
{
    return ((const LatenessArgs *) args)->under ? COLUMNS " WHERE o.unit IN " BELOW LATE
                                                : COLUMNS " WHERE o.unit = $unit" LATE;
}

/* What units below owed is for whoever inspects them. */
static bool lateness_admits(const Asking *asking, const void *data, GError **error)
{
    const LatenessArgs *args = data;
    const Guard *guard = engine_guard(asking->engine);

    return !args->under || guard == NULL ||
           guard->permits(
               guard->self, asking->db, asking->actor, PERMISSION_INSPECT, args->unit, error);
}

static const ViewName names[] = {{"unit_name", "unit", unit_name}, {0}};

static const View lateness_view = {
    .thing = "lateness",
    .fields = lateness_item,
    .choose = lateness_choose,
    .admits = lateness_admits,
    .names = names,
    .keys = {{"due_at", .falls = true}, {"matter", .falls = true, .is_text = true},
        {"ordinal", .falls = true}},
    .sheet = "unit unit_name number level title receiver_name report channel start_at due_at"
             " met_at minutes state claimed why matter",
    .about = unit_name,
};

static const Query queries[] = {
    {.name = "lateness.list",
        .path = "/units/{unit}/lateness",
        .permission = "matter.read",
        .args = lateness_args,
        .args_size = sizeof(LatenessArgs),
        .reply = LIST_OF(lateness_item),
        .lists = &lateness_view,
        .help = "Duties to report that were or are past their time, latest due first."},
    {0},
};

const Part lateness_part = {.queries = queries};
