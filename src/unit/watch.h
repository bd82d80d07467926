/* SPDX-License-Identifier: Apache-2.0 */
/* watch - who is on watch now: a fact that began at a time, not a role somebody has.
 *
 * Several may be on watch at once (two posts, and the leader); one person is on watch only once in
 * each role. Ids are UNIT-SEQ of watch.began. */
#pragma once

#include "engine/actor.h"
#include "store/store.h"

#define WATCH_OFFICER "officer"
#define WATCH_LEADER "leader"

typedef struct Watch {
    char *unit;
    char *id;
    char *person;
    char *name;     /* personal */
    char *role;     /* WATCH_OFFICER or WATCH_LEADER */
    char *post;     /* "主班"; may be NULL */
    char *phone;    /* personal; where they are reached during this watch; may be NULL */
    char *terminal; /* id of the terminal they came at; may be NULL */
    char *method;   /* METHOD_…; NULL: entered by somebody else, who showed nothing for them */
    int64_t since;
    int64_t ended_at; /* FIELD_UNSET: on watch now */
} Watch;

void watch_free(Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watch, watch_free)

/* The watches that a unit keeps, the leading one first: NULL-ended. */
extern const char *const watch_kinds[];
/* Which of them may be stood by whoever holds these roles, their own first: GStrv. A leader may
 * stand an officer's watch; an officer does not lead. NULL: none. */
char **roles_stand(char *const *held);
/* Do these roles answer for the unit: of its leaders, or its head? */
bool roles_lead(char *const *held);
/* Who is on watch at the unit now, longest first; `role` NULL: in any role. Array of Watch *. */
GPtrArray *watch_current(Db *db, const char *unit, const char *role, GError **error);
/* Those that touch [from, until), oldest first, without names and phones: array of Watch *. */
GPtrArray *watch_between(Db *db, const char *unit, int64_t from, int64_t until, GError **error);
/* Is this person on watch there now, in this role (NULL: in any)? */
bool watch_is_on(
    Db *db, const char *unit, const char *person, const char *role, bool *out_is, GError **error);
/* Does whoever acts do so from a watch there? The program itself always does. */
bool actor_on_watch(Db *db, const Actor *actor, const char *unit, bool *out_is, GError **error);
