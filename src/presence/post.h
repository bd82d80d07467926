/* SPDX-License-Identifier: Apache-2.0 */
/* post - a street that keeps duty, for tests of this folder: its people come and go, write and are
 * asked, and its flags are read as the level above reads them. */
#pragma once

#include "dispatch/dispatch.h"
#include "dispatch/postman.h"
#include "roster/desk.h"

/* A street that keeps duty from 2026-01-01 08:30 on, with a postman; the clock stands at 08:00. */
typedef struct Post {
    Desk *desk;
    Town *town;
    DispatchRules *rules;
    Postman *postman;
    Actor *main, *second, *leader, *stranger; /* on the roster of the first day; not on it */
} Post;

int64_t post_now(const Post *post);
Db *post_reader(const Post *post);
extern const Module *const post_modules[]; /* a desk's and those of this folder */
Post *post_open(StoreFixture *fixture);
void post_close(Post *post);
void post_pass(Post *post, int64_t minutes);
void post_watch(Post *post, const Actor *actor, const Actor *whom, const char *role);
void post_beat(Post *post, const Actor *actor, int64_t input_at);
/* Time goes by with somebody at the keyboard, so that nobody is asked. */
void post_work(Post *post, const Actor *actor, int64_t minutes);
void post_write(Post *post, const Actor *actor);
json_t *post_presence(Post *post);
void post_assert_state(Post *post, const char *expected);
/* "kind state[ over]" of each flag, oldest first, with ; between. */
char *post_flags(Post *post);
void post_assert_flags(Post *post, const char *expected);
/* Owned id of the newest flag of that kind. */
char *post_flag(Post *post, const char *kind);
int64_t post_number(Post *post, const char *sql);
/* Owned id of the challenge that waits, NULL when none does. */
char *post_waiting(Post *post);
json_t *post_id(const char *id);
