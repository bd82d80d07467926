/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/view.h"
#include "store/store_fixture.h"

#include "base/json.h"
#include "base/moment.h"

#define THINGS                                                                                     \
    "CREATE TABLE thing (unit TEXT, id TEXT, name TEXT, keeper TEXT, at BIGINT, open BIGINT,"      \
    " shape TEXT, marks TEXT);"                                                                    \
    "INSERT INTO thing VALUES ('430102', '430102-1', 'one', 'p-1', 10, 1, "                        \
    "'{\"a\":1,\"zh\":\"round\"}',"                                                                \
    " '[\"x\",\"y\"]'), ('430102', '430102-2', 'two', 'p-1', 20, 0, NULL, 'x,y'),"                 \
    " ('430102', '430102-3', 'three', NULL, 20, 0, NULL, ''),"                                     \
    " ('430103', '430103-1', 'other', 'p-2', 5, NULL, NULL, NULL)"

typedef struct Thing {
    char *id, *name, *keeper, *keeper_name, *kind;
    int64_t at, size;
    bool open;
    json_t *shape;
    char **marks;
} Thing;

static const Field thing_fields[] = {
    FIELD(Thing, id, FIELD_WORD, .required = true),
    FIELD(Thing, name, FIELD_TEXT),
    FIELD(Thing, keeper, FIELD_WORD),
    FIELD(Thing, keeper_name, FIELD_TEXT),
    FIELD(Thing, kind, FIELD_WORD),
    FIELD(Thing, at, FIELD_TIME),
    FIELD(Thing, size, FIELD_INT),
    FIELD(Thing, open, FIELD_BOOL),
    FIELD(Thing, shape, FIELD_JSON),
    FIELD(Thing, marks, FIELD_WORDS),
    FIELD_END,
};

static FIELDS_FREE(Thing, thing, thing_fields)

typedef struct ListArgs {
    ListAsk ask;
    char *unit, *id, *like;
    bool all;
    int64_t most;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD),
    FIELD(ListArgs, id, FIELD_WORD),
    FIELD(ListArgs, like, FIELD_WORD),
    FIELD(ListArgs, all, FIELD_BOOL),
    FIELD(ListArgs, most, FIELD_INT),
    FIELD_END,
};

/* Counts itself by making a name of nothing but the id. */
static char *keeper_find(Db *db, const char *id)
{
    return g_strconcat("keeper ", id, NULL);
}

static bool kind_fill(const Asking *asking, Statement *row, json_t *item, GError **error)
{
    json_object_set_new(item, "kind", json_string(row_int_of(row, "open") ? "open" : "shut"));
    return true;
}

/* Names are written small; and what the arguments leave open. */
static bool things_bind(const Asking *asking, const void *args, Statement *rows, GError **error)
{
    const ListArgs *asked = args;
    g_autofree char *small = asked->like == NULL ? NULL : g_ascii_strdown(asked->like, -1);

    bind_text(rows, "small", small);
    bind_int(rows, "most", asked->most == 0 ? asking->now : asked->most);
    return asked->most >= 0 || fail_field(error, "most", "too_small");
}

static void thing_say(const Asking *asking, Statement *row, const char *lang, json_t *item)
{
    g_autofree char *said = g_strconcat(lang, ":", row_text_of(row, "name"), NULL);

    json_object_set_new(item, "name", json_string(said));
}

#define COLUMNS "SELECT id, name, keeper, at, open, shape, marks, unit FROM thing"
static const ViewName names[] = {{"keeper_name", "keeper", keeper_find}, {0}};
static const View thing_view = {
    .thing = "thing",
    .fields = thing_fields,
    .one = COLUMNS " WHERE unit = $unit AND id = $id",
    .list = COLUMNS
    " WHERE unit = $unit AND (CAST($small AS TEXT) IS NULL OR name = $small)"
    " AND ($all = 1 OR open = 0 OR at < $now)"
    " AND at <= $most AND (at, id) < ($after_at, $after_id) ORDER BY at DESC, id DESC LIMIT $limit",
    .reason = "no_such_thing",
    .bind = things_bind,
    .names = names,
    .fill = kind_fill,
    .say = thing_say,
    .keys = {{"at", .falls = true}, {"id", .falls = true, .is_text = true}},
    .sheet = "name keeper_name at open marks id shape",
};

static const Query thing_list = {.name = "thing.list", .args = list_args, .lists = &thing_view};

typedef struct Shop {
    Db *db;
    Asking asking;
} Shop;

static Shop shop_open(StoreFixture *fixture)
{
    Shop shop = {.db = fixture_writer(fixture)};

    fixture_run(shop.db, THINGS);
    shop.asking = (Asking){.db = shop.db, .now = 1000};
    return shop;
}

static json_t *list(const Shop *shop, const ListAsk *ask, GError **error)
{
    const ListArgs args = {.ask = *ask, .unit = (char *) "430102", .all = true};
    Answer answer = {0};

    return view_list(&shop->asking, &thing_list, &args, &answer, error) ? answer.json : NULL;
}

static void test_a_row_is_read_member_by_member(StoreFixture *fixture)
{
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) row =
        store_prepare_id(db, COLUMNS " WHERE unit = $unit AND id = $id", "430102-1", &error);
    Thing *thing = fields_one(thing_fields, sizeof(Thing), row, "thing", &error);

    g_assert_no_error(error);
    g_assert_cmpstr(thing->name, ==, "one");
    g_assert_cmpint(thing->at, ==, 10);
    g_assert_cmpint(thing->size, ==, FIELD_UNSET);
    g_assert_true(thing->open);
    g_assert_cmpint(json_integer_value(json_object_get(thing->shape, "a")), ==, 1);
    g_assert_cmpstr(thing->marks[1], ==, "y");
    g_assert_null(thing->kind);
    thing_free(thing);
    g_assert_null(fields_one(thing_fields, sizeof(Thing),
        (statement_done(g_steal_pointer(&row)),
            row = store_prepare_id(
                db, COLUMNS " WHERE unit = $unit AND id = $id", "430102-9", &error)),
        "thing", &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_assert_cmpstr(error->message, ==, "there is no such thing");
}

static void test_what_need_not_be_is_found_or_not(StoreFixture *fixture)
{
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;

    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        void *found = NULL;
        g_autoptr(Statement) row = store_prepare_texts(db,
            COLUMNS " WHERE unit = $unit"
                    " AND name = $name",
            &error, "unit", "430102", "name", i == 0 ? "two" : NULL, NULL);

        g_assert_true(fields_found(thing_fields, sizeof(Thing), row, &found, &error));
        g_assert_cmpstr(i == 0 ? ((Thing *) found)->id : NULL, ==, i == 0 ? "430102-2" : NULL);
        g_assert_true((found == NULL) == (i == 1));
        thing_free(found);
    }
}

static void test_words_may_stand_with_commas_between(StoreFixture *fixture)
{
    static const char *const ids[] = {"430102-1", "430102-2", "430102-3"};
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;

    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Statement) row =
            store_prepare_id(db, COLUMNS " WHERE unit = $unit AND id = $id", ids[i], &error);
        Thing *thing = fields_one(thing_fields, sizeof(Thing), row, "thing", &error);
        json_auto_t *shown = view_one(&shop.asking, &thing_view, ids[i], &error);
        const guint count = i < 2 ? 2 : 0;

        g_assert_no_error(error);
        g_assert_cmpuint(g_strv_length(thing->marks), ==, count);
        g_assert_cmpuint(json_array_size(json_object_get(shown, "marks")), ==, count);
        g_assert_true(json_is_array(json_object_get(shown, "marks")));
        thing_free(thing);
    }
}

/* Under each thing all those of its unit that are no older and lie in the page. */
static bool things_gather(const Asking *asking, json_t *items, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        "SELECT t.id AS belongs_to, o.id, o.name FROM thing t JOIN thing o ON o.unit = t.unit"
        " AND o.at >= t.at WHERE t.unit = $unit AND o.at >= $least AND o.at <= $most"
        " ORDER BY t.id, o.id",
        error, "unit", "430102", NULL);

    if (rows != NULL)
        view_span(items, "at", rows);
    return view_spread(items, "others", thing_fields, rows, error);
}

static void test_a_page_gathers_what_belongs_to_its_items(StoreFixture *fixture)
{
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;
    g_autoptr(GError) error = NULL;
    View view = thing_view;
    const Query query = {.name = "thing.list", .args = list_args, .lists = &view};

    view.gather = things_gather;
    /* The page of two has nothing of the third, whose rows are read all the same. */
    for (size_t limit = 2; limit <= 3; limit++) {
        const ListArgs args = {
            .ask = {.limit = (int64_t) limit}, .unit = (char *) "430102", .all = true};
        Answer answer = {0};

        g_assert_true(view_list(&shop.asking, &query, &args, &answer, &error));
        g_assert_no_error(error);
        const json_t *items = json_object_get(answer.json, "items");
        g_assert_cmpuint(json_array_size(items), ==, limit);
        for (size_t i = 0; i < limit; i++) {
            const json_t *others = json_object_get(json_array_get(items, i), "others");
            g_assert_cmpuint(json_array_size(others), ==, i < 2 ? 2 : 3);
            g_assert_cmpstr(
                json_text(json_array_get(others, 0), "name"), ==, i < 2 ? "two" : "one");
        }
        answer_clear(&answer);
    }
}

static void test_one_is_shown(StoreFixture *fixture)
{
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;
    g_autoptr(GError) error = NULL;
    json_auto_t *shown = view_one(&shop.asking, &thing_view, "430102-1", &error);
    g_autofree char *at = moment_print(10);
    json_auto_t *wished = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:{s:i, s:s}, s:[s, s]}",
        "id", "430102-1", "name", "one", "keeper", "p-1", "keeper_name", "keeper p-1", "kind",
        "open", "at", at, "open", 1, "shape", "a", 1, "zh", "round", "marks", "x", "y");

    g_assert_no_error(error);
    g_assert_true(json_equal(shown, wished));
    g_assert_null(view_one(&shop.asking, &thing_view, "nobody", &error));
    g_assert_error(error, FAIL, FAIL_NOT_FOUND);
    g_assert_cmpstr(fail_reason(error), ==, "no_such_thing");
}

/* Two of the same time, and nothing twice or never. */
static void test_a_list_goes_page_by_page(StoreFixture *fixture)
{
    static const char *const wished[] = {"430102-3", "430102-2", "430102-1"};
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;
    g_autofree char *cursor = NULL;

    for (size_t page = 0; page < G_N_ELEMENTS(wished); page++) {
        g_autoptr(GError) error = NULL;
        json_auto_t *reply = list(&shop, &(ListAsk){.cursor = cursor, .limit = 1}, &error);
        const json_t *item = json_array_get(json_object_get(reply, "items"), 0);

        g_assert_no_error(error);
        g_assert_cmpstr(json_text(item, "id"), ==, wished[page]);
        g_free(cursor);
        cursor = g_strdup(json_text(reply, "next"));
    }
    g_assert_null(cursor);
}

static void test_a_cursor_of_another_hand_is_refused(StoreFixture *fixture)
{
    /* nothing; no base64; [1]; [1,2]; ["a","b"]; [1,"x",3]; [1.5,"x"] */
    static const char *const bad[] = {
        "", "%%%", "WzFd", "WzEsMl0", "WyJhIiwiYiJd", "WzEsIngiLDNd", "WzEuNSwieCJd"};
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(
            list(&shop, &(ListAsk){.cursor = (char *) bad[i], .limit = FIELD_UNSET}, &error));
        g_assert_error(error, FAIL, FAIL_INVALID);
        g_assert_nonnull(strstr(error->message, "cursor: unknown"));
    }
}

static void test_arguments_are_parameters(StoreFixture *fixture)
{
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;
    g_autoptr(GError) error = NULL;
    const ListArgs args = {
        .ask = {.limit = FIELD_UNSET}, .unit = (char *) "430102", .like = (char *) "TWO"};
    Answer answer = {0};

    view_list(&shop.asking, &thing_list, &args, &answer, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_size(json_object_get(answer.json, "items")), ==, 1);
    answer_clear(&answer);
}

static void test_a_view_binds_what_no_argument_says(StoreFixture *fixture)
{
    static const int64_t most[] = {0, 10, -1};
    static const size_t found[] = {3, 1, 0};
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;

    for (size_t i = 0; i < G_N_ELEMENTS(most); i++) {
        g_autoptr(GError) error = NULL;
        const ListArgs args = {
            .ask = {.limit = FIELD_UNSET}, .unit = (char *) "430102", .all = true, .most = most[i]};
        Answer answer = {0};

        g_assert_true(
            view_list(&shop.asking, &thing_list, &args, &answer, &error) == (most[i] >= 0));
        g_assert_true((most[i] < 0) == g_error_matches(error, FAIL, FAIL_INVALID));
        g_assert_cmpuint(json_array_size(json_object_get(answer.json, "items")), ==, found[i]);
        answer_clear(&answer);
    }
}

static void test_a_list_is_taken_away_as_a_sheet(StoreFixture *fixture)
{
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;
    g_autoptr(GError) error = NULL;
    const ListArgs args = {.ask = {.limit = FIELD_UNSET, .format = (char *) "csv"},
        .unit = (char *) "430102",
        .all = true};
    Answer answer = {0};

    view_list(&shop.asking, &thing_list, &args, &answer, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) csv = sheet_csv(answer.sheet, NULL);
    g_assert_cmpstr(sheet_columns(answer.sheet)[1].title, ==, "thing.keeper_name");
    g_assert_cmpuint(sheet_rows(answer.sheet), ==, 3);
    g_assert_nonnull(g_strstr_len(g_bytes_get_data(csv, NULL), (gssize) g_bytes_get_size(csv),
        "one,keeper p-1,1970-01-01 08:00:00,yes,\"x, y\",430102-1,round\r\n"));
    answer_clear(&answer);
}

static void test_a_file_for_people_is_in_words(StoreFixture *fixture)
{
    static const struct {
        const char *format, *lang, *name;
    } asked[] = {{"csv", NULL, "one"}, {"csv", "en", "en:one"}, {"pdf", NULL, "zh:one"}};
    const Shop shop = shop_open(fixture);
    g_autoptr(Db) db = shop.db;

    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        g_autoptr(GError) error = NULL;
        const ListArgs args = {.ask = {.limit = FIELD_UNSET,
                                   .format = (char *) asked[i].format,
                                   .lang = (char *) asked[i].lang},
            .unit = (char *) "430102",
            .like = (char *) "one",
            .all = true};
        Answer answer = {0};

        view_list(&shop.asking, &thing_list, &args, &answer, &error);
        g_assert_no_error(error);
        g_autoptr(GBytes) csv = sheet_csv(answer.sheet, NULL);
        g_autofree char *wished = g_strconcat("\n", asked[i].name, ",", NULL);
        g_assert_nonnull(
            g_strstr_len(g_bytes_get_data(csv, NULL), (gssize) g_bytes_get_size(csv), wished));
        answer_clear(&answer);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("view", "a row is read member by member", test_a_row_is_read_member_by_member);
    fixture_add("view", "what need not be is found or not", test_what_need_not_be_is_found_or_not);
    fixture_add(
        "view", "words may stand with commas between", test_words_may_stand_with_commas_between);
    fixture_add("view", "one is shown", test_one_is_shown);
    fixture_add("view", "a page gathers what belongs to its items",
        test_a_page_gathers_what_belongs_to_its_items);
    fixture_add("view", "a list goes page by page", test_a_list_goes_page_by_page);
    fixture_add(
        "view", "a cursor of another hand is refused", test_a_cursor_of_another_hand_is_refused);
    fixture_add("view", "arguments are parameters", test_arguments_are_parameters);
    fixture_add(
        "view", "a view binds what no argument says", test_a_view_binds_what_no_argument_says);
    fixture_add("view", "a list is taken away as a sheet", test_a_list_is_taken_away_as_a_sheet);
    fixture_add("view", "a file for people is in words", test_a_file_for_people_is_in_words);
    return g_test_run();
}
