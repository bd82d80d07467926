/* SPDX-License-Identifier: Apache-2.0 */
/* reply - an answer on its way out: status, headers, bytes.
 *
 * Every reply says how it may be kept and that its type is not to be guessed. Failures are problem
 * documents (RFC 9457) with a code; which failure is which status stands in one table here. */
#pragma once

#include "base/fail.h"

#include <jansson.h>

struct MHD_Connection;
struct MHD_Response;

typedef struct Reply {
    unsigned status;
    const char *media_type;      /* literal, or kept in `headers`; NULL: none */
    GBytes *body;                /* NULL: empty */
    GPtrArray *headers;          /* char *: name, value, … */
    struct MHD_Response *stream; /* instead of a body */
    bool tagged;                 /* a strong ETag is made from the body */
    char *etag;                  /* made already; NULL: at the end */
} Reply;

Reply *reply_new(unsigned status);
void reply_free(Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

Reply *reply_json(unsigned status, const json_t *json);
Reply *reply_bytes(unsigned status, const char *media_type /* literal */, GBytes *body /* taken */);
/* A problem document from an error of the fail domain; any other is an internal one. What keeps the
 * server from its work (503) is told in words only to those it knows. */
Reply *reply_failure(const GError *error, bool to_known);
/* One of HTTP's own: `code` is the word the page translates. */
Reply *reply_problem(unsigned status, const char *code, const char *detail);
/* Both are copied. */
void reply_header(Reply *reply, const char *name, const char *value);

/* Makes its tag now, where it is to have one: a large body takes a while. */
void reply_tag(Reply *reply);

/* Strong ETag of a body, with its quotes: owned. */
char *reply_etag(GBytes *body);
/* Status of a failure. */
unsigned reply_status(const GError *error);

/* Hands the reply (taken) to the connection, as 304 when If-None-Match allows. Returns what the
 * access handler must return. */
int reply_send(struct MHD_Connection *connection, Reply *reply);
