/* SPDX-License-Identifier: Apache-2.0 */
/* report_outcome - what becomes of a report or a call at its receiver: it came there, was
 * confirmed, was sent back, or denied. */
#pragma once

#include "incident/report_act.h"

/* What became of a report that went to this receiver. */
bool report_delivered(Decision *decision, const Matter *matter, const Dispatch *dispatch,
    const DispatchTo *to, GError **error);
