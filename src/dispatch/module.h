/* SPDX-License-Identifier: Apache-2.0 */
/* module - dispatch_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module dispatch_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part dispatch_part;         /* reading, tables, chores */
extern const Part dispatch_draft_part;   /* drafting and sending */
extern const Part dispatch_revise_part;  /* mending a draft, and who wrote what */
extern const Part dispatch_sign_part;    /* the leader's word */
extern const Part dispatch_receive_part; /* what the postman brings */
extern const Part dispatch_oral_part;    /* what becomes of a word given by telephone */
extern const Part dispatch_purge_part;   /* what the sender has destroyed */
extern const Part dispatch_effect_part;  /* what a step of a kind sends */
extern const Part dispatch_handle_part;  /* what the receiver does with it */
