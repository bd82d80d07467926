/* SPDX-License-Identifier: Apache-2.0 */
/* roster - who stands which post when: drafted, published, withdrawn.
 *
 * A roster holds the shifts that begin on its days. Only those of a published one are live; live
 * shifts are never written but by events. `rostered` is whose turn a shift was: a swap changes
 * `person` alone, so the rotation goes on as if nobody had swapped. */
#pragma once

#include "engine/command.h"
#include "roster/pattern.h"

#define ROSTER_DRAFT "draft"
#define ROSTER_PUBLISHED "published"
#define ROSTER_WITHDRAWN "withdrawn"
#define ROSTER_DISCARDED "discarded"

#define HOW_GENERATED "generated"
#define HOW_ASSIGNED "assigned"
#define HOW_SWAPPED "swapped"
#define HOW_SUBSTITUTE "substitute"
#define HOW_IMPORTED "imported"

/* A post that keeps duty. */
typedef struct DutyPost {
    char *post;
    char *name;
    char *role; /* WATCH_OFFICER or WATCH_LEADER */
    char *pattern;
    char **engagements; /* GStrv */
    int64_t place;      /* on the wall, 1 first */
    int64_t since;      /* keeps duty since then */
} DutyPost;

typedef struct Roster {
    char *unit;
    char *id;
    char *title;
    char *from_day, *to_day; /* "YYYY-MM-DD", both included */
    int64_t from_at, until_at;
    char *state;
    int64_t drafted_at;
    char *drafted_by;
    int64_t published_at; /* FIELD_UNSET: never */
    char *published_by;
    int64_t filed_at; /* FIELD_UNSET: not filed */
    int64_t version;
} Roster;

typedef struct Shift {
    char *unit;
    char *id;
    char *roster;
    char *post;
    char *post_name;
    char *role;
    char *name; /* in its pattern */
    char *day;
    DayKind kind;
    int64_t begins_at, ends_at;
    char *person;   /* NULL: nobody yet */
    char *rostered; /* NULL: nobody's turn */
    char *how;
    bool live;
} Shift;

void duty_post_free(DutyPost *post);
void roster_free(Roster *roster);
void shift_free(Shift *shift);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DutyPost, duty_post_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Roster, roster_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shift, shift_free)

/* The posts that keep duty now, in their order: array of DutyPost *. */
GPtrArray *duty_posts(Db *db, const char *unit, GError **error);
/* NULL with FAIL_NOT_FOUND (reasons "no_such_roster", "no_such_shift"). */
Roster *roster_get(Db *db, const char *id, GError **error);
Shift *shift_get(Db *db, const char *id, GError **error);
/* The same where "none" is an answer: *out_… is NULL; `id` may be. */
bool roster_find(Db *db, const char *id, Roster **out_roster, GError **error);
bool shift_find(Db *db, const char *id, Shift **out_shift, GError **error);
/* In order of time, then of posts: arrays of Shift *. */
GPtrArray *roster_shifts(Db *db, const char *roster, GError **error);
/* Live shifts that touch [from, until). */
GPtrArray *shifts_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error);

/* As replies carry them: new references. */
extern const Field duty_post_fields[];
extern const Field shift_fields[];
extern const Field roster_fields[];
json_t *duty_posts_json(const GPtrArray *posts);
json_t *shift_json(const Shift *shift);
json_t *shifts_json(const GPtrArray *shifts);
/* Without its shifts. */
json_t *roster_json(const Roster *roster);
