/* SPDX-License-Identifier: Apache-2.0 */
/* volume_paper - a year of days as one book: cover, contents with page numbers, a chapter a day. */
#pragma once

#include "engine/query.h"
#include "unit/unit.h"

typedef struct Volume {
    const Unit *unit;
    int64_t year;
    const json_t *days; /* as day_log() answers them, in order */
} Volume;

GBytes *volume_paper(const Asking *asking, const Volume *volume, const char *lang, GError **error);
