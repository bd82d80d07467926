/* SPDX-License-Identifier: Apache-2.0 */
/* profile - which rule profiles a unit may choose: asked of whoever knows the rules, for this
 * folder does not. Engine service SERVICE_PROFILES; without it nothing is refused. */
#pragma once

#include <stdbool.h>

#define SERVICE_PROFILES "profiles"

typedef struct Profiles {
    const void *rules;
    bool (*has)(const void *rules, const char *profile);
} Profiles;
