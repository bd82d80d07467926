/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/duty.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "unit/watch.h"
#include "unit/workday.h"

#include <string.h>

#define MORE_OFFICERS 3
#define MORE_WITH_SECOND 6
#define LIVED_DAYS 4
#define HANDOVER_MS (8 * HOUR_MS + 30 * MINUTE_MS)

/* Days after now on which a unit with gaps has nobody. */
static const int gap_days[] = {2, 9, 16};

/* The person is owned; NULL with an error. */
static char *officer_join(
    Stage *stage, const DutyPlan *plan, int number, Cast *cast, GError **error)
{
    g_autofree char *login = g_strdup_printf("officer%d", number);
    g_autofree char *name = cast_name(cast);
    g_autofree char *phone = cast_phone(cast);
    json_auto_t *reply = NULL;

    bool joined = stage_act(stage, NULL, "person.register",
                      json_pack("{s:s, s:s, s:s, s:s}", "unit", plan->unit, "name", name, "phone",
                          phone, "post", plan->post),
                      &reply, error) &&
                  stage_act(stage, NULL, "role.grant",
                      json_pack("{s:s, s:s, s:s}", "unit", plan->unit, "person",
                          json_text(reply, "id"), "role", "officer"),
                      NULL, error) &&
                  stage_act(stage, NULL, "account.open_hashed",
                      json_pack("{s:s, s:s, s:s, s:s}", "unit", plan->unit, "person",
                          json_text(reply, "id"), "login", login, "hash", plan->hash),
                      NULL, error);
    return joined ? g_strdup(json_text(reply, "id")) : NULL;
}

static json_t *post_of(const char *post)
{
    return json_pack("{s:s, s:s, s:[s, s, s]}", "post", post, "pattern", "h24", "engagements",
        "staff", "contract", "seconded");
}

static bool posts_arrange(Stage *stage, const DutyPlan *plan, GError **error)
{
    json_t *posts = json_pack("[o, o]", post_of("duty_leader"), post_of("primary_duty"));

    if (plan->second)
        json_array_append_new(posts, post_of("secondary_duty"));
    return stage_act(stage, NULL, "duty_post.arrange",
        json_pack("{s:s, s:o}", "unit", plan->unit, "posts", posts), NULL, error);
}

static void assignment_add(json_t *list, const char *post, const char *day, const char *person)
{
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:s}", "post", post, "day", day, "person", person));
}

/* Who will be on watch on the days that are lived, as far as they lie between the two. */
static json_t *lived(
    const DutyPlan *plan, const GPtrArray *more, int64_t first, const int64_t days[2])
{
    json_t *list = json_array();

    for (int i = 0; i < LIVED_DAYS; i++) {
        g_autofree char *day = day_print(first + i);

        if (first + i < days[0] || first + i > days[1])
            continue;
        assignment_add(list, "duty_leader", day, plan->leader);
        assignment_add(list, "primary_duty", day, plan->officers[plan->relieved ? i % 2 : 0]);
        if (plan->second)
            assignment_add(
                list, "secondary_duty", day, more->pdata[plan->relieved ? (guint) i % 2 : 0]);
    }
    return list;
}

static bool gaps_leave(Stage *stage, const json_t *draft, int64_t first, GError **error)
{
    const json_t *shifts = json_object_get(draft, "shifts"), *shift = NULL;
    json_auto_t *changes = json_array();
    size_t i = 0;

    json_array_foreach (shifts, i, shift) {
        int64_t day = 0;
        bool gap = false;

        day_parse(json_text(shift, "day"), &day, NULL);
        for (size_t j = 0; j < G_N_ELEMENTS(gap_days); j++)
            gap |= day == first + LIVED_DAYS + gap_days[j];
        if (gap && strcmp(json_text(shift, "post"), "primary_duty") == 0)
            json_array_append_new(
                changes, json_pack("{s:O}", "shift", json_object_get(shift, "id")));
    }
    return json_array_size(changes) == 0 ||
           stage_act(stage, NULL, "roster.change",
               json_pack("{s:O, s:O}", "id", json_object_get(draft, "id"), "changes", changes),
               NULL, error);
}

static bool month_publish(
    Stage *stage, const DutyPlan *plan, const GPtrArray *more, int months, GError **error)
{
    const int64_t first = moment_day(stage_now(stage) - HANDOVER_MS);
    const int64_t days[2] = {
        day_month_first(first, months), day_month_first(first, months + 1) - 1};
    const Workdays *workdays = engine_service(stage->engine, SERVICE_WORKDAYS);
    g_autofree char *from = day_print(days[0]);
    g_autofree char *to = day_print(days[1]);
    json_auto_t *draft = NULL;

    if (!workdays_has_year(workdays, day_year(days[0]), stage_now(stage)))
        return true;
    return stage_act(stage, NULL, "roster.draft",
               json_pack("{s:s, s:s, s:s, s:b, s:o}", "unit", plan->unit, "from_day", from,
                   "to_day", to, "generate", 1, "assignments", lived(plan, more, first, days)),
               &draft, error) &&
           (!plan->gaps || gaps_leave(stage, draft, first, error)) &&
           stage_act(stage, NULL, "roster.publish",
               json_pack("{s:O, s:s}", "id", json_object_get(draft, "id"), "reason",
                   "the demo's rosters may have gaps"),
               NULL, error);
}

bool duty_build(Stage *stage, const DutyPlan *plan, Cast *cast, GError **error)
{
    g_autoptr(GPtrArray) more = g_ptr_array_new_with_free_func(g_free);

    for (int i = 0; i < (plan->second ? MORE_WITH_SECOND : MORE_OFFICERS); i++) {
        char *person = officer_join(stage, plan, i + 3, cast, error);
        if (person == NULL)
            return false;
        g_ptr_array_add(more, person);
    }
    if (plan->second && !stage_act(stage, NULL, "watch.begin",
                            json_pack("{s:s, s:s, s:s}", "unit", plan->unit, "person",
                                more->pdata[0], "role", WATCH_OFFICER),
                            NULL, error))
        return false;
    return posts_arrange(stage, plan, error) && month_publish(stage, plan, more, 0, error) &&
           month_publish(stage, plan, more, 1, error);
}
