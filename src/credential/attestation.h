/* SPDX-License-Identifier: Apache-2.0 */
/* attestation - the CBOR map in which a browser wraps the data of a new passkey.
 *
 * {"fmt": text, "attStmt": map, "authData": bytes} in definite lengths, nothing behind it. Read
 * without allocating, whatever lengths it claims. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define ATTESTATION_MAX 4096 /* bytes */

/* *out_auth_data points into `bytes`. FAIL_INVALID ("malformed"). */
bool attestation_read(const uint8_t *bytes, gsize size, const uint8_t **out_auth_data,
    gsize *out_size, GError **error);

/* Whether every item in these bytes, and every length it claims, lies inside them. For bytes that
 * go on to a reader that would take a claimed length at its word and ask for the memory. */
bool attestation_fits(const uint8_t *bytes, gsize size);
