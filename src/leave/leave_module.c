/* SPDX-License-Identifier: Apache-2.0 */
#include "leave/leave_commands.h"
#include "leave/modules.h"

const Module leave_module = {.name = "leave",
    .events = leave_events,
    .commands = leave_ask_commands,
    .queries = leave_queries,
    .projections = leave_projections,
    .chores = leave_chores};

const Module leave_answer_module = {.name = "leave_answer", .commands = leave_answer_commands};
