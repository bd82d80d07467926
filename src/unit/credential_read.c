/* SPDX-License-Identifier: Apache-2.0 */
/* Which PINs, passkeys and generators of codes there are: one's own, and a unit's for whoever looks
 * after its accounts. That they are, never what. */
#include "unit/credential.h"
#include "unit/unit_rows.h"

#define LIST_MAX 2000

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field no_args[] = {FIELD_END};

/* --- one's own --- */

static const Field credential_fields[] = {
    FIELD(Credential, id, FIELD_WORD, .required = true),
    FIELD(Credential, kind, FIELD_WORD, .required = true, .help = "pin, passkey or totp."),
    FIELD(Credential, name, FIELD_TEXT, .required = true),
    FIELD(Credential, site, FIELD_TEXT, .help = "Host name a passkey belongs to."),
    FIELD(Credential, added_at, FIELD_TIME, .required = true),
    FIELD(Credential, locked_until, FIELD_TIME),
    FIELD_END,
};

static const Field credentials_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = credential_fields),
    FIELD_END,
};

static bool own_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Actor *actor = asking->actor;
    g_autoptr(GPtrArray) found =
        credentials_of(asking->db, actor->unit, actor->person, NULL, error);
    if (found == NULL)
        return false;
    json_t *items = json_array();
    for (guint i = 0; i < found->len; i++)
        json_array_append_new(items, fields_write(credential_fields, FIELD_HTTP, found->pdata[i]));
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

/* --- a unit's --- */

typedef struct UnitArgs {
    char *unit;
} UnitArgs;

static const Field unit_args[] = {
    FIELD(UnitArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

typedef struct CredentialHeld {
    char *id, *person, *person_name, *kind, *name, *site;
    int64_t added_at, locked_until, removed_at;
    char *removed_by, *reason;
} CredentialHeld;

static const Field held_fields[] = {
    FIELD(CredentialHeld, id, FIELD_WORD, .required = true),
    FIELD(CredentialHeld, person, FIELD_WORD, .required = true),
    FIELD(CredentialHeld, person_name, FIELD_TEXT),
    FIELD(CredentialHeld, kind, FIELD_WORD, .required = true, .help = "pin, passkey or totp."),
    FIELD(CredentialHeld, name, FIELD_TEXT, .required = true),
    FIELD(CredentialHeld, site, FIELD_TEXT, .help = "Host name a passkey belongs to."),
    FIELD(CredentialHeld, added_at, FIELD_TIME, .required = true),
    FIELD(CredentialHeld, locked_until, FIELD_TIME, .help = "Absent when it is not locked now."),
    FIELD(CredentialHeld, removed_at, FIELD_TIME, .help = "Absent: it is in use."),
    FIELD(CredentialHeld, removed_by, FIELD_WORD, .help = "Account."),
    FIELD(CredentialHeld, reason, FIELD_TEXT, .help = "Why somebody else removed it."),
    FIELD_END,
};

static const Field held_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = held_fields),
    FIELD_END,
};

static json_t *held_json(Statement *row, int64_t now)
{
    bool locked = !row_is_null(row, 7) && row_int(row, 7) > now;
    const CredentialHeld held = {.id = (char *) row_text(row, 0),
        .person = (char *) row_text(row, 1),
        .person_name = (char *) row_text(row, 2),
        .kind = (char *) row_text(row, 3),
        .name = (char *) row_text(row, 4),
        .site = (char *) row_text(row, 5),
        .added_at = row_int(row, 6),
        .locked_until = locked ? row_int(row, 7) : FIELD_UNSET,
        .removed_at = row_int_or(row, 8, FIELD_UNSET),
        .removed_by = (char *) row_text(row, 9),
        .reason = (char *) row_text(row, 10)};
    return fields_write(held_fields, FIELD_HTTP, &held);
}

static bool unit_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    json_auto_t *items = json_array();
    StoreStep step;
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT c.id, c.person, p.name, c.kind, c.name, s.site, c.added_at, c.locked_until,"
        " c.removed_at, c.removed_by, c.reason"
        " FROM credential c LEFT JOIN person p ON p.unit = c.unit AND p.id = c.person"
        " LEFT JOIN credential_secret s ON s.unit = c.unit AND s.credential = c.id"
        " WHERE c.unit = $unit AND (c.removed_at IS NULL OR c.reason IS NOT NULL)"
        " ORDER BY c.person, c.added_at, c.id LIMIT $limit",
        error);
    if (rows == NULL)
        return false;
    bind_text(rows, "unit", ((const UnitArgs *) args)->unit);
    bind_int(rows, "limit", LIST_MAX);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, held_json(rows, asking->now));
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

const Query credential_queries[] = {
    {.name = "credential.list",
        .path = "/me/credentials",
        .args = no_args,
        .reply = credentials_reply,
        .answer = own_answer,
        .help = "One's own PIN, passkeys and generator of codes: that they are, never what."},
    {.name = "credential.of_unit",
        .path = "/units/{unit}/credentials",
        .permission = "account.manage",
        .args = unit_args,
        .args_size = sizeof(UnitArgs),
        .reply = held_reply,
        .answer = unit_answer,
        .help = "The PINs, passkeys and generators of codes of a unit's people, and those "
                "that somebody else removed, with the reason."},
    {0},
};
