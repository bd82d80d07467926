/* SPDX-License-Identifier: Apache-2.0 */
/* day_paper - the answer of GET /units/{unit}/day-log laid out for A4, black on white. */
#pragma once

#include "engine/query.h"

/* `day` as day_log answers it; `lang` "zh" or "en". FAIL_UNAVAILABLE where nothing is printed. */
GBytes *day_paper(const Asking *asking, const json_t *day, const char *lang, GError **error);
