/* SPDX-License-Identifier: Apache-2.0 */
/* judge - what roster and facts, side by side, say about a room. Pure: no clock, no database.
 *
 * A Suspicion is a mismatch that exists now; it may be raised as a flag from `ripe_at` on. Whether
 * the room is alive is judged of the room: officers who share one computer need not each show a
 * sign of life, and who holds the post until a late successor comes is no stranger there. Whether
 * it was the very person of the roster is judged of each (prove.h). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum FlagKind {
    FLAG_ABSENT,        /* nobody came */
    FLAG_LEFT_POST,     /* came, and left or no longer answers */
    FLAG_SUBSTITUTE,    /* somebody else stands in, unapproved */
    FLAG_UNROSTERED,    /* nobody was rostered */
    FLAG_LEADER_ABSENT, /* the leader has not come on watch */
    FLAG_KINDS
} FlagKind;

typedef enum PresenceState {
    PRESENCE_NONE, /* nobody need be there */
    PRESENCE_ON_POST,
    PRESENCE_SILENT,
    PRESENCE_ABSENT,
} PresenceState;

const char *flag_word(FlagKind kind);
const char *presence_word(PresenceState state); /* NULL for PRESENCE_NONE */
PresenceState presence_of_word(const char *word);

typedef struct ShiftFact {
    char *id, *post, *post_name, *role;
    char *person;   /* who stands it; NULL: nobody yet */
    char *rostered; /* whose turn it was; NULL: as above */
    char *how;
    int64_t begins_at, ends_at;
    int64_t known_at; /* when the roster was published; INT64_MIN: long ago */
} ShiftFact;

typedef struct WatchFact {
    char *id, *person, *role;
    char *terminal;          /* NULL: none */
    char *method;            /* NULL: somebody else entered them */
    char *entered_by;        /* person whose account began it; NULL: unknown */
    int64_t since, ended_at; /* INT64_MAX: still on watch */
} WatchFact;

/* What somebody did, as the journal has it. */
typedef struct DeedFact {
    char *person; /* NULL: an account without one */
    char *account, *kind, *id;
    int64_t at;
    bool is_coming;   /* coming on watch or going off it, with what the record adds by itself */
    int64_t paper_at; /* typed from paper: when that is said to have been; INT64_MIN: not from it */
} DeedFact;

/* A page of the unit was alive. */
typedef struct BeatFact {
    char *account;
    char *person;   /* NULL: unknown */
    char *terminal; /* NULL: none */
    int64_t began_at, last_at;
    int64_t input_at; /* INT64_MIN: none */
} BeatFact;

/* A challenge that nobody answered and after which nobody came back. */
typedef struct MissFact {
    char *id;
    int64_t issued_at;
    int64_t told_at; /* when the last had been told */
} MissFact;

typedef struct Facts {
    int64_t now;
    bool keeps_duty;
    bool has_page; /* a page of the unit was alive within a day: else it is silent after unseen_ms
                      only */
    /* Since when a post that is kept round the clock stands in no roster; INT64_MIN: it does. */
    int64_t unrostered_officer, unrostered_leader;
    int64_t asked_at;   /* when a post next should be in a roster; INT64_MAX: not known */
    GPtrArray *shifts;  /* ShiftFact *, in order of time, then of the posts on the wall */
    GPtrArray *watches; /* WatchFact *, oldest first */
    GPtrArray *deeds;   /* DeedFact *, oldest first */
    GPtrArray *beats;   /* BeatFact * */
    GPtrArray *misses;  /* MissFact * */
} Facts;

Facts *facts_new(int64_t now);
void facts_free(Facts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Facts, facts_free)

typedef struct JudgeRules {
    int64_t silent_ms; /* a room with a page is silent after so long without life */
    int64_t unseen_ms; /* one without a page */
    int64_t grace_ms[FLAG_KINDS];
    int64_t relief_ms; /* so long the outgoing may hold the post, and the incoming be early */
    int64_t signed_least, signed_ms; /* entries of a stranger, and the time they span */
    int64_t unproved_ms; /* who was entered by somebody else gives a sign of their own within it */
    int64_t together_ms; /* two who come at one computer within it came together */
    int64_t sitting_ms;  /* and what is done within it was done in one go */
    int64_t settle_ms;   /* after the shift: to sign the handover, to type what is on paper */
} JudgeRules;

typedef struct Suspicion {
    FlagKind kind;
    const char *what; /* id of the shift, or the role; borrowed from the facts */
    const char *role;
    const ShiftFact *shift; /* NULL: no shift */
    const char *person;     /* who should have been there; may be NULL */
    const char *other;      /* who was there; may be NULL */
    int64_t since, ripe_at;
    bool is_unproved; /* on watch by the record, and nothing of their own */
    bool is_over;     /* the shift has ended: said once, and it lasts no longer */
} Suspicion;

/* Everything that does not fit now: array of Suspicion, borrowing from the facts. */
GArray *presence_judge(const Facts *facts, const JudgeRules *rules);
/* When to judge again though no event tells of anything: entries make one suspect who entered a
 * colleague on watch, and nobody waits for an entry; nor for a room without a page to fall silent.
 * INT64_MAX: no need. */
int64_t presence_again(const Facts *facts, const JudgeRules *rules);

typedef struct RoomState {
    PresenceState state;
    int64_t since;
    int64_t next_at; /* when it may change by itself; INT64_MAX: never */
} RoomState;

RoomState presence_state(const Facts *facts, const JudgeRules *rules, PresenceState before);
