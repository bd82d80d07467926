/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_USAGE 2

struct Cli {
    const CliCommand *command;
    GHashTable *options; /* name -> value, borrowed from argv */
    GPtrArray *operands; /* borrowed from argv */
    bool help;
    App *app;
    Store *store;
};

static const CliOption common_options[] = {
    {"data", "DIR", "data directory (default: $SHAODIAN_DATA, else ./data)"},
    {"db", "URL",
        "database, sqlite:PATH or postgresql://… (default: a file in the data directory)"},
    {"help", NULL, "show this help"},
    {NULL},
};

const char *cli_option(const Cli *cli, const char *name)
{
    return g_hash_table_lookup(cli->options, name);
}

bool cli_flag(const Cli *cli, const char *name)
{
    return cli_option(cli, name) != NULL;
}

const char *cli_operand(const Cli *cli, guint index)
{
    return index < cli->operands->len ? cli->operands->pdata[index] : NULL;
}

const char *cli_data(const Cli *cli)
{
    const char *given = cli_option(cli, "data");
    const char *from_environment = g_getenv("SHAODIAN_DATA");

    if (given != NULL)
        return given;
    return from_environment != NULL && *from_environment != '\0' ? from_environment : "data";
}

static void line_tell(void *self, const char *line)
{
    fprintf(stderr, "upgrade: %s\n", line);
}

static App *cli_open(Cli *cli, AppOptions options, GError **error)
{
    const UpgradeWatch watch = {.tell = line_tell};

    options.data = cli_data(cli);
    options.db = cli_option(cli, "db");
    options.watch = options.watch != NULL ? options.watch : &watch;
    options.marker = cli_option(cli, "marker");
    if (cli->app == NULL)
        cli->app = app_open(&options, error);
    return cli->app;
}

App *cli_app(Cli *cli, GError **error)
{
    return cli_open(cli, (AppOptions){.must_exist = true}, error);
}

App *cli_app_reading(Cli *cli, GError **error)
{
    return cli_open(cli, (AppOptions){.must_exist = true, .only_reads = true}, error);
}

App *cli_app_new(Cli *cli, const char *manual_clock, GError **error)
{
    return cli_open(cli, (AppOptions){.manual_clock = manual_clock}, error);
}

App *cli_app_until(Cli *cli, const char *manual_clock, CliStop stop, GError **error)
{
    const UpgradeWatch watch = {.tell = line_tell, .stopped = stop.stopped, .self = stop.self};
    return cli_open(cli, (AppOptions){.manual_clock = manual_clock, .watch = &watch}, error);
}

App *cli_app_rebuilt(Cli *cli, GError **error)
{
    return cli_open(cli, (AppOptions){.must_exist = true, .rebuild = true}, error);
}

bool cli_prepare(Cli *cli, GError **error)
{
    const UpgradeWatch watch = {.tell = line_tell};
    const AppOptions options = {
        .data = cli_data(cli), .db = cli_option(cli, "db"), .watch = &watch};
    return app_prepare(&options, error);
}

App *cli_app_restoring(Cli *cli, GError **error)
{
    return cli_open(cli, (AppOptions){.marking = MARKING_LATER}, error);
}

void cli_app_end(Cli *cli)
{
    g_clear_pointer(&cli->app, app_free);
}

Store *cli_store_reader(Cli *cli, GError **error)
{
    const AppOptions options = {.data = cli_data(cli), .db = cli_option(cli, "db")};
    g_autofree char *url = app_database(&options, error);

    if (url != NULL && cli->store == NULL)
        cli->store = store_open_beside(url, error);
    return cli->store;
}

/* --- help --- */

static void options_show(const CliOption *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        g_autofree char *spelled = options->value == NULL
                                       ? g_strdup_printf("--%s", options->name)
                                       : g_strdup_printf("--%s %s", options->name, options->value);
        printf("  %-24s %s\n", spelled, options->help);
    }
}

static void command_help(const CliCommand *command)
{
    printf("usage: shaodian %s%s%s [options]\n\n%s\n\noptions:\n", command->name,
        command->operands == NULL ? "" : " ", command->operands == NULL ? "" : command->operands,
        command->help);
    options_show(command->options);
    options_show(common_options);
}

static void program_help(const CliCommand *const *commands, FILE *out)
{
    fprintf(out, "usage: shaodian COMMAND [options]\n\ncommands:\n");
    for (const CliCommand *const *command = commands; *command != NULL; command++)
        fprintf(out, "  %-16s %s\n", (*command)->name, (*command)->help);
    fprintf(out, "\n`shaodian COMMAND --help` shows the options of a command.\n");
}

/* --- reading the words --- */

/* The command whose name the first words are, the longest one first: "audit verify". */
static const CliCommand *command_find(
    const CliCommand *const *commands, int argc, char **argv, int *out_words)
{
    const CliCommand *best = NULL;

    for (const CliCommand *const *command = commands; *command != NULL; command++) {
        g_auto(GStrv) words = g_strsplit((*command)->name, " ", -1);
        int count = (int) g_strv_length(words);
        bool fits = count <= argc;
        for (int i = 0; fits && i < count; i++)
            fits = g_str_equal(words[i], argv[i]);
        if (fits && (best == NULL || count > *out_words)) {
            best = *command;
            *out_words = count;
        }
    }
    return best;
}

/* The first word of commands of two words says which there are. */
static void unknown_say(const CliCommand *const *commands, const char *word)
{
    g_autofree char *start = g_strconcat(word, " ", NULL);
    g_autoptr(GString) meant = g_string_new(NULL);

    for (const CliCommand *const *command = commands; *command != NULL; command++)
        if (g_str_has_prefix((*command)->name, start))
            g_string_append_printf(meant, "%s%s", meant->len == 0 ? "" : ", ", (*command)->name);
    if (meant->len > 0)
        fprintf(
            stderr, "shaodian: '%s' is only the beginning of a command: %s\n", word, meant->str);
    else
        fprintf(stderr, "shaodian: there is no command '%s'; see shaodian --help\n", word);
}

static const CliOption *option_in(const CliOption *options, const char *name, size_t length)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (strlen(options->name) == length && strncmp(options->name, name, length) == 0)
            return options;
    }
    return NULL;
}

/* Reads one option, "--name", "--name=value" or "--name" "value"; moves *index over its value. */
static bool option_read(Cli *cli, int argc, char **argv, int *index, GError **error)
{
    const char *word = argv[*index] + 2;
    const char *equals = strchr(word, '=');
    size_t length = equals == NULL ? strlen(word) : (size_t) (equals - word);
    const CliOption *option = option_in(cli->command->options, word, length);

    option = option != NULL ? option : option_in(common_options, word, length);
    if (option == NULL)
        return fail(error, FAIL_INVALID, "there is no option %s", argv[*index]);
    if (option->value == NULL && equals != NULL)
        return fail(error, FAIL_INVALID, "--%s takes no value", option->name);
    if (option->value != NULL && equals == NULL && *index + 1 >= argc)
        return fail(error, FAIL_INVALID, "--%s needs a value", option->name);
    if (cli_flag(cli, option->name))
        return fail(error, FAIL_INVALID, "--%s is given twice", option->name);
    const char *value = "";
    if (option->value != NULL)
        value = equals != NULL ? equals + 1 : argv[++*index];
    g_hash_table_insert(cli->options, (char *) option->name, (char *) value);
    return true;
}

static bool words_read(Cli *cli, int argc, char **argv, GError **error)
{
    for (int i = 0; i < argc; i++) {
        if (g_str_has_prefix(argv[i], "--") && argv[i][2] != '\0') {
            if (!option_read(cli, argc, argv, &i, error))
                return false;
        } else {
            g_ptr_array_add(cli->operands, argv[i]);
        }
    }
    if (cli_flag(cli, "help"))
        return true;
    int count = (int) cli->operands->len;
    if (count < cli->command->least)
        return fail(error, FAIL_INVALID, "%s is missing", cli->command->operands);
    if (count > cli->command->most)
        return fail(error, FAIL_INVALID, "'%s' is not expected",
            (const char *) cli->operands->pdata[cli->command->most]);
    return true;
}

/* --- running --- */

static int command_run(const CliCommand *command, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    Cli cli = {
        .command = command,
        .options = g_hash_table_new(g_str_hash, g_str_equal),
        .operands = g_ptr_array_new(),
    };
    int status = EXIT_USAGE;

    if (words_read(&cli, argc, argv, &error)) {
        bool done = true;
        if (cli_flag(&cli, "help"))
            command_help(command);
        else
            done = command->run(&cli, &error);
        /* What was promised on stdout must have got there. */
        if (fflush(stdout) != 0 && done)
            done = fail(&error, FAIL_UNAVAILABLE, "writing the output: %s", g_strerror(errno));
        status = done ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    if (error != NULL)
        fprintf(stderr, "shaodian %s: %s\n", command->name, error->message);
    app_free(cli.app);
    store_free(cli.store);
    g_hash_table_unref(cli.options);
    g_ptr_array_unref(cli.operands);
    return status;
}

int cli_main(const CliCommand *const *commands, int argc, char **argv)
{
    int words = 0;

    setlocale(LC_ALL, "C.UTF-8");
    /* A file that may not grow is a full disk, and no reason to die. */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        program_help(commands, stderr);
        return EXIT_USAGE;
    }
    if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "help")) {
        program_help(commands, stdout);
        return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    if (g_str_equal(argv[1], "--version")) {
        printf("shaodian " SHAODIAN_VERSION "\n");
        return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    const CliCommand *command = command_find(commands, argc - 1, argv + 1, &words);
    if (command == NULL) {
        unknown_say(commands, argv[1]);
        return EXIT_USAGE;
    }
    return command_run(command, argc - 1 - words, argv + 1 + words);
}
