/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of matters have in common when they are written. */
#include "base/json.h"
#include "matter/matter_private.h"

#define JSON_ROOM 512

/* What comes out of an event is canonical already. */
void bind_json(Statement *statement, const char *name, const json_t *value)
{
    g_autoptr(GString) text = value == NULL ? NULL : g_string_sized_new(JSON_ROOM);
    bool whole = value != NULL && json_write_canonical(value, text, NULL);

    bind_text(statement, name, whole ? text->str : NULL);
}

bool due_write(
    Db *db, const char *unit, const char *chore, const char *subject, int64_t at, GError **error)
{
    g_autoptr(Statement) row =
        at == FIELD_UNSET
            ? store_prepare(db,
                  "DELETE FROM due WHERE unit = $unit AND chore = $chore AND subject = $subject",
                  error)
            : store_prepare(db,
                  "INSERT INTO due (unit, chore, subject, at) VALUES ($unit, $chore, $subject, $at)"
                  " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at",
                  error);

    if (row == NULL)
        return false;
    bind_text(row, "unit", unit);
    bind_text(row, "chore", chore);
    bind_text(row, "subject", subject);
    if (at != FIELD_UNSET)
        bind_int(row, "at", at);
    return statement_post(row, -1, error);
}
