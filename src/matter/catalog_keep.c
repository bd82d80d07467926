/* SPDX-License-Identifier: Apache-2.0 */
/* The versions that were used, as the database keeps them. */
#include "base/digest.h"
#include "base/json.h"
#include "matter/kind_private.h"

#include <string.h>

#define KEPT_DIGESTS "catalog.digests"

bool catalog_load_versions(Catalog *catalog, Db *db, GError **error)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Statement) rows =
        store_prepare(db, "SELECT digest, name, text FROM catalog_version ORDER BY digest", error);
    StoreStep step = STORE_FAILED;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        const char *text = row_text(rows, 2), *name = row_text(rows, 1);

        /* Rule files are kept in the same table; they are read by those who decide by them. */
        if (!g_str_has_prefix(name, "kind:") || catalog_version(catalog, row_text(rows, 0)) != NULL)
            continue;
        Kind *kind = kind_read_kept(catalog, name + 5, text, strlen(text), faults);
        if (kind != NULL)
            catalog_add_version(catalog, kind);
    }
    return step == STORE_DONE;
}

/* There are few: whoever asks for one in a transaction will ask for others. */
static GHashTable *kept_read(Db *db)
{
    g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Statement) rows = store_prepare(db, "SELECT digest FROM catalog_version", NULL);

    while (rows != NULL && statement_step(rows, NULL) == STORE_ROW)
        g_hash_table_add(kept, row_first_text(rows));
    return g_steal_pointer(&kept);
}

static void kept_destroy(void *kept)
{
    g_hash_table_unref(kept);
}

bool catalog_keeps(Db *db, const char *digest)
{
    GHashTable *kept = db_kept(db, KEPT_DIGESTS);

    if (kept != NULL)
        return g_hash_table_contains(kept, digest);
    kept = kept_read(db);
    bool keeps = g_hash_table_contains(kept, digest);
    db_keep(db, KEPT_DIGESTS, kept, kept_destroy);
    return keeps;
}

bool catalog_keep(Db *db, const char *digest, const char *name, const char *text, GError **error)
{
    g_autoptr(Statement) insert = store_prepare(db,
        "INSERT INTO catalog_version (digest, name, text) VALUES ($digest, $name, $text) "
        "ON CONFLICT (digest) DO NOTHING",
        error);

    if (insert == NULL)
        return false;
    bind_text(insert, "digest", digest);
    bind_text(insert, "name", name);
    bind_text(insert, "text", text);
    GHashTable *kept = db_kept(db, KEPT_DIGESTS);
    if (kept != NULL)
        g_hash_table_add(kept, g_strdup(digest));
    return statement_post(insert, -1, error);
}

/* --- checking --- */

static bool digest_fits(const char *text, size_t size, const char *digest)
{
    g_autoptr(Digest) maker = digest_new(DIGEST_SM3);
    uint8_t bytes[DIGEST_SIZE];
    char hex[DIGEST_HEX];

    digest_pair(maker, text, size, NULL, 0, bytes);
    hex_write(bytes, sizeof bytes, hex);
    return g_strcmp0(hex, digest) == 0;
}

/* The name of a kind stands in its text; rules are found by digest alone. */
static bool kind_fits(const char *name, const char *text, const char *digest)
{
    json_auto_t *source = json_read(text, strlen(text), JSON_INTEGERS, NULL);
    g_autoptr(GString) canonical = g_string_new(NULL);

    return source != NULL && g_strcmp0(json_text(source, "kind"), name) == 0 &&
           json_write_canonical(source, canonical, NULL) &&
           digest_fits(canonical->str, canonical->len, digest);
}

static bool version_fits(const char *name, const char *text, const char *digest)
{
    if (g_str_has_prefix(name, "kind:"))
        return kind_fits(name + strlen("kind:"), text, digest);
    return g_str_has_prefix(name, "rule:") && digest_fits(text, strlen(text), digest);
}

static bool missing_check(Db *db, GPtrArray *out_differences, GError **error)
{
    StoreStep step = STORE_FAILED;
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT DISTINCT m.digest FROM matter m WHERE NOT EXISTS"
        " (SELECT 1 FROM catalog_version v WHERE v.digest = m.digest) ORDER BY m.digest",
        error);

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(
            out_differences, g_strdup_printf("the version %s, by which matters live, is missing",
                                 row_text(rows, 0)));
    return step == STORE_DONE;
}

bool catalog_kept_check(Db *db, GPtrArray *out_differences, GError **error)
{
    StoreStep step = STORE_FAILED;
    g_autoptr(Statement) rows =
        store_prepare(db, "SELECT digest, name, text FROM catalog_version ORDER BY digest", error);

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW)
        if (!version_fits(row_text(rows, 1), row_text(rows, 2), row_text(rows, 0)))
            g_ptr_array_add(out_differences,
                g_strdup_printf("the version %s of %s has another text or name than it had",
                    row_text(rows, 0), row_text(rows, 1)));
    return step == STORE_DONE && missing_check(db, out_differences, error);
}
