/* SPDX-License-Identifier: Apache-2.0 */
#include "handover/handover_private.h"

#include "engine/field_row.h"

static const Field party_fields[] = {
    FIELD(Party, person, FIELD_WORD),
    FIELD(Party, side, FIELD_WORD),
    FIELD(Party, signed_at, FIELD_TIME),
    FIELD_END,
};

static FIELDS_FREE(Party, party, party_fields)

void parties_clear(Parties *parties)
{
    g_clear_pointer(&parties->named, g_ptr_array_unref);
    g_clear_pointer(&parties->state, g_free);
}

bool parties_load(Db *db, const char *id, Parties *out, GError **error)
{
    g_autoptr(Statement) state = store_prepare_id(
        db, "SELECT state FROM handover WHERE unit = $unit AND id = $id", id, error);
    g_autoptr(Statement) rows = NULL;

    out->state = statement_one(state, row_first_text, "not_found", "handover", error);
    if (out->state == NULL)
        return false;
    rows = store_prepare_id(db,
        "SELECT person, side, signed_at FROM handover_person"
        " WHERE unit = $unit AND handover = $id ORDER BY person",
        id, error);
    out->named = fields_rows(party_fields, sizeof(Party), (GDestroyNotify) party_free, rows, error);
    return out->named != NULL;
}

static bool has_signed(const Party *party)
{
    return party->signed_at != FIELD_UNSET;
}

static bool is_of(const Party *party, const char *side)
{
    return g_strcmp0(party->side, side) == 0;
}

bool parties_name(const Parties *parties, const char *side, const char *person)
{
    for (guint i = 0; i < parties->named->len; i++) {
        const Party *party = parties->named->pdata[i];
        if (is_of(party, side) && g_strcmp0(party->person, person) == 0)
            return true;
    }
    return false;
}

bool parties_signed(const Parties *parties, const char *side)
{
    for (guint i = 0; i < parties->named->len; i++)
        if (is_of(parties->named->pdata[i], side) && has_signed(parties->named->pdata[i]))
            return true;
    return false;
}

bool parties_has_signed(const Parties *parties, const char *person)
{
    for (guint i = 0; i < parties->named->len; i++) {
        const Party *party = parties->named->pdata[i];
        if (has_signed(party) && g_strcmp0(party->person, person) == 0)
            return true;
    }
    return false;
}

bool parties_lack(const Parties *parties, const char *side, const char *person)
{
    for (guint i = 0; i < parties->named->len; i++) {
        const Party *party = parties->named->pdata[i];
        if (is_of(party, side) && !has_signed(party) && g_strcmp0(party->person, person) != 0)
            return true;
    }
    return false;
}

bool handover_take(
    Decision *decision, const char *id, const char *wanted, Parties *out, GError **error)
{
    if (!parties_load(decision_db(decision), id, out, error))
        return false;
    if (strcmp(out->state, wanted) == 0)
        return true;
    if (strcmp(out->state, "open") == 0)
        return fail_as(error, FAIL_CONFLICT, "handover_open", "the handover is still open");
    return fail_as(error, FAIL_CONFLICT, "sealed", "the handover is %s", out->state);
}
