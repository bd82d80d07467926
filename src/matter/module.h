/* SPDX-License-Identifier: Apache-2.0 */
/* module - matter_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module matter_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part kind_part;       /* GET /kinds */
extern const Part matter_part;     /* opening, steps, ledger, timeline, reveal, purge */
extern const Part clock_part;      /* warn, late, escalate */
extern const Part obligation_part; /* who must be told by when */
extern const Part lateness_part;   /* which of them were late, and below */
extern const Part notice_part;     /* alarms at the desk */
