/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/postman.h"

#include "base/json.h"
#include "base/moment.h"
#include "dispatch/dispatch_private.h"
#include "engine/field_row.h"

#include <string.h>

#define WAIT_FIRST_MS SECOND_MS
#define WAIT_MOST_MS (5 * MINUTE_MS)
#define ROUNDS_MAX 64

typedef struct Item {
    char *unit, *dispatch, *receiver, *what;
    int64_t seq;
} Item;

typedef struct Attempt {
    int64_t next_at; /* monotonic */
    int64_t wait_ms;
} Attempt;

struct Postman {
    Executor *executor;
    Engine *engine;
    Actor *system;
    GHashTable *attempts; /* key of an item -> Attempt * */
};

Postman *postman_new(Executor *executor, Engine *engine)
{
    Postman *postman = g_new0(Postman, 1);
    postman->executor = executor;
    postman->engine = engine;
    postman->system = actor_system();
    postman->attempts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return postman;
}

void postman_free(Postman *postman)
{
    if (postman == NULL)
        return;
    actor_free(postman->system);
    g_hash_table_unref(postman->attempts);
    g_free(postman);
}

static const Field item_fields[] = {
    FIELD(Item, unit, FIELD_WORD),
    FIELD(Item, dispatch, FIELD_WORD),
    FIELD(Item, receiver, FIELD_WORD),
    FIELD(Item, what, FIELD_WORD),
    FIELD(Item, seq, FIELD_INT),
    FIELD_END,
};

static FIELDS_FREE(Item, item, item_fields)

static GPtrArray *items_read(Postman *postman, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(postman->engine), error);
    if (db == NULL)
        return NULL;
    g_autoptr(Statement) statement = store_prepare(db,
        "SELECT unit, dispatch, receiver, what, seq FROM outbox ORDER BY unit, seq LIMIT 1000",
        error);
    return fields_rows(item_fields, sizeof(Item), (GDestroyNotify) item_free, statement, error);
}

static Dispatch *dispatch_read(Postman *postman, const char *id, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(postman->engine), error);
    return db != NULL ? dispatch_load(db, id, error) : NULL;
}

/* --- one command for each errand --- */

static void set_text(json_t *args, const char *name, const char *value)
{
    if (value != NULL)
        json_object_set_new(args, name, json_string(value));
}

static void set_time(json_t *args, const char *name, int64_t at)
{
    if (at == FIELD_UNSET)
        return;
    g_autofree char *text = moment_print(at);
    json_object_set_new(args, name, json_string(text));
}

static bool command_run(Postman *postman, const char *name, json_t *args /* taken */,
    json_t **out_reply, GError **error)
{
    const Command *command = engine_command(postman->engine, name);
    json_t *reply = NULL;
    bool done = executor_run(postman->executor, command, postman->system, args, &reply, error);
    json_decref(args);
    if (done && out_reply != NULL)
        *out_reply = reply;
    else
        json_decref(reply);
    return done;
}

static json_t *receive_json(const Dispatch *dispatch, const DispatchTo *to)
{
    json_t *args = json_object();
    set_text(args, "unit", to->receiver);
    set_text(args, "origin_unit", dispatch->unit);
    set_text(args, "origin", dispatch->id);
    set_text(args, "origin_matter", dispatch->matter);
    set_text(args, "type", dispatch->type);
    set_text(args, "urgency", dispatch->urgency);
    set_text(args, "title", dispatch->title);
    set_text(args, "body", dispatch->body);
    set_text(args, "payload", dispatch->payload);
    set_text(args, "about", to->about);
    set_text(args, "signed_by", dispatch->signed_by);
    set_text(args, "sign_mode", dispatch->sign_mode);
    set_time(args, "signed_at", dispatch->signed_at);
    set_time(args, "sent_at", dispatch->sent_at);
    set_time(args, "answer_due_at", dispatch->answer_due_at);
    json_object_set_new(args, "copy", json_boolean(to->copy));
    return args;
}

static bool dispatch_carry(Postman *postman, const Item *item, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_read(postman, item->dispatch, error);
    const DispatchTo *to = dispatch != NULL ? dispatch_addressee(dispatch, item->receiver) : NULL;
    if (to == NULL)
        return false;
    json_t *args = receive_json(dispatch, to), *reply = NULL;
    if (dispatch->reply_to != NULL) {
        g_autoptr(Dispatch) asked = dispatch_read(postman, dispatch->reply_to, NULL);
        set_text(args, "answers", asked != NULL ? asked->origin : NULL);
    }
    if (!command_run(postman, COMMAND_RECEIVE, args, &reply, error))
        return false;
    json_t *news = json_object();
    set_text(news, "id", item->dispatch);
    set_text(news, "receiver", item->receiver);
    set_text(news, "remote", json_text(reply, "id"));
    set_text(news, "delivered_at", json_text(reply, "delivered_at"));
    set_text(news, "sign_due_at", json_text(reply, "sign_due_at"));
    json_decref(reply);
    return command_run(postman, COMMAND_DELIVERED, news, NULL, error);
}

static json_t *receipt_json(const Dispatch *dispatch, int64_t seq)
{
    json_t *args = json_object();
    set_text(args, "id", dispatch->origin);
    set_text(args, "receiver", dispatch->unit);
    set_text(args, "state", dispatch->state);
    set_time(args, "signed_for_at", dispatch->signed_for_at);
    set_text(args, "signed_for_by", dispatch->signed_for_by);
    set_time(args, "returned_at", dispatch->returned_at);
    set_text(args, "reason", dispatch->reason);
    set_text(args, "remote_matter", dispatch->matter);
    set_time(args, "attached_at", dispatch->attached_at);
    json_object_set_new(args, "opened", json_boolean(dispatch->opened));
    set_time(args, "forwarded_at", dispatch->forwarded_at);
    set_time(args, "answered_at", dispatch->answered_at);
    set_time(args, "phoned_at", dispatch->phoned_at);
    set_text(args, "phoned_person", dispatch->phoned_person);
    json_object_set_new(args, "remote_seq", json_integer(seq));
    return args;
}

static bool receipt_carry(Postman *postman, const Item *item, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_read(postman, item->dispatch, error);
    if (dispatch == NULL ||
        !command_run(postman, COMMAND_RECEIPT, receipt_json(dispatch, item->seq), NULL, error))
        return false;
    json_t *told = json_pack("{s:s, s:s, s:I}", "id", item->dispatch, "receiver", item->receiver,
        "told", (json_int_t) item->seq);
    return command_run(postman, COMMAND_TOLD, told, NULL, error);
}

static bool purge_carry(Postman *postman, const Item *item, GError **error)
{
    json_t *purge = json_pack("{s:s, s:s}", "unit", item->receiver, "origin", item->dispatch);
    json_t *reply = NULL;
    if (!command_run(postman, COMMAND_PURGE, purge, &reply, error))
        return false;
    json_t *told = json_pack("{s:s, s:s, s:b}", "id", item->dispatch, "receiver", item->receiver,
        "kept", json_flag(reply, "kept"));
    json_decref(reply);
    return command_run(postman, COMMAND_PURGE_TOLD, told, NULL, error);
}

typedef struct Errand {
    const char *what;
    bool (*carry)(Postman *postman, const Item *item, GError **error);
} Errand;

static const Errand errands[] = {
    {"dispatch", dispatch_carry}, {"receipt", receipt_carry}, {"purge", purge_carry}};

static bool errand_run(Postman *postman, const Item *item, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(errands); i++)
        if (strcmp(errands[i].what, item->what) == 0)
            return errands[i].carry(postman, item, error);
    return fail(error, FAIL_CORRUPT, "nobody carries a '%s'", item->what);
}

/* --- rounds --- */

static char *item_key(const Item *item)
{
    return g_strdup_printf("%s %s %s", item->dispatch, item->receiver, item->what);
}

static void attempt_failed(Postman *postman, const char *key, const Item *item, GError *error)
{
    Attempt *attempt = g_hash_table_lookup(postman->attempts, key);
    if (attempt == NULL) {
        attempt = g_new0(Attempt, 1);
        g_hash_table_insert(postman->attempts, g_strdup(key), attempt);
        g_message("dispatch %s for %s waits: %s", item->dispatch, item->receiver,
            error != NULL ? error->message : "not there");
    }
    attempt->wait_ms =
        attempt->wait_ms == 0 ? WAIT_FIRST_MS : MIN(2 * attempt->wait_ms, WAIT_MOST_MS);
    attempt->next_at = clock_monotonic() + attempt->wait_ms;
}

static bool item_carry(Postman *postman, const Item *item)
{
    g_autofree char *key = item_key(item);
    g_autoptr(GError) error = NULL;
    const Attempt *attempt = g_hash_table_lookup(postman->attempts, key);
    if (attempt != NULL && attempt->next_at > clock_monotonic())
        return false;
    bool done = errand_run(postman, item, &error);
    if (done)
        g_hash_table_remove(postman->attempts, key);
    else
        attempt_failed(postman, key, item, error);
    return done;
}

int64_t postman_deliver(Postman *postman, GError **error)
{
    int64_t carried = 0;
    /* Carrying can put more into the outboxes; each round reads them anew. */
    for (int round = 0; round < ROUNDS_MAX; round++) {
        g_autoptr(GPtrArray) items = items_read(postman, error);
        int64_t moved = 0;
        if (items == NULL)
            return -1;
        for (guint i = 0; i < items->len; i++)
            moved += item_carry(postman, items->pdata[i]) ? 1 : 0;
        carried += moved;
        if (moved == 0)
            break;
    }
    return carried;
}

int64_t postman_waiting(Postman *postman, GError **error)
{
    g_autoptr(Db) db = store_reader(engine_store(postman->engine), error);
    if (db == NULL)
        return -1;
    g_autoptr(Statement) statement = store_prepare(db, "SELECT COUNT(*) FROM outbox", error);
    int64_t waiting = -1;
    return statement_int(statement, -1, &waiting, error) ? waiting : -1;
}
