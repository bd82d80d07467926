/* SPDX-License-Identifier: Apache-2.0 */
/* Every command that the demo plays is rehearsed first, again and again, each time with another
 * call of the database failing: what it would write is what it would have written unharmed, or
 * nothing, and then nobody is blamed for it but the database. */
#include "app/app.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/resource.h"
#include "demo/city.h"
#include "demo/life.h"
#include "store/rehearsal.h"

#include <string.h>

#define START "2026-03-02T08:00:00+08:00"
#define TIMES 1   /* that a command is rehearsed */
#define STRIDE 40 /* calls, each of which is tried; of later ones every second, third and so on */
#define TOWNS "43010200"

typedef struct Rehearsals {
    App *app;
    GHashTable *times; /* name of a command -> how often it was rehearsed */
    char *decided;     /* what this rehearsal would write; NULL until it would */
    int left;          /* calls until the database fails, when it would */
    int places, commands;
    GPtrArray *wrong; /* of char * */
} Rehearsals;

/* What is drawn anew each time: tokens, salts, digests. */
static char *without_chance(const char *text)
{
    g_autoptr(GRegex) drawn = g_regex_new("[0-9A-Za-z_+/=-]{20,}", 0, 0, NULL);
    char *plain = g_regex_replace_literal(drawn, text, -1, 0, "#", 0, NULL);

    g_assert_nonnull(plain);
    return plain;
}

static void look(void *data, Db *db)
{
    Rehearsals *rehearsals = data;
    g_autoptr(GString) decided = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    rehearsals->left = store_armed(db_store(db));
    store_arm(db_store(db), 0);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT j.text FROM journal j JOIN head h ON h.unit = j.unit WHERE j.seq > h.seq - 40"
        " ORDER BY j.at DESC, j.unit, j.seq DESC LIMIT 40",
        &error);
    g_assert_no_error(error);
    while (statement_step(rows, &error) == STORE_ROW)
        g_string_append_printf(decided, "%s\n", row_text(rows, 0));
    g_assert_no_error(error);
    g_free(rehearsals->decided);
    rehearsals->decided = without_chance(decided->str);
}

typedef struct Act {
    const Command *command;
    const Actor *actor;
    const json_t *args;
} Act;

/* What would come of it: the events or the refusal, NULL when the database was blamed. It fails at
 * the call `calls`; rehearsals->left is 0 when it did. */
static char *outcome(Rehearsals *rehearsals, const Act *act, int calls)
{
    Store *store = app_store(rehearsals->app);
    g_autoptr(GError) error = NULL;
    json_t *reply = NULL;

    g_clear_pointer(&rehearsals->decided, g_free);
    store_rehearse(store, look, rehearsals);
    store_arm(store, calls);
    bool done = executor_run(
        app_executor(rehearsals->app, NULL), act->command, act->actor, act->args, &reply, &error);
    store_rehearse(store, NULL, NULL);
    json_decref(reply);
    if (rehearsals->decided != NULL)
        return g_strdup(rehearsals->decided);
    rehearsals->left = store_armed(store);
    store_arm(store, 0);
    if (g_error_matches(error, FAIL, FAIL_UNAVAILABLE))
        return NULL;
    return done ? g_strdup("done, and nothing to write") : g_strdup(error->message);
}

static void rehearse(Rehearsals *rehearsals, const Act *act)
{
    g_autofree char *unharmed = outcome(rehearsals, act, 0);

    rehearsals->commands++;
    for (int calls = 1;; calls += 1 + calls / STRIDE) {
        g_autofree char *harmed = outcome(rehearsals, act, calls);

        if (rehearsals->left > 0)
            return;
        rehearsals->places++;
        if (harmed == NULL || g_strcmp0(harmed, unharmed) == 0)
            continue;
        g_ptr_array_add(
            rehearsals->wrong, g_strdup_printf("%s, call %d\n--- unharmed\n%s\n--- harmed\n%s",
                                   act->command->name, calls, unharmed, harmed));
    }
}

static void before(void *watcher, const Command *command, const Actor *actor, const json_t *args)
{
    Rehearsals *rehearsals = watcher;
    const Act act = {command, actor, args};
    gpointer times = g_hash_table_lookup(rehearsals->times, command->name);

    if (GPOINTER_TO_INT(times) >= TIMES)
        return;
    g_hash_table_insert(
        rehearsals->times, (char *) command->name, GINT_TO_POINTER(GPOINTER_TO_INT(times) + 1));
    rehearse(rehearsals, &act);
}

static json_t *builtin(const char *path)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    const char *text = resource_text(path, &size);
    json_t *json = json_read(text, size, JSON_INTEGERS, &error);

    g_assert_no_error(error);
    return json;
}

/* The city, one of its districts and some streets of that. */
static json_t *small_city(void)
{
    json_t *city = builtin("/catalog/demo/city.json");
    json_t *units = json_object_get(city, "units");

    for (size_t i = json_array_size(units); i > 0; i--) {
        const char *code = json_text(json_array_get(units, i - 1), "code");

        if (strlen(code) > 6 ? !g_str_has_prefix(code, TOWNS)
                             : !g_str_equal(code, "430100") && !g_str_equal(code, "430102"))
            json_array_remove(units, i - 1);
    }
    return city;
}

static bool advance(void *data, int64_t to, GError **error)
{
    return app_advance(data, to, error);
}

static void live(Rehearsals *rehearsals)
{
    json_auto_t *city = small_city(), *names = builtin("/catalog/demo/names.json");
    json_auto_t *story = builtin("/catalog/demo/story.json");
    json_auto_t *rules = builtin("/catalog/duty/presence.json");
    g_autoptr(GError) error = NULL;
    App *app = rehearsals->app;
    Stage stage = {.engine = app_engine(app),
        .executor = app_executor(app, NULL),
        .advance = advance,
        .data = app,
        .before = before,
        .watcher = rehearsals};
    const LifePlan plan = {.under = "430100",
        .rate = 3,
        .seed = 7,
        .until = stage_now(&stage) + 2 * DAY_MS,
        .scenes = "demo",
        .rules = rules,
        .computers = true};

    bool built = city_build(&stage, city, names, &error);
    g_assert_no_error(error);
    g_assert_true(built);
    g_autoptr(Tally) tally = life_live(&stage, story, names, &plan, &error);
    g_assert_no_error(error);
}

static void test_rehearsals(void)
{
    g_autofree char *root = g_dir_make_tmp("shaodian-test-XXXXXX", NULL);
    g_autofree char *data = g_build_filename(root, "data", NULL);
    g_autoptr(GError) error = NULL;
    const AppOptions options = {.data = data, .manual_clock = START};
    g_autoptr(App) app = app_open(&options, &error);
    g_autoptr(GHashTable) times = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    Rehearsals rehearsals = {.app = app, .times = times, .wrong = wrong};

    g_assert_no_error(error);
    live(&rehearsals);
    g_free(rehearsals.decided);
    g_test_message("%d acts of %u commands, the database failing at %d places", rehearsals.commands,
        g_hash_table_size(times), rehearsals.places);
    for (guint i = 0; i < wrong->len; i++)
        g_test_message("%s", (char *) wrong->pdata[i]);
    g_assert_cmpuint(wrong->len, ==, 0);
    g_assert_cmpuint(g_hash_table_size(times), >, 30);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rehearsal/a call of the database fails in any command", test_rehearsals);
    return g_test_run();
}
