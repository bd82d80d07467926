/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: CARD_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module card_module;
extern const Module question_module;    /* what is asked of cards, and the results */
extern const Module card_import_module; /* Markdown and CSV, in and out */

#define CARD_MODULES &card_module, &question_module, &card_import_module
