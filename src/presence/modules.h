/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: PRESENCE_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module presence_module;  /* who should be in the room and who is */
extern const Module beat_module;      /* pages alive, and the unit's night */
extern const Module flag_module;      /* mismatches, and the answers to them */
extern const Module challenge_module; /* asked at random whether somebody is there */
extern const Module roll_module;      /* roll calls of the units below */
extern const Module round_module;     /* the leader's rounds */

#define PRESENCE_MODULES                                                                           \
    &presence_module, &beat_module, &flag_module, &challenge_module, &roll_module, &round_module
