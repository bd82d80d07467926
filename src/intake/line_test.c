/* SPDX-License-Identifier: Apache-2.0 */
/* The table of sentences, tests/fixtures/lines.txt: no figure is wrong, and nearly all are read. */
#include "base/json.h"
#include "intake/line.h"
#include "matter/catalog.h"

#include <string.h>

typedef struct Desk {
    Roles *roles;
    Catalog *catalog;
    LineWords *words;
    json_t *kind;
} Desk;

static void desk_open(Desk *desk, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    desk->roles = roles_new_builtin(&error);
    g_assert_no_error(error);
    desk->catalog = catalog_new(desk->roles);
    g_assert_true(catalog_load_builtin(desk->catalog, &error));
    g_assert_no_error(error);
    desk->words = line_words_read(NULL, NULL, &error);
    g_assert_no_error(error);
    desk->kind = catalog_show(desk->catalog, catalog_kind(desk->catalog, "incident"));
}

static void desk_close(Desk *desk, gconstpointer data)
{
    json_decref(desk->kind);
    line_words_free(desk->words);
    catalog_free(desk->catalog);
    roles_free(desk->roles);
}

/* How many of a sort were said, and how many read right. */
typedef struct Score {
    int said, read;
} Score;

typedef struct Scores {
    Score plain, doubtful, place, kind, source, phone;
    int sentences, wrong;
} Scores;

static char *digits_of(const char *text)
{
    g_autoptr(GString) digits = g_string_new(NULL);

    for (; text != NULL && *text != '\0'; text++)
        if (g_ascii_isdigit(*text))
            g_string_append_c(digits, *text);
    return g_string_free(g_steal_pointer(&digits), FALSE);
}

static void score(Score *sort, bool read, const char *line, const char *value, const char *got)
{
    sort->said++;
    sort->read += read;
    if (!read)
        g_test_message("unread: %s | %s | %s", line, value, got != NULL ? got : "-");
}

static bool list_has(const json_t *list, const char *word)
{
    size_t i = 0;
    const json_t *item = NULL;

    json_array_foreach (list, i, item) {
        if (strcmp(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

static bool is_word(const char *name)
{
    return strcmp(name, "place") == 0 || strcmp(name, "kind") == 0 ||
           strcmp(name, "source_kind") == 0 || strcmp(name, "phone") == 0;
}

static void word_score(
    Scores *scores, const char *line, const char *name, const char *value, const json_t *fields)
{
    if (strcmp(name, "place") == 0) {
        const char *place = json_text(json_object_get(fields, "place"), "text");
        score(&scores->place, g_strcmp0(place, value) == 0, line, value, place);
    } else if (strcmp(name, "phone") == 0) {
        const char *phone = json_text(fields, "caller_phone");
        g_autofree char *said = digits_of(value), *got = digits_of(phone);
        score(&scores->phone, strcmp(said, got) == 0, line, value, phone);
    } else {
        const char *choice = json_text(fields, name);
        score(strcmp(name, "kind") == 0 ? &scores->kind : &scores->source,
            g_strcmp0(choice, value) == 0, line, value, choice);
    }
}

static void value_score(
    Scores *scores, const char *line, const char *said, GHashTable *plain, const json_t *read)
{
    g_auto(GStrv) parts = g_strsplit(said, "=", 2);
    const json_t *fields = json_object_get(read, "fields");

    if (*said == '~') {
        score(&scores->doubtful, list_has(json_object_get(read, "doubtful"), said + 1), line, said,
            NULL);
        return;
    }
    g_assert_nonnull(parts[1]);
    if (is_word(parts[0])) {
        word_score(scores, line, parts[0], parts[1], fields);
        return;
    }
    const json_t *value = json_object_get(fields, parts[0]);
    g_hash_table_insert(plain, g_strdup(parts[0]), g_strdup(parts[1]));
    score(&scores->plain,
        json_is_integer(value) && json_integer_value(value) == g_ascii_strtoll(parts[1], NULL, 10),
        line, said, value != NULL ? "other" : NULL);
}

/* A figure that stands and is not the one of the table is wrong: no other fault weighs as much. */
static void wrong_count(Scores *scores, const char *line, GHashTable *plain, const json_t *read)
{
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach (json_object_get(read, "fields"), name, value) {
        const char *right = g_hash_table_lookup(plain, name);
        if (!json_is_integer(value) ||
            (right != NULL && json_integer_value(value) == g_ascii_strtoll(right, NULL, 10)))
            continue;
        scores->wrong++;
        g_test_message("WRONG: %s | %s = %" JSON_INTEGER_FORMAT ", right is %s", line, name,
            json_integer_value(value), right != NULL ? right : "unknown");
    }
}

static void sentence_score(const Desk *desk, Scores *scores, const char *row)
{
    g_auto(GStrv) columns = g_strsplit(row, "\t", 2);
    g_auto(GStrv) values = g_strsplit(columns[1] != NULL ? columns[1] : "", " ", -1);
    g_autoptr(GHashTable) plain = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    json_auto_t *read = line_read(desk->words, desk->kind, columns[0]);

    scores->sentences++;
    for (char **value = values; *value != NULL; value++)
        if (**value != '\0')
            value_score(scores, columns[0], *value, plain, read);
    wrong_count(scores, columns[0], plain, read);
}

static void score_tell(const char *name, const Score *sort, int least)
{
    g_test_message("%s: %d of %d", name, sort->read, sort->said);
    g_assert_cmpint(sort->read * 100, >=, sort->said * least);
}

static void reads_the_table(Desk *desk, gconstpointer data)
{
    g_autofree char *path =
        g_build_filename(g_getenv("SHAODIAN_SOURCE"), "tests", "fixtures", "lines.txt", NULL);
    g_autofree char *table = NULL;
    Scores scores = {0};

    g_assert_true(g_file_get_contents(path, &table, NULL, NULL));
    g_auto(GStrv) rows = g_strsplit(table, "\n", -1);
    for (char **row = rows; *row != NULL; row++)
        if (**row != '\0' && **row != '#')
            sentence_score(desk, &scores, *row);
    g_test_message("%d sentences, %d wrong figures", scores.sentences, scores.wrong);
    g_assert_cmpint(scores.sentences, >=, 300);
    g_assert_cmpint(scores.wrong, ==, 0);
    score_tell("plain figures", &scores.plain, 98);
    score_tell("doubtful figures", &scores.doubtful, 90);
    score_tell("places", &scores.place, 90);
    score_tell("kinds", &scores.kind, 90);
    score_tell("sources", &scores.source, 90);
    score_tell("telephones", &scores.phone, 98);
}

/* The stored line has no digit of a telephone number in it, and everything else as typed. */
static void hides_telephone_numbers(Desk *desk, gconstpointer data)
{
    static const char *const lines[][2] = {
        {"幸福里3栋起火，13800138000王先生", "幸福里3栋起火，〔电话〕王先生"},
        {"０７３１－８８８８０００１转8012值班室", "〔电话〕值班室"},
        {"死3伤5 138 0013 8000", "死3伤5 〔电话〕"},
        {"转移12000000人", "转移12000000人"},
        {"身份证430102199001011234", "身份证430102199001011234"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        json_auto_t *read = line_read(desk->words, desk->kind, lines[i][0]);
        g_assert_cmpstr(json_text(json_object_get(read, "fields"), "summary"), ==, lines[i][1]);
    }
}

static void says_nothing_of_an_empty_line(Desk *desk, gconstpointer data)
{
    json_auto_t *read = line_read(desk->words, desk->kind, "");

    g_assert_cmpint((gint64) json_object_size(json_object_get(read, "fields")), ==, 1);
    g_assert_cmpint((gint64) json_array_size(json_object_get(read, "marks")), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/line/reads_the_table", Desk, NULL, desk_open, reads_the_table, desk_close);
    g_test_add("/line/hides_telephone_numbers", Desk, NULL, desk_open, hides_telephone_numbers,
        desk_close);
    g_test_add("/line/says_nothing_of_an_empty_line", Desk, NULL, desk_open,
        says_nothing_of_an_empty_line, desk_close);
    return g_test_run();
}
