/* SPDX-License-Identifier: Apache-2.0 */
#include "store/next.h"

#include "store/postgres_private.h"
#include "store/sqlite_private.h"

#include <string.h>

#define LOCK "84208421"

/* The schema that `live` works in, quoted. */
static char *home_of(Store *live, GError **error)
{
    g_autoptr(Db) db = store_reader(live, error);
    g_autoptr(Statement) statement =
        db ? store_prepare(db, "SELECT quote_ident(current_schema())", error) : NULL;
    if (!statement || statement_step(statement, error) != STORE_ROW)
        return NULL;
    if (!row_is_null(statement, 0))
        return g_strdup(row_text(statement, 0));
    fail(error, FAIL_INVALID, "the search_path of the database names no schema that exists");
    return NULL;
}

/* "public" -> public_next, quoted as its origin is. */
static char *name_beside(const char *home)
{
    g_autofree char *plain = g_strdup(home);
    if (plain[0] != '"')
        return g_strconcat(plain, "_next", NULL);
    plain[strlen(plain) - 1] = '\0';
    return g_strconcat(plain, "_next\"", NULL);
}

/* Held by the one connection for as long as it lives. */
static bool lock_take(Db *db, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT CAST(pg_try_advisory_lock(" LOCK ", hashtext($schema)) AS INT)", error);
    if (!statement)
        return false;
    bind_text(statement, "schema", db->store->schema);
    if (statement_step(statement, error) != STORE_ROW)
        return false;
    return row_int(statement, 0) != 0 ||
           fail_as(error, FAIL_CONFLICT, "in_use", "another process upgrades this database");
}

static bool postgres_next_make(Store *next, const char *name, GError **error)
{
    g_autofree char *script = g_strconcat("CREATE SCHEMA IF NOT EXISTS ", name, NULL);
    g_autoptr(Db) db = store_writer(next, error);
    return db && lock_take(db, error) && store_run(db, script, error);
}

static Store *postgres_open_next(Store *live, GError **error)
{
    g_autofree char *home = home_of(live, error);
    if (!home)
        return NULL;
    g_autofree char *name = name_beside(home);
    g_autoptr(Store) next = store_make(&postgres_backend, live->target);
    next->next = g_steal_pointer(&name);
    next->schema = g_strdup_printf("%s, %s", next->next, home);
    next->faults = live->faults;
    return postgres_next_make(next, next->next, error) ? g_steal_pointer(&next) : NULL;
}

Store *store_open_next(Store *live, GError **error)
{
    return store_kind(live) == STORE_SQLITE ? sqlite_open_next(live, error)
                                            : postgres_open_next(live, error);
}

bool store_clear_next(Store *next, GError **error)
{
    if (store_kind(next) == STORE_SQLITE)
        return sqlite_clear_next(next, error);
    g_autofree char *script =
        g_strdup_printf("DROP SCHEMA %s CASCADE; CREATE SCHEMA %s", next->next, next->next);
    /* The one connection, which holds the lock. */
    g_autoptr(Db) db = store_writer(next, error);
    return db && store_run(db, script, error);
}

bool store_discard_next(Store *next, GError **error)
{
    if (store_kind(next) == STORE_SQLITE)
        return sqlite_discard_next(next, error);
    g_autofree char *script = g_strdup_printf("DROP SCHEMA IF EXISTS %s CASCADE", next->next);
    bool done = false;
    {
        g_autoptr(Db) db = store_writer(next, error);
        done = db && store_run(db, script, error);
    }
    store_free(next);
    return done;
}

static bool postgres_find_next(Store *live, bool *out_there, GError **error)
{
    g_autofree char *home = home_of(live, error);
    if (!home)
        return false;
    g_autofree char *name = name_beside(home);
    g_autoptr(Db) db = store_reader(live, error);
    g_autoptr(Statement) statement =
        db ? store_prepare(db, "SELECT CAST(to_regnamespace($name) IS NOT NULL AS INT)", error)
           : NULL;
    if (!statement)
        return false;
    bind_text(statement, "name", name);
    if (statement_step(statement, error) != STORE_ROW)
        return false;
    *out_there = row_int(statement, 0) != 0;
    return true;
}

bool store_find_next(Store *live, bool *out_there, int64_t *out_bytes, GError **error)
{
    *out_bytes = 0;
    if (store_kind(live) == STORE_POSTGRES)
        return postgres_find_next(live, out_there, error);
    *out_there = sqlite_find_next(live, out_bytes);
    return true;
}
