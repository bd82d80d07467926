/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/act.h"

static const Field opened_fields[] = {
    FIELD(OpenedBody, kind, FIELD_WORD, .required = true),
    FIELD(OpenedBody, digest, FIELD_WORD, .required = true),
    FIELD(OpenedBody, state, FIELD_WORD, .required = true),
    FIELD(OpenedBody, number, FIELD_TEXT, .required = true, .plain = true),
    FIELD(OpenedBody, year, FIELD_INT, .required = true),
    FIELD(OpenedBody, ordinal, FIELD_INT, .required = true),
    FIELD(OpenedBody, label, FIELD_JSON),
    FIELD(OpenedBody, face, FIELD_JSON, .required = true),
    FIELD(OpenedBody, fields, FIELD_JSON, .required = true),
    FIELD(OpenedBody, texts, FIELD_JSON, .required = true),
    FIELD(OpenedBody, note, FIELD_TEXT, .max = 4000),
    FIELD(OpenedBody, claimed_at, FIELD_TIME),
    FIELD(OpenedBody, off_watch, FIELD_BOOL),
    FIELD(OpenedBody, tell, FIELD_JSON),
    FIELD(OpenedBody, asks, FIELD_JSON),
    FIELD_END,
};

static const Field stepped_fields[] = {
    FIELD(SteppedBody, step, FIELD_WORD, .required = true),
    FIELD(SteppedBody, label, FIELD_JSON),
    FIELD(SteppedBody, from, FIELD_WORD, .required = true),
    FIELD(SteppedBody, to, FIELD_WORD, .required = true),
    FIELD(SteppedBody, fields, FIELD_JSON, .required = true),
    FIELD(SteppedBody, texts, FIELD_JSON, .required = true),
    FIELD(SteppedBody, note, FIELD_TEXT, .max = 4000),
    FIELD(SteppedBody, claimed_at, FIELD_TIME),
    FIELD(SteppedBody, off_watch, FIELD_BOOL),
    FIELD(SteppedBody, tell, FIELD_JSON),
    FIELD(SteppedBody, asks, FIELD_JSON),
    FIELD_END,
};

static const Field linked_fields[] = {
    FIELD(LinkedBody, other, FIELD_WORD, .required = true),
    FIELD(LinkedBody, relation, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field purged_fields[] = {
    FIELD(PurgedBody, reason, FIELD_TEXT, .required = true),
    FIELD_END,
};

static const Field revealed_fields[] = {
    FIELD(RevealedBody, reason, FIELD_TEXT, .required = true),
    FIELD(RevealedBody, paths, FIELD_JSON),
    FIELD_END,
};

static const Field started_fields[] = {
    FIELD(ClockStartedBody, name, FIELD_WORD, .required = true),
    FIELD(ClockStartedBody, label, FIELD_JSON),
    FIELD(ClockStartedBody, rule, FIELD_JSON),
    FIELD(ClockStartedBody, started_at, FIELD_TIME, .required = true),
    FIELD(ClockStartedBody, warn_at, FIELD_TIME),
    FIELD(ClockStartedBody, due_at, FIELD_TIME, .required = true),
    FIELD(ClockStartedBody, owner, FIELD_WORD, .required = true),
    FIELD(ClockStartedBody, escalate, FIELD_JSON, .required = true),
    FIELD_END,
};

static const Field rang_fields[] = {
    FIELD(ClockRangBody, clock, FIELD_WORD, .required = true),
    FIELD(ClockRangBody, name, FIELD_WORD, .required = true),
    FIELD(ClockRangBody, label, FIELD_JSON),
    FIELD(ClockRangBody, word, FIELD_WORD, .required = true),
    FIELD(ClockRangBody, stage, FIELD_INT, .required = true),
    FIELD(ClockRangBody, tell, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field stopped_fields[] = {
    FIELD(ClockStoppedBody, clock, FIELD_WORD, .required = true),
    FIELD(ClockStoppedBody, name, FIELD_WORD, .required = true),
    FIELD(ClockStoppedBody, met, FIELD_BOOL),
    FIELD(ClockStoppedBody, mistimed, FIELD_BOOL),
    FIELD(ClockStoppedBody, ended_at, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field raised_fields[] = {
    FIELD(NoticeRaisedBody, matter, FIELD_WORD),
    FIELD(NoticeRaisedBody, role, FIELD_WORD, .required = true),
    FIELD(NoticeRaisedBody, word, FIELD_WORD, .required = true),
    FIELD(NoticeRaisedBody, label, FIELD_JSON),
    FIELD_END,
};

static const Field seen_fields[] = {FIELD_END};

const EventKind matter_events[] = {
    {EVENT_OPENED, opened_fields, sizeof(OpenedBody)},
    {EVENT_STEPPED, stepped_fields, sizeof(SteppedBody)},
    {EVENT_CLOSED, stepped_fields, sizeof(SteppedBody)},
    {EVENT_REOPENED, stepped_fields, sizeof(SteppedBody)},
    {EVENT_LINKED, linked_fields, sizeof(LinkedBody)},
    {EVENT_PURGED, purged_fields, sizeof(PurgedBody)},
    {EVENT_REVEALED, revealed_fields, sizeof(RevealedBody)},
    {0},
};

const EventKind clock_events[] = {
    {EVENT_CLOCK_STARTED, started_fields, sizeof(ClockStartedBody)},
    {EVENT_CLOCK_RANG, rang_fields, sizeof(ClockRangBody)},
    {EVENT_CLOCK_STOPPED, stopped_fields, sizeof(ClockStoppedBody)},
    {0},
};

const EventKind notice_events[] = {
    {EVENT_NOTICE_RAISED, raised_fields, sizeof(NoticeRaisedBody)},
    {EVENT_NOTICE_SEEN, seen_fields, 0},
    {0},
};
