/* SPDX-License-Identifier: Apache-2.0 */
/* post - what a module sends by itself: a dispatch that goes at once, and the answer to one.
 *
 * Only types that ask for no sign-off (catalog/rules/dispatch.json) go this way; the sender's
 * actor is whoever decides, the system when time does. */
#pragma once

#include "engine/command.h"

typedef struct DispatchPost {
    const char *type;
    const char *urgency; /* NULL: the usual one */
    const char *matter;  /* of this unit, which it is about and carries; or NULL */
    char *const *to;     /* GStrv; NULL or empty: the unit above */
    const char *title;
    const char *body;      /* or NULL */
    const char *payload;   /* JSON for the receiver's module, taken as it is; or NULL */
    int64_t answer_due_at; /* FIELD_UNSET: by the type */
} DispatchPost;

/* Drafts it and puts it into the outbox. `*out_id` owned; may be NULL. */
bool dispatch_post(Decision *decision, const DispatchPost *post, char **out_id, GError **error);
/* Answers a received dispatch with it, signing for that first; `to` is its sender. One that was
 * answered already is left as it is. */
bool dispatch_post_answer(
    Decision *decision, const char *dispatch, const DispatchPost *post, GError **error);
