/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/roster/show.h"

#include "unit/unit.h"

static const char *const states[] = {
    ROSTER_DRAFT, ROSTER_PUBLISHED, ROSTER_WITHDRAWN, ROSTER_DISCARDED, NULL};

typedef struct RosterShown {
    char *unit;
    char *id;
    char *title;
    char *from_day, *to_day;
    int64_t from_at, until_at;
    char *state;
    int64_t drafted_at;
    char *drafted_by;
    int64_t published_at;
    char *published_by;
    int64_t filed_at;
    int64_t version;
    json_t *shifts;
    json_t *broken;
    json_t *relax;
} RosterShown;

typedef struct RelaxShown {
    char *rule;
    json_t *label;
    int64_t times;
} RelaxShown;

const Field relax_fields[] = {
    FIELD(RelaxShown, rule, FIELD_WORD, .required = true),
    FIELD(RelaxShown, label, FIELD_JSON, .required = true, .help = "{zh, en}."),
    FIELD(RelaxShown, times, FIELD_INT, .required = true, .help = "How often it had to bend."),
    FIELD_END,
};

const Field roster_shown[] = {
    FIELD(RosterShown, unit, FIELD_WORD, .required = true),
    FIELD(RosterShown, id, FIELD_WORD, .required = true),
    FIELD(RosterShown, title, FIELD_TEXT, .required = true),
    FIELD(RosterShown, from_day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD."),
    FIELD(RosterShown, to_day, FIELD_WORD, .required = true, .help = "YYYY-MM-DD, included."),
    FIELD(RosterShown, from_at, FIELD_TIME, .required = true),
    FIELD(RosterShown, until_at, FIELD_TIME, .required = true),
    FIELD(RosterShown, state, FIELD_WORD, .required = true, .choices = states),
    FIELD(RosterShown, drafted_at, FIELD_TIME, .required = true),
    FIELD(RosterShown, drafted_by, FIELD_WORD, .required = true),
    FIELD(RosterShown, published_at, FIELD_TIME),
    FIELD(RosterShown, published_by, FIELD_WORD),
    FIELD(RosterShown, filed_at, FIELD_TIME, .help = "When it was filed to the unit above."),
    FIELD(RosterShown, version, FIELD_INT, .required = true),
    FIELD(RosterShown, shifts, FIELD_JSON, .items = shift_fields),
    FIELD(RosterShown, broken, FIELD_JSON, .items = broken_fields, .help = "Rules it breaks."),
    FIELD(RosterShown, relax, FIELD_JSON, .items = relax_fields,
        .help = "Rules that could not all be kept when it was generated."),
    FIELD_END,
};

json_t *roster_show(Engine *engine, Db *db, const char *id, int64_t now, GError **error)
{
    g_autoptr(Roster) roster = roster_get(db, id, error);
    g_autoptr(RosterCase) of =
        roster == NULL ? NULL : roster_case_of(engine, db, roster, now, error);
    g_autoptr(GArray) broken = of == NULL ? NULL : roster_check(of);
    json_t *shown = NULL;

    if (of == NULL)
        return NULL;
    shown = roster_json(roster);
    json_object_set_new(shown, "shifts", shifts_json(of->shifts));
    json_object_set_new(shown, "broken", brokens_json(of->rules, broken));
    return shown;
}

/* A board shows who stands watch below; so may whoever reads it ask who should. */
bool roster_visible(const Asking *asking, const char *unit, GError **error)
{
    const Guard *guard = engine_guard(asking->engine);
    const Actor *actor = asking->actor;

    if (guard->permits(guard->self, asking->db, actor, "roster.read", unit, NULL))
        return true;
    if (actor->unit != NULL && unit_is_below(asking->db, unit, actor->unit) &&
        guard->permits(guard->self, asking->db, actor, "board.read", actor->unit, NULL))
        return true;
    return guard->permits(guard->self, asking->db, actor, "roster.read", unit, error);
}
