/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

const CliCommand *const cli_commands[] = {
    &serve_command,
    &init_command,
    &rebuild_command,
    NULL,
};
