/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/idempotency.h"

#include "base/digest.h"
#include "base/json.h"

#include <pthread.h>
#include <string.h>

#define TEXT_ROOM 1024

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

static json_t *args_public(const Field *fields, const json_t *args);

/* A list of objects of one shape; anything else as it is. */
static json_t *items_public(const Field *items, const json_t *list)
{
    json_t *public = json_array(), *one = NULL;
    size_t i = 0;

    json_array_foreach (list, i, one)
        json_array_append_new(public, args_public(items, one));
    return public;
}

/* A copy without secret members, however deep: a new reference. */
static json_t *args_public(const Field *fields, const json_t *args)
{
    json_t *public =
        json_is_object(args) ? json_copy((json_t *) args) : json_incref((json_t *) args);

    if (!json_is_object(args))
        return public;
    for (const Field *field = fields; field != NULL && field->name != NULL; field++) {
        const json_t *value = json_object_get(args, field->name);

        if (field->secret)
            json_object_del(public, field->name);
        else if (field->items != NULL && json_is_array(value))
            json_object_set_new(public, field->name, items_public(field->items, value));
        else if (field->object != NULL && value != NULL)
            json_object_set_new(public, field->name, args_public(field->object, value));
    }
    return public;
}

char *idempotency_digest(const Order *order)
{
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    g_autoptr(GString) text = g_string_sized_new(TEXT_ROOM);
    json_auto_t *public = args_public(order->command->args, order->args);
    uint8_t hash[DIGEST_SIZE];
    char hex[DIGEST_HEX];
    gsize size = 0;
    const void *bytes = order->raw == NULL ? NULL : g_bytes_get_data(order->raw, &size);

    g_string_append_printf(text, "%s\n", order->target == NULL ? "" : order->target);
    /* What can't be written can't be read as arguments either: the command is refused. */
    json_write_canonical(public, text, NULL);
    digest_pair(digest, text->str, text->len, bytes, size, hash);
    hex_write(hash, DIGEST_SIZE, hex);
    return g_strdup(hex);
}

static bool stored_read(Statement *statement, const Task *task, Trace *out_trace, GError **error)
{
    if (g_strcmp0(row_text(statement, 0), task->digest) != 0)
        return fail_as(error, FAIL_INVALID, "idempotency_mismatch",
            "this Idempotency-Key came with another request before");
    *out_trace = (Trace){.seq = row_int(statement, 1),
        .events = row_int(statement, 2),
        .shown = g_strdup(row_text(statement, 3))};
    return true;
}

bool idempotency_find(
    Db *db, const Task *task, int64_t now, bool *out_found, Trace *out_trace, GError **error)
{
    g_autoptr(Statement) statement = NULL;
    StoreStep step = STORE_DONE;

    *out_found = false;
    if (task->key == NULL)
        return true;
    statement = store_prepare(db,
        "SELECT digest, seq, events, shown FROM idempotency"
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
    *out_found = stored_read(statement, task, out_trace, error);
    return *out_found;
}

bool idempotency_store(Db *db, const Task *task, const Trace *trace, int64_t now, GError **error)
{
    g_autoptr(Statement) statement = NULL;

    if (task->key == NULL || (trace->events == 0 && !task->command->once))
        return true;
    statement = store_prepare(db,
        "INSERT INTO idempotency (account, key, digest, unit, seq, events, shown, at)"
        " VALUES ($account, $key, $digest, $unit, $seq, $events, $shown, $at)"
        " ON CONFLICT (account, key) DO UPDATE SET digest = excluded.digest,"
        " unit = excluded.unit, seq = excluded.seq, events = excluded.events,"
        " shown = excluded.shown, at = excluded.at WHERE idempotency.at <= $expired",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "account", task->actor->account);
    bind_text(statement, "key", task->key);
    bind_text(statement, "digest", task->digest);
    bind_text(statement, "unit", task->unit);
    bind_int(statement, "seq", trace->seq);
    bind_int(statement, "events", trace->events);
    bind_text(statement, "shown", trace->shown == NULL ? "" : trace->shown);
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
