/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit_rows.h"

typedef struct SessionRow {
    char *id;
    char *login;
    char *name;
    int64_t created_at;
    int64_t expires_at;
    int64_t used_at;
    char *address;
    char *agent;
    bool current;
} SessionRow;

static const Field row_fields[] = {
    FIELD(SessionRow, id, FIELD_WORD, .required = true),
    FIELD(SessionRow, login, FIELD_WORD, .required = true),
    FIELD(SessionRow, name, FIELD_TEXT),
    FIELD(SessionRow, created_at, FIELD_TIME, .required = true),
    FIELD(SessionRow, expires_at, FIELD_TIME, .required = true),
    FIELD(SessionRow, used_at, FIELD_TIME, .help = "Last use, roughly; kept where idle ones end."),
    FIELD(SessionRow, address, FIELD_TEXT),
    FIELD(SessionRow, agent, FIELD_TEXT),
    FIELD(SessionRow, current, FIELD_BOOL, .required = true, .help = "The one that asks."),
    FIELD_END,
};

typedef struct ListArgs {
    char *unit;
} ListArgs;

static const Field own_args[] = {FIELD_END};

static const Field unit_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = row_fields),
    FIELD_END,
};

static json_t *session_row(Statement *statement, const Actor *actor)
{
    SessionRow row = {.id = (char *) row_text(statement, 0),
        .login = (char *) row_text(statement, 1),
        .name = (char *) row_text(statement, 2),
        .created_at = row_int(statement, 3),
        .expires_at = row_int(statement, 4),
        .address = (char *) row_text(statement, 5),
        .agent = (char *) row_text(statement, 6),
        .used_at = row_int(statement, 7) > 0 ? row_int(statement, 8) : FIELD_UNSET,
        .current = g_strcmp0(row_text(statement, 0), actor->session) == 0};
    return fields_write(row_fields, FIELD_HTTP, &row);
}

static bool sessions_answer(
    const Asking *asking, const char *unit, const char *account, Answer *out_answer, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(asking->db,
        "SELECT s.id, a.login, p.name, s.created_at, s.expires_at, s.address, s.agent,"
        " s.idle_ms, s.used_at"
        " FROM session s JOIN account a ON a.unit = s.unit AND a.id = s.account"
        " LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE s.unit = $unit AND ($account = '' OR s.account = $account)"
        " AND s.expires_at > $now AND (s.idle_ms = 0 OR s.used_at + s.idle_ms > $now) ORDER BY "
        "s.created_at DESC, s.id",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "account", account);
    bind_int(statement, "now", asking->now);
    json_t *items = json_array();
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        json_array_append_new(items, session_row(statement, asking->actor));
    out_answer->json = json_pack("{s:o}", "items", items);
    return step == STORE_DONE;
}

static bool own_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    return sessions_answer(asking, asking->actor->unit, asking->actor->account, out_answer, error);
}

static bool unit_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    return sessions_answer(asking, ((const ListArgs *) args)->unit, "", out_answer, error);
}

const Query session_queries[] = {
    {.name = "session.list_own",
        .path = "/sessions",
        .args = own_args,
        .reply = list_reply,
        .answer = own_answer,
        .help = "Where one is signed in."},
    {.name = "session.list",
        .path = "/units/{unit}/sessions",
        .permission = "session.manage",
        .args = unit_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = unit_answer,
        .help = "Who of the unit is signed in, and where."},
    {0},
};
