/* SPDX-License-Identifier: Apache-2.0 */
#include "http/works.h"

#include "base/clock.h"
#include "base/json.h"

static Reply *reply_of(size_t bytes)
{
    return reply_bytes(200, "text/plain", g_bytes_new_take(g_malloc0(bytes), bytes));
}

static void check_state(Works *works, const char *id, const char *owner, const char *state)
{
    json_auto_t *shown = works_show(works, id, owner);

    g_assert_cmpstr(json_text(shown, "state"), ==, state);
}

static void test_life(void)
{
    Works *works = works_new();
    g_autoptr(Work) work = work_new();
    g_autofree char *id = works_add(works, "A", work);
    g_autoptr(GError) error = NULL;

    check_state(works, id, "A", "waiting");
    works_begin(works, id);
    work_reach(work, 3, 7);
    json_auto_t *shown = works_show(works, id, "A");
    g_assert_cmpstr(json_text(shown, "state"), ==, "running");
    g_assert_cmpint(json_number(shown, "done", 0), ==, 3);
    g_assert_cmpint(json_number(shown, "of", 0), ==, 7);
    g_assert_null(works_take(works, id, "A", &error));
    g_assert_cmpstr(fail_reason(error), ==, "not_ready");
    works_end(works, id, reply_of(5));
    check_state(works, id, "A", "done");
    g_autoptr(Reply) reply = works_take(works, id, "A", NULL);
    g_assert_cmpuint(g_bytes_get_size(reply->body), ==, 5);
    check_state(works, id, "A", NULL);
    works_free(works);
}

static void test_others(void)
{
    Works *works = works_new();
    g_autoptr(Work) work = work_new();
    g_autofree char *id = works_add(works, "A", work);
    g_autoptr(GError) error = NULL;

    check_state(works, id, "B", NULL);
    check_state(works, id, NULL, NULL);
    g_assert_false(works_cancel(works, id, "B", &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_assert_false(work_is_cancelled(work));
    works_end(works, id, reply_of(1));
    g_assert_null(works_take(works, id, "B", NULL));
    check_state(works, id, "A", "done");
    works_free(works);
}

static void test_called_off(void)
{
    Works *works = works_new();
    g_autoptr(Work) work = work_new();
    g_autofree char *id = works_add(works, "A", work);

    g_assert_true(works_cancel(works, id, "A", NULL));
    g_assert_true(work_is_cancelled(work));
    works_end(works, id, reply_problem(503, "cancelled", ""));
    check_state(works, id, "A", "cancelled");
    g_assert_true(works_cancel(works, id, "A", NULL));
    check_state(works, id, "A", NULL);
    works_free(works);
}

static void test_kept(void)
{
    Works *works = works_new();
    g_autoptr(Work) work = work_new();
    g_autofree char *under_way = works_add(works, "A", work);
    char *ids[12] = {NULL};

    for (int i = 0; i < 12; i++) {
        ids[i] = works_add(works, i % 4 == 3 ? "B" : "A", work);
        works_end(works, ids[i], reply_of(1));
    }
    /* 9 of A's: the oldest went; B's are not touched by that. */
    check_state(works, ids[0], "A", NULL);
    check_state(works, ids[1], "A", "done");
    check_state(works, ids[3], "B", "done");
    works_end(works, ids[0], reply_of(1));
    g_autofree char *large = works_add(works, "C", work);
    int64_t before = clock_monotonic();
    works_end(works, large, reply_of(WORKS_BYTES - 2));
    check_state(works, ids[10], "A", "done");
    check_state(works, ids[9], "A", NULL);
    works_sweep(works, before + WORKS_KEPT_MS - 1);
    check_state(works, large, "C", "done");
    works_sweep(works, clock_monotonic() + WORKS_KEPT_MS);
    check_state(works, large, "C", NULL);
    check_state(works, under_way, "A", "waiting");
    for (int i = 0; i < 12; i++)
        g_free(ids[i]);
    works_free(works);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/works/one_goes_its_way_and_its_result_is_handed_out_once", test_life);
    g_test_add_func("/works/others_do_not_see_it", test_others);
    g_test_add_func("/works/one_called_off_says_so_and_is_forgotten", test_called_off);
    g_test_add_func("/works/results_are_kept_for_a_while_and_within_bytes", test_kept);
    return g_test_run();
}
