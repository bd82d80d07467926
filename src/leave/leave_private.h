/* SPDX-License-Identifier: Apache-2.0 */
/* leave_private - shared by the files of this folder only. */
#pragma once

#include "engine/county.h"
#include "engine/engine.h"
#include "engine/view.h"
#include "leave/leave.h"

/* --- rows (leave.c) --- */

#define LEAVE_COLUMNS                                                                              \
    "SELECT l.id, l.unit, l.person, l.leave_kind, l.from_at, l.until_at, l.place, l.reason,"       \
    " l.transport, l.acting, l.acting_phone, l.state, l.principal, l.late, l.clash,"               \
    " l.explanation, l.phoned_at, l.phoned_to, l.asked_at, l.asked_by, l.answered_at,"             \
    " l.answered_by, l.words, l.above, l.above_at, l.above_paper, l.above_by, l.unconfirmed, "     \
    "l.begun, l.overdue_at, l.returned_at,"                                                        \
    " l.filed_at, l.dispatch FROM leave l "
/* All rows of the statement: array of Leave *. */
GPtrArray *leaves_of(Statement *rows, GError **error);

/* --- what an absence would break (check.c) --- */

/* Does the person hold a role of that list of catalog/duty/leave.json ("principals", "heads")? */
bool leave_holds(Db *db, const json_t *rules, const char *list, const char *person, bool *out_holds,
    GError **error);
/* Leaves asked for or approved with which nobody is left to lead: [{"leave", "person", "name",
 * "why", "from", "until"}], the last two the overlap; why: "both_heads", "acting_away",
 * "acts_for". A new reference, NULL on failure. */
json_t *absence_clash(
    Db *db, const json_t *rules, const char *unit, const LeaveAbsence *absence, GError **error);
/* What the rosters say of it (LeaveRoster): empty where there are none. */
json_t *absence_touches(
    Engine *engine, Db *db, const char *unit, const LeaveAbsence *absence, GError **error);
extern const Field clash_fields[];

/* --- replies (show.c) --- */

extern const Field leave_reply[];
/* One, with the shifts it touches; what is personal only for whoever may see it. */
extern const View leave_view;
extern const Query leave_queries[];

/* --- filing (filing.c) --- */

/* Tells the level above of a principal's leave: `what` names words of catalog/duty/leave.json.
 * Nothing when there is no level above here. */
bool leave_file(Decision *decision, const char *id, const char *what, GError **error);

/* --- events (events.c) --- */

typedef struct AskedBody {
    char *person, *leave_kind, *place, *reason, *transport, *acting, *acting_phone, *explanation;
    char *phoned_to;
    char **clash;
    int64_t from_at, until_at, phoned_at, answer_due_at;
    bool principal, late;
} AskedBody;

typedef struct AnsweredBody {
    char *words, *above, *explanation;
    char **clash;
} AnsweredBody;

typedef struct EvidencedBody {
    char *above, *above_paper;
    int64_t above_at;
} EvidencedBody;

typedef struct WordsBody {
    char *words;
} WordsBody;

typedef struct ChangedBody {
    char *place, *reason, *transport, *acting, *acting_phone, *explanation, *words;
    char **clash;
    int64_t from_at, until_at;
    bool unconfirmed, late;
} ChangedBody;

typedef struct ReturnedBody {
    char *words;
    int64_t returned_at;
} ReturnedBody;

typedef struct FiledBody {
    char *dispatch, *what;
} FiledBody;

typedef struct NextBody {
    int64_t next_at; /* FIELD_UNSET: it rings no more */
} NextBody;

extern const EventKind leave_events[];
extern const Projection leave_projections[];
extern const NoteKind leave_notes[];
extern const Chore leave_chores[];

#define CHORE_BEGIN "leave.begin"
#define CHORE_BACK "leave.back"
#define CHORE_UNANSWERED "leave.unanswered"
