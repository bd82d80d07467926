/* SPDX-License-Identifier: Apache-2.0 */
/* blank - forms to write in by hand when nothing else works, laid out for A4: each sheet on a page
 * of its own with its serial and a QR code. Forms and words stand in catalog/duty/blank.json. */
#pragma once

#include "engine/query.h"
#include "unit/unit.h"

/* `sheets` as paper.list shows them. FAIL_UNAVAILABLE where nothing is printed. */
GBytes *blank_paper(
    const Asking *asking, const Unit *unit, const json_t *sheets, const char *lang, GError **error);
