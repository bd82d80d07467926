/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/draw.h"

#include "base/fail.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

bool draw_key_read(Db *db, uint8_t key[DRAW_KEY_SIZE], GError **error)
{
    g_autofree char *fresh = random_hex(DRAW_KEY_SIZE);
    g_autoptr(Statement) insert = store_prepare(db,
        "INSERT INTO presence_key (id, key) VALUES (1, $key) ON CONFLICT (id) DO NOTHING", error);
    g_autoptr(Statement) row = NULL;

    if (insert == NULL)
        return false;
    bind_text(insert, "key", fresh);
    if (!statement_run(insert, error))
        return false;
    row = store_prepare(db, "SELECT key FROM presence_key WHERE id = 1", error);
    if (row == NULL || statement_step(row, error) != STORE_ROW)
        return false;
    return hex_read(row_text(row, 0), key, DRAW_KEY_SIZE) ||
           fail(error, FAIL_CORRUPT, "the key of challenges can't be read");
}

/* 53 bits of HMAC(key, "purpose unit moment"). */
static int64_t bits_of(
    const uint8_t key[DRAW_KEY_SIZE], const char *purpose, const char *unit, int64_t from_at)
{
    g_autofree char *text = g_strdup_printf("%s %s %" G_GINT64_FORMAT, purpose, unit, from_at);
    g_autoptr(Digest) digest = digest_new(DIGEST_SHA256);
    uint8_t out[DIGEST_SIZE];
    uint64_t bits = 0;

    digest_keyed(digest, (DigestPart){key, DRAW_KEY_SIZE}, (DigestPart){text, strlen(text)}, out);
    for (size_t i = 0; i < 7; i++)
        bits = bits << 8 | out[i];
    return (int64_t) (bits >> 3);
}

int64_t draw_next(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t mean_ms)
{
    double share = ((double) bits_of(key, "time", unit, from_at) + 0.5) / 9007199254740992.0;

    return from_at + MAX(1, (int64_t) (-log(share) * (double) mean_ms));
}

int64_t draw_within(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t until_at)
{
    return from_at + bits_of(key, "within", unit, from_at) % MAX(1, until_at - from_at);
}

int64_t draw_number(
    const uint8_t key[DRAW_KEY_SIZE], const char *unit, int64_t from_at, int64_t count)
{
    return bits_of(key, "question", unit, from_at) % count;
}
