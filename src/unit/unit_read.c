/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit_row.h"
#include "unit/unit_rows.h"

#include <string.h>

#define LIST_DEFAULT 50
#define LIST_MAX 200

static const Field unit_reply[] = {
    FIELD(Unit, code, FIELD_WORD, .required = true),
    FIELD(Unit, name, FIELD_TEXT, .required = true),
    FIELD(Unit, short_name, FIELD_TEXT),
    FIELD(Unit, initials, FIELD_WORD, .help = "Pinyin initials of the name."),
    FIELD(Unit, division, FIELD_WORD),
    FIELD(Unit, level, FIELD_WORD, .required = true),
    FIELD(Unit, parent, FIELD_WORD),
    FIELD(Unit, functions, FIELD_WORDS, .required = true),
    FIELD(Unit, duty_phone, FIELD_TEXT),
    FIELD(Unit, profile, FIELD_WORD),
    FIELD(Unit, valid_from, FIELD_TIME, .required = true),
    FIELD(Unit, valid_to, FIELD_TIME, .help = "When it was closed; absent while it is open."),
    FIELD_END,
};

typedef struct ListArgs {
    char *under;
    char *q;
    char *function;
    bool direct;
    bool closed;
    char *cursor;
    int64_t limit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, under, FIELD_WORD, .max = 24, .help = "This unit and everything below it."),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 40, .help = "Part of the name, code or pinyin initials."),
    FIELD(ListArgs, function, FIELD_WORD, .max = 40, .help = "Only those with this function."),
    FIELD(ListArgs, direct, FIELD_BOOL, .help = "Only the direct children of `under`."),
    FIELD(ListArgs, closed, FIELD_BOOL, .help = "Closed units too."),
    FIELD(ListArgs, cursor, FIELD_WORD, .max = 24),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = LIST_MAX),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
    char *next;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = unit_reply),
    FIELD(ListReply, next, FIELD_WORD, .help = "Cursor of the next page; null at the end."),
    FIELD_END,
};

static void bind_list(Statement *statement, const ListArgs *args, int64_t limit)
{
    g_autofree char *initials = args->q == NULL ? NULL : g_ascii_strdown(args->q, -1);
    g_autofree char *code = args->q == NULL ? NULL : g_ascii_strup(args->q, -1);
    g_autofree char *function =
        args->function == NULL ? NULL : g_strdup_printf(",%s,", args->function);
    bind_text(statement, "q", args->q == NULL ? "" : args->q);
    bind_text(statement, "initials", initials == NULL ? "" : initials);
    bind_text(statement, "code", code == NULL ? "" : code);
    bind_text(statement, "function", function == NULL ? "" : function);
    bind_text(statement, "cursor", args->cursor == NULL ? "" : args->cursor);
    bind_int(statement, "closed", args->closed ? 1 : 0);
    bind_int(statement, "limit", limit);
}

/* A text holds another when taking that one out changes it: the same in both databases. */
#define UNIT_COLUMNS                                                                               \
    "SELECT unit, name, short_name, initials, division, level, parent, functions, duty_phone,"     \
    " profile, valid_from, valid_to FROM unit"
#define UNIT_FILTER                                                                                \
    " ($closed = 1 OR valid_to IS NULL)"                                                           \
    " AND ($function = '' OR REPLACE(',' || functions || ',', $function, '')"                      \
    "   <> ',' || functions || ',')"                                                               \
    " AND ($q = '' OR REPLACE(name, $q, '') <> name OR REPLACE(short_name, $q, '') <> short_name"  \
    "   OR REPLACE(initials, $initials, '') <> initials OR SUBSTR(unit, 1, LENGTH($code)) = "      \
    "$code)"                                                                                       \
    " AND unit > $cursor ORDER BY unit LIMIT $limit"

static Statement *prepare_list(Db *db, const ListArgs *args, GError **error)
{
    if (args->under == NULL)
        return store_prepare(db, UNIT_COLUMNS " WHERE" UNIT_FILTER, error);
    Statement *statement =
        args->direct
            ? store_prepare(db, UNIT_COLUMNS " WHERE parent = $under AND" UNIT_FILTER, error)
            : store_prepare(db,
                  "WITH RECURSIVE below(code) AS (SELECT unit FROM unit WHERE unit = $under"
                  " UNION SELECT u.unit FROM unit u JOIN below b ON u.parent = "
                  "b.code) " UNIT_COLUMNS " WHERE unit IN (SELECT code FROM below) AND" UNIT_FILTER,
                  error);
    if (statement != NULL)
        bind_text(statement, "under", args->under);
    return statement;
}

static json_t *units_page(GPtrArray *units, guint limit)
{
    json_t *items = json_array();
    for (guint i = 0; i < MIN(units->len, limit); i++)
        json_array_append_new(items, fields_write(unit_reply, FIELD_HTTP, units->pdata[i]));
    const Unit *last = units->len > limit ? units->pdata[limit - 1] : NULL;
    return json_pack("{s:o, s:s?}", "items", items, "next", last == NULL ? NULL : last->code);
}

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ListArgs *list = args;
    int64_t limit = list->limit == FIELD_UNSET ? LIST_DEFAULT : list->limit;
    g_autoptr(Statement) statement = prepare_list(asking->db, list, error);
    if (statement == NULL)
        return false;
    bind_list(statement, list, limit + 1);
    g_autoptr(GPtrArray) units =
        statement_rows(statement, unit_of_row, (GDestroyNotify) unit_free, error);
    if (units == NULL)
        return false;
    out_answer->json = units_page(units, (guint) limit);
    return true;
}

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
    out_answer->json = fields_write(unit_reply, FIELD_HTTP, unit);
    return true;
}

/* Who is where in the tree, and under which number, is known to everybody in it: a dispatch needs
 * addressees. */
const Query unit_queries[] = {
    {.name = "unit.list",
        .path = "/units",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The tree of units, in the order of codes."},
    {.name = "unit.get",
        .path = "/units/{unit}",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .reply = unit_reply,
        .answer = get_answer,
        .help = "One unit."},
    {0},
};
