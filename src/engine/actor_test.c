/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/actor.h"

#include "engine/query.h"

#include <glib.h>

static void copies_an_actor_whole(void)
{
    char *roles[] = {(char *) "officer", (char *) "leader", NULL};
    Actor actor = {.account = (char *) "430102-3",
        .person = (char *) "430102-2",
        .name = (char *) "张三",
        .unit = (char *) "430102",
        .roles = roles,
        .session = (char *) "s1"};
    g_autoptr(Actor) copy = actor_copy(&actor);

    g_assert_cmpstr(copy->account, ==, "430102-3");
    g_assert_true(copy->account != actor.account);
    g_assert_cmpstr(copy->person, ==, "430102-2");
    g_assert_cmpstr(copy->name, ==, "张三");
    g_assert_cmpstr(copy->unit, ==, "430102");
    g_assert_cmpstr(copy->session, ==, "s1");
    g_assert_true(actor_has_role(copy, "leader"));
    g_assert_false(actor_has_role(copy, "head"));
    g_assert_false(actor_is_system(copy));
}

static void knows_the_system(void)
{
    g_autoptr(Actor) actor = actor_system();
    g_autoptr(Actor) copy = actor_copy(actor);

    g_assert_true(actor_is_system(copy));
    g_assert_null(copy->unit);
    g_assert_false(actor_has_role(copy, "officer"));
}

static void clears_an_answer(void)
{
    static const SheetColumn columns[] = {{"a", "a", SHEET_TEXT}, {NULL}};
    Answer answer = {
        json_object(), sheet_new(columns), g_bytes_new("x", 1), g_strdup("a/b"), g_strdup("c")};

    answer_clear(&answer);
    answer_clear(&answer);
    g_assert_null(answer.json);
    g_assert_null(answer.bytes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/actor/copies_an_actor_whole", copies_an_actor_whole);
    g_test_add_func("/actor/knows_the_system", knows_the_system);
    g_test_add_func("/query/clears_an_answer", clears_an_answer);
    return g_test_run();
}
