/* SPDX-License-Identifier: Apache-2.0 */
/* obligation - one duty to tell one receiver by one channel until a time, and what became of it.
 *
 * A matter has a list of them, numbered from 1 and never taken away; one that is no longer asked
 * for is waived. What begins, moves, meets or waives them at one moment is one event
 * (obligation.changed), and what rings at one moment is another (obligation.rang). Who must be told
 * what is not known here: a module that has such rules begins them, and says which act met which.
 * An obligation that was late stays so for ever, unless the receiver confirms that it was met in
 * time. */
#pragma once

#include "matter/matter.h"

typedef enum ObligationState {
    OBLIGATION_RUNNING,
    OBLIGATION_LATE,
    OBLIGATION_MET,
    OBLIGATION_LATE_MET,
    OBLIGATION_WAIVED, /* no longer asked for: `why` says so */
} ObligationState;

/* Times are ms, FIELD_UNSET where there is none. */
struct Obligation {
    int64_t ordinal;
    char *report;   /* "initial", "followup", "supplement", "final", "correction", "zero" */
    char *channel;  /* "phone", "written", "any" */
    char *office;   /* the function at a government that must be told */
    char *receiver; /* the unit it is; NULL: none of the system */
    char *receiver_name;
    json_t *label;      /* {"zh", "en"}: what must be done */
    json_t *rule;       /* {"id", "version", "source", …} */
    json_t *also;       /* [{"rule", "version", "due_at"}] of milder rules that ask the same */
    char *counted_from; /* name of the time it counts from */
    bool fallback;      /* the time that the rule counts from is not known */
    int64_t start_at, first_due_at, warn_at, due_at;
    char *owner;       /* role */
    json_t *escalate;  /* [{"at", "tell"}] */
    char *why;         /* why it began, moved or was waived: "judged", "returned", "closed", … */
    json_t *told;      /* figures that the act which met it carried */
    bool claimed;      /* said to be met in time by whoever typed it too late: not confirmed */
    int64_t lapses_at; /* then what was claimed and not confirmed counts no longer */
    int64_t met_at;    /* when the act left this unit */
    char *met_by;      /* dispatch or account */
    int64_t delivered_at; /* when it came there */
    bool late;            /* was or is past its due time */
    int64_t state;        /* ObligationState */
    int64_t rang;         /* as of a clock */
};

#define OBLIGATION_BEGUN "begun"
#define OBLIGATION_MOVED "moved"
#define OBLIGATION_MET_WORD "met"
#define OBLIGATION_CONFIRMED "confirmed" /* the receiver says: it was so */
#define OBLIGATION_DISPUTED "disputed"   /* the receiver says no, or nothing in a day */
#define OBLIGATION_DENIED "denied"       /* the receiver says: nobody told us */
#define OBLIGATION_WAIVED_WORD "waived"
#define OBLIGATION_DELIVERED "delivered"
#define OBLIGATION_LINKED "linked"     /* its receiver has become a unit of the system */
#define OBLIGATION_MISTIMED "mistimed" /* what it rang for came by a time that was wrong */

/* Does it still run? */
bool obligation_runs(const Obligation *obligation);
/* Has it been done, late or not? */
bool obligation_is_met(const Obligation *obligation);
const Obligation *matter_obligation(const Matter *matter, int64_t ordinal);

/* What is to be said in one event: rows for obligations_change(). */
typedef struct ObligationChanges ObligationChanges;
ObligationChanges *obligation_changes_new(const Matter *matter);
void obligation_changes_free(ObligationChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ObligationChanges, obligation_changes_free)
/* Begins one: number, first due time and ladder are given here; of the struct count report,
 * channel, office, receiver, receiver_name, label, rule, also, counted_from, fallback, start_at,
 * due_at, owner, why. The warning comes after two thirds of its time, where that is still to come
 * at `now`. */
void obligation_begin(ObligationChanges *changes, const Obligation *as, int64_t now);
/* Gives a running one another start, due time and rule. */
void obligation_move(
    ObligationChanges *changes, const Obligation *one, const Obligation *as, int64_t now);
/* What meets one: done at `at`, said at `now`, by an account or dispatch, with these figures. */
typedef struct ObligationAct {
    int64_t at, now;
    const char *by;     /* or NULL */
    const json_t *told; /* or NULL */
} ObligationAct;
void obligation_meet(ObligationChanges *changes, const Obligation *one, const ObligationAct *act);
/* Takes the telling that met it back: it runs again to the time it had, late when that is past. */
void obligation_deny(ObligationChanges *changes, const Obligation *one, int64_t now);
void obligation_waive(ObligationChanges *changes, const Obligation *one, const char *why);
/* Whom it is towards is a unit of the system now. */
void obligation_link(
    ObligationChanges *changes, const Obligation *one, const char *unit, const char *name);
/* The other words above; `at` is of OBLIGATION_DELIVERED. */
void obligation_say(
    ObligationChanges *changes, const Obligation *one, const char *word, int64_t at);
/* Says them all, if there are any. */
bool obligations_change(
    Decision *decision, const Matter *matter, const ObligationChanges *changes, GError **error);
