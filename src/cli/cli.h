/* SPDX-License-Identifier: Apache-2.0 */
/* cli - the command line: a table of subcommands, read strictly.
 *
 * Every subcommand takes --data, --db and --help beside its own options, exits 0 only if it did
 * what it says, and else says why in one line. To add one: a file cli/NAME.c with its CliCommand,
 * and a row in cli/commands.c. */
#pragma once

#include "app/app.h"

typedef struct CliOption {
    const char *name;  /* without the dashes */
    const char *value; /* what stands for its value in the help; NULL: a flag */
    const char *help;
} CliOption;

typedef struct Cli Cli;

typedef struct CliCommand {
    const char *name;         /* "serve", "audit verify" */
    const char *operands;     /* as the help shows them: "FILE", "[DIR]"; NULL: none */
    int least, most;          /* how many operands */
    const char *help;         /* one English sentence */
    const CliOption *options; /* ends with a zeroed row; NULL: none of its own */
    /* What it found out goes to stdout; why it could not, into `error`. */
    bool (*run)(Cli *cli, GError **error);
} CliCommand;

/* The program: argv to exit status, with all subcommands, NULL-ended (commands.c). 2: the words
 * were not understood; 1: it was not done. */
int cli_main(const CliCommand *const *commands, int argc, char **argv);

/* Borrowed value of an option, NULL when it was not given. A flag that was given is "". */
const char *cli_option(const Cli *cli, const char *name);
bool cli_flag(const Cli *cli, const char *name);
const char *cli_operand(const Cli *cli, guint index);
/* The data directory: --data, else $SHAODIAN_DATA, else ./data. */
const char *cli_data(const Cli *cli);
/* The application on --data and --db: made at the first call, freed after the run. There must be a
 * database already, and no server may run on it. */
App *cli_app(Cli *cli, GError **error);
/* The same for reading only, which works beside a running server. */
App *cli_app_reading(Cli *cli, GError **error);
/* Ends it before the run is over. */
void cli_app_end(Cli *cli);
/* The database alone, of whatever version, to be read beside a server that runs; freed after the
 * run. */
Store *cli_store_reader(Cli *cli, GError **error);
/* The same, making data directory and database when missing; `manual_clock` may be NULL. */
App *cli_app_new(Cli *cli, const char *manual_clock, GError **error);
/* The same, an upgrade of the database ending early once `stopped(self)` says so. */
typedef struct CliStop {
    bool (*stopped)(void *self);
    void *self;
} CliStop;
App *cli_app_until(Cli *cli, const char *manual_clock, CliStop stop, GError **error);
/* cli_app() with the derived tables made anew. */
App *cli_app_rebuilt(Cli *cli, GError **error);
/* The long part of an upgrade, beside a server that runs. */
bool cli_prepare(Cli *cli, GError **error);
/* The same for what is to be restored into: that the record is missing there is no reason not to.
 */
App *cli_app_restoring(Cli *cli, GError **error);
