/* SPDX-License-Identifier: Apache-2.0 */
#include "credential/attestation.h"

#include "base/fail.h"

#include <cbor.h>
#include <string.h>

#define DEPTH_MAX 6
#define MEMBERS_MAX 16

typedef enum ItemKind {
    ITEM_OTHER,
    ITEM_BYTES,
    ITEM_TEXT,
    ITEM_ARRAY,
    ITEM_MAP,
    ITEM_TAG
} ItemKind;

/* One item; of arrays, maps and tags only the head. */
typedef struct Item {
    ItemKind kind;
    const uint8_t *bytes;
    uint64_t size; /* bytes, items or pairs */
    bool refused;
} Item;

typedef struct Cursor {
    const uint8_t *at;
    gsize left;
} Cursor;

static void on_bytes(void *data, cbor_data bytes, size_t size)
{
    *(Item *) data = (Item){.kind = ITEM_BYTES, .bytes = bytes, .size = size};
}

static void on_text(void *data, cbor_data bytes, size_t size)
{
    *(Item *) data = (Item){.kind = ITEM_TEXT, .bytes = bytes, .size = size};
}

static void on_array(void *data, size_t size)
{
    *(Item *) data = (Item){.kind = ITEM_ARRAY, .size = size};
}

static void on_map(void *data, size_t size)
{
    *(Item *) data = (Item){.kind = ITEM_MAP, .size = size};
}

static void on_tag(void *data, uint64_t tag)
{
    *(Item *) data = (Item){.kind = ITEM_TAG, .size = 1};
}

static void on_refused(void *data)
{
    *(Item *) data = (Item){.refused = true};
}

static bool item_next(Cursor *cursor, Item *out_item)
{
    struct cbor_callbacks callbacks = cbor_empty_callbacks;
    callbacks.byte_string = on_bytes;
    callbacks.string = on_text;
    callbacks.array_start = on_array;
    callbacks.map_start = on_map;
    callbacks.tag = on_tag;
    callbacks.byte_string_start = on_refused;
    callbacks.string_start = on_refused;
    callbacks.indef_array_start = on_refused;
    callbacks.indef_map_start = on_refused;
    callbacks.indef_break = on_refused;

    *out_item = (Item){.kind = ITEM_OTHER};
    struct cbor_decoder_result result =
        cbor_stream_decode(cursor->at, cursor->left, &callbacks, out_item);
    if (result.status != CBOR_DECODER_FINISHED || result.read == 0 || out_item->refused)
        return false;
    cursor->at += result.read;
    cursor->left -= result.read;
    return true;
}

/* Every item takes a byte at least, so a false count ends with the bytes. */
static bool item_skip(Cursor *cursor, int depth)
{
    Item item;
    if (depth > DEPTH_MAX || !item_next(cursor, &item))
        return false;
    bool holds = item.kind == ITEM_ARRAY || item.kind == ITEM_MAP || item.kind == ITEM_TAG;
    for (uint64_t i = 0; holds && i < item.size; i++) {
        if (!item_skip(cursor, depth + 1))
            return false;
        if (item.kind == ITEM_MAP && !item_skip(cursor, depth + 1))
            return false;
    }
    return true;
}

static bool item_is_word(const Item *item, const char *word)
{
    return item->size == strlen(word) && memcmp(item->bytes, word, item->size) == 0;
}

static bool member_read(Cursor *cursor, Item *auth_data)
{
    Item key;
    if (!item_next(cursor, &key) || key.kind != ITEM_TEXT)
        return false;
    if (!item_is_word(&key, "authData"))
        return item_skip(cursor, 1);
    bool first = auth_data->bytes == NULL;
    return first && item_next(cursor, auth_data) && auth_data->kind == ITEM_BYTES;
}

static bool map_read(Cursor *cursor, Item *auth_data)
{
    Item map;
    if (!item_next(cursor, &map) || map.kind != ITEM_MAP || map.size > MEMBERS_MAX)
        return false;
    for (uint64_t i = 0; i < map.size; i++)
        if (!member_read(cursor, auth_data))
            return false;
    return cursor->left == 0 && auth_data->bytes != NULL;
}

bool attestation_read(const uint8_t *bytes, gsize size, const uint8_t **out_auth_data,
    gsize *out_size, GError **error)
{
    Cursor cursor = {.at = bytes, .left = size};
    Item auth_data = {0};

    if (size > ATTESTATION_MAX || !map_read(&cursor, &auth_data))
        return fail_as(error, FAIL_INVALID, "malformed", "the attestation is no map with authData");
    *out_auth_data = auth_data.bytes;
    *out_size = auth_data.size;
    return true;
}

bool attestation_fits(const uint8_t *bytes, gsize size)
{
    Cursor cursor = {.at = bytes, .left = size};
    while (cursor.left > 0)
        if (!item_skip(&cursor, 0))
            return false;
    return true;
}
