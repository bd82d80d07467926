/* SPDX-License-Identifier: Apache-2.0 */
/* show - a roster whole, as replies carry it. */
#pragma once

#include "roster/case.h"

extern const Field roster_shown[];
extern const Field relax_fields[];

/* What roster_generate() could not keep, with names and labels: a new array, NULL on failure. */
json_t *relax_json(Engine *engine, Db *db, const char *unit, const json_t *relax, GError **error);
/* {…roster, shifts, broken, relax}: a new reference. `relax` is referenced; NULL: none. */
json_t *roster_show(Engine *engine, Db *db, const char *id, int64_t now, GError **error);
/* May the asker read rosters of the unit: with the permission, or from above. */
bool roster_visible(const Asking *asking, const char *unit, GError **error);
