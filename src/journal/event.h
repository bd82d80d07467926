/* SPDX-License-Identifier: Apache-2.0 */
/* event - one thing that happened in one unit, as the journal keeps it.
 *
 * The journal's text is canonical JSON of {unit, seq, at, actor, kind, subject, body}. A value that
 * lives in the vault stands in the text as {"vault": "<64 hex>"}, the digest of salt ‖ value. An
 * Event in memory has the values put back: `body` holds the text, or null once it is purged. */
#pragma once

#include "base/digest.h"
#include "base/fail.h"

#include <glib.h>
#include <jansson.h>

/* The one kind of event whose `at` may be less than the unit's last: it declares that times before
 * it were ahead, and its body says so with `from`, the last of them. */
#define EVENT_TIME_CORRECTED "time.corrected"

/* A member that any body may have: which doubt the clock was in when the event was written, "held"
 * or "unvouched". Without it, none. */
#define CLOCK_MARK_MEMBER "clock_mark"

#define EVENT_TEXT_MAX (4 * 1024 * 1024) /* bytes */
#define EVENT_KIND_MAX 47                /* characters */
#define EVENT_SUBJECT_MAX 63
#define EVENT_ACTOR_MAX 63

typedef struct Event {
    char *unit;
    int64_t seq; /* 1, 2, 3, … without gaps */
    int64_t at;  /* never less than the unit's last, but for EVENT_TIME_CORRECTED */
    char *actor; /* account id, or "system" */
    char *kind;
    char *subject; /* id of the thing it is about */
    json_t *body;
    uint8_t hash[DIGEST_SIZE];
} Event;

void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/* Marks a string for the vault inside a body that is about to be appended: {"$vault": text}. A new
 * reference; NULL or null text gives JSON null. */
json_t *event_vault(const char *text);

/* Reads one journal text; `hash` is left zero and vault values stay as {"vault": digest}. NULL with
 * FAIL_CORRUPT when it is not exactly the seven members. */
Event *event_parse(const char *text, size_t length, GError **error);
/* Appends the canonical text of the event with this body to `out`. FAIL_INVALID when it can't be
 * journal JSON. */
bool event_write(const Event *event, const json_t *body, GString *out, GError **error);
/* Is `text` to the byte what would be written for a parsed event? */
bool event_is_canonical(const Event *event, const char *text, size_t length);
