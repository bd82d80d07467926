/* SPDX-License-Identifier: Apache-2.0 */
/* rule_text - the very text of rules that decide, so that what decided can be read again: its
 * digest stands in the version that events carry, the text in `catalog_version` from its first use.
 */
#pragma once

#include "base/fail.h"

#include <stddef.h>

typedef struct RuleText {
    char *text;    /* of all files, in the order they were added */
    char *digest;  /* SM3 of it, hex */
    char *version; /* "2026.1@" and the first 12 digits of the digest */
} RuleText;

/* Adds a file; `number` is its own "version" (NULL: that of the first stays). */
void rule_text_add(RuleText *rule, const char *number, const char *bytes, size_t size);
void rule_text_clear(RuleText *rule);
