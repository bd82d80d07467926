/* SPDX-License-Identifier: Apache-2.0 */
/* unit_module - the rows this folder gives to app/modules.c: UNIT_MODULES, in this order. */
#pragma once

#include "engine/module.h"
#include "unit/below.h"

extern const Module unit_module;       /* units and their tree */
extern const Module post_module;       /* what a unit calls its posts */
extern const Module board_module;      /* the standing of every unit below */
extern const Module person_module;     /* people */
extern const Module role_module;       /* what they may do */
extern const Module account_module;    /* what they sign in with */
extern const Module password_module;   /* one's own and others' */
extern const Module setup_module;      /* first start */
extern const Module session_module;    /* signing in and out */
extern const Module me_module;         /* GET /me */
extern const Module watch_module;      /* who is on watch */
extern const Module workday_module;    /* which days are worked */
extern const Module credential_module; /* PIN, passkeys, one-time codes */
extern const Module terminal_module;   /* the room's computers */
extern const Module proof_module;      /* who stands at them shows who they are */
extern const Module import_module;     /* units and people from tables */

extern const Module time_module; /* doubts of the clock, and how they ended */

#define UNIT_MODULES                                                                               \
    &unit_module, &post_module, &board_module, &person_module, &role_module, &account_module,      \
        &password_module, &setup_module, &session_module, &me_module, &watch_module,               \
        &import_module, &workday_module, &credential_module, &terminal_module, &proof_module,      \
        &time_module, &below_module
