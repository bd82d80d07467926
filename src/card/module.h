/* SPDX-License-Identifier: Apache-2.0 */
/* module - card_module: what this folder adds to the program. */
#pragma once

#include "engine/module.h"

extern const Module card_module;

/* Its parts, most of them a file: for module.c alone. */
extern const Part card_part;
extern const Part question_part;    /* what is asked of cards, and the results */
extern const Part card_import_part; /* Markdown and CSV, in and out */
