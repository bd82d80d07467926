/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/desk.h"

#include "roster/touch.h"

#include "base/json.h"

static const Module *const desk_modules[] = {DESK_MODULES, NULL};

Desk *desk_open(StoreFixture *fixture)
{
    return desk_open_with(fixture, desk_modules);
}

Desk *desk_open_with(StoreFixture *fixture, const Module *const *modules)
{
    g_autoptr(GError) error = NULL;
    Desk *desk = g_new0(Desk, 1);

    desk->room = room_open(fixture, modules);
    desk->rules = duty_rules_new(NULL, NULL, &error);
    g_assert_no_error(error);
    engine_set_service(desk->room->town->engine, SERVICE_DUTY_RULES, desk->rules);
    desk->solver = solver_new();
    engine_set_service(desk->room->town->engine, SERVICE_SOLVER, desk->solver);
    engine_set_service(desk->room->town->engine, SERVICE_LEAVE_ROSTER, (void *) &roster_of_leave);
    for (int i = 0; i < DESK_OFFICERS; i++) {
        g_autofree char *name = g_strdup_printf("officer %d", i + 1);
        desk->officers[i] = town_person(desk->room->town, ROOM_STREET, "officer", name);
    }
    for (int i = 0; i < DESK_LEADERS; i++) {
        g_autofree char *name = g_strdup_printf("leader %d", i + 1);
        desk->leaders[i] = town_person(desk->room->town, ROOM_STREET, "leader", name);
    }
    return desk;
}

void desk_close(Desk *desk)
{
    for (int i = 0; i < DESK_OFFICERS; i++)
        actor_free(desk->officers[i]);
    for (int i = 0; i < DESK_LEADERS; i++)
        actor_free(desk->leaders[i]);
    room_close(desk->room);
    duty_rules_free(desk->rules);
    solver_free(desk->solver);
    g_free(desk);
}

static json_t *post_of(const char *post, const char *pattern)
{
    return json_pack("{s:s, s:s, s:[s, s]}", "post", post, "pattern", pattern, "engagements",
        "staff", "contract");
}

void desk_posts_by(Desk *desk, const char *pattern)
{
    json_t *posts = json_pack("[o, o, o]", post_of("duty_leader", "h24"),
        post_of("primary_duty", pattern), post_of("secondary_duty", pattern));

    town_done(desk->room->town, "duty_post.arrange", desk->room->leader,
        json_pack("{s:s, s:o}", "unit", ROOM_STREET, "posts", posts));
}

void desk_posts(Desk *desk)
{
    desk_posts_by(desk, "h24");
}

json_t *desk_draft(Desk *desk, const char *from_day, const char *to_day)
{
    return town_do(desk->room->town, "roster.draft", desk->room->leader,
        json_pack("{s:s, s:s, s:s, s:b}", "unit", ROOM_STREET, "from_day", from_day, "to_day",
            to_day, "generate", 1));
}

char *desk_publish(Desk *desk, const char *from_day, const char *to_day)
{
    json_auto_t *draft = desk_draft(desk, from_day, to_day);
    char *id = g_strdup(json_text(draft, "id"));

    town_done(desk->room->town, "roster.publish", desk->room->leader,
        json_pack("{s:s, s:s}", "id", id, "reason", "test"));
    return id;
}
