/* SPDX-License-Identifier: Apache-2.0 */
#include "app/services.h"

#include "unit/access.h"

struct Services {
    Roles *roles;
    Guard guard;
};

Services *services_new(const char *data, Db *db, GError **error)
{
    g_autoptr(Services) services = g_new0(Services, 1);

    services->roles = roles_new_builtin(error);
    if (services->roles == NULL)
        return NULL;
    services->guard = guard_new(services->roles);
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
}
