/* SPDX-License-Identifier: Apache-2.0 */
/* interrupt - lets SIGTERM, SIGINT and SIGHUP end work at once that may stop anywhere.
 *
 * For work whose every step is a transaction and that knows what an earlier run left: the process
 * then ends as by a power cut, but with a word on stderr and exit status 1, also where the signal's
 * own default does nothing (process 1 of a container). Signals are blocked in threads started
 * meanwhile. */
#pragma once

#include "base/fail.h"

typedef struct Interrupt Interrupt;

/* From here on; `word`, borrowed, is what is said. FAIL_UNAVAILABLE when there is no thread. */
Interrupt *interrupt_begin(const char *word, GError **error);
/* Did whoever started the program (nohup) want it to outlive its terminal? */
bool hangup_is_ignored(void);
/* The signals are as they were before; one that has just come is delivered so. */
void interrupt_end(Interrupt *interrupt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Interrupt, interrupt_end)
