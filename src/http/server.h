/* SPDX-License-Identifier: Apache-2.0 */
/* server - the web port: one daemon on one address for page, interface and event streams.
 *
 * Its own threads answer reads; commands are handed to the executor with the connection suspended,
 * so no thread ever waits for the writer. */
#pragma once

#include "engine/executor.h"
#include "engine/feed.h"

/* Is the program well? As it was found last. */
typedef struct Health {
    const char *reason;      /* a word; NULL: it is */
    int64_t failing_ms;      /* for so long */
    int64_t age_ms;          /* since it was looked at */
    int64_t due_lag_ms;      /* by which the oldest unserved due row is late */
    int64_t erasures;        /* purged, and still to leave the files */
    int64_t erasures_failed; /* times that they could not, since the program started */
    int64_t selfcheck_at;    /* when the whole record was looked at last; 0: not yet */
    int64_t differences;     /* that were found then */
} Health;

typedef struct HttpConfig {
    const char *listen;   /* "127.0.0.1:8420"; port 0: any free one */
    const char *tls_cert; /* path of a PEM file; NULL: plain HTTP */
    const char *tls_key;
    unsigned connections;      /* at most so many at once */
    unsigned connections_each; /* of one address at most */
    const char *hosts;         /* names it may be called by, beside its own; "*": any; NULL: none */
    const char *trusted_proxy; /* addresses and ranges of proxies that are believed; NULL: none */
    bool limit_loopback;       /* limits by address hold for this machine too */
    Engine *engine;            /* borrowed, as are the next two */
    Executor *executor;
    Feed *feed;
    /* Moves the manual clock forward, serving what falls due; NULL: the clock is not manual. */
    bool (*advance)(void *data, int64_t to, GError **error);
    /* Puts the manual clock's wall elsewhere, as a jump would. */
    bool (*set_wall)(void *data, int64_t at, GError **error);
    void *advance_data; /* of both */
    /* Says it without asking the database; NULL: it always is. */
    void (*health)(void *data, Health *out_health);
    void *health_data;
} HttpConfig;

typedef struct HttpServer HttpServer;

/* Starts to listen. FAIL_INVALID: bad address or certificate; FAIL_CONFLICT (reason "in_use"):
 * somebody listens there; FAIL_UNAVAILABLE. */
HttpServer *http_server_new(const HttpConfig *config, GError **error);
/* Calls off the works, ends every stream, waits for commands under way, closes. The executor must
 * still be running; its pool takes no more. */
void http_server_free(HttpServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpServer, http_server_free)
/* "http://127.0.0.1:8420/": borrowed. */
const char *http_server_url(const HttpServer *server);
