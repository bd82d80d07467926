/* SPDX-License-Identifier: Apache-2.0 */
/* module - presence_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module presence_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part presence_part;  /* who should be in the room and who is */
extern const Part beat_part;      /* pages alive, and the unit's night */
extern const Part flag_part;      /* mismatches, and the answers to them */
extern const Part challenge_part; /* asked at random whether somebody is there */
extern const Part roll_part;      /* roll calls of the units below */
extern const Part round_part;     /* the leader's rounds */
