/* SPDX-License-Identifier: Apache-2.0 */
/* services - what modules ask the engine for by name, built before it and freed after it. */
#pragma once

#include "engine/engine.h"

typedef struct Services Services;

/* `data` is the data directory: an operator's own catalog stands in it. */
Services *services_new(const char *data, Db *db, GError **error);
void services_free(Services *services);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Services, services_free)
/* Hands guard and services to the engine, which borrows them. */
void services_offer(Services *services, Engine *engine);
