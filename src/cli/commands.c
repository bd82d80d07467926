/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

const CliCommand *const cli_commands[] = {
    &serve_command,
    &init_command,
    &setup_command,
    &audit_verify_command,
    &audit_export_command,
    &classify_command,
    &intake_command,
    &catalog_check_command,
    &rebuild_command,
    &upgrade_command,
    &openapi_command,
    &import_units_command,
    &import_people_command,
    &backup_command,
    &restore_command,
    &user_add_command,
    &user_passwd_command,
    &user_list_command,
    &simulate_command,
    &doctor_command,
    NULL,
};
