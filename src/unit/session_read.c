/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/view.h"
#include "unit/unit.h"
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
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field own_args[] = {LIST_FIELDS, FIELD_END};

static const Field unit_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

/* Who names no unit asks for their own. */
static bool sessions_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    const ListArgs *list = args;

    bind_text(rows, "account", list->unit == NULL ? asking->actor->account : "");
    bind_text(rows, "session", asking->actor->session);
    return true;
}

static const View session_view = {
    .thing = "session",
    .fields = row_fields,
    .list = "SELECT s.id, a.login, p.name, s.created_at, s.expires_at, s.address, s.agent,"
            " CASE WHEN s.idle_ms > 0 THEN s.used_at END AS used_at,"
            " CASE WHEN s.id = $session THEN 1 ELSE 0 END AS current"
            " FROM session s JOIN account a ON a.unit = s.unit AND a.id = s.account"
            " LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
            " WHERE s.unit = $unit AND ($account = '' OR s.account = $account)"
            " AND s.expires_at > $now AND (s.idle_ms = 0 OR s.used_at + s.idle_ms > $now)"
            " AND (s.created_at, s.id) < ($after_created_at, $after_id)"
            " ORDER BY s.created_at DESC, s.id DESC LIMIT $limit",
    .bind = sessions_bind,
    .keys = {{"created_at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "login name created_at used_at expires_at address agent",
    .about = unit_name,
};

const Query session_queries[] = {
    {.name = "session.list_own",
        .path = "/sessions",
        .args = own_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(row_fields),
        .lists = &session_view,
        .help = "Where one is signed in."},
    {.name = "session.list",
        .path = "/units/{unit}/sessions",
        .permission = "session.manage",
        .args = unit_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(row_fields),
        .lists = &session_view,
        .help = "Who of the unit is signed in, and where."},
    {0},
};
