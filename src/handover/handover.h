/* SPDX-License-Identifier: Apache-2.0 */
/* handover - one watch of officers gives the post to the next.
 *
 * A handover begins with a snapshot of what is open or flagged: ids and plain facts, never a copy
 * of free text. Items are accepted or refused one by one, the quiet rest as one list. It is taken,
 * and sealed, once one of each side has signed with nothing left undecided; further signatures, the
 * leader's and corrections follow it and change nothing in it. Where the leader changes with the
 * watch, both leaders sign too, when they come to it: that holds nothing up, and has a clock of its
 * own. It never keeps anybody from coming on watch: what is late rings and stays to be seen. */
#pragma once

#include "engine/engine.h"

#define EVENT_HANDOVER_BEGAN "handover.began"
#define EVENT_HANDOVER_RENEWED "handover.renewed"
#define EVENT_HANDOVER_RENAMED "handover.renamed"
#define EVENT_HANDOVER_ACCEPTED "handover.accepted"
#define EVENT_HANDOVER_REFUSED "handover.refused"
#define EVENT_HANDOVER_SIGNED "handover.signed"
#define EVENT_HANDOVER_COUNTERSIGNED "handover.countersigned"
#define EVENT_HANDOVER_CANCELLED "handover.cancelled"
#define EVENT_HANDOVER_CORRECTED "handover.corrected"
#define EVENT_HANDOVER_NOTED "handover.noted"
#define EVENT_HANDOVER_CLEARED "handover.cleared"
#define EVENT_HANDOVER_RANG "handover.rang"
#define EVENT_RELIEF_EXPECTED "relief.expected"
#define EVENT_RELIEF_OVERDUE "relief.overdue"
#define EVENT_POST_LEFT "relief.post_left"

#define CHORE_RELIEF "handover.relief"
#define CHORE_SIGN "handover.sign"
#define CHORE_COUNTERSIGN "handover.countersign"
#define CHORE_LEADERS "handover.leaders"

#define SIDE_OUT "out"
#define SIDE_IN "in"
#define SIDE_LEADER_OUT "leader_out"
#define SIDE_LEADER_IN "leader_in"

#define HANDOVER_TEXT_MAX 500
#define HANDOVER_ITEMS_MAX 500

typedef struct BeganBody {
    int64_t from_at;
    int64_t relief_at; /* FIELD_UNSET: no roster says */
    int64_t sign_due_at;
    int64_t leaders_due_at; /* FIELD_UNSET: no leader signs for themselves */
    char **outgoing;        /* persons */
    char **incoming;
    char **outgoing_leaders; /* where the watch that comes has another leader; else none */
    char **incoming_leaders;
    json_t *items;
    bool named; /* `incoming` was chosen by hand: the roster changes it no more */
} BeganBody;

typedef struct RenamedBody {
    char **incoming, **incoming_leaders; /* GStrv: all who take over from now on; NULL: as before */
} RenamedBody;

typedef struct RenewedBody {
    json_t *items;  /* new ones */
    char **settled; /* items that are over */
} RenewedBody;

typedef struct AcceptedBody {
    char **items;
} AcceptedBody;

typedef struct WordBody {
    char *item;
    char *word;
} WordBody;

typedef struct HandoverSignedBody {
    char *person;
    char *side;         /* one of SIDE_… */
    bool taken;         /* with this signature */
    bool whole;         /* nobody's signature is missing now, but perhaps a leader's */
    bool leaders_whole; /* nor one of theirs: with this signature */
    int64_t countersign_due_at;
} HandoverSignedBody;

typedef struct PersonBody {
    char *person;
} PersonBody;

typedef struct TextBody {
    char *item;
    char *text;
} TextBody;

typedef struct HandoverRangBody {
    char *clock;
    int64_t stage;
    int64_t next_at; /* FIELD_UNSET: it rings no more */
} HandoverRangBody;

typedef struct ReliefBody {
    char *person;
    int64_t due_at;
    int64_t ring_at;
    int64_t stage;
    bool counted; /* from now: no roster says */
} ReliefBody;

typedef struct HandoverTimes {
    int64_t relief_grace_ms, sign_ms, leader_sign_ms, head_after_ms, countersign_ms;
    int64_t ahead_ms;       /* what falls due within it is handed over item by item */
    int64_t usual_watch_ms; /* where no roster says when a watch ends */
} HandoverTimes;

/* Limits from catalog/duty/handover.json. */
HandoverTimes handover_times(const Engine *engine);

extern const EventKind handover_events[];
extern const Projection handover_projections[];
#define NOTE_HANDOVER "handover"
extern const NoteKind handover_notes[];
extern const Chore handover_chores[];
extern const Reaction handover_reactions[];
extern const Query handover_queries[];
extern const Command handover_commands[];
/* A handover with people, items and notes, as replies carry it: a new reference, or NULL. */
json_t *handover_json(Db *db, const char *id, GError **error);
extern const Field handover_reply[];

/* The one going on at the unit, or NULL: owned. */
bool handover_open(Db *db, const char *unit, char **out_id, GError **error);
/* When no officer was on watch between two moments: a new array of {"from", "until"}, or NULL. */
json_t *unmanned_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error);
