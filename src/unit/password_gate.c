/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/password_gate.h"

#include "base/fail.h"
#include "base/password.h"

#include <string.h>

bool password_take(char **password, const char *login, const char *field, GError **error)
{
    g_autofree char *name = g_strndup(login, strcspn(login, "@"));
    const char *problem = password_problem(*password, name);
    if (problem != NULL)
        return fail_field(error, field, problem);
    char *hash = password_hash(*password, error);
    if (hash == NULL)
        return false;
    g_free(*password);
    *password = hash;
    return true;
}
