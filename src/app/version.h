/* SPDX-License-Identifier: Apache-2.0 */
/* version - the database is of this program's version before anything is read from it. */
#pragma once

#include "engine/upgrade.h"

/* Brings `*store`, opened from `url`, to this version; it may be another one afterwards, and is
 * NULL when it could not be opened again. */
bool version_bring(const UpgradeJob *job, Store **store, const char *url, GError **error);
