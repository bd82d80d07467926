/* SPDX-License-Identifier: Apache-2.0 */
/* filing - rosters told to the level above (报备), and asked for by a date.
 *
 * A unit calls on those below it to file their rosters of certain days by a minute. A call goes
 * down and a roster up as dispatches, because only a dispatch crosses units; either side keeps its
 * own list. A unit has filed when the rosters it sent cover every day of the call: until then it
 * stands on the list of those who have not, and after the minute as late. Once the days themselves
 * have passed there is nothing left to file: the ask lapses, on record as never met, and asks for
 * nobody's attention any more. */
#pragma once

#include "engine/module.h"
#include "engine/view.h"
#include "roster/roster.h"

#define DISPATCH_FILING_CALL "filing_call"
#define DISPATCH_ROSTER_FILING "roster_filing"

#define EVENT_FILING_CALLED "filing.called"
#define EVENT_FILING_ASKED "filing.asked"
#define EVENT_FILING_RANG "filing.rang"
#define EVENT_FILING_LAPSED "filing.lapsed"
#define EVENT_FILING_RECEIVED "filing.received"
#define EVENT_ROSTER_FILED "roster.filed"

#define CHORE_FILING_ASK "filing.ask"
#define CHORE_FILING_CALL "filing.call"

typedef struct FilingCalledBody {
    char *title;
    char *from_day, *to_day;
    int64_t due_at;
    char *under;
    char **units;
} FilingCalledBody;

typedef struct FilingAskedBody {
    char *caller, *call; /* unit and its call */
    char *dispatch;      /* by which it came, here */
    char *title;
    char *from_day, *to_day;
    int64_t due_at;
} FilingAskedBody;

typedef struct FilingReceivedBody {
    char *from_unit, *roster;
    char *dispatch;
    char *title;
    char *from_day, *to_day;
    int64_t sent_at;
} FilingReceivedBody;

typedef struct FilingRangBody {
    int64_t stage;
    int64_t next_at;
    int64_t missing; /* of a call: units that have not filed */
} FilingRangBody;

typedef struct RosterFiledBody {
    char **to;   /* units */
    char **asks; /* of this unit, that are met by it */
} RosterFiledBody;

extern const EventKind filing_events[];
extern const Projection filing_projections[];
#define NOTE_FILED_UNTIL "filed_until"
extern const NoteKind filing_notes[];
extern const Query filing_queries[];
extern const Chore filing_chores[];
extern const Reaction filing_reactions[];

/* What a superior asked this unit to file. */
typedef struct FilingAsk {
    char *id;
    char *caller, *call, *dispatch;
    char *title;
    char *from_day, *to_day;
    int64_t due_at, asked_at;
    int64_t filed_at;  /* FIELD_UNSET: not yet */
    int64_t lapsed_at; /* FIELD_UNSET: its days have not passed, or it was met */
} FilingAsk;

void filing_ask_free(FilingAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FilingAsk, filing_ask_free)
extern const Field filing_ask_fields[];
/* Those not yet met, by due time: array of FilingAsk *. */
GPtrArray *filing_asks(Db *db, const char *unit, GError **error);
/* *out_ask is NULL where there is none. */
bool filing_ask_find(Db *db, const char *id, FilingAsk **out_ask, GError **error);
/* Did this dispatch bring one that is not yet met? */
bool filing_is_asked(
    Db *db, const char *unit, const char *dispatch, bool *out_asked, GError **error);

/* Days from … to that are filed already, for filing_covers(). */
typedef struct FilingDays {
    char *from_day, *to_day;
    int64_t at;
} FilingDays;

void filing_days_free(FilingDays *days);
extern const Field filing_days_fields[];
/* Do these (FilingDays *) cover every day from … to? `*out_at`: when the last that was needed came.
 */
bool filing_covers(
    const GPtrArray *filed, const char *from_day, const char *to_day, int64_t *out_at);

/* Sends to whoever asks for these days now what this unit has filed before: a room that was quicker
 * than the call need not file twice. */
bool filing_send_filed(
    Decision *decision, const char *from_day, const char *to_day, GError **error);

/* How many units of the call `id` have not filed all of it. */
bool filing_missing(Db *db, const char *id, int64_t *out_missing, GError **error);
/* Of a call just made: its id and how many units it went to. */
extern const Field filing_called_reply[];
extern const View filing_called_view;
