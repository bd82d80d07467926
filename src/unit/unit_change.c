/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit_change.h"

#include "base/text.h"
#include "engine/engine.h"
#include "unit/division.h"
#include "unit/phone.h"
#include "unit/profile.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"

static const char *const levels[] = {
    "nation", "province", "city", "county", "township", "village", "bureau", NULL};

#define UNIT_NAME_MAX 60

static const Field registered_fields[] = {
    FIELD(UnitBody, digest, FIELD_WORD, .required = true, .help = "Digest of this unit's chain."),
    FIELD(UnitBody, name, FIELD_TEXT, .plain = true, .required = true),
    FIELD(UnitBody, short_name, FIELD_TEXT, .plain = true),
    FIELD(UnitBody, initials, FIELD_WORD, .help = "Pinyin initials of the name."),
    FIELD(UnitBody, division, FIELD_WORD),
    FIELD(UnitBody, level, FIELD_WORD, .required = true),
    FIELD(UnitBody, parent, FIELD_WORD),
    FIELD(UnitBody, functions, FIELD_WORDS),
    FIELD(UnitBody, duty_phone, FIELD_TEXT, .plain = true),
    FIELD(UnitBody, profile, FIELD_WORD),
    FIELD(UnitBody, valid_from, FIELD_TIME, .required = true),
    FIELD_END,
};

static const Field changed_fields[] = {
    FIELD(UnitBody, name, FIELD_TEXT, .plain = true),
    FIELD(UnitBody, short_name, FIELD_TEXT, .plain = true),
    FIELD(UnitBody, initials, FIELD_WORD),
    FIELD(UnitBody, division, FIELD_WORD),
    FIELD(UnitBody, level, FIELD_WORD),
    FIELD(UnitBody, parent, FIELD_WORD),
    FIELD(UnitBody, functions, FIELD_WORDS),
    FIELD(UnitBody, duty_phone, FIELD_TEXT, .plain = true),
    FIELD(UnitBody, profile, FIELD_WORD),
    FIELD(UnitBody, valid_to, FIELD_TIME),
    FIELD_END,
};

const EventKind unit_events[] = {
    {"unit.registered", registered_fields, sizeof(UnitBody)},
    {"unit.changed", changed_fields, sizeof(UnitBody)},
    {0},
};

#define UNIT_ARGS                                                                                  \
    FIELD(                                                                                         \
        UnitArgs, short_name, FIELD_TEXT, .line = true, .max = 20, .help = "For narrow columns."), \
        FIELD(UnitArgs, division, FIELD_WORD, .max = 12,                                           \
            .help = "Division code of 2, 4, 6, 9 or 12 digits; absent for a virtual unit."),       \
        FIELD(UnitArgs, functions, FIELD_WORDS, .max = 16,                                         \
            .help = "What it does: government_duty, party_duty, emergency, health, town, …"),      \
        FIELD(UnitArgs, duty_phone, FIELD_TEXT, .line = true, .max = 40,                           \
            .help = "Of the duty room."),                                                          \
        FIELD(UnitArgs, profile, FIELD_WORD, .max = 40,                                            \
            .help = "Name of its rule profile; absent for that of the unit above.")

const Field unit_register_args[] = {
    FIELD(UnitArgs, code, FIELD_WORD, .required = true, .max = 24,
        .help = "Its code, [0-9A-Z]{2,24}, never used again."),
    FIELD(UnitArgs, name, FIELD_TEXT, .line = true, .required = true, .max = UNIT_NAME_MAX),
    FIELD(UnitArgs, level, FIELD_WORD, .required = true, .choices = levels),
    FIELD(UnitArgs, parent, FIELD_WORD, .max = 24, .help = "Code of the unit above."),
    UNIT_ARGS,
    FIELD_END,
};

static const Field change_args[] = {
    FIELD(UnitArgs, unit, FIELD_WORD, .required = true),
    FIELD(UnitArgs, name, FIELD_TEXT, .line = true, .min = 1, .max = UNIT_NAME_MAX),
    FIELD(UnitArgs, level, FIELD_WORD, .choices = levels),
    UNIT_ARGS,
    FIELD(UnitArgs, valid_to, FIELD_TIME, .help = "When it was closed."),
    FIELD_END,
};

typedef struct UnitReply {
    char *code;
    char *name;
} UnitReply;

static const Field reply_fields[] = {
    FIELD(UnitReply, code, FIELD_WORD, .required = true),
    FIELD(UnitReply, name, FIELD_TEXT, .required = true),
    FIELD_END,
};

static bool words_are_plain(char *const *words)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        const char *word = words[i];
        if (*word == '\0' || strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(word))
            return false;
    }
    return true;
}

/* Checks what is the same for a new and a changed unit and fills the body; the texts of `args`
 * are borrowed by the body but for those made here, which `made` frees. */
static bool body_fill(const UnitArgs *args, UnitBody *body, GPtrArray *made, GError **error)
{
    bool right = true;
    *body = (UnitBody){.name = args->name,
        .short_name = args->short_name,
        .level = args->level,
        .functions = args->functions,
        .duty_phone = args->duty_phone,
        .division = args->division,
        .profile = args->profile,
        .valid_from = FIELD_UNSET,
        .valid_to = FIELD_UNSET};
    if (args->name != NULL) {
        body->initials = text_initials(args->name);
        g_ptr_array_add(made, body->initials);
    }
    if (args->duty_phone != NULL && *args->duty_phone != '\0') {
        body->duty_phone = phone_normal(args->duty_phone, NULL);
        g_ptr_array_add(made, body->duty_phone);
        right = body->duty_phone != NULL || fail_field(error, "duty_phone", "not_a_phone");
    }
    if (args->division != NULL && *args->division != '\0') {
        body->division = division_short(args->division);
        g_ptr_array_add(made, body->division);
        if (body->division == NULL)
            right = fail_field(error, "division", "not_a_division");
    }
    if (!words_are_plain(args->functions))
        right = fail_field(error, "functions", "not_a_word");
    return right;
}

/* A profile that no rule belongs to would leave the unit without its local limits, in silence. */
static bool profile_check(Decision *decision, const char *profile, GError **error)
{
    const Profiles *profiles = engine_service(decision_engine(decision), SERVICE_PROFILES);
    bool known = profile == NULL || *profile == '\0' || profiles == NULL ||
                 profiles->has(profiles->rules, profile);
    return known || fail_field(error, "profile", "no_such_profile");
}

/* A slip in the first digits would put the unit into a city that is not. `division` is short. */
static bool division_check(Decision *decision, const char *division, GError **error)
{
    const Profiles *profiles = engine_service(decision_engine(decision), SERVICE_PROFILES);
    bool known = division == NULL || *division == '\0' || profiles == NULL ||
                 profiles->has_division == NULL ||
                 profiles->has_division(profiles->rules, division);
    return known || fail_field(error, "division", "no_such_division");
}

static bool parent_check(Decision *decision, const char *parent, GError **error)
{
    if (parent == NULL)
        return true;
    g_autoptr(Unit) unit = NULL, none = NULL;
    if (!unit_and_parent(decision_db(decision), parent, &unit, &none, error))
        return false;
    if (unit == NULL)
        return fail_field(error, "parent", "no_such_unit");
    return unit->valid_to == FIELD_UNSET || fail_field(error, "parent", "closed");
}

bool unit_register(Decision *decision, const UnitArgs *args, GError **error)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    UnitBody body;
    bool right = text_is_code(args->code) || fail_field(error, "code", "not_a_code");
    right &= parent_check(decision, args->parent, error);
    right &= profile_check(decision, args->profile, error);
    right &= body_fill(args, &body, made, error);
    right &= division_check(decision, body.division, error);
    if (!right)
        return false;
    bool is_there = false;
    if (!unit_exists(decision_db(decision), args->code, &is_there, error))
        return false;
    if (is_there)
        return fail_as(error, FAIL_CONFLICT, "unit_exists", "unit %s exists already", args->code);
    body.digest = (char *) digest_name(DIGEST_SM3);
    body.parent = args->parent;
    body.valid_from = decision_now(decision);
    return decision_emit(decision, "unit.registered", args->code, &body, error);
}

static bool register_decide(Decision *decision, const void *args, GError **error)
{
    return unit_register(decision, args, error);
}

static char *register_unit_of(Engine *engine, Db *db, const void *args, GError **error)
{
    const UnitArgs *unit = args;
    if (text_is_code(unit->code))
        return g_strdup(unit->code);
    fail_field(error, "code", "not_a_code");
    return NULL;
}

static char *register_asks_unit(Engine *engine, Db *db, const void *args, GError **error)
{
    const UnitArgs *unit = args;
    bool is_there = false;
    if (!unit_exists(db, unit->parent, &is_there, error))
        return NULL;
    if (is_there)
        return g_strdup(unit->parent);
    /* Only the system makes a unit without one above: it is never asked. */
    fail_field(error, "parent", unit->parent == NULL ? "required" : "no_such_unit");
    return NULL;
}

static bool register_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const UnitArgs *unit = args;
    *out_reply = json_pack("{s:s, s:s}", "code", unit->code, "name", unit->name);
    return true;
}

static bool change_decide(Decision *decision, const void *args, GError **error)
{
    const UnitArgs *change = args;
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Unit) unit = unit_get(decision_db(decision), change->unit, error);
    UnitBody body;
    if (unit == NULL)
        return false;
    bool right = profile_check(decision, change->profile, error);
    right &= body_fill(change, &body, made, error);
    right &= division_check(decision, body.division, error);
    if (change->valid_to != FIELD_UNSET && change->valid_to < unit->valid_from)
        right = fail_field(error, "valid_to", "before_begin");
    if (!right)
        return false;
    body.valid_to = change->valid_to;
    return decision_emit(decision, "unit.changed", unit->code, &body, error);
}

static bool change_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const UnitArgs *change = args;
    g_autofree char *name = unit_name(decision_db(decision), change->unit);
    *out_reply = json_pack("{s:s, s:s}", "code", change->unit, "name", name);
    return true;
}

const Command unit_commands[] = {
    {.name = "unit.register",
        .method = "POST",
        .path = "/units",
        .permission = "unit.manage",
        .status = 201,
        .args = unit_register_args,
        .args_size = sizeof(UnitArgs),
        .reply = reply_fields,
        .unit_of = register_unit_of,
        .asks_unit = register_asks_unit,
        .decide = register_decide,
        .conclude = register_conclude,
        .help = "Registers a unit below another."},
    {.name = "unit.change",
        .method = "PATCH",
        .path = "/units/{unit}",
        .permission = "unit.manage",
        .args = change_args,
        .args_size = sizeof(UnitArgs),
        .reply = reply_fields,
        .decide = change_decide,
        .conclude = change_conclude,
        .help = "Changes a unit; members left out stay as they are."},
    {0},
};

static char *functions_text(const json_t *body)
{
    const json_t *list = json_object_get(body, "functions");
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < json_array_size(list); i++)
        g_string_append_printf(
            text, "%s%s", i == 0 ? "" : ",", json_string_value(json_array_get(list, i)));
    return list == NULL ? NULL : g_strdup(text->str);
}

static const char *text_of(const json_t *body, const char *name, const char *absent)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text == NULL ? absent : text;
}

static bool standing_begin(Db *db, const Event *event, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "INSERT INTO standing (unit, officers, open_1, open_2, open_3, open_4, open_unknown,"
        " late_clocks) VALUES ($unit, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (unit) DO NOTHING",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", event->unit);
    return statement_run(statement, error);
}

/* A half-upgraded database of an earlier program let a unit that it had lost sight of be registered
 * again, by anybody: what was said first holds. */
static bool registered_apply(Db *db, const Event *event, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "INSERT INTO unit (unit, name, short_name, initials, division, level, parent, functions,"
        " duty_phone, profile, valid_from) VALUES ($unit, $name, $short_name, $initials,"
        " $division, $level, $parent, $functions, $duty_phone, $profile, $valid_from)"
        " ON CONFLICT (unit) DO NOTHING",
        error);
    if (statement == NULL)
        return false;
    g_autofree char *functions = functions_text(event->body);
    bind_text(statement, "unit", event->unit);
    bind_text(statement, "name", text_of(event->body, "name", ""));
    bind_text(statement, "short_name", text_of(event->body, "short_name", ""));
    bind_text(statement, "initials", text_of(event->body, "initials", ""));
    bind_text(statement, "division", text_of(event->body, "division", ""));
    bind_text(statement, "level", text_of(event->body, "level", ""));
    bind_text(statement, "parent", text_of(event->body, "parent", NULL));
    bind_text(statement, "functions", functions == NULL ? "" : functions);
    bind_text(statement, "duty_phone", text_of(event->body, "duty_phone", NULL));
    bind_text(statement, "profile", text_of(event->body, "profile", ""));
    bind_int(
        statement, "valid_from", json_integer_value(json_object_get(event->body, "valid_from")));
    return statement_run(statement, error) && standing_begin(db, event, error);
}

static bool changed_apply(Db *db, const Event *event, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "UPDATE unit SET name = COALESCE($name, name),"
        " short_name = COALESCE($short_name, short_name),"
        " initials = COALESCE($initials, initials), division = COALESCE($division, division),"
        " level = COALESCE($level, level), parent = COALESCE($parent, parent),"
        " functions = COALESCE($functions, functions),"
        " duty_phone = COALESCE($duty_phone, duty_phone), profile = COALESCE($profile, profile),"
        " valid_to = COALESCE($valid_to, valid_to) WHERE unit = $unit",
        error);
    if (statement == NULL)
        return false;
    static const char *const texts[] = {
        "name", "short_name", "initials", "division", "level", "parent", "duty_phone", "profile"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        bind_text(statement, texts[i], text_of(event->body, texts[i], NULL));
    g_autofree char *functions = functions_text(event->body);
    bind_text(statement, "functions", functions);
    const json_t *valid_to = json_object_get(event->body, "valid_to");
    if (json_is_integer(valid_to))
        bind_int(statement, "valid_to", json_integer_value(valid_to));
    bind_text(statement, "unit", event->unit);
    return statement_run(statement, error);
}

const Projection unit_projections[] = {
    {.event = "unit.registered", .apply = registered_apply},
    {.event = "unit.changed", .apply = changed_apply},
    {0},
};
