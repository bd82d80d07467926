/* SPDX-License-Identifier: Apache-2.0 */
/* draw - times that nobody can foresee, out of HMAC-SHA-256 under a secret key: of challenges, a
 * Poisson process, and of reachability tests, on any day of a span and anywhere in its window.
 *
 * Having just been asked says nothing about the next time, and no part of a shift or window is
 * likelier than another. Without the key the times can't be told beforehand; with it they are
 * always the same. A time drawn stands in `wake` alone (decision_wake), in no event and no reply.
 */
#pragma once

#include "base/digest.h"
#include "store/store.h"

#define DRAW_KEY_SIZE 32

/* The key of this database (table presence_key), made by whoever needs it first. */
bool draw_key_read(Db *db, uint8_t key[DRAW_KEY_SIZE], GError **error);
/* The next time after `from_at`, `mean_ms` later on average; at least one millisecond. */
int64_t draw_next(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t mean_ms);
/* A time in [from_at, until_at), each as likely. */
int64_t draw_within(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t until_at);
/* A number below `count`, for choosing a question, or the day of a test. */
int64_t draw_number(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t count);
