/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/standing.h"

#include "engine/field.h"
#include "unit/standing_row.h"

void standing_free(Standing *standing)
{
    if (standing == NULL)
        return;
    g_free(standing->unit);
    g_free(standing->leader);
    g_free(standing->leader_phone);
    g_free(standing->officer);
    g_free(standing->officer_phone);
    g_free(standing->presence);
    g_free(standing->away);
    g_free(standing);
}

Standing *standing_of_row(Statement *statement)
{
    Standing *standing = g_new0(Standing, 1);
    standing->unit = g_strdup(row_text(statement, 0));
    standing->leader = g_strdup(row_text(statement, 1));
    standing->leader_phone = g_strdup(row_text(statement, 2));
    standing->leader_since = row_int_or(statement, 3, FIELD_UNSET);
    standing->officer = g_strdup(row_text(statement, 4));
    standing->officer_phone = g_strdup(row_text(statement, 5));
    standing->officer_since = row_int_or(statement, 6, FIELD_UNSET);
    standing->officers = row_int(statement, 7);
    for (int level = 0; level < 5; level++)
        standing->open[level] = row_int(statement, 8 + level);
    standing->late_clocks = row_int(statement, 13);
    standing->last_at = row_int_or(statement, 14, FIELD_UNSET);
    standing->flags = row_int(statement, 15);
    standing->presence = g_strdup(row_text(statement, 16));
    standing->presence_since = row_int_or(statement, 17, FIELD_UNSET);
    standing->gaps = row_int_or(statement, 18, FIELD_UNSET);
    standing->next_gap_at = row_int_or(statement, 19, FIELD_UNSET);
    standing->roster_until = row_int_or(statement, 20, FIELD_UNSET);
    standing->filed_until = row_int_or(statement, 21, FIELD_UNSET);
    standing->handover_at = row_int_or(statement, 22, FIELD_UNSET);
    standing->away = g_strdup(row_text(statement, 23));
    standing->filing_due_at = row_int_or(statement, 24, FIELD_UNSET);
    standing->handovers_late = row_int_or(statement, 25, 0);
    return standing;
}

Standing *standing_get(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "SELECT " STANDING_COLUMNS " FROM standing s WHERE s.unit = $unit", error);
    if (statement == NULL)
        return NULL;
    bind_text(statement, "unit", unit);
    StoreStep step = statement_step(statement, error);
    if (step == STORE_ROW)
        return standing_of_row(statement);
    if (step == STORE_DONE)
        fail_as(error, FAIL_NOT_FOUND, "no_such_unit", "there is no unit %s", unit);
    return NULL;
}

bool standing_count(
    Db *db, const char *unit, const StandingCounts *more, int64_t at, GError **error)
{
    g_autoptr(Statement) row = store_prepare(db,
        "UPDATE standing SET open_unknown = open_unknown + $open_unknown,"
        " open_1 = open_1 + $open_1, open_2 = open_2 + $open_2, open_3 = open_3 + $open_3,"
        " open_4 = open_4 + $open_4, late_clocks = late_clocks + $late, last_at = $at"
        " WHERE unit = $unit",
        error);

    if (row == NULL)
        return false;
    bind_int(row, "open_unknown", more->open[0]);
    bind_int(row, "open_1", more->open[1]);
    bind_int(row, "open_2", more->open[2]);
    bind_int(row, "open_3", more->open[3]);
    bind_int(row, "open_4", more->open[4]);
    bind_int(row, "late", more->late_clocks);
    bind_int(row, "at", at);
    bind_text(row, "unit", unit);
    return statement_post(row, -1, error);
}
