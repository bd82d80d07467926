/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes are an attestation or refused as malformed; its data lies inside what was read. What is
 * found goes on to be read as a registration. */
#include "credential/attestation.h"

#include "base/fail.h"
#include "credential/base64url.h"
#include "credential/passkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void register_any(const uint8_t *data, size_t size)
{
    static const char client[] = "{\"type\":\"webauthn.create\",\"challenge\":\"Y3JlYXRl\","
                                 "\"origin\":\"https://room.example\"}";
    const PasskeyAsked asked = {
        .challenge = "Y3JlYXRl", .origin = "https://room.example", .site = "room.example"};
    g_autoptr(GError) error = NULL;
    g_autofree char *said = base64url_write((const uint8_t *) client, sizeof client - 1);
    g_autofree char *wrapped = base64url_write(data, size);
    Passkey key = {0};

    if (passkey_register(&asked, said, wrapped, &key, &error))
        g_assert_nonnull(key.public_key);
    else
        g_assert_nonnull(error);
    passkey_clear(&key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    const uint8_t *found = NULL;
    gsize length = 0;

    if (attestation_read(data, size, &found, &length, &error))
        g_assert_true(found >= data && found + length <= data + size);
    else
        g_assert_cmpstr(fail_reason(error), ==, "malformed");
    register_any(data, size);
    return 0;
}
