/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"
#include "engine/view.h"
#include "unit/account.h"
#include "unit/unit.h"
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
    char **may;
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

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

static json_t *account_may(const Asking *asking, Statement *row, bool locked)
{
    bool own =
        asking->actor != NULL && g_strcmp0(asking->actor->account, row_text_of(row, "id")) == 0;
    bool disabled = !row_is_null(row, row_column(row, "disabled_at"));
    json_t *may = json_array();

    if (!own)
        json_array_append_new(may, json_string(disabled ? "enable" : "disable"));
    if (!own && (locked || row_int_of(row, "strangers_locked") > 0))
        json_array_append_new(may, json_string("unlock"));
    return may;
}

static bool account_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    int64_t until = MAX(row_int_of(row, "own_until"), row_int_of(row, "source_until"));
    g_autofree char *text = until > asking->now ? moment_print(until) : NULL;

    if (text != NULL)
        json_object_set_new(item, "locked_until", json_string(text));
    json_object_set_new(item, "may", account_may(asking, row, text != NULL));
    return true;
}

#define LOCKS                                                                                      \
    " FROM account_lock l WHERE l.unit = a.unit AND l.account = a.id AND l.until > $now"           \
    " AND l.ended_at IS NULL"

static const View account_view = {
    .thing = "account",
    .fields = row_fields,
    .list = "SELECT a.id, a.login, a.person, p.name, a.opened_at, a.disabled_at, a.password_at,"
            " a.locked_until AS own_until, (SELECT MAX(l.until)" LOCKS ") AS source_until,"
            " (SELECT COUNT(*)" LOCKS " AND l.strangers = 0) AS locked_sources,"
            " (SELECT COUNT(*)" LOCKS " AND l.strangers = 1) AS strangers_locked,"
            " CASE WHEN " ACCOUNT_PASSWORD_BY_OTHER " THEN 1 ELSE 0 END AS password_by_other,"
            " (SELECT COUNT(*) FROM session s WHERE s.unit = a.unit AND s.account = a.id"
            " AND s.expires_at > $now) AS sessions"
            " FROM account a LEFT JOIN person p ON p.unit = a.unit AND p.id = a.person"
            " WHERE a.unit = $unit AND a.login > $after_login ORDER BY a.login LIMIT $limit",
    .fill = account_fill,
    .keys = {{"login", .is_text = true}},
    .sheet = "login name opened_at password_at password_by_other sessions locked_until "
             "locked_sources strangers_locked disabled_at id",
    .about = unit_name,
};

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

static const ViewName actor_names[] = {{"name", "account", account_person_name}, {0}};
static const View actor_view = {.thing = "actor", .fields = actor_fields, .names = actor_names};

static bool actors_answer(
    const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const ActorsArgs *wanted = args;
    int64_t after = wanted->after == FIELD_UNSET ? 0 : wanted->after;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT DISTINCT actor AS account FROM journal WHERE unit = $unit AND seq > $after"
        " AND seq <= $last AND actor <> 'system' ORDER BY actor",
        error);
    json_auto_t *items = json_array();

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", wanted->unit);
    bind_int(rows, "after", after);
    bind_int(rows, "last", after + (wanted->limit == FIELD_UNSET ? 100 : wanted->limit));
    out_answer->json = json_pack("{s:O}", "items", items);
    return view_items(asking, &actor_view, rows, items, error);
}

const Query account_queries[] = {
    {.name = "journal.actors",
        .path = "/units/{unit}/journal/actors",
        .permission = "journal.read",
        .args = actors_args,
        .args_size = sizeof(ActorsArgs),
        .reply = LIST_OF(actor_fields),
        .answer = actors_answer,
        .help = "Whose accounts some lines of a unit's journal name as actor."},
    {.name = "account.list",
        .path = "/units/{unit}/accounts",
        .permission = "account.manage",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(row_fields),
        .lists = &account_view,
        .help = "The accounts of a unit."},
    {0},
};
