/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "engine/engine.h"
#include "engine/view.h"
#include "unit/duty_line.h"
#include "unit/unit_row.h"
#include "unit/unit_rows.h"

typedef struct ListArgs {
    ListAsk ask;
    char *under;
    char *q;
    char *function;
    bool direct;
    bool closed;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, under, FIELD_WORD, .max = 24, .help = "This unit and everything below it."),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 40, .help = "Part of the name, code or pinyin initials."),
    FIELD(ListArgs, function, FIELD_WORD, .max = 40, .help = "Only those with this function."),
    FIELD(ListArgs, direct, FIELD_BOOL, .help = "Only the direct children of `under`."),
    FIELD(ListArgs, closed, FIELD_BOOL, .help = "Closed units too."),
    FIELD_END,
};

static bool units_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    const ListArgs *list = args;
    const char *q = list->q == NULL ? "" : list->q;
    g_autofree char *initials = g_ascii_strdown(q, -1), *code = g_ascii_strup(q, -1);
    g_autofree char *function =
        list->function == NULL ? NULL : g_strdup_printf(",%s,", list->function);

    bind_text(rows, "part", q);
    bind_text(rows, "initials", initials);
    bind_text(rows, "begins", code);
    bind_text(rows, "serves", function == NULL ? "" : function);
    return true;
}

/* A text holds another when taking that one out changes it: the same in both databases. */
#define UNIT_FILTER                                                                                \
    " ($closed = 1 OR valid_to IS NULL)"                                                           \
    " AND ($serves = '' OR REPLACE(',' || functions || ',', $serves, '')"                          \
    "   <> ',' || functions || ',')"                                                               \
    " AND ($part = '' OR REPLACE(name, $part, '') <> name OR REPLACE(short_name, $part, '') <> "   \
    "short_name"                                                                                   \
    "   OR REPLACE(initials, $initials, '') <> initials OR SUBSTR(unit, 1, LENGTH($begins)) = "    \
    "$begins)"                                                                                     \
    " AND unit > $after_code ORDER BY unit LIMIT $limit"

static const char *units_choose(const void *args)
{
    const ListArgs *list = args;

    if (list->under == NULL)
        return UNIT_COLUMNS " WHERE" UNIT_FILTER;
    return list->direct ? UNIT_COLUMNS " WHERE parent = $under AND" UNIT_FILTER
                        : UNIT_COLUMNS " WHERE unit IN " UNITS_UNDER " AND" UNIT_FILTER;
}

static void line_put(const Asking *asking, json_t *unit)
{
    const DutyLines *lines = engine_service(asking->engine, SERVICE_DUTY_LINES);
    const char *finding = duty_line_finding(lines, json_text(unit, "duty_phone"));

    if (finding != NULL)
        json_object_set_new(unit, "duty_line", json_string(finding));
}

static bool unit_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    line_put(asking, item);
    return true;
}

static const View unit_view = {
    .thing = "unit",
    .fields = unit_fields,
    .choose = units_choose,
    .bind = units_bind,
    .fill = unit_fill,
    .keys = {{"code", .is_text = true}},
    .sheet = "code name short_name level parent duty_phone valid_from valid_to",
};

typedef struct GetArgs {
    char *unit;
} GetArgs;

static const Field get_args[] = {
    FIELD(GetArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

static bool get_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    g_autoptr(Unit) unit = unit_get(asking->db, ((const GetArgs *) args)->unit, error);
    if (unit == NULL)
        return false;
    out_answer->json = fields_write(unit_fields, FIELD_HTTP, unit);
    line_put(asking, out_answer->json);
    return true;
}

/* Who is where in the tree, and under which number, is known to everybody in it: a dispatch needs
 * addressees. */
const Query unit_queries[] = {
    {.name = "unit.list",
        .path = "/units",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(unit_fields),
        .lists = &unit_view,
        .help = "The tree of units, in the order of codes."},
    {.name = "unit.get",
        .path = "/units/{unit}",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .reply = unit_fields,
        .answer = get_answer,
        .help = "One unit."},
    {0},
};
