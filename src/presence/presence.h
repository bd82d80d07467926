/* SPDX-License-Identifier: Apache-2.0 */
/* presence - is somebody really there: shared by the files of this folder. */
#pragma once

#include "engine/module.h"
#include "engine/view.h"
#include "presence/facts.h"
#include "presence/rules.h"

#define EVENT_PRESENCE_CHANGED "presence.changed"
#define EVENT_RULES_SET "presence.rules_set"
#define EVENT_FLAG_RAISED "flag.raised"
#define EVENT_FLAG_ENDED "flag.ended"
#define EVENT_FLAG_EXPLAINED "flag.explained"
#define EVENT_FLAG_DECIDED "flag.decided"
#define EVENT_FLAG_CLEARED "flag.cleared"
#define EVENT_CHALLENGE_ISSUED "challenge.issued"
#define EVENT_CHALLENGE_ANSWERED "challenge.answered"
#define EVENT_CHALLENGE_EXCUSED "challenge.excused"
#define EVENT_CHALLENGE_MISSED "challenge.missed"
#define EVENT_CHALLENGE_RETURNED "challenge.returned"
#define EVENT_ROLL_CALLED "roll_call.called"
#define EVENT_ROLL_ANSWERED "roll_call.answered"
#define EVENT_ROUND_MADE "round.made"

#define CHORE_LOOK "presence.look"  /* subject "next" or "life" */
#define CHORE_ASK "presence.ask"    /* the secret time of the next challenge */
#define CHORE_LATE "challenge.late" /* subject: the challenge; rows of `due` */

/* ---- look.c: what roster and facts say now, and what follows from it ---- */

/* Emits presence.changed, flag.raised and flag.ended where something has changed, and sees that the
 * next look and the next challenge have their time. */
bool presence_look(Decision *decision, GError **error);
extern const Chore look_chores[];
extern const Reaction look_reactions[];
extern const EventKind look_events[];
extern const Projection look_projections[];
extern const NoteKind look_notes[];

/* ---- flag.c, flag_read.c ---- */

/* Raises what is ripe, ends what is over; *out_next: when the next suspicion ripens. */
bool flags_follow(Decision *decision, const Facts *facts, const PresenceRules *rules,
    int64_t *out_next, GError **error);
/* Facts with their times that bear on a suspicion: a new reference, event form. */
json_t *evidence_of(const Facts *facts, const Suspicion *suspicion);
/* Puts a unit's flags of this time at the end of `items`. */
bool flags_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *items, GError **error);
extern const View flag_view;
extern const Field flag_shown[];
extern const Query flag_queries[];

/* ---- challenge.c, challenge_late.c, challenge_read.c ---- */

typedef struct ChallengeIssued {
    char *cause; /* "random", "roll_call" */
    int64_t due_at;
    bool night;
    char *question;
    char *dispatch;
    char *words;
} ChallengeIssued;

typedef struct ChallengeDeed {
    char *deed;
} ChallengeDeed;

typedef struct ChallengeMissed {
    int64_t stage;
    char *tell;
    int64_t next_at;
} ChallengeMissed;

typedef struct Challenge {
    char *id, *unit, *state, *question_id, *dispatch;
    int64_t due_at, missed_at, returned_at, stage;
} Challenge;

void challenge_free(Challenge *challenge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Challenge, challenge_free)
Challenge *challenge_load(Db *db, const char *id, GError **error);
/* Puts a unit's challenges of this time, newest first, at the end of `items`. */
bool challenges_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *items, GError **error);
/* Sees that the time of the next challenge is drawn. */
bool challenge_arm(Decision *decision, const PresenceRules *rules, GError **error);
bool challenge_issue(Decision *decision, const ChallengeIssued *issued, GError **error);
/* Serves rows of CHORE_LATE. */
bool challenge_late(Decision *decision, const char *subject, int64_t at, GError **error);
extern const View challenge_view;
extern const Field challenge_shown[];
extern const Query challenge_queries[];

/* ---- presence_read.c: lists of a time ---- */

typedef struct SpanArgs {
    ListAsk ask;
    char *unit;
    int64_t from, to;
} SpanArgs;

/* Binds $from and $until; where no `from` is asked, so many days before `to`, which is now when
 * absent; more than `days_max` are refused. */
bool span_bind(const Asking *asking, const SpanArgs *args, int64_t days, int64_t days_max,
    Statement *rows, GError **error);

/* ---- round.c ---- */

extern const Field round_shown[];
bool rounds_between(const Asking *asking, const char *unit, int64_t from, int64_t until,
    json_t *items, GError **error);

/* ---- names ---- */

/* Name of a person, cached in `names` (string -> string or NULL): borrowed, may be NULL. */
const char *name_of(GHashTable *names, Db *db, const char *person);
GHashTable *names_new(void);
