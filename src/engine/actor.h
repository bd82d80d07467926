/* SPDX-License-Identifier: Apache-2.0 */
/* actor - who does it: an account that signed in, or the system itself.
 *
 * The engine asks questions about people through the Guard, which unit/ fills in. */
#pragma once

#include "store/store.h"

#define ACTOR_SYSTEM "system"

typedef struct Actor {
    char *account;  /* id, or ACTOR_SYSTEM */
    char *person;   /* id; NULL for the system */
    char *name;     /* of the person, as shown */
    char *unit;     /* code of the account's unit; NULL for the system */
    char **roles;   /* GStrv, names in roles.json */
    char *session;  /* id of the session; NULL for the system and at a room's terminal */
    char *terminal; /* id of the enrolled terminal it comes from; NULL: none */
    char *method;   /* how the person showed who they are: one of METHOD_…; NULL: not at all */
    bool handed; /* somebody else has set the password: nothing but setting one's own is allowed */
    bool worn;   /* the use of its session is to be noted: COMMAND_SESSION_USED */
    int64_t proved_until; /* at a terminal: until then no proof is asked again; else 0 */
} Actor;

#define METHOD_PASSWORD "password"
#define METHOD_TOTP "totp" /* a password and a one-time code */
#define METHOD_PIN "pin"   /* at a terminal only */
#define METHOD_PASSKEY "passkey"

/* The system's command {"id"} that notes the use of a session; the port submits it. */
#define COMMAND_SESSION_USED "session.used"

Actor *actor_copy(const Actor *actor);
Actor *actor_system(void);
void actor_free(Actor *actor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Actor, actor_free)
bool actor_is_system(const Actor *actor);
bool actor_has_role(const Actor *actor, const char *role);
/* A room's terminal at which nobody acts: it holds no rights of a person. */
bool actor_is_room(const Actor *actor);
/* Before an act of legal weight. One key is enough to write at a terminal, so there it asks for a
 * proof that is still fresh: FAIL_DENIED ("proof_needed"). */
bool actor_proved(const Actor *actor, int64_t now, GError **error);

typedef struct Guard {
    void *self; /* borrowed */
    /* The actor of a token, or NULL with FAIL_DENIED (reason "signed_out"). At a room's terminal
     * `acting` is the person who writes now (NULL: nobody), and "not_at_terminal" says that they
     * did not come there. */
    Actor *(*authenticate)(
        void *self, Db *db, const char *token, const char *acting, int64_t now, GError **error);
    /* May `actor` use `permission` on `unit`? FAIL_DENIED when not. The system always may. */
    bool (*permits)(void *self, Db *db, const Actor *actor, const char *permission,
        const char *unit, GError **error);
    /* May something new be begun there? FAIL_CONFLICT ("unit_closed") once it is closed. */
    bool (*may_begin)(void *self, Db *db, const char *unit, int64_t now, GError **error);
    /* Is `unit` the actor's own, or below one where a role of the actor reaches? */
    bool (*oversees)(void *self, Db *db, const Actor *actor, const char *unit);
    /* Is `unit` the same as `ancestor` or below it? NULL: only the same. */
    bool (*within)(void *self, Db *db, const char *unit, const char *ancestor);
} Guard;
