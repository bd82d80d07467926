/* SPDX-License-Identifier: Apache-2.0 */
/* act - the bodies of the events a matter is made of.
 *
 * Everything the kind decided stands in them, so that folding needs no catalog. */
#pragma once

#include "engine/module.h"

#define EVENT_OPENED "matter.opened"
#define EVENT_STEPPED "matter.stepped"
#define EVENT_CLOSED "matter.closed"
#define EVENT_REOPENED "matter.reopened"
#define EVENT_LINKED "matter.linked"
#define EVENT_PURGED "matter.purged"
#define EVENT_REVEALED "matter.revealed"
#define EVENT_CLOCK_STARTED "clock.started"
#define EVENT_CLOCK_RANG "clock.rang"
#define EVENT_CLOCK_STOPPED "clock.stopped"
#define EVENT_OBLIGATION_CHANGED "obligation.changed"
#define EVENT_OBLIGATION_RANG "obligation.rang"
#define EVENT_NOTICE_RAISED "notice.raised"
#define EVENT_NOTICE_SEEN "notice.seen"

typedef struct OpenedBody {
    char *kind;
    char *digest; /* of the kind's version */
    char *state;
    char *number; /* "事〔2026〕12号" */
    int64_t year;
    int64_t ordinal;
    json_t *label; /* of the kind */
    json_t *face;
    json_t *fields; /* plain values */
    json_t *texts;  /* values in the vault */
    char *note;
    int64_t claimed_at;
    bool off_watch;
    json_t *tell; /* roles */
    json_t *asks; /* effects that other modules serve */
} OpenedBody;

/* matter.stepped, .closed and .reopened. */
typedef struct SteppedBody {
    char *step;
    json_t *label;
    char *from;
    char *to;
    json_t *fields;
    json_t *texts;
    char *note;
    int64_t claimed_at;
    bool off_watch;
    json_t *tell;
    json_t *asks;
} SteppedBody;

typedef struct LinkedBody {
    char *other;
    char *relation; /* what the other is to the subject */
} LinkedBody;

typedef struct PurgedBody {
    char *reason;
} PurgedBody;

typedef struct RevealedBody {
    char *reason;
    json_t *paths;
} RevealedBody;

typedef struct ClockStartedBody {
    char *name;
    json_t *label;
    json_t *rule;
    int64_t started_at;
    int64_t warn_at;
    int64_t due_at;
    char *owner;
    json_t *escalate; /* [{"at", "tell"}] */
} ClockStartedBody;

typedef struct ClockRangBody {
    char *clock; /* id */
    char *name;
    json_t *label;
    char *word;    /* "warn", "late", "escalate" */
    int64_t stage; /* 1, 2, 3 … */
    char *tell;    /* role */
} ClockRangBody;

typedef struct ClockStoppedBody {
    char *clock;
    char *name;
    bool met;
    bool mistimed; /* it rang by a time that was wrong, and another takes its place */
    int64_t ended_at;
} ClockStoppedBody;

/* obligation.changed and .rang: [{"do", "ordinal", …}], members of an obligation put over those
 * that it has. */
typedef struct ObligationChangedBody {
    json_t *changes;
} ObligationChangedBody;

typedef struct NoticeRaisedBody {
    char *matter;
    char *role;
    char *word;
    json_t *label;
} NoticeRaisedBody;

extern const EventKind matter_events[];
extern const EventKind clock_events[];
extern const EventKind notice_events[];
