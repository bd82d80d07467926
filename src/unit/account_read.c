/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/account.h"
#include "unit/unit_rows.h"

typedef struct AccountRow {
    char *id;
    char *login;
    char *person;
    char *name;
    int64_t opened_at;
    int64_t disabled_at;
    int64_t locked_until;
    int64_t locked_sources;
    bool strangers_locked;
    int64_t password_at;
    bool password_by_other;
    int64_t sessions;
    const char *const *may;
} AccountRow;

static const Field row_fields[] = {
    FIELD(AccountRow, id, FIELD_WORD, .required = true),
    FIELD(AccountRow, login, FIELD_WORD, .required = true),
    FIELD(AccountRow, person, FIELD_WORD, .required = true),
    FIELD(AccountRow, name, FIELD_TEXT),
    FIELD(AccountRow, opened_at, FIELD_TIME, .required = true),
    FIELD(AccountRow, disabled_at, FIELD_TIME),
    FIELD(AccountRow, locked_until, FIELD_TIME, .help = "Absent when it is not locked now."),
    FIELD(AccountRow, locked_sources, FIELD_INT, .required = true,
        .help = "From how many places wrong passwords have locked it now."),
    FIELD(AccountRow, strangers_locked, FIELD_BOOL, .required = true,
        .help = "Only known places may sign in now: the wrong passwords came from many."),
    FIELD(AccountRow, password_at, FIELD_TIME, .required = true, .help = "When it was last set."),
    FIELD(AccountRow, password_by_other, FIELD_BOOL, .required = true,
        .help = "Set anew by somebody else, and not by its owner since."),
    FIELD(AccountRow, sessions, FIELD_INT, .required = true, .help = "How many are open."),
    FIELD(AccountRow, may, FIELD_WORDS, .required = true,
        .help = "disable, enable, unlock: what its state lets the asker do; nothing to one's own."),
    FIELD_END,
};

#define LIST_MAX 500

typedef struct ListArgs {
    char *unit;
    int64_t limit;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD(ListArgs, limit, FIELD_INT, .min = 1, .max = LIST_MAX),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = row_fields),
    FIELD_END,
};

static json_t *account_row(Statement *statement, const Asking *asking)
{
    int64_t now = asking->now;
    int64_t locked_until = MAX(row_int_or(statement, 6, 0), row_int_or(statement, 9, 0));
    bool others =
        asking->actor == NULL || g_strcmp0(asking->actor->account, row_text(statement, 0)) != 0;
    bool locked = locked_until > now || row_int(statement, 11) > 0;
    const char *const may[] = {
        row_is_null(statement, 5) ? "disable" : "enable", locked ? "unlock" : NULL, NULL};
    AccountRow row = {.id = (char *) row_text(statement, 0),
        .login = (char *) row_text(statement, 1),
        .person = (char *) row_text(statement, 2),
        .name = (char *) row_text(statement, 3),
        .opened_at = row_int(statement, 4),
        .disabled_at = row_int_or(statement, 5, FIELD_UNSET),
        .locked_until = locked_until > now ? locked_until : FIELD_UNSET,
        .locked_sources = row_int(statement, 10),
        .strangers_locked = row_int(statement, 11) > 0,
        .password_at = row_int(statement, 7),
        .password_by_other = row_int(statement, 12) > 0,
        .sessions = row_int(statement, 8),
        .may = others ? may : may + G_N_ELEMENTS(may) - 1};
    return fields_write(row_fields, FIELD_HTTP, &row);
}

#define LOCKS                                                                                      \
    " FROM account_lock l WHERE l.unit = a.unit AND l.account = a.id AND l.until > $now"           \
    " AND l.ended_at IS NULL"

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ListArgs *list = args;
    g_autoptr(Statement) statement = store_prepare(asking->db,
        "SELECT a.id, a.login, a.person, p.name, a.opened_at, a.disabled_at, a.locked_until,"
        " a.password_at, (SELECT COUNT(*) FROM session s WHERE s.unit = a.unit"
        " AND s.account = a.id AND s.expires_at > $now),"
        " (SELECT MAX(l.until)" LOCKS "), (SELECT COUNT(*)" LOCKS " AND l.strangers = 0),"
        " (SELECT COUNT(*)" LOCKS " AND l.strangers = 1), CASE WHEN " ACCOUNT_PASSWORD_BY_OTHER
        " THEN 1 ELSE 0 END"
        " FROM account a LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
        " WHERE a.unit = $unit ORDER BY a.login LIMIT $limit",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", list->unit);
    bind_int(statement, "limit", list->limit == FIELD_UNSET ? LIST_MAX : list->limit);
    bind_int(statement, "now", asking->now);
    json_t *items = json_array();
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW)
        json_array_append_new(items, account_row(statement, asking));
    out_answer->json = json_pack("{s:o}", "items", items);
    return step == STORE_DONE;
}

/* ---- who acted ---- */

#define ACTORS_SPAN_MAX 500

typedef struct ActorsArgs {
    char *unit;
    int64_t after, limit;
} ActorsArgs;

static const Field actors_args[] = {
    FIELD(ActorsArgs, unit, FIELD_WORD, .required = true),
    FIELD(ActorsArgs, after, FIELD_INT, .min = 0, .help = "Lines behind this number; 0."),
    FIELD(ActorsArgs, limit, FIELD_INT, .min = 1, .max = ACTORS_SPAN_MAX,
        .help = "Of so many lines; 100."),
    FIELD_END,
};

typedef struct ActorRow {
    char *account, *name;
} ActorRow;

static const Field actor_fields[] = {
    FIELD(ActorRow, account, FIELD_WORD, .required = true),
    FIELD(ActorRow, name, FIELD_TEXT, .help = "Absent: no longer known."),
    FIELD_END,
};

static const Field actors_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = actor_fields),
    FIELD_END,
};

static bool actors_answer(
    const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ActorsArgs *wanted = args;
    int64_t after = wanted->after == FIELD_UNSET ? 0 : wanted->after;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT DISTINCT actor FROM journal WHERE unit = $unit AND seq > $after AND seq <= $last"
        " AND actor <> 'system' ORDER BY actor",
        error);
    json_auto_t *items = json_array();
    StoreStep step;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", wanted->unit);
    bind_int(rows, "after", after);
    bind_int(rows, "last", after + (wanted->limit == FIELD_UNSET ? 100 : wanted->limit));
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autofree char *account = g_strdup(row_text(rows, 0));
        g_autofree char *name = account_person_name(asking->db, account);
        const ActorRow row = {.account = account, .name = name};

        json_array_append_new(items, fields_write(actor_fields, FIELD_HTTP, &row));
    }
    out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

const Query account_queries[] = {
    {.name = "journal.actors",
        .path = "/units/{unit}/journal/actors",
        .permission = "journal.read",
        .args = actors_args,
        .args_size = sizeof(ActorsArgs),
        .reply = actors_reply,
        .answer = actors_answer,
        .help = "Whose accounts some lines of a unit's journal name as actor."},
    {.name = "account.list",
        .path = "/units/{unit}/accounts",
        .permission = "account.manage",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "The accounts of a unit."},
    {0},
};
