/* SPDX-License-Identifier: Apache-2.0 */
/* matter - one closed loop: opened, taken from step to step, closed.
 *
 * A Matter is what matter_fold() makes of its events and nothing else; the tables store its result.
 * It lives by the version of the kind it opened under. Plain values are in `fields`, what lives in
 * the vault in `texts`, in objects of the same shape; purging empties `texts`. */
#pragma once

#include "engine/engine.h"
#include "matter/catalog.h"

typedef enum ClockState {
    CLOCK_RUNNING,
    CLOCK_LATE, /* running, past its due time */
    CLOCK_MET,
    CLOCK_LATE_MET, /* met, but late: stays to be seen */
    CLOCK_STOPPED,  /* no longer asked for */
    CLOCK_MISTIMED, /* it rang by a time that was wrong: another took its place */
} ClockState;

typedef struct MatterClock {
    char *id; /* of the event that started it */
    char *name;
    json_t *label; /* {"zh", "en"} */
    json_t *rule;  /* {"id", "source", …}, NULL when the kind itself says so */
    ClockState state;
    bool late; /* was or is past its due time */
    int64_t started_at, warn_at /* FIELD_UNSET: none */, due_at, ended_at /* FIELD_UNSET */;
    char *owner;      /* role */
    json_t *escalate; /* [{"at", "tell"}] */
    int64_t rang;     /* stages rung: 0 none, 1 warn, 2 late, 3… escalations */
} MatterClock;

/* One duty to tell one receiver (matter/obligation.h). */
typedef struct Obligation Obligation;

typedef struct MatterLink {
    char *id; /* of the other matter or dispatch */
    char *relation;
} MatterLink;

typedef struct Matter {
    char *id;
    char *unit;
    char *kind;
    char *digest; /* of the kind's version */
    char *number; /* "事〔2026〕12号" */
    char *state;
    int64_t version; /* events so far */
    int64_t opened_at;
    int64_t closed_at; /* FIELD_UNSET: open */
    int64_t changed_at;
    char *opened_by; /* account */
    bool off_watch;  /* opened by someone who was not on watch */
    bool purged;
    json_t *face; /* {"title", "place", "level", "figures", "search"}: names of fields */
    json_t *fields;
    json_t *texts;
    GPtrArray *clocks;      /* MatterClock * */
    GPtrArray *links;       /* MatterLink * */
    GPtrArray *obligations; /* Obligation *, by their numbers */
    int holders;            /* besides the first */
} Matter;

Matter *matter_new(void);
/* One holder lets go; the last one's frees it. */
void matter_free(Matter *matter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matter, matter_free)

/* Takes in one event of the matter's subject. Pure: the same events give the same matter. An event
 * of a kind it does not know leaves it as it was. False with FAIL_CORRUPT when the event can't
 * follow. */
bool matter_fold(Matter *matter, const Event *event, GError **error);

/* The matter as the tables have it, or NULL with FAIL_NOT_FOUND. Several may hold the same one:
 * it is for reading. */
Matter *matter_load(Db *db, const char *id, GError **error);
/* The same where there need be none: *out_matter is NULL when there is none of that unit. */
bool matter_find(Db *db, const char *unit, const char *id, Matter **out_matter, GError **error);
bool matter_is_there(Db *db, const char *id, bool *out_is, GError **error);
/* The matter as it was at `at`, from the journal. */
Matter *matter_at(Db *db, const char *id, int64_t at, GError **error);

/* Plain values and texts in one object, event form: a new reference. */
json_t *matter_values(const Matter *matter);
/* One value out of it, NULL when unset or unknown: a new reference. */
json_t *matter_value(const Matter *matter, const char *name);
/* An integer (also a time), FIELD_UNSET when absent or unknown. */
int64_t matter_int(const Matter *matter, const char *name);
/* A running or late clock of that name, or NULL. */
const MatterClock *matter_clock(const Matter *matter, const char *name);
bool matter_is_late(const Matter *matter);
/* Its kind in the version it lives by. NULL with FAIL_CORRUPT when that version is lost. */
const Kind *matter_kind(const Engine *engine, const Matter *matter, GError **error);

/* ---- What modules decide with. Fields are in event form: times are integers. ---- */

typedef struct MatterDraft {
    const char *kind;
    const json_t *fields;
    const char *note;     /* or NULL */
    int64_t claimed_at;   /* when it is said to have happened, FIELD_UNSET: now */
    const char *parent;   /* a matter of this unit it belongs to, or NULL */
    const char *relation; /* of the new matter to `parent`: "child" when NULL */
} MatterDraft;

/* Opens a matter in the decision's unit: checks fields, hooks, events, effects. `*out_id` owned. */
bool matter_open(Decision *decision, const MatterDraft *draft, char **out_id, GError **error);

/* Kept by the decision of a step for its hooks: the note given with it (const char *). */
#define MATTER_NOTE "matter.note"

typedef struct StepDraft {
    const char *matter;
    const char *step;
    const json_t *fields; /* NULL: none */
    const char *note;     /* or NULL */
    int64_t claimed_at;   /* FIELD_UNSET: now */
    bool by_rule;         /* a module does it: `who`, watch and `takes` are not asked */
} StepDraft;
bool matter_step(Decision *decision, const StepDraft *draft, GError **error);

/* Links both ways when `other` is a matter of the same unit. Relations in pairs: child/parent,
 * merged_into/merged_from, related/related, reported_by/reports, caused_by/causes; any other word
 * is its own opposite. */
bool matter_link(
    Decision *decision, const char *id, const char *other, const char *relation, GError **error);

typedef struct ClockSpec {
    const char *name;
    const json_t *label; /* {"zh", "en"} */
    const json_t *rule;  /* or NULL */
    int64_t started_at;
    int64_t warn_at; /* FIELD_UNSET: no warning */
    int64_t due_at;
    const char *owner;      /* role */
    const json_t *escalate; /* [{"after": "PT15M", "tell": role}]; NULL: leader, then head */
} ClockSpec;
/* Starts a clock; one of the same name that still runs is stopped first. */
bool clock_start(Decision *decision, const char *matter, const ClockSpec *spec, GError **error);
/* Ends the clock of that name as met at `ended_at` (a claimed time counts), or as no longer asked
 * for. One that does not run is left alone. */
bool clock_stop(Decision *decision, const char *matter, const char *name, bool met,
    int64_t ended_at, GError **error);

/* An alarm at the desk for whoever holds `role`; `word` is translated by the page. */
bool notice_raise(Decision *decision, const char *matter /* or NULL */, const char *role,
    const char *word, GError **error);

/* The ladder of what is late: first whoever must act and the leader, `again` the head, then
 * silence. A third ring would only teach people to click it away: that it is late stays to be seen.
 */
typedef struct NoticeRung {
    const char *word;
    const char *matter; /* or NULL */
    const char *first;  /* role that must act; NULL: the leader alone is told */
    bool again;
} NoticeRung;
bool notice_climb(Decision *decision, const NoticeRung *rung, GError **error);
