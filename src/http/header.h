/* SPDX-License-Identifier: Apache-2.0 */
/* header - does every program read this request's header the same way?
 *
 * Where a proxy and this server can disagree on where a request ends, one client's bytes become
 * another's request. The daemon reads leniently: it takes a bare LF for a line's end, joins folded
 * lines, stops at a NUL, takes the first of two lengths. It does so in place, and what it hands out
 * points into the bytes as they came; so a header that is plain fills them exactly: each line
 * begins two bytes after the end of the one before. Whatever is not plain leaves a gap, under TLS
 * and on a kept connection too. Bytes are never looked at by that, only where they lie. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct HeaderLine {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
} HeaderLine;

typedef struct Header {
    const char *method; /* these lie where the daemon read them */
    const char *target; /* as it was before unescaping */
    size_t target_size;
    const char *version;
    size_t size; /* of the whole header with its empty line; 0: how it lies is not known */
    const HeaderLine *lines;
    size_t count;
} Header;

/* NULL: it is plain. Else what is wrong with it, in English: a literal. */
const char *header_fault(const Header *header);
/* Does it have a Transfer-Encoding? */
bool header_is_chunked(const Header *header);
