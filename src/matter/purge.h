/* SPDX-License-Identifier: Apache-2.0 */
/* purge - POST /matters/{id}/reveal and /purge: rows of the matter module's commands.
 *
 * Purging destroys value and salt of everything the matter's events brought to the vault; the chain
 * stays whole, and rebuilt tables stay equal to the ones kept. */
#pragma once

#include "engine/personal.h"

extern const PersonalThing matter_personal;

bool reveal_decide(Decision *decision, const void *data, GError **error);
bool reveal_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error);
bool purge_decide(Decision *decision, const void *data, GError **error);
bool purge_settle(Decision *decision, const void *data, GError **error);
bool purge_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error);
