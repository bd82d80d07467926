/* SPDX-License-Identifier: Apache-2.0 */
/* module - register_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module register_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part register_part; /* what the registers' kinds cannot say by themselves */
extern const Part paper_part;    /* blank forms with serials */
extern const Part plain_part;    /* the plain paper that a step of a kind asks for */
