/* SPDX-License-Identifier: Apache-2.0 */
/* module - leave_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module leave_module;

/* Its parts, most of them a file: for module.c alone. */
/* asking and reading; answering; answering a head, above */
extern const Part leave_part, leave_answer_part, leave_above_part;
extern const Part reach_part;     /* can the principals be reached */
extern const Part equipment_part; /* does the room's equipment work */
