/* SPDX-License-Identifier: Apache-2.0 */
/* made - the reply of a command that has only the id to say of what it made or changed. */
#pragma once

#include "engine/command.h"

extern const Field made_reply[]; /* {id} */
/* A new reference. */
json_t *made_json(const char *id);
/* A conclude(): says decision_shown(). */
bool made_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error);
