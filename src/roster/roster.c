/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/roster.h"

void duty_post_free(DutyPost *post)
{
    if (post == NULL)
        return;
    g_free(post->post);
    g_free(post->name);
    g_free(post->role);
    g_free(post->pattern);
    g_strfreev(post->engagements);
    g_free(post);
}

void roster_free(Roster *roster)
{
    if (roster == NULL)
        return;
    g_free(roster->unit);
    g_free(roster->id);
    g_free(roster->title);
    g_free(roster->from_day);
    g_free(roster->to_day);
    g_free(roster->state);
    g_free(roster->drafted_by);
    g_free(roster->published_by);
    g_free(roster);
}

void shift_free(Shift *shift)
{
    if (shift == NULL)
        return;
    g_free(shift->unit);
    g_free(shift->id);
    g_free(shift->roster);
    g_free(shift->post);
    g_free(shift->post_name);
    g_free(shift->role);
    g_free(shift->name);
    g_free(shift->day);
    g_free(shift->person);
    g_free(shift->rostered);
    g_free(shift->how);
    g_free(shift);
}

static void post_destroy(void *post)
{
    duty_post_free(post);
}

static void shift_destroy(void *shift)
{
    shift_free(shift);
}

/* ---- posts ---- */

static void *post_of_row(Statement *row)
{
    DutyPost *post = g_new0(DutyPost, 1);

    post->post = g_strdup(row_text(row, 0));
    post->name = g_strdup(row_text(row, 1));
    post->role = g_strdup(row_text(row, 2));
    post->pattern = g_strdup(row_text(row, 3));
    post->engagements = g_strsplit(row_text(row, 4), ",", -1);
    post->place = row_int(row, 5);
    post->since = row_int(row, 6);
    return post;
}

GPtrArray *duty_posts(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT post, name, role, pattern, engagements, place, since FROM duty_post"
        " WHERE unit = $unit AND kept = 1 ORDER BY place, post",
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    return statement_rows(rows, post_of_row, post_destroy, error);
}

/* ---- rosters ---- */

static void *roster_of_row(Statement *row)
{
    Roster *roster = g_new0(Roster, 1);

    roster->unit = g_strdup(row_text(row, 0));
    roster->id = g_strdup(row_text(row, 1));
    roster->title = g_strdup(row_text(row, 2));
    roster->from_day = g_strdup(row_text(row, 3));
    roster->to_day = g_strdup(row_text(row, 4));
    roster->from_at = row_int(row, 5);
    roster->until_at = row_int(row, 6);
    roster->state = g_strdup(row_text(row, 7));
    roster->drafted_at = row_int(row, 8);
    roster->drafted_by = g_strdup(row_text(row, 9));
    roster->published_at = row_int_or(row, 10, FIELD_UNSET);
    roster->published_by = g_strdup(row_text(row, 11));
    roster->filed_at = row_int_or(row, 12, FIELD_UNSET);
    roster->version = row_int(row, 13);
    return roster;
}

Roster *roster_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db,
        "SELECT unit, id, title, from_day, to_day, from_at, until_at, state, drafted_at,"
        " drafted_by, published_at, published_by, filed_at, version FROM roster"
        " WHERE unit = $unit AND id = $id",
        id, error);

    return statement_one(row, roster_of_row, "no_such_roster", "roster", error);
}

/* ---- shifts ---- */

#define SHIFT_COLUMNS                                                                              \
    "SELECT s.unit, s.id, s.roster, s.post, d.name, d.role, s.name, s.day, s.day_kind,"            \
    " s.begins_at, s.ends_at, s.person, s.rostered, s.how, s.live FROM shift s"                    \
    " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post WHERE s.unit = $unit"
#define SHIFT_ORDER " ORDER BY s.begins_at, d.place, s.post, s.id"

static void *shift_of_row(Statement *row)
{
    Shift *shift = g_new0(Shift, 1);
    char **const texts[] = {&shift->unit, &shift->id, &shift->roster, &shift->post,
        &shift->post_name, &shift->role, &shift->name, &shift->day};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup(row_text(row, (int) i));
    day_kind_read(row_text(row, 8), &shift->kind, NULL);
    shift->begins_at = row_int(row, 9);
    shift->ends_at = row_int(row, 10);
    shift->person = g_strdup(row_text(row, 11));
    shift->rostered = g_strdup(row_text(row, 12));
    shift->how = g_strdup(row_text(row, 13));
    shift->live = row_int(row, 14) != 0;
    return shift;
}

Shift *shift_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, SHIFT_COLUMNS " AND s.id = $id", id, error);

    return statement_one(row, shift_of_row, "no_such_shift", "shift", error);
}

GPtrArray *roster_shifts(Db *db, const char *roster, GError **error)
{
    g_autoptr(Statement) rows =
        store_prepare_id(db, SHIFT_COLUMNS " AND s.roster = $id" SHIFT_ORDER, roster, error);

    return statement_rows(rows, shift_of_row, shift_destroy, error);
}

GPtrArray *shifts_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare_span(db,
        SHIFT_COLUMNS " AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from" SHIFT_ORDER,
        unit, from, until, error);

    return statement_rows(rows, shift_of_row, shift_destroy, error);
}
