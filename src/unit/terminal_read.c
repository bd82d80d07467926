/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"
#include "engine/view.h"
#include "unit/credential.h"
#include "unit/person.h"
#include "unit/terminal.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field no_args[] = {FIELD_END};

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field terminal_fields[] = {
    FIELD(Terminal, id, FIELD_WORD, .required = true),
    FIELD(Terminal, name, FIELD_TEXT, .required = true),
    FIELD(Terminal, added_at, FIELD_TIME, .required = true),
    FIELD(Terminal, enrolled_at, FIELD_TIME, .help = "Absent: its code was not entered yet."),
    FIELD(Terminal, locked_until, FIELD_TIME, .help = "Too many wrong PINs there."),
    FIELD_END,
};

static const View terminal_view = {
    .thing = "terminal",
    .fields = terminal_fields,
    .list = "SELECT id, name, added_at, enrolled_at, locked_until FROM terminal"
            " WHERE unit = $unit AND revoked_at IS NULL AND (added_at, id) > ($after_added_at,"
            " $after_id) ORDER BY added_at, id LIMIT $limit",
    .keys = {{"added_at"}, {"id", .is_text = true}},
    .sheet = "name added_at enrolled_at locked_until id",
    .about = unit_name,
};

/* --- the terminal itself --- */

typedef struct Guest {
    char *person;
    char *name;
    char *initials;
    char **stands;
    bool pin;
    bool passkey;
    char *watch;
    char *role;
    bool here;
} Guest;

static const Field guest_fields[] = {
    FIELD(Guest, person, FIELD_WORD, .required = true),
    FIELD(Guest, name, FIELD_TEXT),
    FIELD(Guest, initials, FIELD_TEXT),
    FIELD(Guest, stands, FIELD_WORDS, .required = true, .choices = watch_kinds,
        .help = "Watches they may stand, their own first."),
    FIELD(Guest, pin, FIELD_BOOL, .required = true, .help = "They have set one."),
    FIELD(Guest, passkey, FIELD_BOOL, .required = true),
    FIELD(Guest, watch, FIELD_WORD, .help = "The watch they stand now."),
    FIELD(Guest, role, FIELD_WORD, .choices = watch_kinds),
    FIELD(Guest, here, FIELD_BOOL, .required = true, .help = "They came on it at this terminal."),
    FIELD_END,
};

typedef struct TerminalHere {
    char *id;
    char *name;
    char *unit;
    json_t *people;
    int64_t locked_until;
} TerminalHere;

static const Field here_reply[] = {
    FIELD(TerminalHere, id, FIELD_WORD, .required = true),
    FIELD(TerminalHere, name, FIELD_TEXT, .required = true),
    FIELD(TerminalHere, unit, FIELD_WORD, .required = true),
    FIELD(TerminalHere, people, FIELD_JSON, .required = true, .items = guest_fields),
    FIELD(TerminalHere, locked_until, FIELD_TIME),
    FIELD_END,
};

static void guest_watch(Guest *guest, const GPtrArray *watches, const char *terminal)
{
    for (guint i = 0; i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->person, guest->person) != 0)
            continue;
        g_free(guest->watch);
        g_free(guest->role);
        guest->watch = g_strdup(watch->id);
        guest->role = g_strdup(watch->role);
        guest->here = guest->here || g_strcmp0(watch->terminal, terminal) == 0;
    }
}

/* NULL when it can't be read. */
static json_t *guest_json(
    const Asking *asking, Statement *row, const GPtrArray *watches, GError **error)
{
    Guest guest = {0};
    g_auto(GStrv) held = person_roles(asking->db, row_text_of(row, "person"), error);

    if (held == NULL)
        return NULL;
    fields_row(guest_fields, row, &guest);
    guest.stands = roles_stand(held);
    guest_watch(&guest, watches, asking->actor->terminal);
    json_t *shown = fields_write(guest_fields, FIELD_HTTP, &guest);
    fields_clear(guest_fields, &guest);
    return shown;
}

/* Whoever may act here: of the unit, with an account in use; administrators do no duty. */
static bool guests_add(
    const Asking *asking, const GPtrArray *watches, json_t *people, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(asking->db,
        "SELECT p.id AS person, p.name, p.initials,"
        " (SELECT COUNT(*) FROM credential c WHERE c.unit = p.unit AND c.person = p.id"
        "  AND c.kind = 'pin' AND c.removed_at IS NULL) AS pin,"
        " (SELECT COUNT(*) FROM credential c WHERE c.unit = p.unit AND c.person = p.id"
        "  AND c.kind = 'passkey' AND c.removed_at IS NULL) AS passkey"
        " FROM person p WHERE p.unit = $unit AND p.left_at IS NULL"
        " AND EXISTS (SELECT 1 FROM account a WHERE a.unit = p.unit AND a.person = p.id"
        "  AND a.disabled_at IS NULL)"
        " AND EXISTS (SELECT 1 FROM role_grant g WHERE g.unit = p.unit AND g.person = p.id"
        "  AND g.role IN ('officer', 'leader', 'head', 'member'))"
        " ORDER BY p.initials, p.id",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", asking->actor->unit);
    StoreStep step;
    while ((step = statement_step(statement, error)) == STORE_ROW) {
        json_t *guest = guest_json(asking, statement, watches, error);
        if (guest == NULL)
            return false;
        json_array_append_new(people, guest);
    }
    return step == STORE_DONE;
}

static bool here_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Actor *actor = asking->actor;
    if (actor->terminal == NULL)
        return fail_as(error, FAIL_CONFLICT, "no_terminal", "this is no terminal of a room");
    g_autoptr(Terminal) terminal = terminal_get(asking->db, actor->terminal, error);
    g_autoptr(GPtrArray) watches = watch_current(asking->db, actor->unit, NULL, error);
    if (terminal == NULL || watches == NULL)
        return false;
    json_auto_t *people = json_array();
    if (!guests_add(asking, watches, people, error))
        return false;
    TerminalHere here = {.id = terminal->id,
        .name = terminal->name,
        .unit = terminal->unit,
        .people = people,
        .locked_until = terminal->locked_until};
    out_answer->json = fields_write(here_reply, FIELD_HTTP, &here);
    return true;
}

const Query terminal_queries[] = {
    {.name = "terminal.list",
        .path = "/units/{unit}/terminals",
        .permission = "terminal.manage",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(terminal_fields),
        .lists = &terminal_view,
        .help = "The room's terminals in use."},
    {.name = "terminal.here",
        .path = "/terminal",
        .room = true,
        .args = no_args,
        .reply = here_reply,
        .answer = here_answer,
        .help = "This terminal, and who may come on watch at it."},
    {0},
};
