/* SPDX-License-Identifier: Apache-2.0 */
/* probe - asks a database whether it reads and writes, on a connection of its own.
 *
 * It waits no longer than it is told, also for a server that is there and does not answer, so
 * whoever asks for the state of things can be told in time. For one thread. */
#pragma once

#include "store/store.h"

typedef struct Probe Probe;

/* `store` is borrowed. It connects when it is first asked. */
Probe *probe_new(Store *store);
void probe_free(Probe *probe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Probe, probe_free)

/* The number that `sql`, a literal, gives; INT64_MIN for null. */
bool probe_read(Probe *probe, const char *sql, int wait_ms, int64_t *out_number, GError **error);
/* Runs `sql`, a literal that writes, and returns once it is on the disk. */
bool probe_write(Probe *probe, const char *sql, int wait_ms, GError **error);
