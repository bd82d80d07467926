/* SPDX-License-Identifier: Apache-2.0 */
/* module - unit_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module unit_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part unit_part;           /* units and their tree */
extern const Part post_part;           /* what a unit calls its posts */
extern const Part board_part;          /* the standing of every unit below */
extern const Part person_part;         /* people */
extern const Part role_part;           /* what they may do */
extern const Part account_part;        /* what they sign in with */
extern const Part password_part;       /* one's own and others' */
extern const Part setup_part;          /* first start */
extern const Part session_part;        /* signing in and out */
extern const Part me_part;             /* GET /me */
extern const Part watch_part;          /* who is on watch */
extern const Part workday_part;        /* which days are worked */
extern const Part workday_notice_part; /* the notice that says so, entered */
extern const Part credential_part;     /* PIN, passkeys, one-time codes */
extern const Part terminal_part;       /* the room's computers */
extern const Part proof_part;          /* who stands at them shows who they are */
extern const Part import_part;         /* units and people from tables */

extern const Part below_part; /* where the chains below stood */
extern const Part time_part;  /* doubts of the clock, and how they ended */
