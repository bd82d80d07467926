/* SPDX-License-Identifier: Apache-2.0 */
/* ical - a calendar that other programs subscribe to (RFC 5545): events with a beginning and an
 * end.
 *
 * Moments are written in UTC, so that no reader needs a time zone; an event keeps its uid for life
 * and counts its changes, so that a subscriber moves it instead of showing it twice. */
#pragma once

#include "base/fail.h"

#include <stdint.h>

#define ICAL_BYTES_MAX (4 * 1024 * 1024)
#define ICAL_EVENTS_MAX 20000

typedef struct IcalEvent {
    char *uid;
    char *summary;
    char *description; /* NULL: none */
    char *location;    /* NULL: none */
    int64_t begins_at; /* ms, whole seconds */
    int64_t ends_at;
    int64_t changed_at;
    int64_t sequence; /* how often it was changed */
    bool whole_day;   /* read only: it had dates and no time; `ends_at` is the day after */
} IcalEvent;

void ical_event_free(IcalEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IcalEvent, ical_event_free)

/* The calendar's text, lines folded and ended by CRLF: owned. `name` is shown by the subscriber;
 * `events` holds IcalEvent *. */
char *ical_write(const char *name, const GPtrArray *events);
/* The events of a calendar, without those that repeat being spread out: array of IcalEvent *,
 * owned. Times without a zone, or with one that is not known, are Beijing's. FAIL_INVALID: too
 * large, or no calendar. */
GPtrArray *ical_read(const char *text, size_t size, GError **error);
