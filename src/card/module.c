/* SPDX-License-Identifier: Apache-2.0 */
#include "card/module.h"
#include "card/card_private.h"

const Part card_part = {.events = card_events,
    .commands = card_commands,
    .queries = card_queries,
    .projections = card_projections};

const Module card_module = {"card", PARTS(&card_part, &question_part, &card_import_part),
    .personal_stays = "the numbers of offices; a version that was read is proof of what was known"};
