/* SPDX-License-Identifier: Apache-2.0 */
/* Posts, rosters and shifts as replies carry them. */
#include "roster/roster.h"

static const char *const roles[] = {"officer", "leader", NULL};
static const char *const states[] = {
    ROSTER_DRAFT, ROSTER_PUBLISHED, ROSTER_WITHDRAWN, ROSTER_DISCARDED, NULL};
static const char *const kinds[] = {"workday", "rest", "holiday", NULL};
static const char *const ways[] = {
    HOW_GENERATED, HOW_ASSIGNED, HOW_SWAPPED, HOW_SUBSTITUTE, HOW_IMPORTED, NULL};

const Field duty_post_fields[] = {
    FIELD(DutyPost, post, FIELD_WORD, .required = true),
    FIELD(DutyPost, name, FIELD_TEXT, .required = true),
    FIELD(DutyPost, role, FIELD_WORD, .required = true, .choices = roles),
    FIELD(DutyPost, pattern, FIELD_WORD, .required = true),
    FIELD(DutyPost, engagements, FIELD_WORDS, .required = true, .help = "Who may stand it."),
    FIELD_END,
};

const Field roster_fields[] = {
    FIELD(Roster, unit, FIELD_WORD, .required = true),
    FIELD(Roster, id, FIELD_WORD, .required = true),
    FIELD(Roster, title, FIELD_TEXT, .required = true),
    FIELD(Roster, from_day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD."),
    FIELD(Roster, to_day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD, included."),
    FIELD(Roster, from_at, FIELD_TIME, .required = true),
    FIELD(Roster, until_at, FIELD_TIME, .required = true),
    FIELD(Roster, state, FIELD_WORD, .required = true, .choices = states),
    FIELD(Roster, drafted_at, FIELD_TIME, .required = true),
    FIELD(Roster, drafted_by, FIELD_WORD, .required = true),
    FIELD(Roster, published_at, FIELD_TIME),
    FIELD(Roster, published_by, FIELD_WORD),
    FIELD(Roster, filed_at, FIELD_TIME, .help = "When it was filed to the unit above."),
    FIELD(Roster, version, FIELD_INT, .required = true),
    FIELD_END,
};

typedef struct ShiftShown {
    char *id;
    char *roster;
    char *post;
    char *post_name;
    char *role;
    char *name;
    char *day;
    char *day_kind;
    int64_t begins_at;
    int64_t ends_at;
    char *person;
    char *rostered;
    char *how;
    bool live;
} ShiftShown;

const Field shift_fields[] = {
    FIELD(ShiftShown, id, FIELD_WORD, .required = true),
    FIELD(ShiftShown, roster, FIELD_WORD, .required = true),
    FIELD(ShiftShown, post, FIELD_WORD, .required = true),
    FIELD(ShiftShown, post_name, FIELD_TEXT, .required = true),
    FIELD(ShiftShown, role, FIELD_WORD, .required = true, .choices = roles),
    FIELD(ShiftShown, name, FIELD_WORD, .required = true, .help = "In the pattern."),
    FIELD(ShiftShown, day, FIELD_WORD, .required = true, .help = "On which it begins."),
    FIELD(ShiftShown, day_kind, FIELD_WORD, .required = true, .choices = kinds),
    FIELD(ShiftShown, begins_at, FIELD_TIME, .required = true),
    FIELD(ShiftShown, ends_at, FIELD_TIME, .required = true, .help = "Not included."),
    FIELD(ShiftShown, person, FIELD_WORD, .help = "Absent: nobody."),
    FIELD(ShiftShown, rostered, FIELD_WORD, .help = "Whose turn it was; a swap leaves it."),
    FIELD(ShiftShown, how, FIELD_WORD, .required = true, .choices = ways),
    FIELD(ShiftShown, live, FIELD_BOOL, .required = true),
    FIELD_END,
};

json_t *duty_posts_json(const GPtrArray *posts)
{
    json_t *items = json_array();

    for (guint i = 0; i < posts->len; i++)
        json_array_append_new(items, fields_write(duty_post_fields, FIELD_HTTP, posts->pdata[i]));
    return items;
}

json_t *shift_json(const Shift *shift)
{
    const ShiftShown shown = {.id = shift->id,
        .roster = shift->roster,
        .post = shift->post,
        .post_name = shift->post_name,
        .role = shift->role,
        .name = shift->name,
        .day = shift->day,
        .day_kind = (char *) day_kind_word(shift->kind),
        .begins_at = shift->begins_at,
        .ends_at = shift->ends_at,
        .person = shift->person,
        .rostered = shift->rostered,
        .how = shift->how,
        .live = shift->live};

    return fields_write(shift_fields, FIELD_HTTP, &shown);
}

json_t *shifts_json(const GPtrArray *shifts)
{
    json_t *items = json_array();

    for (guint i = 0; i < shifts->len; i++)
        json_array_append_new(items, shift_json(shifts->pdata[i]));
    return items;
}

json_t *roster_json(const Roster *roster)
{
    return fields_write(roster_fields, FIELD_HTTP, roster);
}
