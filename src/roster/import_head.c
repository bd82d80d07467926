/* SPDX-License-Identifier: Apache-2.0 */
/* What the columns of a sheet are, from its headings. */
#include "roster/import_sheet.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

#define HEAD_ROWS 12 /* above the head there may be titles */

bool import_is_listed(const json_t *words, const char *list, const char *text)
{
    size_t i = 0;
    json_t *word = NULL;

    json_array_foreach (json_object_get(words, list), i, word)
        if (g_ascii_strcasecmp(json_string_value(word), text) == 0)
            return true;
    return false;
}

/* "主班（白班）" as "主班" and "白班"; "值班员2" as "值班员". */
static char *heading_parts(const char *heading, char **out_inside)
{
    g_autofree char *plain = text_name(heading);
    char *open = strchr(plain, '('), *end = open != NULL ? strchr(open, ')') : NULL;

    *out_inside =
        open != NULL && end != NULL ? g_strndup(open + 1, (gsize) (end - open - 1)) : NULL;
    if (open != NULL)
        *open = '\0';
    for (size_t length = strlen(plain); length > 0 && g_ascii_isdigit(plain[length - 1]);)
        plain[--length] = '\0';
    return g_steal_pointer(&plain);
}

static const DutyPost *post_named(const Importing *importing, const char *text)
{
    for (guint i = 0; i < importing->posts->len; i++) {
        const DutyPost *post = importing->posts->pdata[i];
        g_autofree char *name = text_name(post->name);
        if (strcmp(name, text) == 0 || g_strcmp0(post->post, text) == 0)
            return post;
    }
    return NULL;
}

/* Is it the name or label of a shift of any pattern? */
static bool is_shift(const Importing *importing, const char *text)
{
    const json_t *patterns = json_object_get(duty_rules_patterns(importing->rules), "patterns");
    size_t i = 0, k = 0;
    json_t *pattern = NULL, *shift = NULL;

    json_array_foreach (patterns, i, pattern)
        json_array_foreach (json_object_get(pattern, "shifts"), k, shift)
            if (g_strcmp0(json_text(shift, "name"), text) == 0 ||
                g_strcmp0(json_text(json_object_get(shift, "label"), "zh"), text) == 0)
                return true;
    return false;
}

static ColumnUse use_of_words(const Importing *importing, const char *heading)
{
    if (import_is_listed(importing->words, "day", heading))
        return USE_DAY;
    if (import_is_listed(importing->tables, "shift", heading))
        return USE_SHIFT;
    if (import_is_listed(importing->words, "names", heading))
        return USE_OFFICERS;
    if (import_is_listed(importing->words, "leaders", heading))
        return USE_LEADERS;
    return import_is_listed(importing->words, "ignored", heading) ? USE_IGNORED : USE_NONE;
}

static ColumnUse column_use(Importing *importing, const char *heading, guint column)
{
    g_autofree char *inside = NULL;
    g_autofree char *whole = text_name(heading), *base = heading_parts(heading, &inside);
    const DutyPost *post = post_named(importing, whole);

    g_clear_pointer(&importing->column_shifts[column], g_free);
    post = post != NULL ? post : post_named(importing, base);
    importing->column_posts[column] = post;
    if (inside != NULL && is_shift(importing, inside))
        importing->column_shifts[column] = g_strdup(inside);
    if (*heading == '\0')
        return USE_NONE;
    if (post != NULL)
        return USE_POST;
    if (is_shift(importing, base)) {
        importing->column_shifts[column] = g_strdup(base);
        return USE_OFFICERS;
    }
    ColumnUse use = use_of_words(importing, whole);
    return use != USE_NONE ? use : use_of_words(importing, base);
}

/* Columns stand to the right of the days they belong to, where blocks stand side by side. */
static void days_settle(Importing *importing)
{
    int last = -1;

    for (guint i = 0; i < GRID_COLUMNS_MAX && last < 0; i++)
        if (importing->uses[i] == USE_DAY)
            last = (int) i;
    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        last = importing->uses[i] == USE_DAY ? (int) i : last;
        importing->days_of[i] = last;
    }
}

static bool row_is_head(Importing *importing, const GridRow *row)
{
    bool has_day = false;

    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        importing->uses[i] = column_use(importing, grid_cell(row, i), i);
        has_day = has_day || importing->uses[i] == USE_DAY;
    }
    return has_day;
}

/* A second row of headings under it names what the first leaves open ("主班" over "白班", "夜班").
 */
static bool second_head(Importing *importing, const GridRow *first, const GridRow *second)
{
    bool helps = false;

    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        const char *over = grid_cell(first, i), *under = grid_cell(second, i);
        if (importing->uses[i] == USE_DAY && *under != '\0' && strcmp(over, under) != 0)
            return false;
        helps = helps || (*under != '\0' && strcmp(over, under) != 0 &&
                             (post_named(importing, under) != NULL || is_shift(importing, under)));
    }
    for (guint i = 0; helps && i < GRID_COLUMNS_MAX; i++) {
        const char *over = grid_cell(first, i), *under = grid_cell(second, i);
        if (*under == '\0' || strcmp(over, under) == 0)
            continue;
        g_autofree char *both = g_strdup_printf("%s(%s)", over, under);
        bool shift = is_shift(importing, under);
        importing->uses[i] = column_use(importing, shift && *over != '\0' ? both : under, i);
    }
    return helps;
}

int import_head(Importing *importing)
{
    const GPtrArray *rows = importing->sheet->rows;

    for (guint row = 0; row < MIN(rows->len, HEAD_ROWS); row++) {
        if (!row_is_head(importing, rows->pdata[row])) {
            for (guint i = 0; i < GRID_COLUMNS_MAX && importing->year.year == 0; i++)
                import_year_of(grid_cell(rows->pdata[row], i), &importing->year);
            continue;
        }
        bool two =
            row + 1 < rows->len && second_head(importing, rows->pdata[row], rows->pdata[row + 1]);
        days_settle(importing);
        return (int) row + (two ? 1 : 0);
    }
    return -1;
}

bool import_stands_turned(Importing *importing, GridSheet *turned)
{
    GridRow *head = turned->rows->pdata[0];
    int64_t day = 0;
    bool posts = false;

    for (guint i = 1; i < GRID_COLUMNS_MAX; i++)
        posts = posts || column_use(importing, grid_cell(head, i), i) >= USE_POST;
    if (!posts || turned->rows->len < 3 || head->cells[0] == NULL)
        return false;
    for (guint row = 1; row < turned->rows->len; row++)
        if (!import_day_of(grid_cell(turned->rows->pdata[row], 0), &importing->year, &day))
            return false;
    g_free(head->cells[0]);
    head->cells[0] =
        g_strdup(json_string_value(json_array_get(json_object_get(importing->words, "day"), 0)));
    return true;
}

bool import_has_posts(const Importing *importing)
{
    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        if (importing->uses[i] >= USE_POST)
            return true;
    }
    return false;
}

void import_columns_tell(Importing *importing, guint head)
{
    static const char *const names[] = {
        "unknown", "ignored", "shift", "day", "post", "officers", "leaders"};

    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        const char *heading = grid_cell(importing->sheet->rows->pdata[head], i);
        ColumnUse use = importing->uses[i];
        g_autofree char *letters = grid_letters(i);
        if (*heading == '\0' && use == USE_NONE)
            continue;
        json_array_append_new(importing->columns,
            json_pack("{s:s, s:s, s:s, s:s, s:s?}", "sheet", importing->sheet->name, "column",
                letters, "heading", heading, "use", names[use], "post",
                use == USE_POST ? importing->column_posts[i]->post : NULL));
    }
}
