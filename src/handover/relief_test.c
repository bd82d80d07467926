/* SPDX-License-Identifier: Apache-2.0 */
/* Whom nobody relieves: only a post that is kept wants somebody at it. */
#include "handover/module.h"
#include "roster/desk.h"

static const Module *const more[] = {DESK_MODULES, &handover_module, NULL};

static void stand_and_leave(Desk *desk)
{
    Town *town = desk->room->town;
    json_auto_t *watch = town_do(town, "watch.begin", desk->room->officer,
        json_pack("{s:s, s:s}", "unit", ROOM_STREET, "role", "officer"));

    town_done(town, "watch.end", desk->room->officer,
        json_pack("{s:s, s:O}", "unit", ROOM_STREET, "id", json_object_get(watch, "id")));
}

static int64_t told_of_leaving(const Desk *desk)
{
    g_autoptr(Db) db = store_reader(engine_store(desk->room->town->engine), NULL);

    return fixture_number(db, "SELECT COUNT(*) FROM notice WHERE unit = '" ROOM_STREET
                              "' AND word = 'handover.post_left'");
}

/* Its row stays for its old shifts and says nothing of today. */
static void test_given_up(StoreFixture *fixture)
{
    Desk *desk = desk_open_with(fixture, more);
    json_t *leader = json_pack(
        "[{s:s, s:s, s:[s]}]", "post", "duty_leader", "pattern", "h24", "engagements", "staff");

    desk_posts(desk);
    stand_and_leave(desk);
    int64_t told = told_of_leaving(desk);
    g_assert_cmpint(told, >, 0);
    town_done(desk->room->town, "duty_post.arrange", desk->room->leader,
        json_pack("{s:s, s:o}", "unit", ROOM_STREET, "posts", leader));
    stand_and_leave(desk);
    g_assert_cmpint(told_of_leaving(desk), ==, told);
    desk_close(desk);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("relief", "a post given up need not be stood", test_given_up);
    return g_test_run();
}
