/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/role.h"

#include <string.h>

static Roles *builtin(void)
{
    g_autoptr(GError) error = NULL;
    Roles *roles = roles_new_builtin(&error);
    g_assert_no_error(error);
    return roles;
}

static void test_builtin(void)
{
    g_autoptr(Roles) roles = builtin();
    g_assert_true(roles_has(roles, "officer"));
    g_assert_false(roles_has(roles, "king"));
    g_assert_false(roles_has(roles, NULL));
    g_assert_true(roles_permits(roles, "leader", "dispatch.sign"));
    g_assert_false(roles_permits(roles, "officer", "dispatch.sign"));
    g_assert_false(roles_permits(roles, "king", "dispatch.sign"));
    g_assert_true(roles_reach_below(roles, "inspector"));
    g_assert_false(roles_reach_below(roles, "officer"));
    g_assert_true(roles_always_filled(roles, "head"));
    g_assert_true(roles_know_permission(roles, "matter.open"));
    g_assert_false(roles_know_permission(roles, "matter.destroy"));
}

static void test_exclusion(void)
{
    g_autoptr(Roles) roles = builtin();
    const char *const administrators[] = {"sysadmin", "secadmin", "auditor"};
    const char *const others[] = {"officer", "leader", "head", "inspector", "member"};
    for (size_t i = 0; i < G_N_ELEMENTS(administrators); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(administrators); k++)
            g_assert_cmpint(roles_exclude(roles, administrators[i], administrators[k]), ==, i != k);
        for (size_t k = 0; k < G_N_ELEMENTS(others); k++)
            g_assert_true(roles_exclude(roles, administrators[i], others[k]));
    }
    g_assert_false(roles_exclude(roles, "officer", "leader"));
}

/* No administrator does business work, and nobody else administers. */
static void test_separation(void)
{
    g_autoptr(Roles) roles = builtin();
    static const char *const business[] = {"matter.open", "matter.step", "dispatch.sign",
        "dispatch.send", "watch.change", "reveal", "purge"};
    static const char *const ruling[] = {
        "unit.manage", "person.manage", "account.manage", "role.grant", "session.manage"};
    for (const char *const *role = roles_names(roles); *role != NULL; role++) {
        bool administrator = roles_is_administrator(roles, *role);
        for (size_t i = 0; administrator && i < G_N_ELEMENTS(business); i++)
            g_assert_false(roles_permits(roles, *role, business[i]));
        for (size_t i = 0; !administrator && i < G_N_ELEMENTS(ruling); i++)
            g_assert_false(roles_permits(roles, *role, ruling[i]));
    }
}

static void test_permissions(void)
{
    g_autoptr(Roles) roles = builtin();
    g_auto(GStrv) held = g_strsplit("secadmin,auditor", ",", -1);
    g_auto(GStrv) permissions = roles_permissions(roles, held);
    g_autofree char *text = g_strjoinv(",", permissions);
    g_assert_cmpstr(text, ==,
        "account.manage,audit.read,catalog.read,journal.read,role.grant,selfcheck.read,"
        "session.manage");
    g_auto(GStrv) none = roles_permissions(roles, NULL);
    g_assert_null(none[0]);
}

static void test_refused(void)
{
    static const char *const texts[] = {"{", "{}", "{\"roles\":[]}",
        "{\"roles\":[{\"name\":\"a\",\"reach\":\"far\",\"label\":{\"zh\":\"a\",\"en\":\"a\"},"
        "\"permissions\":[]}],\"administrators\":[]}",
        "{\"roles\":[{\"name\":\"a\",\"reach\":\"unit\",\"permissions\":[]}],"
        "\"administrators\":[]}",
        "{\"roles\":[{\"name\":\"a\",\"reach\":\"unit\",\"label\":{\"zh\":\"a\",\"en\":\"a\"},"
        "\"permissions\":[]}],\"administrators\":[\"b\"]}",
        "{\"roles\":[{\"name\":\"a\",\"reach\":\"unit\",\"label\":{\"zh\":\"a\",\"en\":\"a\"},"
        "\"permissions\":[1]}],\"administrators\":[]}"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(roles_new(texts[i], strlen(texts[i]), &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/role/the built-in roles say who may what", test_builtin);
    g_test_add_func("/role/administrators exclude each other and everybody else", test_exclusion);
    g_test_add_func("/role/administering and the work itself are apart", test_separation);
    g_test_add_func("/role/permissions of several roles are one sorted list", test_permissions);
    g_test_add_func("/role/a file that contradicts itself is refused", test_refused);
    return g_test_run();
}
