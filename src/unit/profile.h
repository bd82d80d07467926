/* SPDX-License-Identifier: Apache-2.0 */
/* profile - which rule profiles a unit may choose and which divisions there are: asked of whoever
 * knows the rules, for this folder does not. Engine service SERVICE_PROFILES; without it, or
 * without the function, nothing is refused. */
#pragma once

#include <stdbool.h>

#define SERVICE_PROFILES "profiles"

typedef struct Profiles {
    const void *rules;
    bool (*has)(const void *rules, const char *profile);
    /* A code in its short form; below cities there is no table, so only what it lies in is asked.
     */
    bool (*has_division)(const void *rules, const char *code);
} Profiles;
