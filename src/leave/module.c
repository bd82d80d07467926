/* SPDX-License-Identifier: Apache-2.0 */
#include "leave/module.h"
#include "leave/leave_commands.h"

const Part leave_part = {.events = leave_events,
    .commands = leave_ask_commands,
    .queries = leave_queries,
    .projections = leave_projections,
    .chores = leave_chores,
    .notes = leave_notes};

const Part leave_answer_part = {.commands = leave_answer_commands};

const Part leave_above_part = {.commands = leave_above_commands};

const Module leave_module = {"leave",
    PARTS(&leave_part, &leave_answer_part, &leave_above_part, &reach_part, &equipment_part),
    .personal_stays = "who was away, and who stood in, is what the record is for"};
