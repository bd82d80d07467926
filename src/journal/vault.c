/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/vault.h"

#include "journal/body.h"
#include "journal/vault_rows.h"

#include <string.h>

typedef struct Storing {
    Db *db;
    Digest *digest;
    const char *unit;
    int64_t seq;
} Storing;

static bool write_row(const Storing *storing, const char *path, const uint8_t *salt,
    const char *value, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(storing->db,
        "INSERT INTO vault (unit, seq, path, salt, value)"
        " VALUES ($unit, $seq, $path, $salt, $value)",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", storing->unit);
    bind_int(statement, "seq", storing->seq);
    bind_text(statement, "path", path);
    bind_bytes(statement, "salt", salt, VAULT_SALT_SIZE);
    bind_text(statement, "value", value);
    return statement_post(statement, 1, error);
}

static bool lock_away(
    void *data, const char *path, const char *text, json_t **out_instead, GError **error)
{
    const Storing *storing = data;
    size_t length = strlen(text);
    uint8_t salt[VAULT_SALT_SIZE], hash[DIGEST_SIZE];
    char hex[DIGEST_HEX];

    if (length > VAULT_VALUE_MAX)
        return fail_as(error, FAIL_INVALID, "too_long", "value of '%s' is too long", path);
    random_bytes(salt, sizeof salt);
    digest_pair(storing->digest, salt, sizeof salt, text, length, hash);
    hex_write(hash, DIGEST_SIZE, hex);
    if (!write_row(storing, path, salt, text, error))
        return false;
    *out_instead = json_pack("{s:s}", "vault", hex);
    return true;
}

bool vault_store(
    Db *db, Digest *digest, const char *unit, int64_t seq, json_t *body, GError **error)
{
    Storing storing = {db, digest, unit, seq};

    return body_each_mark(body, lock_away, &storing, error);
}

bool vault_restore(Db *db, const char *unit, int64_t seq, json_t *body, GError **error)
{
    g_autoptr(GPtrArray) rows = vault_rows(db, unit, seq, seq, error);
    size_t position = 0;

    return rows != NULL && vault_rows_restore(rows, seq, &position, body, error);
}

static Statement *prepare_purge(Db *db, const char *prefix, GError **error)
{
    if (prefix == NULL)
        return store_prepare(db,
            "UPDATE vault SET salt = NULL, value = NULL WHERE unit = $unit AND seq = $seq", error);
    Statement *statement = store_prepare(db,
        "UPDATE vault SET salt = NULL, value = NULL WHERE unit = $unit AND seq = $seq"
        " AND (path = $prefix OR substr(path, 1, length(CAST($below AS TEXT))) = $below)",
        error);
    if (statement == NULL)
        return NULL;
    g_autofree char *below = g_strconcat(prefix, ".", NULL);
    bind_text(statement, "prefix", prefix);
    bind_text(statement, "below", below);
    return statement;
}

bool vault_purge(Db *db, const char *unit, int64_t seq, const char *prefix, GError **error)
{
    g_autoptr(Statement) statement = prepare_purge(db, prefix, error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_int(statement, "seq", seq);
    return statement_run(statement, error);
}
