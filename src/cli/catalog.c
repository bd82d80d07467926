/* SPDX-License-Identifier: Apache-2.0 */
/* catalog - proves kinds of matter, rules, calendars and files of duty, those built in and an
 * operator's own. */
#include "app/services.h"
#include "cli/commands.h"
#include "cli/doctor.h"

#include <stdio.h>

static bool faults_tell(const GPtrArray *faults, GError **error)
{
    for (guint i = 0; i < faults->len; i++)
        printf("%s\n", (const char *) faults->pdata[i]);
    return fail(error, FAIL_INVALID, "the catalog has %u faults, the first: %s", faults->len,
        (const char *) faults->pdata[0]);
}

static char *folder_wanted(Cli *cli, GError **error)
{
    const char *given = cli_operand(cli, 0);

    if (given == NULL)
        return g_build_filename(cli_data(cli), "catalog", NULL);
    if (g_file_test(given, G_FILE_TEST_IS_DIR))
        return g_strdup(given);
    fail(error, FAIL_NOT_FOUND, "there is no folder %s", given);
    return NULL;
}

/* Appends every fault of the folder, one of catalog/ or one that holds kind files itself; how many
 * kinds there are in all, or -1 with an error when what is built in is not right. */
static int catalog_look(const char *folder, GPtrArray *faults, GError **error)
{
    g_autofree char *kinds = g_build_filename(folder, "kinds", NULL);
    g_autoptr(Services) services = services_read(folder, faults, error);

    if (services == NULL)
        return -1;
    if (!g_file_test(kinds, G_FILE_TEST_IS_DIR))
        catalog_load_kinds(services_catalog(services), folder, faults);
    return (int) catalog_kinds(services_catalog(services))->len;
}

static bool check_run(Cli *cli, GError **error)
{
    g_autofree char *folder = folder_wanted(cli, error);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    int kinds = folder == NULL ? -1 : catalog_look(folder, faults, error);

    if (kinds < 0)
        return false;
    if (faults->len > 0)
        return faults_tell(faults, error);
    printf("%d kinds of matter, the rules and calendars are sound\n", kinds);
    return true;
}

void doctor_look_at_catalog(Doctor *doctor)
{
    g_autofree char *folder = g_build_filename(doctor->options.data, "catalog", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    if (catalog_look(folder, faults, &error) < 0)
        doctor_say(doctor, FINDING_FAIL, "catalog", "%s", error->message);
    else if (faults->len > 0)
        doctor_say(doctor, FINDING_FAIL, "catalog", "%s (%u faults in all: `catalog check`)",
            (const char *) faults->pdata[0], faults->len);
    else
        doctor_say(doctor, FINDING_OK, "catalog", "kinds, rules and calendars are sound");
}

const CliCommand catalog_check_command = {
    .name = "catalog check",
    .operands = "[DIR]",
    .most = 1,
    .help =
        "Proves that every kind of matter closes and that rules, calendars and files of duty can "
        "be used: those built in and those in DIR (or DATA/catalog).",
    .run = check_run,
};
