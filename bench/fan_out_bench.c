/* SPDX-License-Identifier: Apache-2.0 */
/* A dispatch from a county to all its communities: how long the postman takes for each, at one
 * number of addressees and at eight times as many. What one costs must not grow with the others.
 *
 *   SHAODIAN_TEST_PG=URL bench-fan-out [-p "/fan_out/SQLite …"]     FAN_OUT=2500 */
#include "base/json.h"
#include "dispatch/dispatch.h"
#include "dispatch/module.h"
#include "dispatch/post.h"
#include "dispatch/postman.h"
#include "matter/room.h"

#include <stdlib.h>

typedef struct CallArgs {
    char *unit;
    int64_t first, count;
} CallArgs;

static const Field call_args[] = {
    FIELD(CallArgs, unit, FIELD_WORD, .required = true),
    FIELD(CallArgs, first, FIELD_INT, .required = true),
    FIELD(CallArgs, count, FIELD_INT, .required = true),
    FIELD_END,
};

static char *community(int64_t number)
{
    return g_strdup_printf(ROOM_STREET "%05d", (int) number);
}

static bool call_decide(Decision *decision, const void *data, GError **error)
{
    const CallArgs *args = data;
    g_autoptr(GStrvBuilder) codes = g_strv_builder_new();

    for (int64_t i = 0; i < args->count; i++) {
        g_autofree char *code = community(args->first + i);
        g_strv_builder_add(codes, code);
    }
    g_auto(GStrv) to = g_strv_builder_end(codes);
    const DispatchPost post = {
        .type = "filing_call", .to = to, .title = "报备", .answer_due_at = FIELD_UNSET};
    return dispatch_post(decision, &post, NULL, error);
}

static const Command commands[] = {
    {.name = "bench.call", .args = call_args, .args_size = sizeof(CallArgs), .decide = call_decide},
    {0},
};
static const Part bench_part = {.commands = commands};
static const Module bench_module = {"bench", PARTS(&bench_part)};
static const Module *const ours[] = {&dispatch_module, &bench_module, NULL};

static double carry(Town *town, Postman *postman, int64_t first, int64_t count)
{
    g_autoptr(GError) error = NULL;
    town_done(town, "bench.call", NULL,
        json_pack("{s:s, s:I, s:I}", "unit", ROOM_COUNTY, "first", (json_int_t) first, "count",
            (json_int_t) count));
    int64_t begun = clock_monotonic();
    int64_t carried = postman_deliver(postman, &error);

    g_assert_no_error(error);
    g_assert_cmpint(carried, ==, count);
    return (double) (clock_monotonic() - begun) / (double) count;
}

static void fan_out(StoreFixture *fixture)
{
    const char *wanted = getenv("FAN_OUT");
    int64_t many = wanted == NULL ? 2500 : g_ascii_strtoll(wanted, NULL, 10), few = many / 8;
    Room *room = room_open(fixture, ours);
    DispatchRules *rules = dispatch_rules_new_builtin(NULL);
    Postman *postman = postman_new(room->town->executor, room->town->engine);

    engine_set_service(room->town->engine, SERVICE_DISPATCH_RULES, rules);
    for (int64_t i = 0; i < few + many; i++) {
        g_autofree char *code = community(i);
        town_unit(room->town, code, "社区", ROOM_STREET);
    }
    double one = carry(room->town, postman, 0, few), other = carry(room->town, postman, few, many);
    g_print("# %d addressees: %.2f ms each; %d: %.2f ms each; ratio %.2f\n", (int) few, one,
        (int) many, other, other / one);
    postman_free(postman);
    room_close(room);
    dispatch_rules_free(rules);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("fan_out", "a county calls its communities", fan_out);
    return g_test_run();
}
