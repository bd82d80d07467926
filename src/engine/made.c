/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/made.h"

typedef struct Made {
    char *id;
} Made;

const Field made_reply[] = {
    FIELD(Made, id, FIELD_WORD, .required = true),
    FIELD_END,
};

json_t *made_json(const char *id)
{
    const Made made = {.id = (char *) id};

    return fields_write(made_reply, FIELD_HTTP, &made);
}

bool made_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    *out_reply = made_json(decision_shown(decision));
    return true;
}
