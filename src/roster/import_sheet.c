/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/import_sheet.h"

#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "unit/watch.h"

#include <string.h>

/* A county's own words may know fewer problems than there are by now. */
static const json_t *problem_words(const Importing *importing, const char *problem)
{
    const json_t *own = json_object_get(importing->words, "problems");
    const json_t *more = json_object_get(importing->tables, "problems");
    const json_t *words = json_object_get(own, problem);

    return words != NULL ? words : json_object_get(more, problem);
}

void import_refuse_cell(Importing *importing, guint row, const char *cell, const char *problem)
{
    const json_t *words = problem_words(importing, problem);
    const GPtrArray *rows = importing->sheet != NULL ? importing->sheet->rows : NULL;
    int64_t line = rows != NULL && row < rows->len ? ((GridRow *) rows->pdata[row])->line : 1;

    if (json_array_size(importing->refused) >= REFUSED_MAX)
        return;
    json_array_append_new(importing->refused,
        json_pack("{s:s, s:I, s:s, s:s, s:O?}", "sheet",
            importing->sheet != NULL ? importing->sheet->name : "", "row", (json_int_t) line,
            "cell", cell, "problem", problem, "words", words));
}

/* ---- seats ---- */

/* One shift that somebody can be put to. */
typedef struct Seat {
    const DutyPost *post;
    const char *name; /* of the shift in its pattern */
    int minute;       /* of the day at which it begins */
} Seat;

static bool shift_is(
    const Importing *importing, const char *pattern, const char *name, const char *wanted)
{
    const json_t *list = json_object_get(duty_rules_patterns(importing->rules), "patterns");
    const json_t *shift = county_row(json_object_get(county_row(list, pattern), "shifts"), name);

    return strcmp(name, wanted) == 0 ||
           g_strcmp0(json_text(json_object_get(shift, "label"), "zh"), wanted) == 0;
}

/* The seats of a day at one post: false when the kind of the day is not known. */
static bool seats_of_post(Importing *importing, const DutyPost *post, int64_t day, GArray *seats)
{
    const Pattern *pattern = duty_rules_pattern(importing->rules, post->pattern);
    const int64_t days[2] = {day, day};
    g_autoptr(GArray) slots =
        pattern == NULL ? NULL
                        : pattern_slots(pattern, importing->workdays, days, importing->now, NULL);

    for (guint i = 0; slots != NULL && i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        const Seat seat = {
            post, slot->name, (int) ((slot->begins_at - moment_day_start(day)) / 60000)};
        g_array_append_val(seats, seat);
    }
    return slots != NULL;
}

static bool seats_of_column(Importing *importing, guint column, int64_t day, GArray *seats)
{
    bool known = true;

    if (importing->uses[column] == USE_POST)
        return seats_of_post(importing, importing->column_posts[column], day, seats);
    const char *role = importing->uses[column] == USE_LEADERS ? WATCH_LEADER : WATCH_OFFICER;
    for (guint i = 0; i < importing->posts->len; i++) {
        const DutyPost *post = importing->posts->pdata[i];
        if (g_strcmp0(post->role, role) == 0)
            known = seats_of_post(importing, post, day, seats) && known;
    }
    return known;
}

/* Only those of a shift that is said: in the heading, in the row, before the name. */
static void seats_keep(const Importing *importing, GArray *seats, const char *shift)
{
    for (guint i = seats->len; shift != NULL && i > 0; i--) {
        const Seat *seat = &g_array_index(seats, Seat, i - 1);
        if (!shift_is(importing, seat->post->pattern, seat->name, shift))
            g_array_remove_index(seats, i - 1);
    }
}

/* ---- people ---- */

static const Member *member_named(
    const Importing *importing, const char *name, const char **problem)
{
    const Member *found = NULL;
    g_autofree char *wanted = text_name(name);

    for (guint i = 0; i < importing->team->len; i++) {
        const Member *member = importing->team->pdata[i];
        g_autofree char *own = text_name(member->name);
        if (member->left_at != FIELD_UNSET || strcmp(own, wanted) != 0)
            continue;
        if (found != NULL) {
            *problem = "several_persons";
            return NULL;
        }
        found = member;
    }
    if (found == NULL)
        *problem = "unknown_person";
    return found;
}

static bool is_somebody(const Importing *importing, const char *name)
{
    const char *problem = NULL;
    return member_named(importing, name, &problem) != NULL ||
           strcmp(problem, "unknown_person") != 0;
}

/* A gap inside a name parts nobody of this unit from themselves. */
static void names_join(const Importing *importing, GPtrArray *names)
{
    for (guint i = 0; i + 1 < names->len; i++) {
        ImportName *one = names->pdata[i];
        const ImportName *next = names->pdata[i + 1];
        if (!next->parted || next->label != NULL || is_somebody(importing, one->name))
            continue;
        g_autofree char *both = g_strconcat(one->name, next->name, NULL);
        if (!is_somebody(importing, both))
            continue;
        g_free(one->name);
        one->name = g_steal_pointer(&both);
        one->minute = one->minute < 0 ? next->minute : one->minute;
        g_ptr_array_remove_index(names, i + 1);
    }
}

/* What stands before a colon and is no shift was a name, or the name of the post: it is not lost.
 */
static const char *label_shift(
    Importing *importing, guint row, guint column, const ImportName *name)
{
    const DutyPost *post = importing->column_posts[column];
    g_autofree char *label = name->label != NULL ? text_name(name->label) : NULL;
    const json_t *list = json_object_get(duty_rules_patterns(importing->rules), "patterns");
    size_t i = 0, k = 0;
    json_t *pattern = NULL, *shift = NULL;

    if (label == NULL)
        return NULL;
    json_array_foreach (list, i, pattern)
        json_array_foreach (json_object_get(pattern, "shifts"), k, shift)
            if (strcmp(json_text(shift, "name"), label) == 0 ||
                g_strcmp0(json_text(json_object_get(shift, "label"), "zh"), label) == 0)
                return name->label;
    bool heading = (post != NULL && strcmp(post->name, label) == 0) ||
                   import_is_listed(importing->words, "names", label) ||
                   import_is_listed(importing->words, "leaders", label);
    if (!heading)
        import_refuse_cell(importing, row, name->label, "label");
    return NULL;
}

/* ---- cells ---- */

/* The seat a name belongs to: the one whose hour it names, else the next in order. */
static const Seat *seat_of(const GArray *seats, const ImportName *name, guint *next)
{
    for (guint i = 0; name->minute >= 0 && i < seats->len; i++) {
        const Seat *seat = &g_array_index(seats, Seat, i);
        if (seat->minute == name->minute) {
            *next = i + 1;
            return seat;
        }
    }
    return *next < seats->len ? &g_array_index(seats, Seat, (*next)++) : NULL;
}

static const char *seat_give(
    Importing *importing, int64_t day, const Seat *seat, const Member *member)
{
    g_autofree char *text = day_print(day);
    char *key = g_strdup_printf("%s %s %s", seat->post->post, text, seat->name);

    if (!g_hash_table_add(importing->taken, key))
        return "duplicate";
    json_array_append_new(importing->assignments,
        json_pack("{s:s, s:s, s:s, s:s, s:s?}", "post", seat->post->post, "day", text, "name",
            seat->name, "person", member->id, "person_name", member->name));
    importing->from = MIN(importing->from, day);
    importing->to = MAX(importing->to, day);
    return NULL;
}

/* Where several columns stand for one role, the seats go on from column to column. */
static guint *next_of(Importing *importing, guint column, guint *own)
{
    bool shared = importing->uses[column] != USE_POST && importing->column_shifts[column] == NULL &&
                  importing->row_shift == NULL;
    if (!shared)
        return own;
    return importing->uses[column] == USE_LEADERS ? &importing->next_leader
                                                  : &importing->next_officer;
}

static const char *name_problem(
    Importing *importing, int64_t day, const ImportName *name, const GArray *seats, guint *next)
{
    const char *problem = NULL;
    const Seat *seat = seat_of(seats, name, next);
    const Member *member = seat == NULL ? NULL : member_named(importing, name->name, &problem);

    if (seat == NULL)
        return seats->len == 0 ? "no_shift" : "too_many_names";
    return member == NULL ? problem : seat_give(importing, day, seat, member);
}

static void cell_take(Importing *importing, guint row, guint column, int64_t day)
{
    const GridRow *line = importing->sheet->rows->pdata[row];
    const char *cell = grid_cell(line, column);
    const char *said = importing->column_shifts[column];
    g_autoptr(GPtrArray) names = import_names(cell);
    guint own = 0, *next = next_of(importing, column, &own);

    names_join(importing, names);
    for (guint i = 0; i < names->len; i++) {
        const ImportName *name = names->pdata[i];
        g_autoptr(GArray) seats = g_array_new(FALSE, FALSE, sizeof(Seat));
        const char *label = label_shift(importing, row, column, name);
        const char *shift = label != NULL ? label : said != NULL ? said : importing->row_shift;
        if (!seats_of_column(importing, column, day, seats)) {
            import_refuse_cell(importing, row, cell, "no_calendar");
            return;
        }
        seats_keep(importing, seats, shift);
        guint first = 0;
        const char *problem = name_problem(importing, day, name, seats, label ? &first : next);
        if (problem != NULL)
            import_refuse_cell(importing, row, name->name, problem);
    }
}

/* ---- rows ---- */

static bool row_is_empty(const Importing *importing, const GridRow *row)
{
    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        if (importing->uses[i] >= USE_POST && *grid_cell(row, i) != '\0')
            return false;
    }
    return true;
}

/* The shift that the row says; one that is none is refused by its name. */
static void row_shift_read(Importing *importing, guint row)
{
    const GridRow *line = importing->sheet->rows->pdata[row];

    importing->row_shift = NULL;
    for (guint i = 0; i < GRID_COLUMNS_MAX; i++)
        if (importing->uses[i] == USE_SHIFT && *grid_cell(line, i) != '\0')
            importing->row_shift = grid_cell(line, i);
}

static void row_take(Importing *importing, guint row)
{
    const GridRow *line = importing->sheet->rows->pdata[row];
    int read = -2; /* which column of days was read last */
    int64_t day = 0;
    bool is_day = false;

    if (line->problem != NULL) {
        import_refuse_cell(importing, row, "", "row");
        return;
    }
    if (row_is_empty(importing, line))
        return;
    row_shift_read(importing, row);
    importing->next_officer = importing->next_leader = 0;
    for (guint i = 0; i < GRID_COLUMNS_MAX; i++) {
        int days = importing->days_of[i];
        if (importing->uses[i] < USE_POST || *grid_cell(line, i) == '\0')
            continue;
        if (days != read) {
            const char *cell = grid_cell(line, (guint) days);
            read = days;
            importing->next_officer = importing->next_leader = 0;
            is_day = import_day_of(cell, &importing->year, &day);
            if (!is_day)
                import_refuse_cell(importing, row, cell, "not_a_day");
        }
        if (is_day)
            cell_take(importing, row, i, day);
    }
}

/* ---- the sheet ---- */

static void sheet_tell(Importing *importing, const char *problem)
{
    const json_t *words = problem != NULL ? problem_words(importing, problem) : NULL;

    json_array_append_new(
        importing->sheets, json_pack("{s:s, s:b, s:s?, s:O?}", "sheet", importing->sheet->name,
                               "taken", problem == NULL, "problem", problem, "words", words));
}

static void sheet_begin(Importing *importing, const GridSheet *sheet)
{
    importing->sheet = sheet;
    importing->year = (ImportYear){.near_day = moment_day(importing->now)};
    import_year_of(sheet->name, &importing->year);
}

bool import_sheet(Importing *importing, const GridSheet *sheet, Work *work, GError **error)
{
    sheet_begin(importing, sheet);
    if (sheet->hidden) {
        sheet_tell(importing, "hidden");
        return true;
    }
    int head = import_head(importing);
    const char *problem = head < 0                       ? "no_day_column"
                          : !import_has_posts(importing) ? "no_post_column"
                                                         : NULL;
    sheet_tell(importing, problem);
    if (head >= 0)
        import_columns_tell(importing, (guint) head);
    for (guint row = (guint) head + 1; problem == NULL && row < sheet->rows->len; row++) {
        if (!work_goes_on(work, error))
            return false;
        row_take(importing, row);
    }
    return true;
}
