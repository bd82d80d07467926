/* SPDX-License-Identifier: Apache-2.0 */
/* where - on which line of a JSON file a value stands, so that a fault can be named to whoever
 * wrote the file. */
#pragma once

#include <stddef.h>

/* The line (from 1) of the member or item `pointer` names ("/steps/3/to") in a text that is known
 * to be valid JSON; of the nearest thing around it when it is not there. */
int json_line(const char *text, size_t size, const char *pointer);
