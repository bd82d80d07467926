/* SPDX-License-Identifier: Apache-2.0 */
/* server - the web port: one daemon on one address for page, interface and event streams.
 *
 * Its own threads answer reads; commands are handed to the executor with the connection suspended,
 * so no thread ever waits for the writer. */
#pragma once

#include "engine/executor.h"
#include "engine/feed.h"

typedef struct HttpConfig {
    const char *listen;   /* "127.0.0.1:8420"; port 0: any free one */
    const char *tls_cert; /* path of a PEM file; NULL: plain HTTP */
    const char *tls_key;
    unsigned connections; /* at most so many at once */
    Engine *engine;       /* borrowed, as are the next two */
    Executor *executor;
    Feed *feed;
    /* Moves the manual clock forward, serving what falls due; NULL: the clock is not manual. */
    bool (*advance)(void *data, int64_t to, GError **error);
    void *advance_data;
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
