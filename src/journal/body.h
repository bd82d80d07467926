/* SPDX-License-Identifier: Apache-2.0 */
/* body - where vault values stand inside the body of an event.
 *
 * On its way in a value is a mark {"$vault": text}; in the journal's text it is a place
 * {"vault": "<64 hex>"}. Its path is the names and array positions from the body down, joined by
 * dots, so no name on the way to a value may hold a dot itself. Used inside journal/ only. */
#pragma once

#include "base/digest.h"
#include "base/fail.h"

#include <jansson.h>

/* Called for each mark or place. May set `*out_instead` (owned) to what shall stand there. */
typedef bool (*BodyVisit)(
    void *data, const char *path, const char *text, json_t **out_instead, GError **error);

/* `visit` gets the marked text. FAIL_INVALID on what can't be journaled: a mark that is not alone
 * or holds no text, a name with a dot above it, or a place that nobody made. */
bool body_each_mark(json_t *body, BodyVisit visit, void *data, GError **error);
/* `visit` gets the digest in hex. */
bool body_each_place(json_t *body, BodyVisit visit, void *data, GError **error);

/* With the marked texts in place of their marks; *out_marks says how many there were. The body
 * itself when nothing is marked. A new reference. */
json_t *body_plain(const json_t *body, int *out_marks, GError **error);
