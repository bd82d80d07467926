/* SPDX-License-Identifier: Apache-2.0 */
/* POST /units/{unit}/rosters/import: a roster drawn up in a spreadsheet, understood line by line.
 *
 * Nothing is kept: the reply holds the assignments that POST /units/{unit}/rosters takes, and every
 * cell that was not understood, with its line, the reason, and what to do. */
#include "base/day.h"
#include "base/json.h"
#include "base/moment.h"
#include "engine/county.h"
#include "engine/engine.h"
#include "roster/import_table.h"
#include "roster/module.h"
#include "roster/roster.h"
#include "roster/team.h"
#include "unit/watch.h"
#include "unit/workday_notice.h"

#define BYTES_MAX (4 * 1024 * 1024)
#define HEAD_ROWS 12 /* above the head there may be titles */
#define REFUSED_MAX 500

typedef struct ImportArgs {
    char *unit;
    char *media_type;
    GBytes *raw;
    json_t *result; /* made by prepare() */
} ImportArgs;

static const Field import_args[] = {
    FIELD(ImportArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ImportArgs, media_type, FIELD_WORD, .help = "Whatever it says, the bytes decide."),
    FIELD_END,
};

typedef struct ImportReply {
    char *from_day;
    char *to_day;
    json_t *assignments;
    json_t *refused;
} ImportReply;

typedef struct RefusedRow {
    int64_t row;
    char *cell;
    char *problem;
    json_t *words;
} RefusedRow;

static const Field refused_fields[] = {
    FIELD(RefusedRow, row, FIELD_INT, .required = true, .help = "Line of the file, from 1."),
    FIELD(RefusedRow, cell, FIELD_TEXT, .help = "What stands there."),
    FIELD(RefusedRow, problem, FIELD_WORD, .required = true),
    FIELD(RefusedRow, words, FIELD_JSON, .required = true, .object = fields_label,
        .help = "Why, and what to do."),
    FIELD_END,
};

typedef struct AssignmentShown {
    char *post;
    char *day;
    char *name;
    char *person;
    char *person_name;
} AssignmentShown;

static const Field assignment_fields[] = {
    FIELD(AssignmentShown, post, FIELD_WORD, .required = true),
    FIELD(AssignmentShown, day, FIELD_WORD, .required = true),
    FIELD(AssignmentShown, name, FIELD_WORD, .required = true, .help = "Of the shift."),
    FIELD(AssignmentShown, person, FIELD_WORD, .required = true),
    FIELD(AssignmentShown, person_name, FIELD_TEXT),
    FIELD_END,
};

static const Field import_reply[] = {
    FIELD(ImportReply, from_day, FIELD_WORD, .help = "Absent: no line was understood."),
    FIELD(ImportReply, to_day, FIELD_WORD),
    FIELD(ImportReply, assignments, FIELD_JSON, .required = true, .items = assignment_fields,
        .help = "What POST /units/{unit}/rosters takes, and names."),
    FIELD(ImportReply, refused, FIELD_JSON, .required = true, .items = refused_fields),
    FIELD_END,
};

/* ---- one import ---- */

typedef enum ColumnUse { USE_NONE, USE_DAY, USE_POST, USE_OFFICERS, USE_LEADERS } ColumnUse;

typedef struct Importing {
    const DutyRules *rules;
    const Workdays *workdays;
    int64_t now;
    const ImportTable *table;
    json_t *words;
    GPtrArray *posts; /* DutyPost * */
    GPtrArray *team;  /* Member * */
    ColumnUse uses[IMPORT_COLUMNS_MAX];
    const DutyPost *column_posts[IMPORT_COLUMNS_MAX];
    GHashTable *taken; /* "post day shift" */
    int64_t from, to;
    json_t *assignments;
    json_t *refused;
} Importing;

static void refuse(Importing *importing, guint row, const char *cell, const char *problem)
{
    const json_t *words = json_object_get(json_object_get(importing->words, "problems"), problem);
    int64_t number = importing->table->numbers->len > row
                         ? g_array_index(importing->table->numbers, int64_t, row)
                         : 1;

    if (json_array_size(importing->refused) >= REFUSED_MAX)
        return;
    json_array_append_new(
        importing->refused, json_pack("{s:I, s:s, s:s, s:O}", "row", (json_int_t) number, "cell",
                                cell, "problem", problem, "words", words));
}

static bool is_listed(const Importing *importing, const char *list, const char *text)
{
    const json_t *words = json_object_get(importing->words, list);

    for (size_t i = 0; i < json_array_size(words); i++) {
        if (g_ascii_strcasecmp(json_string_value(json_array_get(words, i)), text) == 0)
            return true;
    }
    return false;
}

static const DutyPost *post_named(const Importing *importing, const char *text)
{
    for (guint i = 0; i < importing->posts->len; i++) {
        const DutyPost *post = importing->posts->pdata[i];
        if (g_strcmp0(post->name, text) == 0 || g_strcmp0(post->post, text) == 0)
            return post;
    }
    return NULL;
}

static ColumnUse column_use(Importing *importing, const char *heading, guint column)
{
    if (*heading == '\0')
        return USE_NONE;
    importing->column_posts[column] = post_named(importing, heading);
    if (importing->column_posts[column] != NULL)
        return USE_POST;
    if (is_listed(importing, "day", heading))
        return USE_DAY;
    if (is_listed(importing, "names", heading))
        return USE_OFFICERS;
    return is_listed(importing, "leaders", heading) ? USE_LEADERS : USE_NONE;
}

/* The row that names a day's column: everything above it is title. -1: there is none. */
static int head_find(Importing *importing)
{
    for (guint row = 0; row < MIN(importing->table->rows->len, HEAD_ROWS); row++) {
        bool has_day = false;
        for (guint i = 0; i < IMPORT_COLUMNS_MAX; i++) {
            importing->uses[i] =
                column_use(importing, import_table_cell(importing->table, row, i), i);
            has_day = has_day || importing->uses[i] == USE_DAY;
        }
        if (has_day)
            return (int) row;
    }
    return -1;
}

static bool has_post_column(const Importing *importing)
{
    for (guint i = 0; i < IMPORT_COLUMNS_MAX; i++) {
        if (importing->uses[i] >= USE_POST)
            return true;
    }
    return false;
}

/* ---- cells ---- */

/* One shift that somebody can be put to. */
typedef struct Seat {
    const DutyPost *post;
    const char *name; /* of the shift in its pattern */
    int minute;       /* of the day at which it begins */
} Seat;

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

static const Member *member_named(
    const Importing *importing, const char *name, const char **problem)
{
    const Member *found = NULL;

    for (guint i = 0; i < importing->team->len; i++) {
        const Member *member = importing->team->pdata[i];
        if (member->left_at != FIELD_UNSET || g_strcmp0(member->name, name) != 0)
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

static void cell_take(Importing *importing, guint row, guint column, int64_t day)
{
    const char *cell = import_table_cell(importing->table, row, column);
    g_autoptr(GArray) seats = g_array_new(FALSE, FALSE, sizeof(Seat));
    g_autoptr(GPtrArray) names = import_names(cell);
    guint next = 0;

    if (names->len == 0)
        return;
    if (!seats_of_column(importing, column, day, seats)) {
        refuse(importing, row, cell, "no_calendar");
        return;
    }
    for (guint i = 0; i < names->len; i++) {
        const ImportName *name = names->pdata[i];
        const char *problem = NULL;
        const Seat *seat = seat_of(seats, name, &next);
        const Member *member = seat == NULL ? NULL : member_named(importing, name->name, &problem);
        if (seat == NULL)
            problem = seats->len == 0 ? "no_shift" : "too_many_names";
        else if (member != NULL)
            problem = seat_give(importing, day, seat, member);
        if (problem != NULL)
            refuse(importing, row, name->name, problem);
    }
}

static bool row_is_empty(const Importing *importing, guint row)
{
    for (guint i = 0; i < IMPORT_COLUMNS_MAX; i++) {
        if (importing->uses[i] >= USE_POST && *import_table_cell(importing->table, row, i) != '\0')
            return false;
    }
    return true;
}

static void row_take(Importing *importing, guint row)
{
    int year = 0, month = 0, date = 0, minute = 0;
    int64_t day = 0;

    moment_split(importing->now, &year, &month, &date, &minute);
    if (row_is_empty(importing, row))
        return;
    for (guint i = 0; i < IMPORT_COLUMNS_MAX; i++) {
        const char *cell = import_table_cell(importing->table, row, i);
        if (importing->uses[i] == USE_DAY && !import_day(cell, year, &day)) {
            refuse(importing, row, cell, "not_a_day");
            return;
        }
    }
    for (guint i = 0; i < IMPORT_COLUMNS_MAX; i++) {
        if (importing->uses[i] >= USE_POST)
            cell_take(importing, row, i, day);
    }
}

static bool table_take(Importing *importing, Work *work, GError **error)
{
    int head = importing->posts->len == 0 ? -1 : head_find(importing);

    if (importing->posts->len == 0)
        refuse(importing, 0, "", "no_posts");
    else if (head < 0)
        refuse(importing, 0, "", "no_day_column");
    else if (!has_post_column(importing))
        refuse(importing, (guint) head, "", "no_post_column");
    else {
        for (guint row = (guint) head + 1; row < importing->table->rows->len; row++) {
            if (!work_goes_on(work, error))
                return false;
            row_take(importing, row);
        }
    }
    return true;
}

static json_t *result_of(const Importing *importing)
{
    bool any = json_array_size(importing->assignments) > 0;
    g_autofree char *from = any ? day_print(importing->from) : NULL;
    g_autofree char *to = any ? day_print(importing->to) : NULL;

    return json_pack("{s:s?, s:s?, s:O, s:O}", "from_day", from, "to_day", to, "assignments",
        importing->assignments, "refused", importing->refused);
}

static bool import_prepare(const Preparation *preparation, void *data, GError **error)
{
    ImportArgs *args = data;
    Importing importing = {.rules = engine_service(preparation->engine, SERVICE_DUTY_RULES),
        .workdays = workdays_now(preparation->engine, preparation->db, error),
        .now = preparation->now,
        .from = INT64_MAX,
        .to = INT64_MIN};

    if (importing.workdays == NULL)
        return false;
    if (args->raw == NULL)
        return fail_as(error, FAIL_INVALID, "not_xlsx", "there is no file");
    g_autoptr(ImportTable) table = import_table_read(args->raw, error);
    g_autoptr(GPtrArray) posts =
        table == NULL ? NULL : duty_posts(preparation->db, args->unit, error);
    g_autoptr(GPtrArray) team =
        posts == NULL ? NULL : team_load(preparation->db, args->unit, preparation->now, error);
    if (team == NULL)
        return false;
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_auto_t *words = county_file(preparation->engine, "import"), *assignments = json_array(),
                *refused = json_array();
    importing.table = table;
    importing.posts = posts;
    importing.team = team;
    importing.taken = taken;
    importing.words = words;
    importing.assignments = assignments;
    importing.refused = refused;
    if (!table_take(&importing, preparation->work, error))
        return false;
    args->result = result_of(&importing);
    return true;
}

static bool import_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = json_incref(((const ImportArgs *) data)->result);
    return true;
}

static void import_clear(void *data)
{
    json_decref(((ImportArgs *) data)->result);
}

static const Command commands[] = {
    {.name = "roster.import",
        .method = "POST",
        .path = "/units/{unit}/rosters/import",
        .permission = "roster.draft",
        .args = import_args,
        .args_size = sizeof(ImportArgs),
        .reply = import_reply,
        .prepare = import_prepare,
        .conclude = import_conclude,
        .raw_max = BYTES_MAX,
        .raw_offset = offsetof(ImportArgs, raw),
        .clear = import_clear,
        .help = "Understands a roster in an XLSX or CSV file; keeps nothing, answers assignments."},
    {0},
};

const Part roster_import_part = {.commands = commands};
