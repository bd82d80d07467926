/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/show.h"

#include "base/json.h"
#include "unit/person.h"
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
    char *post, *post_name;
    int64_t begins_at;
    char *next_post, *next_name;
    int64_t next_at;
    char **people, **names;
} RelaxShown;

const Field relax_fields[] = {
    FIELD(RelaxShown, rule, FIELD_WORD, .required = true),
    FIELD(RelaxShown, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(RelaxShown, post, FIELD_WORD, .required = true),
    FIELD(RelaxShown, post_name, FIELD_TEXT),
    FIELD(RelaxShown, begins_at, FIELD_TIME, .required = true, .help = "Of the shift."),
    FIELD(RelaxShown, next_post, FIELD_WORD, .help = "Of rest: the shift that begins too soon."),
    FIELD(RelaxShown, next_name, FIELD_TEXT),
    FIELD(RelaxShown, next_at, FIELD_TIME),
    FIELD(RelaxShown, people, FIELD_WORDS, .required = true,
        .help = "For whom; of a shift left open: who could stand it were they not away."),
    FIELD(RelaxShown, names, FIELD_WORDS, .required = true, .help = "Theirs."),
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
        .help = "Each rule that could not be kept when it was generated, for whom and when."),
    FIELD_END,
};

static char *post_name_of(const GPtrArray *posts, const char *name)
{
    for (guint i = 0; i < posts->len; i++) {
        const DutyPost *post = posts->pdata[i];
        if (g_strcmp0(post->post, name) == 0)
            return post->name;
    }
    return NULL;
}

static json_t *relax_one(Db *db, const DutyRules *rules, const GPtrArray *posts, const json_t *one)
{
    const json_t *people = json_object_get(one, "people"), *person = NULL;
    const json_t *rule = duty_rules_rule(rules, json_text(one, "rule"));
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    size_t i = 0;

    json_array_foreach (people, i, person) {
        char *name = person_name(db, json_string_value(person));
        g_ptr_array_add(ids, (char *) json_string_value(person));
        g_ptr_array_add(names, name != NULL ? name : g_strdup(json_string_value(person)));
    }
    g_ptr_array_add(ids, NULL);
    g_ptr_array_add(names, NULL);
    const RelaxShown shown = {.rule = (char *) json_text(one, "rule"),
        .label = json_object_get(rule, "label"),
        .post = (char *) json_text(one, "post"),
        .post_name = post_name_of(posts, json_text(one, "post")),
        .begins_at = json_number(one, "begins_at", 0),
        .next_post = (char *) json_text(one, "next_post"),
        .next_name = post_name_of(posts, json_text(one, "next_post")),
        .next_at = json_number(one, "next_at", FIELD_UNSET),
        .people = (char **) ids->pdata,
        .names = (char **) names->pdata};
    return fields_write(relax_fields, FIELD_HTTP, &shown);
}

json_t *relax_json(Engine *engine, Db *db, const char *unit, const json_t *relax, GError **error)
{
    const DutyRules *rules = engine_service(engine, SERVICE_DUTY_RULES);
    g_autoptr(GPtrArray) posts = duty_posts(db, unit, error);
    json_t *shown = posts == NULL ? NULL : json_array();
    const json_t *one = NULL;
    size_t i = 0;

    if (shown != NULL)
        json_array_foreach (relax, i, one)
            json_array_append_new(shown, relax_one(db, rules, posts, one));
    return shown;
}

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
    bool may = false, is_below = false;

    if (!asking_may(asking, "roster.read", unit, &may, error) || may)
        return may;
    if (actor->unit != NULL && !unit_is_below(asking->db, unit, actor->unit, &is_below, error))
        return false;
    if (is_below && !asking_may(asking, "board.read", actor->unit, &may, error))
        return false;
    return may || guard->permits(guard->self, asking->db, actor, "roster.read", unit, error);
}
