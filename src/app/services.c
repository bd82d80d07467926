/* SPDX-License-Identifier: Apache-2.0 */
#include "app/services.h"

#include "app/modules.h"
#include "demo/mark.h"
#include "dispatch/dispatch.h"
#include "document/press.h"
#include "engine/county.h"
#include "incident/incident_rules.h"
#include "intake/words.h"
#include "presence/rules.h"
#include "roster/pattern.h"
#include "roster/touch.h"
#include "solver/solver.h"
#include "unit/access.h"
#include "unit/duty_line.h"
#include "unit/me.h"
#include "unit/profile.h"
#include "unit/role.h"
#include "unit/workday.h"

#include <string.h>

struct Services {
    Roles *roles;
    Guard guard;
    DemoMark demo;
    Solver *solver;
    Catalog *catalog;
    LineWords *line;
    DispatchRules *dispatches;
    IncidentRules *incidents;
    Profiles profiles;
    Workdays *workdays;
    DutyLines *lines;
    DutyRules *duty;
    CountyFiles *files;
    Press *press;
};

static bool profile_is_known(const void *incidents, const char *profile)
{
    return report_rules_has_profile(incident_reporting(incidents), profile);
}

static bool division_is_known(const void *incidents, const char *code)
{
    return report_rules_has_division(incident_reporting(incidents), code);
}

/* What the effects of kinds look into. */
static const void *service_read(const void *data, const char *name)
{
    const Services *services = data;

    return strcmp(name, SERVICE_DISPATCH_RULES) == 0 ? services->dispatches : NULL;
}

/* Each in its turn, for later ones are read by earlier ones. */
static bool catalog_read(Services *services, const char *folder, GPtrArray *faults, GError **error)
{
    const EffectScope scope = {.service = service_read, .services = services};

    services->dispatches = dispatch_rules_read(folder, faults, error);
    if (services->dispatches == NULL)
        return false;
    services->catalog = catalog_new(services->roles);
    catalog_serve(services->catalog, app_modules, &scope);
    if (!catalog_load_builtin(services->catalog, error))
        return false;
    catalog_load_folder(services->catalog, folder, faults);
    services->line = line_words_read(folder, faults, error);
    if (services->line == NULL)
        return false;
    services->incidents = incident_rules_new(folder, faults, error);
    services->profiles = (Profiles){
        .rules = services->incidents, .has = profile_is_known, .has_division = division_is_known};
    return services->incidents != NULL;
}

static bool duty_read(Services *services, const char *folder, GPtrArray *faults, GError **error)
{
    services->workdays = workdays_new(folder, faults, error);
    services->lines = services->workdays != NULL ? duty_lines_new(folder, faults, error) : NULL;
    services->files = services->lines != NULL ? county_files_new(folder, faults, error) : NULL;
    if (services->files == NULL)
        return false;
    presence_rules_check(services->files, services->roles, faults);
    services->duty = duty_rules_new(services->files, faults, error);
    return services->duty != NULL;
}

/* Who may do what stands in the program: a file that would say otherwise is not passed over. */
static void roles_refuse(const char *folder, GPtrArray *faults)
{
    g_autofree char *path = g_build_filename(folder, OWN_ROLES, NULL);

    if (g_file_test(path, G_FILE_TEST_EXISTS))
        g_ptr_array_add(faults, g_strdup_printf("%s:1: roles are built in and can't be replaced: "
                                                "remove this file",
                                    path));
}

Services *services_read(const char *folder, GPtrArray *faults, GError **error)
{
    g_autoptr(Services) services = g_new0(Services, 1);

    services->roles = roles_new_builtin(error);
    if (services->roles == NULL)
        return NULL;
    services->guard = guard_new(services->roles);
    roles_refuse(folder, faults);
    if (!catalog_read(services, folder, faults, error) ||
        !duty_read(services, folder, faults, error))
        return NULL;
    return g_steal_pointer(&services);
}

Catalog *services_catalog(Services *services)
{
    return services->catalog;
}

DemoMark services_demo(const Services *services)
{
    return services->demo;
}

/* A fault in an operator's own file is said aloud, and what is built in serves on. */
Services *services_new(const char *data, Db *db, GError **error)
{
    g_autofree char *folder = g_build_filename(data, "catalog", NULL);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Services) services = services_read(folder, faults, error);

    for (guint i = 0; i < faults->len; i++)
        g_message("catalog: %s", (const char *) faults->pdata[i]);
    if (services == NULL || !catalog_load_versions(services->catalog, db, error))
        return NULL;
    if (!demo_mark_read(db, &services->demo, error))
        return NULL;
    services->solver = solver_new();
    services->press = press_new(error);
    return services->press != NULL ? g_steal_pointer(&services) : NULL;
}

void services_free(Services *services)
{
    if (services == NULL)
        return;
    county_files_free(services->files);
    duty_rules_free(services->duty);
    duty_lines_free(services->lines);
    workdays_free(services->workdays);
    press_free(services->press);
    incident_rules_free(services->incidents);
    dispatch_rules_free(services->dispatches);
    line_words_free(services->line);
    catalog_free(services->catalog);
    roles_free(services->roles);
    solver_free(services->solver);
    g_free(services);
}

void services_offer(Services *services, Engine *engine)
{
    engine_set_guard(engine, &services->guard);
    engine_set_service(engine, SERVICE_ROLES, services->roles);
    engine_set_service(engine, SERVICE_SOLVER, services->solver);
    if (services->demo != DEMO_NONE)
        engine_set_service(engine, SERVICE_DEMO, services);
    engine_set_service(engine, SERVICE_CATALOG, services->catalog);
    engine_set_service(engine, SERVICE_LINE_WORDS, services->line);
    engine_set_service(engine, SERVICE_DISPATCH_RULES, services->dispatches);
    engine_set_service(engine, SERVICE_DUTY_RULES, services->duty);
    engine_set_service(engine, SERVICE_COUNTY, services->files);
    engine_set_service(engine, SERVICE_LEAVE_ROSTER, (void *) &roster_of_leave);
    engine_set_service(engine, SERVICE_WORKDAYS, services->workdays);
    engine_set_service(engine, SERVICE_DUTY_LINES, services->lines);
    engine_set_service(engine, SERVICE_INCIDENT_RULES, services->incidents);
    engine_set_service(engine, SERVICE_PROFILES, &services->profiles);
    engine_set_service(engine, SERVICE_PRESS, services->press);
}
