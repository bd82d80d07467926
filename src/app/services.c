/* SPDX-License-Identifier: Apache-2.0 */
#include "app/services.h"

#include "demo/mark.h"
#include "unit/access.h"
#include "unit/me.h"

struct Services {
    Roles *roles;
    Guard guard;
    bool is_demo;
};

Services *services_new(const char *data, Db *db, GError **error)
{
    g_autoptr(Services) services = g_new0(Services, 1);

    services->roles = roles_new_builtin(error);
    if (services->roles == NULL)
        return NULL;
    services->guard = guard_new(services->roles);
    services->is_demo = demo_is_marked(db);
    return g_steal_pointer(&services);
}

void services_free(Services *services)
{
    if (services == NULL)
        return;
    roles_free(services->roles);
    g_free(services);
}

void services_offer(Services *services, Engine *engine)
{
    engine_set_guard(engine, &services->guard);
    engine_set_service(engine, SERVICE_ROLES, services->roles);
    if (services->is_demo)
        engine_set_service(engine, SERVICE_DEMO, services);
}
