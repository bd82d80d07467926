/* SPDX-License-Identifier: Apache-2.0 */
/* base64url - bytes as WebAuthn writes them: RFC 4648 section 5, without padding. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* Owned text. */
char *base64url_write(const uint8_t *bytes, gsize size);
/* Owned bytes, or NULL when the text is not exactly what base64url_write() makes, or makes more
 * than `max` bytes. */
GBytes *base64url_read(const char *text, gsize max);
