/* SPDX-License-Identifier: Apache-2.0 */
/* personal - what is said of somebody: masked wherever it shows, revealed against a reason, purged
 * for good.
 *
 * A Field that is `personal` in the table of a View is left out of what the view shows, and named
 * in `masked`. Who needs it reveals it (PERSONAL_REVEAL: an event with the reason, and a view that
 * is `bare`); when the law says so it is purged (PERSONAL_PURGE: value and salt of all that the
 * thing's events brought to the vault; the chain stays whole). A part lists its things; a module
 * whose events hold personal members and that lists none must say why they stay
 * (Module.personal_stays). */
#pragma once

#include "engine/module.h"

/* Arguments of both commands; without the id, the body of their events. */
typedef struct Reason {
    char *id;
    char *reason;
} Reason;

extern const Field reason_args[];   /* id and reason */
extern const Field reason_fields[]; /* of an event: the reason alone */

/* A thing that personal members belong to. */
struct PersonalThing {
    const char *thing;    /* "log": its commands are log.reveal and log.purge */
    const char *revealed; /* kinds of the events: bodies hold why, and are kept when it is purged */
    const char *purged;
    const View *shown; /* NULL: something else than a view shows and masks it */
    const View *bare;  /* what revealing answers; NULL as above */
};

/* FAIL_NOT_FOUND where `shown` shows none. */
bool personal_reveal(
    Decision *decision, const PersonalThing *of, const Reason *reason, GError **error);
bool personal_purge(
    Decision *decision, const PersonalThing *of, const Reason *reason, GError **error);
/* In settle(), or a reaction: destroys what events of the thing `id` before this decision brought
 * to the vault, and has the files cleaned of it. */
bool personal_destroy(Decision *decision, const PersonalThing *of, const char *id, GError **error);

/* Takes personal members out of what a view shows, unless it is bare, and names them. */
void personal_mask(const View *view, json_t *item);
/* At start: every thing can be revealed and purged, masked members are named, and no personal value
 * is without a road out. */
bool personal_check(const Module *module, GError **error);

/* Rows of `commands[]`; `decides` is a function that calls personal_reveal() or personal_purge().
 */
#define PERSONAL_REVEAL(word, view, table, decides)                                                \
    {                                                                                              \
        .name = word ".reveal", .method = "POST", .path = "/" word "/{id}/reveal",                 \
        .permission = "reveal", .args = reason_args, .args_size = sizeof(Reason),                  \
        .reply = (table), .decide = (decides), .shows = (view),                                    \
        .help = "Shows what is masked elsewhere; that it was done, and why, stands in the record." \
    }
#define PERSONAL_PURGE(word, view, table, decides, settles)                                        \
    {                                                                                              \
        .name = word ".purge", .method = "POST", .path = "/" word "/{id}/purge",                   \
        .permission = "purge", .args = reason_args, .args_size = sizeof(Reason), .reply = (table), \
        .decide = (decides), .settle = (settles), .shows = (view),                                 \
        .help = "Destroys its texts and personal values; the chain stays whole."                   \
    }
