/* SPDX-License-Identifier: Apache-2.0 */
/* backend - what a database must do so that a Store can stand on it.
 *
 * store.c holds the policy: pool, transactions, cache of statements, faults. A backend holds the
 * foreign library and nothing else. Every function that takes `error` sets it when it fails. */
#pragma once

#include "store/rehearsal.h"

#include <pthread.h>

typedef enum ValueType { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES } ValueType;

typedef struct Value {
    ValueType type;
    int64_t number;
    const void *bytes; /* borrowed; of text too */
    size_t size;
} Value;

/* What a posted statement must have done. */
typedef struct Expected {
    int64_t rows;       /* changed; -1: any number */
    const char *reason; /* of the conflict when it changed another number; a literal */
} Expected;

typedef struct Backend {
    StoreKind kind;
    const char *begin;
    const char *begin_read;
    const char *before_schema; /* script run before the first schema file; may be NULL */
    const char *guard_journal; /* script that makes the journal refuse UPDATE and DELETE */

    bool (*open)(Store *store, GError **error); /* may set store->state */
    void (*close)(Store *store);
    bool (*open_scratch)(Store *scratch, const Store *of, GError **error);

    void *(*connect)(Store *store, bool writer, GError **error);
    void (*disconnect)(void *connection);
    bool (*is_alive)(void *connection);
    /* Whether the files it was opened with are still where they were; NULL: it has none here. */
    bool (*stands)(Store *store, GError **error);
    /* Ends whoever waits for the server on it, from another thread; NULL where nobody waits. */
    void (*cut)(void *connection);
    /* Runs one statement outside a transaction, waiting so long at most. Gives the first column of
     * its first row, INT64_MIN for null and none. After FAIL_UNAVAILABLE the connection is spent.
     */
    bool (*ask)(
        void *connection, const char *sql, int wait_ms, int64_t *out_number, GError **error);
    bool (*scrub)(Store *store, bool *out_done, GError **error);
    bool (*log_began)(void *connection, int64_t *out_at, GError **error); /* or NULL */
    bool (*run)(void *connection, const char *script, GError **error);
    bool (*commit)(void *connection, GError **error);
    void (*rollback)(void *connection);
    /* Of statement_post(); NULL where nothing is gained by it. */
    bool (*post_script)(void *connection, const char *sql, GError **error); /* one statement */
    bool (*settle)(void *connection, GError **error);

    Statement *(*prepare)(void *connection, const char *sql, GError **error);
    void (*finalize)(Statement *statement);
    void (*bind)(Statement *statement, int index, const Value *value);
    StoreStep (*step)(Statement *statement, GError **error);
    bool (*post)(Statement *statement, const Expected *expected, GError **error); /* or NULL */
    void (*rewind)(Statement *statement); /* before the first step again, bindings kept */
    void (*unbind)(Statement *statement);

    int (*columns)(Statement *statement);
    const char *(*column_name)(Statement *statement, int column);
    ValueType (*column_type)(Statement *statement, int column);
    int64_t (*column_int)(Statement *statement, int column);
    const char *(*column_text)(Statement *statement, int column);
    const void *(*column_bytes)(Statement *statement, int column, size_t *out_size);
} Backend;

extern const Backend sqlite_backend;
extern const Backend postgres_backend;

struct Store {
    const Backend *backend;
    char *target;  /* path or URL */
    char *schema;  /* PostgreSQL: search path of a scratch or next store, else NULL */
    char *next;    /* PostgreSQL: schema of a next store, else NULL */
    char *version; /* PostgreSQL: of the tables, said by each connection; NULL: not said */
    bool scratch;
    bool follows; /* a next store: what is written last may be lost, but nothing is torn */
    bool beside;  /* reads only, while another process holds it */
    void *state;  /* of the backend */
    gint fault;   /* calls left until one fails; 0: never */
    gint *faults; /* that number: its own, or that of the store which it is beside */
    StoreRehearsed rehearsed; /* in place of COMMIT; NULL */
    void *rehearsed_data;
    pthread_mutex_t mutex;
    pthread_cond_t returned;
    GPtrArray *idle_readers; /* of Db * */
    GPtrArray *idle_writers;
    GPtrArray *open;      /* of Db *, idle or not: those that may be cut */
    int readers, writers; /* open, idle or not */
    gint damaged;         /* atomic; 1: some statement was told so */
    const char *held;     /* atomic; why nobody gets a connection, or NULL */
};

struct StoreTxn {
    Db *db; /* NULL while no transaction is open */
};

struct Db {
    Store *store;
    bool writer;
    void *connection;
    GHashTable *statements; /* text -> Statement *, owned */
    int busy;               /* statements not yet done */
    bool savepoint;         /* one is open */
    bool released;          /* one was released here, which the server still has to be told */
    int64_t touched;        /* statements of this transaction that wrote or failed */
    GError *trouble;        /* the database's first failure in it; NULL: none */
    GHashTable *kept;       /* name -> Kept *, owned: of this transaction */
    StoreTxn txn;
};

/* A backend's own statement begins with this; it fills names and changes. */
struct Statement {
    Db *db;
    char *sql;
    GPtrArray *names; /* of parameters, without the $, by index */
    int64_t changes;
    bool busy;
    bool reads;    /* and nothing else */
    bool stepped;  /* rewind before binding anew */
    bool finished; /* the last step gave STORE_DONE */
    bool cached;
    bool in_batches;
    const char *bad_name; /* of a parameter bound to something that is not text */
};

/* True when a fault was asked for and this is the call that must fail. */
bool store_fault_strikes(Store *store, GError **error);
/* True when nothing is to be committed: it was looked at. */
bool store_is_rehearsed(Db *db, GError **error);
/* A Store with pool and target, not yet open. */
Store *store_make(const Backend *backend, const char *target);
/* Closes the connections, all of which must be idle. */
void store_hang_up(Store *store);
/* Remembers it when the file or a page of it is damaged. */
void damage_note(Store *store, const GError *failure);
/* Notes what the database itself failed at, even where the caller's `error` is NULL. */
void db_blame(Db *db, GError *failure /* taken, may be NULL */, GError **error);
bool store_run(Db *db, const char *sql, GError **error);
/* The same, parsed only once: `sql` is a literal without parameters and rows. */
bool store_run_prepared(Db *db, const char *sql, GError **error);
ValueType row_type(Statement *statement, int column);
bool expected_fail(const Expected *expected, GError **error);
void bind_value(Statement *statement, const char *name, const Value *value);

/* Gathers the names of `$name` parameters into `names` (owned strings, no repeats) and, when
 * `out_sql` is not NULL, the text with `$1`, `$2`, … in their place. */
void parameters_scan(const char *sql, GPtrArray *names, GString *out_sql);
