/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"
#include "cli/commands.h"

#include <stdio.h>

/* The tables alone say it all: no data directory and no database are opened. */
static bool openapi_run(Cli *cli, GError **error)
{
    g_autoptr(Engine) engine = engine_new(NULL, NULL, NULL, app_modules, error);
    if (engine == NULL)
        return false;
    json_auto_t *document = engine_openapi(engine);
    bool written = json_dumpf(document, stdout, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 &&
                   putchar('\n') != EOF && fflush(stdout) == 0;
    return written || fail(error, FAIL_UNAVAILABLE, "standard output can't be written");
}

const CliCommand openapi_command = {
    .name = "openapi",
    .help = "Prints the OpenAPI document of the web API.",
    .run = openapi_run,
};
