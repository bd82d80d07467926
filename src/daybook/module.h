/* SPDX-License-Identifier: Apache-2.0 */
/* module - daybook_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module daybook_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part silence_part; /* when nobody did anything */
extern const Part day_log_part; /* a day as one paper */
extern const Part volume_part;  /* a year of them as a book */
