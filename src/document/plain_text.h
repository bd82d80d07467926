/* SPDX-License-Identifier: Apache-2.0 */
/* plain_text - a file of text as offices have them, made UTF-8: UTF-8 and UTF-16 with or without a
 * byte order mark, and what Chinese Windows writes (GB18030, which holds GBK and GB2312). */
#pragma once

#include "base/fail.h"

#include <stddef.h>

/* Owned. FAIL_INVALID "not_text": it is none of them, or a letter in it was lost before it came
 * here (U+FFFD) or is no letter at all. Without the mark in front. */
char *plain_text_read(const char *bytes, size_t size, size_t *out_size, GError **error);
