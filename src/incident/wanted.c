/* SPDX-License-Identifier: Apache-2.0 */
#include "incident/wanted.h"

void wanted_free(Wanted *wanted)
{
    if (wanted == NULL)
        return;
    g_free(wanted->report);
    g_free(wanted->channel);
    g_free(wanted->office);
    g_free(wanted->unit);
    g_free(wanted->name);
    json_decref(wanted->also);
    g_free(wanted);
}
