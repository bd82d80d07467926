/* SPDX-License-Identifier: Apache-2.0 */
#include "card/card_private.h"
#include "card/modules.h"

const Module card_module = {.name = "card",
    .events = card_events,
    .commands = card_commands,
    .queries = card_queries,
    .projections = card_projections};
