/* SPDX-License-Identifier: Apache-2.0 */
#include "app/services.h"

struct Services {
    Guard guard;
};

Services *services_new(const char *data, Db *db, GError **error)
{
    return g_new0(Services, 1);
}

void services_free(Services *services)
{
    g_free(services);
}

void services_offer(Services *services, Engine *engine)
{
    engine_set_guard(engine, &services->guard);
}
