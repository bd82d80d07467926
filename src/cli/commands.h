/* SPDX-License-Identifier: Apache-2.0 */
/* commands - one line for each subcommand's own file. */
#pragma once

#include "cli/cli.h"

/* All subcommands, NULL-ended. */
extern const CliCommand *const cli_commands[];

extern const CliCommand serve_command;
extern const CliCommand rebuild_command;
extern const CliCommand upgrade_command;
extern const CliCommand audit_verify_command;
extern const CliCommand audit_export_command;
extern const CliCommand init_command;
extern const CliCommand setup_command;
extern const CliCommand classify_command;
extern const CliCommand intake_command;
extern const CliCommand catalog_check_command;
extern const CliCommand openapi_command;
extern const CliCommand import_units_command;
extern const CliCommand import_people_command;
extern const CliCommand backup_command;
extern const CliCommand restore_command;
extern const CliCommand doctor_command;
extern const CliCommand user_add_command;
extern const CliCommand user_passwd_command;
extern const CliCommand user_list_command;
extern const CliCommand simulate_command;
