/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/me.h"

#include "engine/engine.h"
#include "unit/account.h"
#include "unit/sign_in_gate.h"
#include "unit/terminal.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

#define LOCKS_TOLD_MS (7 * 24 * HOUR_MS)

typedef struct Me {
    char *account;
    char *account_id;
    json_t *person;
    json_t *unit;
    char **roles;
    char **permissions;
    char **stands;
    char **watches;
    bool leads;
    bool on_watch;
    json_t *watch;
    bool demo;
    char *clock;
    int64_t now;
    int64_t expires_at;
    char *token;
    json_t *terminal;
    json_t *locks;
    bool must_change;
} Me;

typedef struct MePerson {
    char *id;
    char *name;
} MePerson;

static const Field me_person[] = {
    FIELD(MePerson, id, FIELD_WORD),
    FIELD(MePerson, name, FIELD_TEXT),
    FIELD_END,
};

typedef struct MeUnit {
    char *code;
    char *name;
    char *short_name;
    char *level;
    char *parent;
} MeUnit;

static const Field me_unit[] = {
    FIELD(MeUnit, code, FIELD_WORD, .required = true),
    FIELD(MeUnit, name, FIELD_TEXT, .required = true),
    FIELD(MeUnit, short_name, FIELD_TEXT),
    FIELD(MeUnit, level, FIELD_WORD),
    FIELD(MeUnit, parent, FIELD_WORD),
    FIELD_END,
};

typedef struct MeTerminal {
    char *id;
    char *name;
    bool proved;
} MeTerminal;

static const Field me_terminal[] = {
    FIELD(MeTerminal, id, FIELD_WORD, .required = true),
    FIELD(MeTerminal, name, FIELD_TEXT, .required = true),
    FIELD(MeTerminal, proved, FIELD_BOOL, .required = true),
    FIELD_END,
};

const Field me_reply[] = {
    FIELD(Me, account, FIELD_WORD, .required = true, .help = "The login, name@UNIT."),
    FIELD(Me, account_id, FIELD_WORD, .required = true, .help = "As in the journal's `actor`."),
    FIELD(Me, person, FIELD_JSON, .required = true, .object = me_person),
    FIELD(Me, unit, FIELD_JSON, .required = true, .object = me_unit),
    FIELD(Me, roles, FIELD_WORDS, .required = true),
    FIELD(Me, permissions, FIELD_WORDS, .required = true),
    FIELD(Me, stands, FIELD_WORDS, .required = true, .choices = watch_kinds,
        .help = "Watches that whoever asks may stand, their own first."),
    FIELD(Me, leads, FIELD_BOOL, .required = true, .help = "Of the unit's leaders, or its head."),
    FIELD(Me, watches, FIELD_WORDS, .required = true, .choices = watch_kinds,
        .help = "The watches that a unit keeps, the leading one first."),
    FIELD(Me, on_watch, FIELD_BOOL, .required = true),
    FIELD(Me, watch, FIELD_JSON, .object = watch_reply,
        .help = "The watch stood now: as GET /units/{unit}/watch."),
    FIELD(Me, demo, FIELD_BOOL, .required = true),
    FIELD(Me, clock, FIELD_WORD, .required = true, .help = "system, or manual: moved by hand."),
    FIELD(Me, now, FIELD_TIME, .required = true, .help = "The server's time."),
    FIELD(Me, expires_at, FIELD_TIME, .help = "When the session ends by itself."),
    FIELD(Me, terminal, FIELD_JSON, .object = me_terminal,
        .help = "At a room's terminal; with nobody acting, person is empty."),
    FIELD(Me, locks, FIELD_JSON, .items = account_lock_shown,
        .help = "Locks of the last seven days that wrong passwords for this account brought."),
    FIELD(Me, must_change, FIELD_BOOL, .required = true,
        .help = "The password was set anew by somebody else: nothing but POST /me/password goes."),
    FIELD(Me, token, FIELD_WORD, .help = "Only after signing in with `bearer`."),
    FIELD_END,
};

static json_t *unit_part(Db *db, const char *code)
{
    g_autoptr(Unit) unit = unit_get(db, code, NULL);
    if (unit == NULL)
        return json_pack("{s:s, s:s}", "code", code, "name", code);
    return json_pack("{s:s, s:s, s:s, s:s, s:s?}", "code", unit->code, "name", unit->name,
        "short_name", unit->short_name, "level", unit->level, "parent", unit->parent);
}

static json_t *watch_part(const Asking *asking)
{
    const Actor *actor = asking->actor;
    g_autoptr(GPtrArray) watches = watch_current(asking->db, actor->unit, NULL, NULL);
    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->person, actor->person) == 0)
            return watch_json(watch);
    }
    return NULL;
}

static int64_t session_expires(Db *db, const Actor *actor)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "SELECT expires_at FROM session WHERE unit = $unit AND id = $id", NULL);
    if (statement == NULL || actor->session == NULL)
        return FIELD_UNSET;
    bind_text(statement, "unit", actor->unit);
    bind_text(statement, "id", actor->session);
    return statement_step(statement, NULL) == STORE_ROW ? row_int(statement, 0) : FIELD_UNSET;
}

static json_t *terminal_part(const Asking *asking)
{
    const Actor *actor = asking->actor;
    g_autoptr(Terminal) terminal =
        actor->terminal == NULL ? NULL : terminal_get(asking->db, actor->terminal, NULL);
    if (terminal == NULL)
        return NULL;
    return json_pack("{s:s, s:s, s:b}", "id", terminal->id, "name", terminal->name, "proved",
        actor->proved_until > asking->now);
}

static bool is_handed(const Asking *asking, const Account *account)
{
    bool handed = false;

    return account != NULL && asking->actor->terminal == NULL &&
           account_is_handed(asking->db, account, &handed, NULL) && handed;
}

json_t *me_json(const Asking *asking)
{
    const Actor *actor = asking->actor;
    const Roles *roles = engine_service(asking->engine, SERVICE_ROLES);
    g_autoptr(Account) account = account_get(asking->db, actor->account, NULL);
    g_auto(GStrv) permissions = roles_permissions(roles, actor->roles);
    g_auto(GStrv) stands = roles_stand(actor->roles);
    int64_t since = asking->now - LOCKS_TOLD_MS;
    bool manual = clock_is_manual(engine_clock(asking->engine));
    Me me = {.account = account == NULL ? actor->account : account->login,
        .account_id = actor->account,
        .person = json_pack("{s:s?, s:s?}", "id", actor->person, "name", actor->name),
        .unit = unit_part(asking->db, actor->unit),
        .roles = actor->roles,
        .permissions = permissions,
        .stands = stands,
        .leads = roles_lead(actor->roles),
        .watches = (char **) watch_kinds,
        .watch = watch_part(asking),
        .demo = engine_service(asking->engine, SERVICE_DEMO) != NULL,
        .clock = manual ? (char *) "manual" : (char *) "system",
        .now = asking->now,
        .expires_at = session_expires(asking->db, actor),
        .terminal = terminal_part(asking),
        .locks = account == NULL ? NULL : account_locks(asking->db, account, since),
        .must_change = is_handed(asking, account)};
    me.on_watch = me.watch != NULL;
    json_t *json = fields_write(me_reply, FIELD_HTTP, &me);
    if (me.watch == NULL)
        json_object_set_new(json, "watch", json_null());
    json_decref(me.person);
    json_decref(me.unit);
    json_decref(me.watch);
    json_decref(me.terminal);
    json_decref(me.locks);
    return json;
}

static const Field no_args[] = {FIELD_END};

static bool me_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    out_answer->json = me_json(asking);
    return true;
}

const Query me_queries[] = {
    {.name = "me.get",
        .path = "/me",
        .room = true,
        .handed = true,
        .args = no_args,
        .reply = me_reply,
        .answer = me_answer,
        .help = "Who am I, and what may I do?"},
    {0},
};
