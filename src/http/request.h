/* SPDX-License-Identifier: Apache-2.0 */
/* request - one request from its first byte to its reply; inside http/ only.
 *
 * A Request belongs to the daemon's thread that reads its connection. While it waits, whoever it
 * waits for owns it, until request_resume. */
#pragma once

#include "base/net.h"
#include "engine/executor.h"
#include "http/header.h"
#include "http/host.h"
#include "http/purse.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/server.h"
#include "http/stream.h"
#include "http/words.h"
#include "http/works.h"

#include <microhttpd.h>
#include <pthread.h>

#define SESSION_COOKIE "shaodian"
#define TERMINAL_COOKIE "shaodian_terminal"
#define ACTING_HEADER "X-Acting-Person" /* at a room's terminal: who writes, an id */
#define SWALLOW_MAX (64 * 1024)         /* bytes of a body nobody wants, read to answer politely */
#define STATUS_CLASSES 6

struct HttpServer {
    HttpConfig config; /* strings owned */
    struct MHD_Daemon *daemon;
    NetList *trusted; /* proxies */
    Routes *routes;
    Words *words; /* of sheets */
    Stream *stream;
    Peers *peers;
    Purses *purses;
    Refusals *refusals;
    Hosts *hosts;
    size_t freed_trimmed; /* of the peers' thread: bytes let go when memory was last given back */
    int64_t trimmed_at;
    Works *works; /* that are looked for later */
    char *url;
    int listen_fd;
    bool tls;
    char *cert_text; /* PEM, alive as long as the daemon */
    char *key_text;
    int64_t started_at; /* monotonic */
    GBytes *openapi;
    gint served[STATUS_CLASSES]; /* atomic: replies by hundreds of their status */
    pthread_mutex_t lock;        /* guards the next two */
    pthread_cond_t idle;         /* signalled when in_flight becomes 0 */
    unsigned in_flight;          /* suspended requests but streams, and works looked for later */
    bool stopping;
};

typedef enum RequestStage {
    STAGE_HEAD, /* headers not looked at yet */
    STAGE_BODY,
    STAGE_WAIT, /* suspended; when called again, finish() makes the reply */
    STAGE_SENT,
} RequestStage;

struct Request {
    HttpServer *server;                /* borrowed */
    struct MHD_Connection *connection; /* borrowed; NULL before the headers are in */
    Peer *peer;                        /* borrowed */
    NetAddress client;
    bool client_found;
    bool client_limited; /* the address tells this client from others */
    bool from_proxy;     /* the connection is a trusted proxy's */
    char *raw;           /* request target as sent */
    char *method;
    Target target;
    const Route *route;
    RequestStage stage;
    Header header; /* its members but the size are good at STAGE_HEAD only */
    bool chunked;
    Purse *purse;      /* NULL: the body is not kept */
    size_t swallowed;  /* bytes of a body that is not */
    GByteArray *body;  /* NULL: none */
    int64_t signed_at; /* monotonic: when `actor` was last looked up; 0: never */
    char *token;
    bool at_terminal; /* the token is a terminal's, out of its cookie */
    Actor *actor;
    Reply *reply;
    void (*finish)(Request *request);
    /* What a command came to, written by the executor before request_resume. */
    json_t *args;
    int status;
    json_t *outcome;
    GError *failure;
};

Request *request_new(HttpServer *server, const char *raw);
void request_free(Request *request);

/* Borrowed value of a header, or NULL. */
const char *request_header(const Request *request, const char *name);
bool request_is_change(const Request *request);
/* Looks up which machine it comes from; once, when the header is in. Through a trusted proxy that
 * is whom the proxy names. */
void request_find_client(Request *request);
/* Does it come from this machine, or under TLS (our own, or that of a trusted proxy or of one on
 * this machine)? */
bool request_is_safe(const Request *request);
bool request_is_encrypted(const Request *request);
/* Owned numeric address of the client; of the proxy, when that names nobody. */
char *request_address(const Request *request);
/* Whom limits by address count: owned; NULL when the address tells nobody apart, which is so of
 * this machine (all clients of a proxy not named in `trusted_proxy` look like it) and of a proxy
 * that does not say whom it passes on. */
char *request_limit_name(const Request *request);

/* Sets the reply (taken). */
void request_reply(Request *request, Reply *reply);
void request_fail(Request *request, const GError *error);
/* The same without a request; who is `known` has signed in. From any thread. */
Reply *server_failure(HttpServer *server, const GError *error, bool to_known);
/* Suspends the connection; `finish` makes the reply once resumed. False when the server is
 * stopping: the reply is then set. */
bool request_suspend(Request *request, void (*finish)(Request *request));
/* From any thread; the request must not be touched afterwards. */
void request_resume(Request *request);

/* What goes on without a request: the server is not freed before it has left. False when the server
 * is stopping. */
bool server_enter(HttpServer *server);
void server_leave(HttpServer *server);

/* Sets `actor` from cookie or bearer token. FAIL_DENIED (reason "signed_out"). */
bool request_sign_in(Request *request, Db *db, GError **error);

/* Notes, where it is time to, that the actor's session is in use. Waits for nothing. */
void request_note_use(const Request *request);

/* Takes a request in: its header; then pieces of its body; then all of it, when it is answered or
 * suspended. They return what the access handler must return. */
int request_begin(Request *request);
int request_collect(Request *request, const char *bytes, size_t size);
int request_complete(Request *request);

/* The kinds of routes. */
void command_serve(Request *request);
void query_serve(Request *request);
/* What is asked of a query, apart from the connection it came by; all borrowed. */
typedef struct Asked {
    HttpServer *server;
    const Actor *actor; /* NULL of a public one */
    const Route *route;
    char *const *segments;
    const Target *target;
    Work *work; /* NULL: nobody watches */
} Asked;
/* What GET gives, as `db` sees it now: NULL with an error. */
Reply *query_reply(const Asked *asked, Db *db, GError **error);
void stream_serve(Request *request);
void asset_serve(Request *request);
void clock_show(Request *request);
void clock_serve(Request *request);
void health_serve(Request *request);
void metrics_serve(Request *request);
void openapi_serve(Request *request);
