/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/digest.h"
#include "engine/engine.h"
#include "unit/access.h"
#include "unit/seal.h"
#include "unit/session.h"
#include "unit/sign_in_gate.h"
#include "unit/terminal.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"

#include <string.h>

#define CODE_LENGTH 12
#define TERMINALS_MAX 20 /* in use, of one unit */

typedef struct TerminalBody {
    char *name;
    char *agent;
    int64_t until;
    char *seal;
} TerminalBody;

static const Field added_fields[] = {
    FIELD(TerminalBody, name, FIELD_TEXT, .required = true, .plain = true),
    FIELD_END,
};

static const Field enrolled_fields[] = {
    FIELD(TerminalBody, agent, FIELD_TEXT),
    SEAL_FIELD(TerminalBody),
    FIELD_END,
};

static const Field locked_fields[] = {
    FIELD(TerminalBody, until, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field empty_fields[] = {FIELD_END};

const EventKind terminal_events[] = {
    {"terminal.added", added_fields, sizeof(TerminalBody)},
    {"terminal.enrolled", enrolled_fields, sizeof(TerminalBody)},
    {"terminal.locked", locked_fields, sizeof(TerminalBody)},
    {"terminal.revoked", empty_fields, 0},
    {0},
};

const Projection terminal_projections[] = {
    {.event = "terminal.added",
        .sql = "INSERT INTO terminal (unit, id, name, added_at)"
               " VALUES ($unit, $subject, $name, $at)"},
    {.event = "terminal.enrolled",
        .sql = "UPDATE terminal SET enrolled_at = $at WHERE unit = $unit AND id = $subject"},
    {.event = "terminal.locked",
        .sql = "UPDATE terminal SET locked_until = $until WHERE unit = $unit AND id = $subject"},
    {.event = "terminal.revoked",
        .sql = "UPDATE terminal SET revoked_at = $at WHERE unit = $unit AND id = $subject"},
    {0},
};

typedef struct TerminalArgs {
    char *unit;
    char *id;
    char *name;
    char *code;
    char *agent;
    char *address;
    char *limit_name;
    bool bearer;
} TerminalArgs;

static const Field add_args[] = {
    FIELD(TerminalArgs, unit, FIELD_WORD, .required = true),
    FIELD(TerminalArgs, name, FIELD_TEXT, .line = true, .required = true, .min = 1, .max = 30,
        .help = "Which computer it is, as the room calls it."),
    FIELD_END,
};

static const Field id_args[] = {
    FIELD(TerminalArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static const Field enrol_args[] = {
    FIELD(TerminalArgs, unit, FIELD_WORD, .required = true),
    FIELD(TerminalArgs, code, FIELD_WORD, .required = true, .max = 40, .personal = true,
        .secret = true, .help = "As it was shown once; blanks and dashes do not matter."),
    FIELD(TerminalArgs, bearer, FIELD_BOOL, .help = "Reply with a token instead of a cookie."),
    FIELD(TerminalArgs, agent, FIELD_TEXT, .max = 300),
    FIELD(TerminalArgs, address, FIELD_TEXT, .personal = true, .max = 64),
    FIELD(TerminalArgs, limit_name, FIELD_TEXT, .personal = true, .max = 64),
    FIELD_END,
};

/* Letters and digits that nobody mistakes for another when reading them out. */
static char *code_new(void)
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint8_t bytes[CODE_LENGTH];
    GString *code = g_string_new(NULL);
    random_bytes(bytes, sizeof bytes);
    for (int i = 0; i < CODE_LENGTH; i++) {
        if (i > 0 && i % 4 == 0)
            g_string_append_c(code, '-');
        g_string_append_c(code, letters[bytes[i] % 32]);
    }
    return g_string_free(code, FALSE);
}

/* Owned digest of a code however it was typed. */
static char *code_digest(const char *typed)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *c = typed; *c != '\0'; c++)
        if (g_ascii_isalnum(*c))
            g_string_append_c(plain, g_ascii_toupper(*c));
    return digest_secret(plain->str);
}

static bool add_decide(Decision *decision, const void *args, GError **error)
{
    const TerminalArgs *add = args;
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT COUNT(*) FROM terminal WHERE unit = $unit AND revoked_at IS NULL", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", add->unit);
    if (statement_step(statement, error) != STORE_ROW)
        return false;
    if (row_int(statement, 0) >= TERMINALS_MAX)
        return fail_as(error, FAIL_CONFLICT, "too_many_terminals", "revoke one before");
    TerminalBody body = {.name = add->name, .until = FIELD_UNSET};
    return decision_emit(decision, "terminal.added", NULL, &body, error);
}

static bool code_keep(Decision *decision, const char *terminal, const char *code, GError **error)
{
    g_autofree char *digest = code_digest(code);
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO terminal_code (unit, terminal, digest, expires_at, added_by)"
        " VALUES ($unit, $terminal, $digest, $until, $by)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "terminal", terminal);
    bind_text(statement, "digest", digest);
    bind_int(statement, "until", decision_now(decision) + TERMINAL_CODE_MS);
    bind_text(statement, "by", decision_actor(decision)->account);
    return statement_run(statement, error);
}

static bool add_settle(Decision *decision, const void *args, GError **error)
{
    char *code = code_new();
    decision_keep(decision, "code", code, g_free);
    return code_keep(decision, decision_shown(decision), code, error);
}

typedef struct TerminalReply {
    char *id;
    char *name;
    char *code;
    char *token;
} TerminalReply;

static const Field add_reply[] = {
    FIELD(TerminalReply, id, FIELD_WORD, .required = true),
    FIELD(TerminalReply, code, FIELD_WORD, .required = true, .help = "To be entered there, once."),
    FIELD_END,
};

static const Field enrol_reply[] = {
    FIELD(TerminalReply, id, FIELD_WORD, .required = true),
    FIELD(TerminalReply, name, FIELD_TEXT, .required = true),
    FIELD(TerminalReply, token, FIELD_WORD, .help = "Only with `bearer`, else the cookie's."),
    FIELD_END,
};

static bool add_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const TerminalReply reply = {
        .id = (char *) decision_shown(decision), .code = decision_kept(decision, "code")};
    *out_reply = fields_write(add_reply, FIELD_HTTP, &reply);
    return true;
}

static bool refuse_code(GError **error)
{
    return fail_as(error, FAIL_DENIED, "wrong_pairing", "the code is wrong, used or too old");
}

/* A code is worth no more than the account that asked for it. */
static bool code_stands(Decision *decision, const char *account, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Actor) maker = actor_of_account(decision_db(decision), account, &problem);
    if (maker != NULL)
        return true;
    if (g_error_matches(problem, FAIL, FAIL_DENIED))
        return refuse_code(error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* Owned terminal that waits for this code. */
static char *code_terminal(Decision *decision, const char *code, GError **error)
{
    g_autofree char *digest = code_digest(code);
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT c.terminal, c.added_by FROM terminal_code c"
        " JOIN terminal t ON t.unit = c.unit AND t.id = c.terminal"
        " WHERE c.unit = $unit AND c.digest = $digest AND c.expires_at > $now"
        " AND t.revoked_at IS NULL",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "digest", digest);
    bind_int(statement, "now", decision_now(decision));
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW && code_stands(decision, row_text(statement, 1), error))
        return g_strdup(row_text(statement, 0));
    if (step == STORE_DONE)
        refuse_code(error);
    return NULL;
}

static bool enrol_decide(Decision *decision, const void *args, GError **error)
{
    const TerminalArgs *enrol = args;
    g_autofree char *terminal = code_terminal(decision, enrol->code, error);
    if (terminal == NULL)
        return false;
    g_autofree char *random = random_hex(SESSION_TOKEN_BYTES);
    char *token = g_strdup_printf("%c%s", TERMINAL_TOKEN_MARK, random);
    decision_keep(decision, "token", token, g_free);
    g_autofree char *digest = digest_secret(token);
    g_autofree char *seal = seal_of(digest);
    TerminalBody body = {.agent = enrol->agent, .until = FIELD_UNSET, .seal = seal};
    decision_show(decision, terminal);
    return decision_emit(decision, "terminal.enrolled", terminal, &body, error);
}

static bool code_forget(Decision *decision, const char *terminal, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM terminal_code WHERE unit = $unit AND (terminal = $terminal"
        " OR expires_at <= $now)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "terminal", terminal);
    bind_int(statement, "now", decision_now(decision));
    return statement_run(statement, error);
}

static bool token_keep(Decision *decision, const char *terminal, const char *token, GError **error)
{
    g_autofree char *digest = digest_secret(token);
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO terminal_secret (unit, terminal, digest, set_at)"
        " VALUES ($unit, $terminal, $digest, $at)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "terminal", terminal);
    bind_text(statement, "digest", digest);
    bind_int(statement, "at", decision_now(decision));
    return statement_run(statement, error);
}

static bool enrol_settle(Decision *decision, const void *args, GError **error)
{
    const char *id = decision_shown(decision);
    const char *token = decision_kept(decision, "token");
    return code_forget(decision, id, error) && token_keep(decision, id, token, error) &&
           terminal_source_keep(decision, ((const TerminalArgs *) args)->limit_name, error);
}

static bool enrol_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const char *id = decision_shown(decision);
    g_autoptr(Terminal) terminal = terminal_get(decision_db(decision), id, error);
    if (terminal == NULL)
        return false;
    const TerminalReply reply = {
        .id = (char *) id, .name = terminal->name, .token = decision_kept(decision, "token")};
    *out_reply = fields_write(enrol_reply, FIELD_HTTP, &reply);
    return true;
}

static bool revoke_decide(Decision *decision, const void *args, GError **error)
{
    const TerminalArgs *revoke = args;
    g_autoptr(Terminal) terminal = terminal_get(decision_db(decision), revoke->id, error);
    if (terminal == NULL)
        return false;
    if (terminal->revoked_at != FIELD_UNSET)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "the terminal is revoked already");
    return decision_emit(decision, "terminal.revoked", revoke->id, NULL, error);
}

static bool revoke_settle(Decision *decision, const void *args, GError **error)
{
    const TerminalArgs *revoke = args;
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM terminal_secret WHERE unit = $unit AND terminal = $terminal", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "terminal", revoke->id);
    return statement_run(statement, error) && code_forget(decision, revoke->id, error);
}

const Command terminal_commands[] = {
    {.name = "terminal.add",
        .method = "POST",
        .path = "/units/{unit}/terminals",
        .permission = "terminal.manage",
        .status = 201,
        .begins = true,
        .args = add_args,
        .args_size = sizeof(TerminalArgs),
        .decide = add_decide,
        .settle = add_settle,
        .reply = add_reply,
        .conclude = add_conclude,
        .once = true,
        .help = "A computer of the room: a code to enter there, shown once, good for an hour."},
    {.name = "terminal.enrol",
        .method = "POST",
        .path = "/terminals/enrol",
        .session = SESSION_ENROLS,
        .args = enrol_args,
        .args_size = sizeof(TerminalArgs),
        .decide = enrol_decide,
        .settle = enrol_settle,
        .reply = enrol_reply,
        .conclude = enrol_conclude,
        .once = true,
        .help = "The computer enters its code and keeps the room's session from then on."},
    {.name = "terminal.revoke",
        .method = "DELETE",
        .path = "/terminals/{id}",
        .permission = "terminal.manage",
        .args = id_args,
        .args_size = sizeof(TerminalArgs),
        .decide = revoke_decide,
        .settle = revoke_settle,
        .help = "Ends a terminal's session at once."},
    {0},
};
