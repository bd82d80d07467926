/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/idempotency.h"

#include "base/json.h"

#include <pthread.h>
#include <string.h>

#define REPLY_ROOM 2048

struct Idempotency {
    pthread_mutex_t mutex;
    GHashTable *held; /* "account key", in flight in this process */
};

Idempotency *idempotency_new(void)
{
    Idempotency *idempotency = g_new0(Idempotency, 1);

    pthread_mutex_init(&idempotency->mutex, NULL);
    idempotency->held = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return idempotency;
}

void idempotency_free(Idempotency *idempotency)
{
    if (idempotency == NULL)
        return;
    g_hash_table_unref(idempotency->held);
    pthread_mutex_destroy(&idempotency->mutex);
    g_free(idempotency);
}

static char *held_name(const Task *task)
{
    return g_strdup_printf("%s %s", task->actor->account, task->key);
}

bool idempotency_hold(Idempotency *idempotency, Task *task, GError **error)
{
    if (task->key == NULL)
        return true;
    pthread_mutex_lock(&idempotency->mutex);
    task->key_held = g_hash_table_add(idempotency->held, held_name(task));
    pthread_mutex_unlock(&idempotency->mutex);
    return task->key_held ? true
                          : fail_as(error, FAIL_CONFLICT, "in_flight",
                                "a command with this key is being done");
}

void idempotency_let_go(Idempotency *idempotency, Task *task)
{
    g_autofree char *name = NULL;

    if (!task->key_held)
        return;
    name = held_name(task);
    pthread_mutex_lock(&idempotency->mutex);
    g_hash_table_remove(idempotency->held, name);
    pthread_mutex_unlock(&idempotency->mutex);
    task->key_held = false;
}

static bool stored_read(Statement *statement, Task *task, GError **error)
{
    const char *digest = row_text(statement, 0);
    const char *text = row_text(statement, 2);
    json_t *reply = NULL;

    if (g_strcmp0(digest, task->digest) != 0)
        return fail_as(error, FAIL_INVALID, "idempotency_mismatch",
            "this Idempotency-Key came with another request before");
    reply = text == NULL ? NULL : json_loads(text, JSON_DECODE_ANY, NULL);
    if (reply == NULL)
        return fail(error, FAIL_CORRUPT, "a stored reply is no JSON");
    task_succeed(task, (int) row_int(statement, 1), reply);
    return true;
}

bool idempotency_find(Db *db, Task *task, int64_t now, bool *out_found, GError **error)
{
    g_autoptr(Statement) statement = NULL;
    StoreStep step = STORE_DONE;

    *out_found = false;
    if (task->key == NULL)
        return true;
    statement = store_prepare(db,
        "SELECT digest, status, reply FROM idempotency"
        " WHERE account = $account AND key = $key AND at > $expired",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "account", task->actor->account);
    bind_text(statement, "key", task->key);
    bind_int(statement, "expired", now - DAY_MS);
    step = statement_step(statement, error);
    if (step != STORE_ROW)
        return step == STORE_DONE;
    *out_found = stored_read(statement, task, error);
    return *out_found;
}

bool idempotency_store(Db *db, const Task *task, int64_t now, GError **error)
{
    g_autoptr(Statement) statement = NULL;
    g_autoptr(GString) text = g_string_sized_new(REPLY_ROOM);

    if (task->key == NULL)
        return true;
    statement = store_prepare(db,
        "INSERT INTO idempotency (account, key, digest, status, reply, at)"
        " VALUES ($account, $key, $digest, $status, $reply, $at)"
        " ON CONFLICT (account, key) DO UPDATE SET digest = excluded.digest,"
        " status = excluded.status, reply = excluded.reply, at = excluded.at"
        " WHERE idempotency.at <= $expired",
        error);
    if (statement == NULL)
        return false;
    if (!json_write_compact(task->reply, text, error))
        return false;
    bind_text(statement, "account", task->actor->account);
    bind_text(statement, "key", task->key);
    bind_text(statement, "digest", task->digest);
    bind_int(statement, "status", task->status);
    bind_text(statement, "reply", text->str);
    bind_int(statement, "at", now);
    bind_int(statement, "expired", now - DAY_MS);
    return statement_post_as(statement, 1, "in_flight", error);
}

bool idempotency_sweep(Db *db, int64_t now, GError **error)
{
    g_autoptr(Statement) statement =
        store_prepare(db, "DELETE FROM idempotency WHERE at <= $expired", error);

    if (statement == NULL)
        return false;
    bind_int(statement, "expired", now - DAY_MS);
    return statement_run(statement, error);
}
