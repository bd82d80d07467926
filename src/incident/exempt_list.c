/* SPDX-License-Identifier: Apache-2.0 */
/* The list of incidents that were not reported, of a unit and of all below it, with what the level
 * above found of those that were drawn. */
#include "engine/view.h"
#include "incident/incident_private.h"
#include "unit/access.h"

typedef struct ExemptArgs {
    ListAsk ask;
    char *unit;
    bool under;
    bool drawn;
} ExemptArgs;

static const Field exempt_args[] = {
    SHEET_FIELDS,
    FIELD(ExemptArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ExemptArgs, under, FIELD_BOOL, .help = "Those of all units below as well."),
    FIELD(ExemptArgs, drawn, FIELD_BOOL, .help = "Only those that were drawn to be looked at."),
    FIELD_END,
};

typedef struct ExemptItem {
    char *unit, *unit_name, *matter, *number, *title, *rule, *rule_zh, *rule_en;
    int64_t at, over_at;
    bool drawn;
    char *verdict, *words;
    int64_t looked_at;
} ExemptItem;

static const Field exempt_item[] = {
    FIELD(ExemptItem, unit, FIELD_WORD, .required = true),
    FIELD(ExemptItem, unit_name, FIELD_TEXT, .required = true),
    FIELD(ExemptItem, matter, FIELD_WORD, .required = true),
    FIELD(ExemptItem, number, FIELD_TEXT, .required = true),
    FIELD(ExemptItem, title, FIELD_TEXT),
    FIELD(ExemptItem, rule, FIELD_WORD, .help = "Id of its row; null: the leader decided."),
    FIELD(ExemptItem, rule_zh, FIELD_TEXT, .help = "What it said then."),
    FIELD(ExemptItem, rule_en, FIELD_TEXT),
    FIELD(ExemptItem, at, FIELD_TIME, .required = true),
    FIELD(ExemptItem, over_at, FIELD_TIME, .help = "When more was known; null: it is so still."),
    FIELD(ExemptItem, drawn, FIELD_BOOL, .required = true, .help = "Put before the level above."),
    FIELD(ExemptItem, verdict, FIELD_WORD, .help = "seen, should_report; null: not looked at."),
    FIELD(ExemptItem, words, FIELD_TEXT),
    FIELD(ExemptItem, looked_at, FIELD_TIME),
    FIELD_END,
};

/* One that two levels looked at has what was found first. */
#define COLUMNS                                                                                    \
    "SELECT e.unit, e.matter, m.number, m.title, e.rule, e.rule_zh, e.rule_en, e.at, e.over_at, "  \
    "e.drawn, l.verdict,"                                                                          \
    " l.words, l.at AS looked_at FROM exempt e JOIN matter m ON m.unit = e.unit"                   \
    " AND m.seq = e.matter_seq LEFT JOIN exempt_look l ON l.matter = e.matter AND l.unit = "       \
    "(SELECT"                                                                                      \
    " MIN(o.unit) FROM exempt_look o WHERE o.matter = e.matter)"
#define REST                                                                                       \
    " AND ($drawn = 0 OR e.drawn = 1) AND (e.at, e.matter) < ($after_at, $after_matter)"           \
    " ORDER BY e.at DESC, e.matter DESC LIMIT $limit"

static const char *exempt_choose(const void *args)
{
    return ((const ExemptArgs *) args)->under ? COLUMNS
               " WHERE e.unit IN (WITH RECURSIVE below(code) AS (SELECT CAST($unit AS"
               " TEXT) UNION SELECT u.unit FROM unit u JOIN below b ON u.parent = b.code)"
               " SELECT code FROM below)" REST
                                              : COLUMNS " WHERE e.unit = $unit" REST;
}

/* What units below left unreported is for whoever inspects them. */
static bool exempt_admits(const Asking *asking, const void *data, GError **error)
{
    const ExemptArgs *args = data;
    const Guard *guard = engine_guard(asking->engine);
    return !args->under || guard == NULL ||
           guard->permits(
               guard->self, asking->db, asking->actor, PERMISSION_INSPECT, args->unit, error);
}

static const ViewName names[] = {{"unit_name", "unit", unit_name}, {0}};

static const View exempt_view = {
    .thing = "exempt",
    .fields = exempt_item,
    .choose = exempt_choose,
    .admits = exempt_admits,
    .names = names,
    .keys = {{"at", .falls = true}, {"matter", .falls = true, .is_text = true}},
    .sheet = "unit unit_name number title rule_zh at over_at drawn verdict words looked_at matter",
    .about = unit_name,
};

const Query exempt_queries[] = {
    {.name = "exempt.list",
        .path = "/units/{unit}/exempt",
        .permission = "matter.read",
        .args = exempt_args,
        .args_size = sizeof(ExemptArgs),
        .reply = LIST_OF(exempt_item),
        .lists = &exempt_view,
        .help = "Incidents that needed not be reported, latest first."},
    {0},
};
