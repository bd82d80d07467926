/* SPDX-License-Identifier: Apache-2.0 */
/* draw - when the next challenge comes: a Poisson process out of HMAC-SHA-256 under a secret key.
 *
 * Having just been asked says nothing about the next time, and no part of a shift is likelier than
 * another. Without the key the times can't be told beforehand; with it they are always the same. */
#pragma once

#include "base/digest.h"

#define DRAW_KEY_SIZE 32

/* The next time after `from_at`, `mean_ms` later on average; at least one millisecond. */
int64_t draw_next(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t mean_ms);
/* A number below `count`, for choosing a question. */
int64_t draw_number(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t count);
