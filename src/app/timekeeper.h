/* SPDX-License-Identifier: Apache-2.0 */
/* timekeeper - watches the clock while the program serves: says on the record when it is doubted
 * and how that ends, puts right the units that a wrong time left in the future once it is known
 * which time is right, and notes the time for the next start to go by. */
#pragma once

#include "base/setting.h"
#include "engine/executor.h"

typedef struct Timekeeper Timekeeper;

/* Lets the engine's clock judge itself from here on, against what the database last saw. */
bool timekeeper_begin(Engine *engine, const Settings *settings, GError **error);

/* Starts the thread. Both are borrowed and must outlive it. */
Timekeeper *timekeeper_new(Executor *executor, Engine *engine, GError **error);
void timekeeper_free(Timekeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Timekeeper, timekeeper_free)

/* Looks now, on the caller's thread: whoever moves a manual clock does. */
void timekeeper_look(Timekeeper *keeper);
