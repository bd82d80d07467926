/* SPDX-License-Identifier: Apache-2.0 */
/* json - reading strictly, writing canonically.
 *
 * What is read has no duplicate keys, no NUL, valid UTF-8, a capped depth and size, and numbers
 * that are integers below 2^53 unless `JSON_REALS` allows reals. What is written canonically
 * follows RFC 8785 for the types the journal knows: strings, booleans, null, arrays, objects and
 * integers below 2^53. jansson's own output is not canonical and slow. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 32
#define JSON_SIZE_MAX (16 * 1024 * 1024)
#define JSON_INTEGER_MAX INT64_C(9007199254740991)

typedef enum JsonNumbers { JSON_INTEGERS, JSON_REALS } JsonNumbers;

/* A new reference, or NULL with FAIL_INVALID naming line and column. */
json_t *json_read(const char *bytes, size_t length, JsonNumbers numbers, GError **error);

/* Appends the canonical form to `out`. FAIL_INVALID on reals and integers of 2^53 and more;
 * `out` then holds a part and is to be thrown away. */
bool json_write_canonical(const json_t *value, GString *out, GError **error);
/* The same with members as they come and reals as jansson prints them: for replies. Fails on a NUL
 * in a text. */
bool json_write_compact(const json_t *value, GString *out, GError **error);
/* Pieces of the canonical form: a text (UTF-8) in its quotes; an integer. */
void json_write_text(const char *text, GString *out);
bool json_write_integer(int64_t number, GString *out, GError **error);

/* Borrowed text / number of a member, or the fallback when absent, null or of another type. */
const char *json_text(const json_t *object, const char *name);
int64_t json_number(const json_t *object, const char *name, int64_t fallback);
bool json_flag(const json_t *object, const char *name);
