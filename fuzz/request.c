/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever a client sends as target or header is refused or taken apart within the caps. */
#include "http/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void target_try(const char *text)
{
    Target target = {0};

    if (!target_parse(text, &target, NULL))
        return;
    g_assert_cmpuint(g_strv_length(target.segments), <=, SEGMENTS_MAX);
    g_assert_cmpuint(target.query->len, <=, 2 * PARAMETERS_MAX);
    for (char **segment = target.segments; *segment != NULL; segment++) {
        g_assert_true(g_utf8_validate(*segment, -1, NULL));
        g_assert_null(strchr(*segment, '/'));
        g_assert_cmpstr(*segment, !=, "..");
    }
    target_clear(&target);
}

static void headers_try(const char *text)
{
    g_autofree char *cookie = cookie_value(text, "shaodian");
    g_autofree char *token = bearer_token(text);
    g_autofree char *address = NULL;
    uint16_t port = 0;
    int64_t n = -1;

    g_assert_true(cookie == NULL || strlen(cookie) <= TOKEN_MAX);
    g_assert_true(token == NULL || strlen(token) <= TOKEN_MAX);
    etag_listed(text, "\"0123\"", false);
    encoding_accepted(text, "br");
    g_assert_false(origin_is_host(text, NULL));
    origin_is_host(text, "duty.lan:8420");
    media_type_is(text, "application/json");
    if (event_id_parse(text, "e", &n))
        g_assert_cmpint(n, >=, 0);
    if (listen_parse(text, &address, &port, NULL))
        g_assert_nonnull(address);
    listen_is_loopback(text);
    key_is_plain(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);

    target_try(text);
    headers_try(text);
    return 0;
}
