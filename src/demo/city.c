/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/city.h"

#include "base/json.h"
#include "demo/cast.h"
#include "demo/duty.h"

#include <pthread.h>
#include <string.h>

/* Units of one level are built side by side, so that many commands share one COMMIT. */
#define CITY_BUILDERS 24
#define CITY_RELIEVED "430102" /* the district whose days are lived, and its streets */
#define CITY_GAPS "430102002"  /* a street whose rosters have gaps */

typedef struct Builder {
    Stage *stage;
    const char *hash;
    const json_t *names;
    pthread_mutex_t lock; /* guards error */
    GError *error;        /* the first that happened */
} Builder;

typedef struct Player {
    const char *role;
    const char *post; /* key in the names: what they do there */
    bool on_watch;
} Player;

static const Player players[] = {
    {"officer", "officer", true},
    {"leader", "leader", true},
    {"head", "head", false},
    {"inspector", "inspector", false},
    {"sysadmin", "clerk", false},
    {"secadmin", "clerk", false},
    {"auditor", "clerk", false},
    {"officer", "officer", false},
    {NULL, NULL, false},
};

/* Places in `players`. */
#define PLAYER_OFFICER 0
#define PLAYER_LEADER 1
#define PLAYER_RELIEF 7

typedef struct Joined {
    char *persons[G_N_ELEMENTS(players)];
} Joined;

static void joined_clear(Joined *joined)
{
    for (size_t i = 0; i < G_N_ELEMENTS(joined->persons); i++)
        g_free(joined->persons[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Joined, joined_clear)

static bool act(Builder *builder, const char *command, json_t *args, char **out_id, GError **error)
{
    json_t *reply = NULL;
    if (!stage_act(builder->stage, NULL, command, args, &reply, error))
        return false;
    if (out_id != NULL)
        *out_id = g_strdup(json_text(reply, "id"));
    json_decref(reply);
    return true;
}

static const char *post_of(const Builder *builder, const Player *player)
{
    const char *post = json_text(json_object_get(builder->names, "posts"), player->post);
    return post == NULL ? "" : post;
}

/* The person is owned; NULL with an error. */
static char *player_join(
    Builder *builder, const char *unit, const Player *player, Cast *cast, GError **error)
{
    g_autofree char *name = cast_name(cast);
    g_autofree char *phone = cast_phone(cast);
    g_autofree char *person = NULL;
    bool second = player->on_watch == false && g_str_equal(player->role, "officer");
    g_autofree char *login = g_strconcat(player->role, second ? "2" : "", NULL);
    json_t *args = json_pack("{s:s, s:s, s:s, s:s}", "unit", unit, "name", name, "phone", phone,
        "post", post_of(builder, player));
    if (!act(builder, "person.register", args, &person, error))
        return NULL;
    args = json_pack("{s:s, s:s, s:s}", "unit", unit, "person", person, "role", player->role);
    if (!act(builder, "role.grant", args, NULL, error))
        return NULL;
    args = json_pack("{s:s, s:s, s:s, s:s}", "unit", unit, "person", person, "login", login, "hash",
        builder->hash);
    if (!act(builder, "account.open_hashed", args, NULL, error))
        return NULL;
    if (!player->on_watch)
        return g_steal_pointer(&person);
    args = json_pack("{s:s, s:s, s:s}", "unit", unit, "person", person, "role", player->role);
    return act(builder, "watch.begin", args, NULL, error) ? g_steal_pointer(&person) : NULL;
}

static json_t *register_args(const json_t *unit)
{
    const char *code = json_text(unit, "code");
    json_t *args = json_copy((json_t *) unit);
    if (g_ascii_isdigit(code[0]))
        json_object_set_new(args, "division", json_string(code));
    g_autofree char *phone = g_strdup_printf("0731%08u", 80000000 + g_str_hash(code) % 9999999);
    json_object_set_new(args, "duty_phone", json_string(phone));
    return args;
}

/* There half of the rooms have staff enough for two on every watch. */
static bool has_second(const char *code)
{
    return g_str_has_prefix(code, CITY_RELIEVED) && (code[strlen(code) - 1] - '0') % 2 == 1;
}

static bool unit_build(Builder *builder, const json_t *unit, GError **error)
{
    const char *code = json_text(unit, "code");
    g_autoptr(Cast) cast = cast_new(builder->names, g_str_hash(code));
    if (!act(builder, "unit.register", register_args(unit), NULL, error))
        return false;
    g_auto(Joined) joined = {0};
    for (size_t i = 0; players[i].role != NULL; i++) {
        joined.persons[i] = player_join(builder, code, &players[i], cast, error);
        if (joined.persons[i] == NULL)
            return fail_in(error, "building unit %s", code);
    }
    const DutyPlan plan = {.unit = code,
        .leader = joined.persons[PLAYER_LEADER],
        .officers = {joined.persons[PLAYER_OFFICER], joined.persons[PLAYER_RELIEF]},
        .post = post_of(builder, &players[PLAYER_OFFICER]),
        .hash = builder->hash,
        .relieved = g_str_has_prefix(code, CITY_RELIEVED),
        .second = has_second(code),
        .gaps = g_str_equal(code, CITY_GAPS)};
    return duty_build(builder->stage, &plan, cast, error) ||
           fail_in(error, "rostering unit %s", code);
}

static void unit_work(gpointer unit, gpointer data)
{
    Builder *builder = data;
    g_autoptr(GError) error = NULL;
    if (unit_build(builder, unit, &error))
        return;
    pthread_mutex_lock(&builder->lock);
    if (builder->error == NULL)
        builder->error = g_steal_pointer(&error);
    pthread_mutex_unlock(&builder->lock);
}

static bool level_build(Builder *builder, const json_t *units, const char *level)
{
    /* Whoever watches is told of one after the other. */
    int most = builder->stage->before == NULL ? CITY_BUILDERS : 1;
    GThreadPool *pool = g_thread_pool_new(unit_work, builder, most, TRUE, NULL);
    size_t i = 0;
    json_t *unit = NULL;
    json_array_foreach (units, i, unit) {
        if (g_strcmp0(json_text(unit, "level"), level) == 0)
            g_thread_pool_push(pool, unit, NULL);
    }
    g_thread_pool_free(pool, FALSE, TRUE);
    return builder->error == NULL;
}

bool city_build(Stage *stage, const json_t *city, const json_t *names, GError **error)
{
    Builder builder = {.stage = stage,
        .hash = json_text(city, "password_hash"),
        .names = names,
        .lock = PTHREAD_MUTEX_INITIALIZER};
    const json_t *units = json_object_get(city, "units");
    bool done = level_build(&builder, units, "city") && level_build(&builder, units, "county") &&
                level_build(&builder, units, "township");
    pthread_mutex_destroy(&builder.lock);
    if (!done)
        g_propagate_error(error, builder.error);
    return done;
}
