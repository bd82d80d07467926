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
#define BAG_MAX 128 /* under way at once, far fewer than a queue holds */

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

/* With the one addressee only: a fan-out to thousands is carried piece by piece. */
static Dispatch *dispatch_read(Db *db, const Item *item, GError **error)
{
    return dispatch_load_for(db, item->dispatch, item->receiver, error);
}

/* --- an errand: a command to one unit, and the news of it to the other --- */

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

static json_t *dispatch_args(Db *db, const Item *item, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_read(db, item, error);
    if (dispatch == NULL || dispatch->to->len == 0)
        return NULL;
    json_t *args = receive_json(dispatch, dispatch->to->pdata[0]);
    if (dispatch->reply_to != NULL) {
        g_autoptr(Dispatch) asked = dispatch_load_for(db, dispatch->reply_to, "", NULL);
        set_text(args, "answers", asked != NULL ? asked->origin : NULL);
    }
    return args;
}

static json_t *dispatch_news(const Item *item, const json_t *reply)
{
    json_t *news = json_object();
    set_text(news, "id", item->dispatch);
    set_text(news, "receiver", item->receiver);
    set_text(news, "remote", json_text(reply, "id"));
    set_text(news, "delivered_at", json_text(reply, "delivered_at"));
    set_text(news, "sign_due_at", json_text(reply, "sign_due_at"));
    return news;
}

static json_t *receipt_args(Db *db, const Item *item, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_read(db, item, error);
    if (dispatch == NULL)
        return NULL;
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
    json_object_set_new(args, "remote_seq", json_integer(item->seq));
    return args;
}

static json_t *receipt_news(const Item *item, const json_t *reply)
{
    return json_pack("{s:s, s:s, s:I}", "id", item->dispatch, "receiver", item->receiver, "told",
        (json_int_t) item->seq);
}

static json_t *oral_args(Db *db, const Item *item, GError **error)
{
    g_autoptr(Dispatch) dispatch = dispatch_read(db, item, error);
    if (dispatch == NULL || dispatch->oral_state == NULL)
        return NULL;
    json_t *args = json_object();
    set_text(args, "unit", item->receiver);
    set_text(args, "origin", item->dispatch);
    set_text(args, "state", dispatch->oral_state);
    set_time(args, "said_at", dispatch->oral_at);
    set_text(args, "name", dispatch->oral_by);
    set_text(args, "words", dispatch->oral_said);
    return args;
}

static json_t *purge_args(Db *db, const Item *item, GError **error)
{
    return json_pack("{s:s, s:s}", "unit", item->receiver, "origin", item->dispatch);
}

static json_t *purge_news(const Item *item, const json_t *reply)
{
    return json_pack("{s:s, s:s, s:b}", "id", item->dispatch, "receiver", item->receiver, "kept",
        json_flag(reply, "kept"));
}

typedef struct Errand {
    const char *what;
    const char *command;                                       /* to the unit it goes to */
    json_t *(*args)(Db *db, const Item *item, GError **error); /* NULL: not there any more */
    const char *told; /* to the unit it comes from, once that is done */
    json_t *(*news)(const Item *item, const json_t *reply);
} Errand;

static const Errand errands[] = {
    {"dispatch", COMMAND_RECEIVE, dispatch_args, COMMAND_DELIVERED, dispatch_news},
    {"receipt", COMMAND_RECEIPT, receipt_args, COMMAND_TOLD, receipt_news},
    {"oral", COMMAND_ORAL, oral_args, COMMAND_ORAL_TOLD, receipt_news},
    {"purge", COMMAND_PURGE, purge_args, COMMAND_PURGE_TOLD, purge_news},
};

static const Errand *errand_of(const Item *item)
{
    for (size_t i = 0; i < G_N_ELEMENTS(errands); i++)
        if (strcmp(errands[i].what, item->what) == 0)
            return &errands[i];
    return NULL;
}

/* --- rounds --- */

static char *item_key(const Item *item)
{
    return g_strdup_printf("%s %s %s", item->dispatch, item->receiver, item->what);
}

static void attempt_failed(Postman *postman, const char *key, const Item *item, const GError *error)
{
    Attempt *attempt = g_hash_table_lookup(postman->attempts, key);
    if (attempt == NULL) {
        attempt = g_new0(Attempt, 1);
        g_hash_table_insert(postman->attempts, g_strdup(key), attempt);
        g_message("dispatch %s for %s waits: %s", item->dispatch, item->receiver, error->message);
    }
    attempt->wait_ms =
        attempt->wait_ms == 0 ? WAIT_FIRST_MS : MIN(2 * attempt->wait_ms, WAIT_MOST_MS);
    attempt->next_at = clock_monotonic() + attempt->wait_ms;
}

static bool item_waits(Postman *postman, const Item *item)
{
    g_autofree char *key = item_key(item);
    const Attempt *attempt = g_hash_table_lookup(postman->attempts, key);
    return attempt != NULL && attempt->next_at > clock_monotonic();
}

static void item_end(Postman *postman, const Item *item, const GError *failure)
{
    g_autofree char *key = item_key(item);
    if (failure == NULL)
        g_hash_table_remove(postman->attempts, key);
    else
        attempt_failed(postman, key, item, failure);
}

/* --- many at once: what goes to one unit is done there in one transaction --- */

typedef struct Bag {
    const Item *items[BAG_MAX];
    const Errand *errands[BAG_MAX];
    Awaited runs[BAG_MAX];
    size_t count;
} Bag;

/* Takes those whose turn it is, from `*next` on. */
static void bag_fill(Bag *bag, Postman *postman, Db *db, const GPtrArray *items, guint *next)
{
    for (; *next < items->len && bag->count < BAG_MAX; (*next)++) {
        const Item *item = items->pdata[*next];
        const Errand *errand = errand_of(item);
        g_autoptr(GError) error = NULL;
        if (item_waits(postman, item))
            continue;
        json_t *args = errand == NULL ? NULL : errand->args(db, item, &error);
        if (args == NULL) {
            if (error == NULL)
                fail(&error, FAIL_CORRUPT, "there is no such '%s' to carry", item->what);
            item_end(postman, item, error);
            continue;
        }
        bag->items[bag->count] = item;
        bag->errands[bag->count] = errand;
        bag->runs[bag->count++] =
            (Awaited){.command = engine_command(postman->engine, errand->command), .args = args};
    }
}

/* Those that were done there are told here; the rest are ended. */
static void bag_turn(Bag *bag, Postman *postman)
{
    size_t kept = 0;
    for (size_t i = 0; i < bag->count; i++) {
        Awaited done = bag->runs[i];
        const Item *item = bag->items[i];
        const Errand *errand = bag->errands[i];
        if (done.error == NULL) {
            bag->items[kept] = item;
            bag->errands[kept] = errand;
            bag->runs[kept++] = (Awaited){.command = engine_command(postman->engine, errand->told),
                .args = errand->news(item, done.reply)};
        } else {
            item_end(postman, item, done.error);
        }
        awaited_clear(&done);
    }
    bag->count = kept;
}

/* How many arrived and are told of. */
static int64_t bag_end(Bag *bag, Postman *postman)
{
    int64_t moved = 0;
    for (size_t i = 0; i < bag->count; i++) {
        moved += bag->runs[i].error == NULL ? 1 : 0;
        item_end(postman, bag->items[i], bag->runs[i].error);
        awaited_clear(&bag->runs[i]);
    }
    return moved;
}

static void bag_carry(Bag *bag, Postman *postman)
{
    executor_run_all(postman->executor, postman->system, bag->runs, bag->count);
}

/* -1 when the database is not to be had. */
static int64_t items_carry(Postman *postman, const GPtrArray *items, GError **error)
{
    g_autofree Bag *bag = g_new0(Bag, 1);
    int64_t moved = 0;
    for (guint next = 0; next < items->len;) {
        g_autoptr(Db) db = store_reader(engine_store(postman->engine), error);
        if (db == NULL)
            return -1;
        bag->count = 0;
        bag_fill(bag, postman, db, items, &next);
        g_clear_pointer(&db, db_release);
        bag_carry(bag, postman);
        bag_turn(bag, postman);
        bag_carry(bag, postman);
        moved += bag_end(bag, postman);
    }
    return moved;
}

int64_t postman_deliver(Postman *postman, GError **error)
{
    int64_t carried = 0;
    /* Carrying can put more into the outboxes; each round reads them anew. */
    for (int round = 0; round < ROUNDS_MAX; round++) {
        g_autoptr(GPtrArray) items = items_read(postman, error);
        int64_t moved = items == NULL ? -1 : items_carry(postman, items, error);
        if (moved < 0)
            return -1;
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
