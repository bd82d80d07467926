/* SPDX-License-Identifier: Apache-2.0 */
/* report_rules_private - what the rules hold, for those who read them in. */
#pragma once

#include "incident/report_rules.h"

struct ReportRules {
    RuleText text;
    const Taxonomy *taxonomy; /* borrowed; NULL: any class will do */
    GPtrArray *files;         /* of json_t *, owned; the first is the main one */
    GPtrArray *deadlines;     /* of json_t *, borrowed */
    GPtrArray *follow_up;     /* of json_t *, borrowed */
    GPtrArray *supplement;    /* of json_t *, borrowed */
    GPtrArray *exempt;        /* of json_t *, borrowed */
    json_t *divisions;        /* the file of their names; NULL: none known */
};
