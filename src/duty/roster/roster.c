/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/roster/roster.h"

#include "base/text.h"

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

GPtrArray *duty_posts(Db *db, const char *unit, GError **error)
{
    g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func(post_destroy);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT post, name, role, pattern, engagements, place, since FROM duty_post"
        " WHERE unit = $unit AND kept = 1 ORDER BY place, post",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        DutyPost *post = g_new0(DutyPost, 1);

        post->post = g_strdup(row_text(rows, 0));
        post->name = g_strdup(row_text(rows, 1));
        post->role = g_strdup(row_text(rows, 2));
        post->pattern = g_strdup(row_text(rows, 3));
        post->engagements = g_strsplit(row_text(rows, 4), ",", -1);
        post->place = row_int(rows, 5);
        post->since = row_int(rows, 6);
        g_ptr_array_add(posts, post);
    }
    return step == STORE_DONE ? g_steal_pointer(&posts) : NULL;
}

bool duty_is_kept(Db *db, const char *unit)
{
    g_autoptr(Statement) row =
        store_prepare(db, "SELECT 1 FROM duty_post WHERE unit = $unit AND kept = 1 LIMIT 1", NULL);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    return statement_step(row, NULL) == STORE_ROW;
}

/* ---- rosters ---- */

static int64_t int_or_unset(Statement *row, int column)
{
    return row_is_null(row, column) ? FIELD_UNSET : row_int(row, column);
}

Roster *roster_get(Db *db, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT unit, id, title, from_day, to_day, from_at, until_at, state, drafted_at,"
        " drafted_by, published_at, published_by, filed_at, version FROM roster"
        " WHERE unit = $unit AND id = $id",
        error);
    Roster *roster = NULL;
    StoreStep step = STORE_FAILED;

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit == NULL ? "" : unit);
    bind_text(row, "id", id);
    step = statement_step(row, error);
    if (step == STORE_DONE)
        fail_as(error, FAIL_NOT_FOUND, "no_such_roster", "there is no such roster");
    if (step != STORE_ROW)
        return NULL;
    roster = g_new0(Roster, 1);
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
    roster->published_at = int_or_unset(row, 10);
    roster->published_by = g_strdup(row_text(row, 11));
    roster->filed_at = int_or_unset(row, 12);
    roster->version = row_int(row, 13);
    return roster;
}

/* ---- shifts ---- */

#define SHIFT_COLUMNS                                                                              \
    "SELECT s.unit, s.id, s.roster, s.post, d.name, d.role, s.name, s.day, s.day_kind,"            \
    " s.begins_at, s.ends_at, s.person, s.rostered, s.how, s.live FROM shift s"                    \
    " JOIN duty_post d ON d.unit = s.unit AND d.post = s.post WHERE s.unit = $unit"
#define SHIFT_ORDER " ORDER BY s.begins_at, d.place, s.post, s.id"

static Shift *shift_of_row(Statement *row)
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

static GPtrArray *shifts_of_rows(Statement *rows, GError **error)
{
    g_autoptr(GPtrArray) shifts = g_ptr_array_new_with_free_func(shift_destroy);
    StoreStep step = STORE_FAILED;

    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_ptr_array_add(shifts, shift_of_row(rows));
    return step == STORE_DONE ? g_steal_pointer(&shifts) : NULL;
}

Shift *shift_get(Db *db, const char *id, GError **error)
{
    g_autofree char *unit = text_unit_of(id);
    g_autoptr(Statement) row = store_prepare(db, SHIFT_COLUMNS " AND s.id = $id", error);
    StoreStep step = STORE_FAILED;

    if (row == NULL)
        return NULL;
    bind_text(row, "unit", unit == NULL ? "" : unit);
    bind_text(row, "id", id);
    step = statement_step(row, error);
    if (step == STORE_DONE)
        fail_as(error, FAIL_NOT_FOUND, "no_such_shift", "there is no such shift");
    return step == STORE_ROW ? shift_of_row(row) : NULL;
}

GPtrArray *roster_shifts(Db *db, const char *roster, GError **error)
{
    g_autofree char *unit = text_unit_of(roster);
    g_autoptr(Statement) rows =
        store_prepare(db, SHIFT_COLUMNS " AND s.roster = $roster" SHIFT_ORDER, error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit == NULL ? "" : unit);
    bind_text(rows, "roster", roster);
    return shifts_of_rows(rows, error);
}

GPtrArray *shifts_live(Db *db, const char *unit, int64_t from, int64_t until, GError **error)
{
    g_autoptr(Statement) rows = store_prepare(db,
        SHIFT_COLUMNS " AND s.live = 1 AND s.begins_at < $until AND s.ends_at > $from" SHIFT_ORDER,
        error);

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    bind_int(rows, "from", from);
    bind_int(rows, "until", until);
    return shifts_of_rows(rows, error);
}
