/* SPDX-License-Identifier: Apache-2.0 */
/* me - who sits here and what they may do: the answer to signing in and to GET /me. */
#pragma once

#include "engine/query.h"

/* Set by app/ to anything while the database is the demo's. */
#define SERVICE_DEMO "demo"

extern const Field me_reply[];
/* Of the asker: a new reference. */
json_t *me_json(const Asking *asking);
