/* SPDX-License-Identifier: Apache-2.0 */
/* threads - is there room for those that the program is going to start?
 *
 * Our own say so when they can't be started; libraries that start theirs (fonts) end the process,
 * at the first paper of a night, or crash when there is no address space. So it is tried at the
 * start. */
#pragma once

#include "base/fail.h"

/* Starts as many threads as a server may come to have, and ends them. FAIL_UNAVAILABLE
 * ("no_threads", "no_memory") with the limit to be raised. */
bool threads_fit(GError **error);
