/* SPDX-License-Identifier: Apache-2.0 */
/* parse - what a client sends, taken apart: pure functions, no connection, no allocation without a
 * cap. Fuzzed by fuzz/request.c. */
#pragma once

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

#define TARGET_MAX 4096   /* bytes of the request target */
#define SEGMENTS_MAX 16   /* of a path */
#define PARAMETERS_MAX 64 /* of a query */
#define TOKEN_MAX 256     /* characters of a session token */

/* A request target: "/api/v1/units/430102?q=a%20b". */
typedef struct Target {
    char **segments;  /* decoded, GStrv: {"api", "v1", "units", "430102"}; "/" has none */
    GPtrArray *query; /* char *: name, value, name, value, … decoded, in order */
} Target;

/* FAIL_INVALID: not in origin form, a bad escape, not UTF-8, a control character, an empty, "." or
 * ".." segment, or more than the caps allow. A trailing slash is an empty segment. */
bool target_parse(const char *raw, Target *out_target, GError **error);
void target_clear(Target *target);
/* The first value of a query parameter: borrowed, NULL when it is not there. */
const char *target_query(const Target *target, const char *name);

/* Value of one cookie in a Cookie header: owned, or NULL. */
char *cookie_value(const char *header, const char *name);
/* Token of "Authorization: Bearer …": owned, or NULL. */
char *bearer_token(const char *header);
/* Does an If-None-Match or If-Match header name this strong ETag (with its quotes)? W/ is weighed
 * as the same when `weak`. */
bool etag_listed(const char *header, const char *etag, bool weak);
/* Does Accept-Encoding allow the coding with a quality above zero? */
bool encoding_accepted(const char *header, const char *coding);
/* Is the Origin header's host and port that of the Host header? "null" never is. */
bool origin_is_host(const char *origin, const char *host);
/* Is the Content-Type this media type, parameters aside? */
bool media_type_is(const char *header, const char *media_type);
/* "EPOCH.N" with the right epoch. */
bool event_id_parse(const char *text, const char *epoch, int64_t *out_n);
/* "ADDRESS:PORT", "[V6]:PORT" or ":PORT" (all addresses). */
bool listen_parse(const char *text, char **out_address, uint16_t *out_port, GError **error);
/* Does that name an address only this machine reaches? */
bool listen_is_loopback(const char *text);
/* A key a client chose: 1 to 200 visible ASCII characters. */
bool key_is_plain(const char *text);
