/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/wall.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "roster/on_duty.h"
#include "roster/roster.h"
#include "unit/unit.h"

#define COLUMNS_BEFORE 2    /* the posts: day, kind of day */
#define DAYS_WITH_PHONES 10 /* of a hung one: more have them in a list */
#define DAY_SHORT 5         /* where "10-01" begins in "2026-10-01" */
#define NOON (12 * HOUR_MS)

/* ---- words ---- */

static char *word_fill(const char *text, const char *name, const char *value)
{
    GString *filled = g_string_new(text);

    if (name != NULL) {
        g_autofree char *mark = g_strdup_printf("{%s}", name);
        g_string_replace(filled, mark, value == NULL ? "" : value, 0);
    }
    return g_string_free(filled, FALSE);
}

char *wall_word(const WallAsk *ask, const char *word, const char *name, const char *value)
{
    const char *text = json_text(json_object_get(ask->words, word), ask->lang);

    return word_fill(text == NULL ? word : text, name, value);
}

char **wall_signatures(const WallAsk *ask)
{
    const json_t *list = json_object_get(json_object_get(ask->words, "signatures"), ask->lang);
    GPtrArray *labels = g_ptr_array_new();

    for (size_t i = 0; i < json_array_size(list); i++)
        g_ptr_array_add(labels, g_strdup(json_string_value(json_array_get(list, i))));
    g_ptr_array_add(labels, NULL);
    return (char **) g_ptr_array_free(labels, FALSE);
}

/* ---- the table ---- */

typedef struct Column {
    const char *post; /* id, borrowed from `shifts` or `kept` */
    const char *name; /* of the post, borrowed */
    int minute;       /* at which its shifts begin; -1: all of the post's */
} Column;

typedef struct Making {
    const WallAsk *ask;
    GArray *columns;   /* Column */
    GPtrArray *shifts; /* OnDuty * */
    Wall *wall;
} Making;

static void row_free(void *data)
{
    WallRow *row = data;

    g_strfreev(row->cells);
    g_free(row);
}

void wall_free(Wall *wall)
{
    if (wall == NULL)
        return;
    g_free(wall->title);
    g_free(wall->subtitle);
    g_strfreev(wall->headings);
    g_ptr_array_unref(wall->rows);
    g_ptr_array_unref(wall->phones);
    g_free(wall);
}

static const char *say(const Making *making, const char *word)
{
    const char *text = json_text(json_object_get(making->ask->words, word), making->ask->lang);
    return text == NULL ? word : text;
}

static int minute_of(const OnDuty *shift)
{
    int year = 0, month = 0, day = 0, minute = 0;

    moment_split(shift->begins_at, &year, &month, &day, &minute);
    return minute;
}

static void column_add(Making *making, const Column *column)
{
    for (guint i = 0; i < making->columns->len; i++) {
        const Column *known = &g_array_index(making->columns, Column, i);
        if (g_strcmp0(known->post, column->post) == 0 && known->minute == column->minute)
            return;
    }
    g_array_append_val(making->columns, *column);
}

static bool has_several(const Making *making, const char *post)
{
    for (guint i = 0; i < making->shifts->len; i++) {
        const OnDuty *one = making->shifts->pdata[i];
        for (guint k = i + 1; g_strcmp0(one->post, post) == 0 && k < making->shifts->len; k++) {
            const OnDuty *other = making->shifts->pdata[k];
            if (g_strcmp0(other->post, post) == 0 && g_strcmp0(other->day, one->day) == 0)
                return true;
        }
    }
    return false;
}

static gint by_minute(gconstpointer a, gconstpointer b)
{
    return ((const Column *) a)->minute - ((const Column *) b)->minute;
}

static void post_add(Making *making, const char *post, const char *name)
{
    guint before = making->columns->len;

    for (guint i = 0; i < before; i++) {
        if (g_strcmp0(g_array_index(making->columns, Column, i).post, post) == 0)
            return;
    }
    if (!making->ask->hung || !has_several(making, post)) {
        column_add(making, &(Column){post, name, -1});
        return;
    }
    for (guint i = 0; i < making->shifts->len; i++) {
        const OnDuty *shift = making->shifts->pdata[i];
        if (g_strcmp0(shift->post, post) == 0)
            column_add(making, &(Column){post, name, minute_of(shift)});
    }
    qsort(&g_array_index(making->columns, Column, before), making->columns->len - before,
        sizeof(Column), by_minute);
}

/* The posts of today in their order, then those that only the shifts still know. */
static void posts_take(Making *making, const GPtrArray *kept)
{
    for (guint i = 0; i < kept->len; i++) {
        const DutyPost *post = kept->pdata[i];
        post_add(making, post->post, post->name);
    }
    for (guint i = 0; i < making->shifts->len; i++) {
        const OnDuty *shift = making->shifts->pdata[i];
        post_add(making, shift->post, shift->post_name);
    }
}

/* What a shift is called when a post has several on one day: by its hours. */
static char *hours_text(const OnDuty *shift)
{
    int year = 0, month = 0, day = 0, begins = 0, ends = 0;

    moment_split(shift->begins_at, &year, &month, &day, &begins);
    moment_split(shift->ends_at, &year, &month, &day, &ends);
    return g_strdup_printf("%02d:%02d–%02d:%02d ", begins / 60, begins % 60, ends / 60, ends % 60);
}

static void phone_note(GPtrArray *phones, const OnDuty *shift)
{
    g_autofree char *line = g_strdup_printf("%s %s", shift->name, shift->phone);

    for (guint i = 0; i < phones->len; i++) {
        if (g_strcmp0(phones->pdata[i], line) == 0)
            return;
    }
    g_ptr_array_add(phones, g_steal_pointer(&line));
}

/* Whom the roster names and who is not there is named with the reason, so that whoever reads it
 * knows whom not to call; a spreadsheet is read in again, and takes no reasons. */
static char *nobody_text(const Making *making, const OnDuty *shift)
{
    if (shift->absent == NULL || shift->name == NULL || !making->ask->hung)
        return g_strdup(say(making, "nobody"));
    return wall_word(making->ask, shift->absent, "name", shift->name);
}

static void shift_show(const Making *making, const OnDuty *shift, bool hours, GString *cell)
{
    const WallAsk *ask = making->ask;
    g_autofree char *when = hours ? hours_text(shift) : NULL;

    if (cell->len > 0)
        g_string_append_c(cell, '\n');
    if (when != NULL)
        g_string_append(cell, when);
    if (shift->absent != NULL || shift->name == NULL) {
        g_autofree char *nobody = nobody_text(making, shift);
        g_string_append(cell, nobody);
        return;
    }
    g_string_append(cell, shift->name);
    if (shift->phone == NULL)
        return;
    if (ask->hung && ask->to - ask->from >= DAYS_WITH_PHONES)
        phone_note(making->wall->phones, shift);
    else
        g_string_append_printf(cell, "%c%s", ask->hung ? '\n' : ' ', shift->phone);
}

/* Whether it belongs into the cell of that day: it begins on it or, on a hung one, goes on over it.
 */
static bool is_of(const Making *making, const OnDuty *shift, int64_t day)
{
    g_autofree char *text = day_print(day);
    int64_t noon = moment_day_start(day) + NOON;

    return g_strcmp0(shift->day, text) == 0 ||
           (making->ask->hung && shift->begins_at < moment_day_start(day) && shift->ends_at > noon);
}

static char *cell_text(const Making *making, int64_t day, const Column *column)
{
    g_autoptr(GPtrArray) here = g_ptr_array_new();
    GString *cell = g_string_new(NULL);

    for (guint i = 0; i < making->shifts->len; i++) {
        const OnDuty *shift = making->shifts->pdata[i];
        if (g_strcmp0(shift->post, column->post) == 0 && is_of(making, shift, day) &&
            (column->minute < 0 || column->minute == minute_of(shift)))
            g_ptr_array_add(here, (void *) shift);
    }
    for (guint i = 0; i < here->len; i++)
        shift_show(making, here->pdata[i], here->len > 1, cell);
    if (here->len > 0)
        making->wall->empty = false;
    return g_string_free(cell, FALSE);
}

/* "国庆节", rest, worked in exchange; "" on a workday and where the year's notice is not known. */
static char *kind_text(const Making *making, int64_t day, bool *out_free)
{
    Workday workday = {0};
    bool known = workdays_day(making->ask->workdays, day, WORKDAYS_NOW, &workday, NULL);

    *out_free = known && workday.kind != DAY_WORKDAY;
    if (!known || (workday.kind == DAY_WORKDAY && !workday.made_up))
        return g_strdup("");
    if (workday.made_up)
        return g_strdup(say(making, "made_up"));
    const json_t *label =
        workday.name == NULL ? NULL : workdays_label(making->ask->workdays, workday.name);
    const char *name = label == NULL ? NULL : json_text(label, making->ask->lang);
    return g_strdup(name == NULL ? say(making, "rest") : name);
}

static char *day_text(const Making *making, const char *text, int64_t day)
{
    const json_t *names =
        json_object_get(json_object_get(making->ask->words, "weekdays"), making->ask->lang);
    const char *name = json_string_value(json_array_get(names, (size_t) day_weekday(day) - 1));

    return g_strdup_printf("%s %s%s", making->ask->hung ? text + DAY_SHORT : text,
        say(making, "weekday"), name == NULL ? "" : name);
}

static void row_add(Making *making, int64_t day)
{
    g_autofree char *text = day_print(day);
    WallRow *row = g_new0(WallRow, 1);
    guint width = making->columns->len + COLUMNS_BEFORE;

    row->cells = g_new0(char *, width + 1);
    row->cells[0] = day_text(making, text, day);
    row->cells[1] = kind_text(making, day, &row->free);
    for (guint i = 0; i < making->columns->len; i++)
        row->cells[i + COLUMNS_BEFORE] =
            cell_text(making, day, &g_array_index(making->columns, Column, i));
    g_ptr_array_add(making->wall->rows, row);
}

static char *heading_text(const Column *column)
{
    return column->minute < 0 ? g_strdup(column->name)
                              : g_strdup_printf("%s\n%02d:%02d", column->name, column->minute / 60,
                                    column->minute % 60);
}

static void headings_make(Making *making)
{
    char **headings = g_new0(char *, making->columns->len + COLUMNS_BEFORE + 1);

    headings[0] = g_strdup(say(making, "day"));
    headings[1] = g_strdup(say(making, "kind"));
    for (guint i = 0; i < making->columns->len; i++)
        headings[i + COLUMNS_BEFORE] = heading_text(&g_array_index(making->columns, Column, i));
    making->wall->headings = headings;
}

static void titles_make(Making *making, const Unit *unit)
{
    g_autofree char *from = day_print(making->ask->from);
    g_autofree char *to = day_print(making->ask->to);
    g_autofree char *begun = word_fill(say(making, "range"), "from", from);
    g_autofree char *range = word_fill(begun, "to", to);
    g_autofree char *phone = unit->duty_phone == NULL
                                 ? NULL
                                 : word_fill(say(making, "phone"), "phone", unit->duty_phone);

    making->wall->title = word_fill(say(making, "title"), "unit", unit->name);
    making->wall->subtitle =
        phone == NULL ? g_strdup(range) : g_strjoin("　　", range, phone, NULL);
}

static GPtrArray *shifts_of(Db *db, const WallAsk *ask, GError **error)
{
    return on_duty_between(
        db, ask->unit, moment_day_start(ask->from), moment_day_start(ask->to + 1), error);
}

Wall *wall_new(Db *db, const WallAsk *ask, GError **error)
{
    g_autoptr(Wall) wall = g_new0(Wall, 1);
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(Column));
    g_autoptr(Unit) unit = unit_get(db, ask->unit, error);
    g_autoptr(GPtrArray) kept = unit == NULL ? NULL : duty_posts(db, ask->unit, error);
    g_autoptr(GPtrArray) shifts = kept == NULL ? NULL : shifts_of(db, ask, error);
    Making making = {ask, columns, shifts, wall};

    wall->rows = g_ptr_array_new_with_free_func(row_free);
    wall->phones = g_ptr_array_new_with_free_func(g_free);
    wall->empty = true;
    if (shifts == NULL)
        return NULL;
    posts_take(&making, kept);
    headings_make(&making);
    titles_make(&making, unit);
    for (int64_t day = ask->from; day <= ask->to; day++)
        row_add(&making, day);
    return g_steal_pointer(&wall);
}
