/* SPDX-License-Identifier: Apache-2.0 */
/* Which PINs, passkeys and generators of codes there are: one's own, and a unit's for whoever looks
 * after its accounts. That they are, never what. */
#include "engine/view.h"
#include "unit/credential.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"

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

static bool own_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    bind_text(rows, "person", asking->actor->person);
    return true;
}

static const View own_view = {
    .thing = "credential",
    .fields = credential_fields,
    .list = "SELECT c.id, c.kind, c.name, s.site, c.added_at, c.locked_until FROM credential c"
            " JOIN credential_secret s ON s.unit = c.unit AND s.credential = c.id"
            " WHERE c.unit = $unit AND c.person = $person AND c.removed_at IS NULL"
            " AND (c.added_at, c.id) > ($after_added_at, $after_id)"
            " ORDER BY c.added_at, c.id LIMIT $limit",
    .bind = own_bind,
    .keys = {{"added_at"}, {"id", .is_text = true}},
};

/* --- a unit's --- */

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

static const View held_view = {
    .thing = "credential",
    .fields = held_fields,
    .list = "SELECT c.id, c.person, p.name AS person_name, c.kind, c.name, s.site, c.added_at,"
            " CASE WHEN c.locked_until > $now THEN c.locked_until END AS locked_until,"
            " c.removed_at, c.removed_by, c.reason"
            " FROM credential c LEFT JOIN person p ON p.unit = c.unit AND p.id = c.person"
            " LEFT JOIN credential_secret s ON s.unit = c.unit AND s.credential = c.id"
            " WHERE c.unit = $unit AND (c.removed_at IS NULL OR c.reason IS NOT NULL)"
            " AND (c.person, c.added_at, c.id) > ($after_person, $after_added_at, $after_id)"
            " ORDER BY c.person, c.added_at, c.id LIMIT $limit",
    .keys = {{"person", .is_text = true}, {"added_at"}, {"id", .is_text = true}},
    .sheet = "person_name kind name site added_at locked_until removed_at reason id",
    .about = unit_name,
};

const Query credential_queries[] = {
    {.name = "credential.list",
        .path = "/me/credentials",
        .args = own_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(credential_fields),
        .lists = &own_view,
        .help = "One's own PIN, passkeys and generator of codes: that they are, never what."},
    {.name = "credential.of_unit",
        .path = "/units/{unit}/credentials",
        .permission = "account.manage",
        .args = unit_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(held_fields),
        .lists = &held_view,
        .help = "The PINs, passkeys and generators of codes of a unit's people, and those "
                "that somebody else removed, with the reason."},
    {0},
};
