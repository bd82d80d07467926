/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "matter/act.h"
#include "matter/matter_private.h"

#include <string.h>

/* Each relation and what it is seen from the other side. */
static const char *const opposites[][2] = {
    {"child", "parent"},
    {"merged_into", "merged_from"},
    {"reported_by", "reports"},
    {"caused_by", "causes"},
};

static const char *opposite_of(const char *relation)
{
    for (size_t i = 0; i < G_N_ELEMENTS(opposites); i++) {
        if (strcmp(opposites[i][0], relation) == 0)
            return opposites[i][1];
        if (strcmp(opposites[i][1], relation) == 0)
            return opposites[i][0];
    }
    return relation;
}

bool matter_link(
    Decision *decision, const char *id, const char *other, const char *relation, GError **error)
{
    const LinkedBody body = {.other = (char *) other, .relation = (char *) relation};
    const LinkedBody back = {.other = (char *) id, .relation = (char *) opposite_of(relation)};
    g_autoptr(Matter) there = NULL;

    if (!matter_find(decision_db(decision), decision_unit(decision), other, &there, error))
        return false;
    if (strcmp(id, other) == 0)
        return fail_field(error, "other", "itself");
    if (!decision_emit(decision, EVENT_LINKED, id, &body, error))
        return false;
    return there == NULL || decision_emit(decision, EVENT_LINKED, other, &back, error);
}
