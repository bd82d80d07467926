/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/credential.h"

#include "engine/field_row.h"
#include "unit/seal.h"
#include "unit/unit_rows.h"

#include <string.h>

static const Field credential_fields[] = {
    FIELD(Credential, unit, FIELD_WORD),
    FIELD(Credential, id, FIELD_WORD),
    FIELD(Credential, person, FIELD_WORD),
    FIELD(Credential, kind, FIELD_WORD),
    FIELD(Credential, name, FIELD_TEXT),
    FIELD(Credential, added_at, FIELD_TIME),
    FIELD(Credential, locked_until, FIELD_TIME),
    FIELD(Credential, secret, FIELD_WORD),
    FIELD(Credential, handle, FIELD_WORD),
    FIELD(Credential, site, FIELD_WORD),
    FIELD(Credential, algorithm, FIELD_INT),
    FIELD(Credential, counter, FIELD_INT),
    FIELD_END,
};

FIELDS_FREE(Credential, credential, credential_fields)

/* Kept and recorded: is the secret what the journal says of it? */
static void *credential_of_row(Statement *row)
{
    Credential *credential = fields_row_new(credential_fields, sizeof(Credential), row);
    credential->altered =
        seal_judge(row_text_of(row, "kept"), row_text_of(row, "recorded")) == SEAL_BROKEN;
    return credential;
}

GPtrArray *credentials_of(
    Db *db, const char *unit, const char *person, const char *kind, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT c.unit, c.id, c.person, c.kind, c.name, c.added_at, c.locked_until,"
        " COALESCE(s.secret, '') AS secret, COALESCE(s.handle, '') AS handle,"
        " COALESCE(s.site, '') AS site, COALESCE(s.algorithm, 0) AS algorithm,"
        " COALESCE(s.counter, 0) AS counter, " SEAL_KEPT_CREDENTIAL
        " AS kept, " SEAL_EVENT_CREDENTIAL("c.unit",
            "c.id") " AS recorded FROM credential c"
                    " LEFT JOIN credential_secret s ON s.unit = c.unit AND s.credential = c.id"
                    " WHERE c.unit = $unit AND c.person = $person AND c.removed_at IS NULL"
                    " AND ($kind = '' OR c.kind = $kind) ORDER BY c.added_at, c.id",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    bind_text(statement, "person", person);
    bind_text(statement, "kind", kind == NULL ? "" : kind);
    return statement_rows(statement, credential_of_row, (GDestroyNotify) credential_free, error);
}

Credential *credential_of(Db *db, const char *unit, const char *person, const char *kind)
{
    g_autoptr(GPtrArray) found = credentials_of(db, unit, person, kind, NULL);
    return found == NULL || found->len == 0 ? NULL : g_ptr_array_steal_index(found, 0);
}

typedef struct CredentialBody {
    char *person;
    char *method; /* its kind */
    char *name;
    char *seal;
    int64_t until;
    char *reason; /* said by whoever removes another's; personal */
} CredentialBody;

static const Field added_fields[] = {
    FIELD(CredentialBody, person, FIELD_WORD, .required = true),
    FIELD(CredentialBody, method, FIELD_WORD, .required = true),
    FIELD(CredentialBody, name, FIELD_TEXT, .required = true, .plain = true),
    SEAL_FIELD(CredentialBody),
    FIELD_END,
};

static const Field locked_fields[] = {
    FIELD(CredentialBody, until, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field removed_fields[] = {
    FIELD(CredentialBody, reason, FIELD_TEXT),
    FIELD_END,
};

const EventKind credential_events[] = {
    {"credential.added", added_fields, sizeof(CredentialBody)},
    {"credential.locked", locked_fields, sizeof(CredentialBody)},
    {"credential.removed", removed_fields, sizeof(CredentialBody)},
    {0},
};

const Projection credential_projections[] = {
    {.event = "credential.added",
        .sql = "INSERT INTO credential (unit, id, person, kind, name, added_at)"
               " VALUES ($unit, $subject, $person, $method, $name, $at)"},
    {.event = "credential.locked",
        .sql = "UPDATE credential SET locked_until = $until WHERE unit = $unit AND id = $subject"},
    {.event = "credential.removed",
        .sql = "UPDATE credential SET removed_at = $at, removed_by = $actor, reason = $reason"
               " WHERE unit = $unit AND id = $subject"},
    {0},
};

bool credential_usable(const Credential *credential, GError **error)
{
    return !credential->altered ||
           fail_as(error, FAIL_CORRUPT, "secret_altered",
               "what is kept of credential %s is not what the journal recorded: somebody altered "
               "the database; keep a copy, `shaodian audit verify`, then revoke it",
               credential->id);
}

bool credential_add(Decision *decision, const Credential *added, GError **error)
{
    g_autofree char *id = decision_next_id(decision);
    decision_show(decision, id);
    g_autofree char *kept = g_strdup_printf("%s|%s|%s|%" G_GINT64_FORMAT, added->secret,
        added->handle == NULL ? "" : added->handle, added->site == NULL ? "" : added->site,
        added->algorithm);
    g_autofree char *seal = seal_of(kept);
    const CredentialBody body = {.person = added->person,
        .method = added->kind,
        .name = added->name == NULL ? (char *) "" : added->name,
        .seal = seal};
    return decision_emit(decision, "credential.added", NULL, &body, error);
}

bool credential_remove(Decision *decision, const char *id, const char *reason, GError **error)
{
    const CredentialBody body = {.reason = (char *) reason};
    return decision_emit(decision, "credential.removed", id, &body, error);
}

bool credential_remove_all(Decision *decision, const char *person, const char *kind, GError **error)
{
    g_autoptr(GPtrArray) found =
        credentials_of(decision_db(decision), decision_unit(decision), person, kind, error);
    for (guint i = 0; found != NULL && i < found->len; i++) {
        const Credential *credential = found->pdata[i];
        if (!credential_remove(decision, credential->id, NULL, error))
            return false;
    }
    return found != NULL;
}

bool credential_keep(Decision *decision, const Credential *credential, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO credential_secret"
        " (unit, credential, secret, handle, site, algorithm, counter, set_at)"
        " VALUES ($unit, $id, $secret, $handle, $site, $algorithm, $counter, $at)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", credential->id);
    bind_text(statement, "secret", credential->secret);
    bind_text(statement, "handle", credential->handle == NULL ? "" : credential->handle);
    bind_text(statement, "site", credential->site == NULL ? "" : credential->site);
    bind_int(statement, "algorithm", credential->algorithm);
    bind_int(statement, "counter", credential->counter);
    bind_int(statement, "at", decision_now(decision));
    return statement_run(statement, error);
}

/* What a credential has just shown is worth no more than it. Before its secret is destroyed, by
 * which those that go now are known. */
static bool proofs_end(Decision *decision, const char *person, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM proof WHERE unit = $unit AND person = $person AND method IN"
        " (SELECT c.kind FROM credential c JOIN credential_secret s"
        "  ON s.unit = c.unit AND s.credential = c.id WHERE c.unit = $unit"
        "  AND c.person = $person AND c.removed_at IS NOT NULL)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "person", person);
    return statement_run(statement, error);
}

bool credential_destroy(Decision *decision, const char *person, GError **error)
{
    if (!proofs_end(decision, person, error))
        return false;
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM credential_secret WHERE unit = $unit AND credential IN"
        " (SELECT id FROM credential WHERE unit = $unit AND person = $person"
        "  AND removed_at IS NOT NULL)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "person", person);
    return statement_run(statement, error);
}

bool credential_count(Decision *decision, const char *id, int64_t counter, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "UPDATE credential_secret SET counter = $counter WHERE unit = $unit AND credential = $id",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "id", id);
    bind_int(statement, "counter", counter);
    return statement_run(statement, error);
}

/* --- challenges --- */

static bool challenges_sweep(Decision *decision, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "DELETE FROM credential_challenge WHERE unit = $unit AND expires_at <= $now", error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_int(statement, "now", decision_now(decision));
    return statement_run(statement, error);
}

bool credential_challenge_keep(
    Decision *decision, const CredentialChallenge *challenge, GError **error)
{
    if (!challenges_sweep(decision, error))
        return false;
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "INSERT INTO credential_challenge (unit, challenge, purpose, subject, expires_at)"
        " VALUES ($unit, $challenge, $purpose, $subject, $until)",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "challenge", challenge->challenge);
    bind_text(statement, "purpose", challenge->purpose);
    bind_text(statement, "subject", challenge->subject);
    bind_int(statement, "until", decision_now(decision) + challenge->lasts_ms);
    return statement_run(statement, error);
}

bool credential_challenge_check(
    Decision *decision, const CredentialChallenge *challenge, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT used_at FROM credential_challenge WHERE unit = $unit AND challenge = $challenge"
        " AND purpose = $purpose AND subject = $subject AND expires_at > $now",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "challenge", challenge->challenge == NULL ? "" : challenge->challenge);
    bind_text(statement, "purpose", challenge->purpose);
    bind_text(statement, "subject", challenge->subject);
    bind_int(statement, "now", decision_now(decision));
    StoreStep step = statement_step(statement, error);
    if (step == STORE_FAILED)
        return false;
    if (step == STORE_DONE)
        return fail_as(error, FAIL_DENIED, "wrong_challenge", "nothing like this was asked for");
    return row_is_null(statement, 0) ||
           fail_as(error, FAIL_DENIED, "replayed", "this was answered before");
}

bool challenge_use(Decision *decision, const char *challenge, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "UPDATE credential_challenge SET used_at = $now WHERE unit = $unit AND challenge = "
        "$challenge",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "challenge", challenge);
    bind_int(statement, "now", decision_now(decision));
    return statement_run(statement, error);
}

char *challenge_open(Decision *decision, const char *purpose, const char *subject, GError **error)
{
    char *challenge = NULL;
    g_autoptr(Statement) statement = store_prepare(decision_db(decision),
        "SELECT challenge FROM credential_challenge WHERE unit = $unit AND purpose = $purpose"
        " AND subject = $subject AND expires_at > $now AND used_at IS NULL"
        " ORDER BY expires_at DESC LIMIT 1",
        error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", decision_unit(decision));
    bind_text(statement, "purpose", purpose);
    bind_text(statement, "subject", subject);
    bind_int(statement, "now", decision_now(decision));
    if (statement_text(statement, &challenge, error) && challenge == NULL)
        fail_as(error, FAIL_CONFLICT, "wrong_challenge", "nothing waits for a code");
    return challenge;
}
