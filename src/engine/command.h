/* SPDX-License-Identifier: Apache-2.0 */
/* command - something that changes one unit.
 *
 * A command checks and decides; what it decides is events. Its life: prepare() off the executor for
 * what is slow (a password hash, a solver), then inside one transaction decide(), events appended
 * and applied, reactions, settle() for working tables, conclude() for the reply, COMMIT, reply.
 *
 * No reply is kept. When a command that emitted something is sent again under its
 * Idempotency-Key, conclude() alone runs again and shows what the state has by now: what was
 * masked or purged since is so in the repeat too. What emitted nothing is simply done again, unless
 * it is marked `once`. */
#pragma once

#include "base/work.h"
#include "engine/actor.h"
#include "engine/field.h"
#include "engine/turns.h"
#include "journal/journal.h"

typedef struct Engine Engine;
typedef struct View View; /* engine/view.h */
typedef struct Decision Decision;

typedef enum CommandSession {
    SESSION_NEEDED, /* the default: signed in */
    SESSION_NONE,   /* anyone may call it */
    SESSION_BEGINS, /* anyone; the reply's "token" becomes the session cookie. The port itself fills
                       in the arguments `address`, `limit_name` (whom limits by address count;
                       absent when the address tells nobody apart) and `agent` where the table has
                       them, and for every command `origin`, the page's "https://host[:port]" */
    SESSION_ENDS,   /* signed in; the session cookie is taken away */
    SESSION_ENROLS, /* as SESSION_BEGINS, for a room's terminal and its own cookie */
    SESSION_ROOM,   /* a room's terminal only, with somebody acting there or nobody */
} CommandSession;

/* Where prepare() runs. */
typedef enum CommandPrepares {
    PREPARES_WORK,   /* in the pool (engine/pool.h): files, tables, rosters */
    PREPARES_SECRET, /* in a small lane of its own: makes or compares a password or a PIN. No flood
                        of works keeps people from signing in, and no flood of sign-ins keeps works
                        from being done. It is not called off */
} CommandPrepares;

/* What prepare() has to work with; outside any transaction. */
typedef struct Preparation {
    Engine *engine;
    Db *db;             /* a reader */
    const Actor *actor; /* NULL with SESSION_NONE / SESSION_BEGINS */
    int64_t now;
    Work *work; /* to be asked between steps, and told how far it is; NULL for a secret */
} Preparation;

typedef struct Command {
    const char *name;       /* "matter.open": operation id, unique */
    const char *method;     /* POST, PUT, PATCH, DELETE */
    const char *path;       /* under /api/v1: "/units/{unit}/matters"; NULL (and method NULL): no
                               route, only the program itself submits it */
    const char *permission; /* name in roles.json; NULL: any signed-in account of the unit (with a
                               route; a command without one is then the system's alone) */
    CommandSession session;
    bool begins;       /* begins what would wait for somebody: a unit that is closed takes none */
    bool handed;       /* may be called by who must set a password of their own first (Actor) */
    int status;        /* 0: 200 */
    const Field *args; /* path parameters and body members alike; never two of one name */
    size_t args_size;
    const Field *reply; /* shape of the reply, which is held against it by every test; NULL: {} */
    /* Which unit it changes: owned code, or NULL with an error. NULL pointer: the argument `unit`,
     * else the unit in the argument `id`, else the actor's own unit. */
    char *(*unit_of)(Engine *engine, Db *db, const void *args, GError **error);
    /* Of which unit the permission is asked, when it is not the one that changes (a new unit: its
     * parent); with permission NULL, whose accounts may call it. Owned, or NULL with an error. */
    char *(*asks_unit)(Engine *engine, Db *db, const void *args, GError **error);
    bool (*prepare)(const Preparation *preparation, void *args, GError **error);
    CommandPrepares prepares;
    /* Who waits for it, of a PREPARES_SECRET that anybody may ask for: fills source, name and lane
     * with what lives as long as the arguments. NULL: whoever is signed in, in a lane of theirs. */
    void (*turn)(Db *db, const void *args, int64_t now, Turn *out_turn);
    /* How heavy prepare() is with these arguments, which are as they were sent, not yet checked.
     * NULL: WORK_QUICK. */
    WorkWeight (*weight)(const json_t *args);
    bool (*decide)(Decision *decision, const void *args, GError **error);
    /* After the events, once: writes working tables. May be NULL. */
    bool (*settle)(Decision *decision, const void *args, GError **error);
    /* After that: the reply is the thing whose id is the argument `id`, else decision_shown(), as
     * this view shows it. NULL: conclude() says. */
    const View *shows;
    /* After that: makes the reply out of arguments, state and decision_shown(), and writes nothing.
     * On a repeat it runs without prepare(), decide() and settle() before it. NULL: replies {}. */
    bool (*conclude)(Decision *decision, const void *args, json_t **out_reply, GError **error);
    /* Once it is committed, before the reply goes out; on a thread of the executor, so it must be
     * quick, and after a crash it is never called. May be NULL. */
    void (*committed)(Engine *engine);
    /* More than 0: the body is no JSON but at most so many bytes, put as a GBytes * (NULL when
     * there were none) at `raw_offset` of the struct; other arguments stand in the query string,
     * and the port fills in `media_type` where the table has it. */
    size_t raw_max;
    size_t raw_offset;
    /* Frees what prepare() put into the struct beside the fields of `args`. May be NULL. */
    void (*clear)(void *args);
    /* The reply holds what is said once (a token, a code): a repeat is refused with FAIL_CONFLICT
     * (reason "done"). */
    bool once;
    const char *help; /* one English sentence */
} Command;

/* How heavy is it, if it does anything in the pool at all? */
static inline WorkWeight command_weight(const Command *command, const json_t *args)
{
    return command->weight == NULL ? WORK_QUICK : command->weight(args);
}

/* Is it a work of the pool? */
static inline bool command_is_work(const Command *command)
{
    return command->prepare != NULL && command->prepares == PREPARES_WORK;
}

/* May anybody call it? */
static inline bool command_is_open(const Command *command)
{
    return command->session == SESSION_NONE || command->session == SESSION_BEGINS ||
           command->session == SESSION_ENROLS;
}

/* Inside a decision. Everything returned is borrowed unless said otherwise. */
Db *decision_db(Decision *decision); /* for reading, and in settle() for working tables */
Engine *decision_engine(Decision *decision);
int64_t decision_now(const Decision *decision); /* never before the unit's last event */
/* Puts the decision's time back to the clock's, before the unit's last event: only what declares
 * itself a correction (EVENT_TIME_CORRECTED) can then be emitted first. */
void decision_put_back(Decision *decision);
const char *decision_unit(const Decision *decision);
const Actor *decision_actor(const Decision *decision); /* NULL without a session */
/* Owned: the id a thing gets that the next emitted event makes, "UNIT-SEQ". */
char *decision_next_id(const Decision *decision);
/* Owned: the id of the first event emitted so far, NULL when there is none. */
char *decision_first_id(const Decision *decision);
/* What the reply is about, when it is not what the first event made: conclude() finds it by
 * decision_shown(), on a repeat too. */
void decision_show(Decision *decision, const char *id);
/* Borrowed; NULL when nothing was named and nothing emitted. */
const char *decision_shown(const Decision *decision);
/* Owned: the first event emitted, also on a repeat; NULL with an error when there is none. */
Event *decision_first_event(Decision *decision, GError **error);
/* Something for settle() and conclude() to find again under a name; `value` is freed with the
 * decision, so on a repeat there is none. */
void decision_keep(Decision *decision, const char *name, void *value, GDestroyNotify free);
void *decision_kept(const Decision *decision, const char *name);

/* Appends one event and applies its projections at once. `subject` NULL: the id of the event
 * itself (it makes the thing). `body` points to the struct of the event kind's field table, NULL
 * for an empty body. */
bool decision_emit(
    Decision *decision, const char *kind, const char *subject, const void *body, GError **error);
/* The same from JSON, checked against the same table; texts that belong in the vault must be
 * marked by event_vault() where they stand inside a FIELD_JSON. */
bool decision_emit_json(
    Decision *decision, const char *kind, const char *subject, const json_t *body, GError **error);
/* Has the chore look at `subject` at `at` (in place of an earlier time it was given) without an
 * event: for looks that mostly find nothing, and for times that nobody may read in the journal. The
 * row is gone when the chore runs, which may ask again. FIELD_UNSET: no more. */
bool decision_wake(
    Decision *decision, const char *chore, const char *subject, int64_t at, GError **error);
/* Has the chore look now, in every unit, at whatever it would look at later (its rows of `due`):
 * for what the unit at the top learns and all go by. Those rows stay as they are. */
bool decision_wake_all(Decision *decision, const char *chore, GError **error);
/* Asks the guard: FAIL_DENIED when the actor may not, on the decision's own unit. */
bool decision_permits(Decision *decision, const char *permission, GError **error);
/* Answers with this refusal (taken) although everything decided is kept and committed: a wrong
 * password must be counted. For decide() and settle(), which then return true. */
void decision_refuse(Decision *decision, GError *refusal);
