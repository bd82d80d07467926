/* SPDX-License-Identifier: Apache-2.0 */
/* office - whom a reporting rule binds and whom it wants told: a function at a government, and the
 * unit of the system that is meant by it, or a name for somebody who is not in the system. */
#pragma once

#include "incident/directory.h"
#include "incident/report_rules.h"

typedef struct Office {
    char *id;         /* "emergency@430100" */
    const Unit *unit; /* borrowed of the directory; NULL: nobody of the system */
    char *name;       /* of the unit, or "长沙市应急管理局" */
} Office;

void office_free(Office *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Office, office_free)

/* Is the sender one of those named ("a|b") as "from"? */
bool office_binds(const ReportRules *rules, const char *from, const Directory *directory);
/* Those named ("a+b") as "to", seen from the sender; never the sender itself: array of Office *. */
GPtrArray *offices_named(const ReportRules *rules, const char *to, const Directory *directory);
