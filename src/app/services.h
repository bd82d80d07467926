/* SPDX-License-Identifier: Apache-2.0 */
/* services - what modules ask the engine for by name, built before it and freed after it. */
#pragma once

#include "demo/mark.h"
#include "engine/engine.h"
#include "matter/catalog.h"

typedef struct Services Services;

/* Reads all that is data: what is built in and the operator's own in `folder` (DATA/catalog). What
 * is wrong with the operator's is added to `faults` (owned texts), and the built-in serves on. */
Services *services_read(const char *folder, GPtrArray *faults, GError **error);
Catalog *services_catalog(Services *services);
/* The same for a program that serves; `data` is the data directory. */
Services *services_new(const char *data, Db *db, GError **error);
/* How far the database is a demo's. */
DemoMark services_demo(const Services *services);
void services_free(Services *services);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Services, services_free)
/* Hands guard and services to the engine, which borrows them. */
void services_offer(Services *services, Engine *engine);
