/* SPDX-License-Identifier: Apache-2.0 */
/* report_denial - a call that its receiver says was none.
 *
 * What it met is owed again, to the time it had: whoever typed a call that nobody took gains
 * nothing. Unless the same receiver was told another time: then that counts. Both texts stay, at
 * both ends: the words of the call in its item, the reason in what became of that. */
#pragma once

#include "incident/report_act.h"

/* What else of the matter went to that receiver and was not sent back: array of Told *, oldest
 * first, owned. NULL on failure. */
GPtrArray *report_others(Decision *decision, const Matter *matter, const Dispatch *denied,
    const char *receiver, GError **error);
/* Takes back what met `one`, and lets the first of `others` that can have met it stand for it. In a
 * matter that has ended nobody is asked to tell it again. */
void report_deny(Decision *decision, const Matter *matter, const Obligation *one,
    const GPtrArray *others, ObligationChanges *changes);
