/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/person_change.h"

#include "base/text.h"
#include "engine/made.h"
#include "unit/account_change.h"
#include "unit/person.h"
#include "unit/phone.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch_change.h"

#define PERSON_NAME_MAX 40

static const char *const engagements[] = {
    "staff", "contract", "seconded", "guard", "volunteer", NULL};

static const Field registered_fields[] = {
    FIELD(PersonBody, name, FIELD_TEXT, .personal = true, .required = true),
    FIELD(PersonBody, initials, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, phone, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, post, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, engagement, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field changed_fields[] = {
    FIELD(PersonBody, name, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, initials, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, phone, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, post, FIELD_TEXT, .personal = true),
    FIELD(PersonBody, engagement, FIELD_WORD),
    FIELD_END,
};

static const Field left_fields[] = {FIELD_END};

const EventKind person_events[] = {
    {"person.registered", registered_fields, sizeof(PersonBody)},
    {"person.changed", changed_fields, sizeof(PersonBody)},
    {"person.left", left_fields, 0},
    {0},
};

#define PERSON_ARGS                                                                                \
    FIELD(PersonArgs, phone, FIELD_TEXT, .line = true, .personal = true, .max = 40),               \
        FIELD(                                                                                     \
            PersonArgs, post, FIELD_TEXT, .line = true, .max = 40, .help = "What they do there."), \
        FIELD(PersonArgs, engagement, FIELD_WORD, .choices = engagements,                          \
            .help = "How they belong to the unit; \"staff\" when absent.")

static const Field register_args[] = {
    FIELD(PersonArgs, unit, FIELD_WORD, .required = true),
    FIELD(PersonArgs, name, FIELD_TEXT, .line = true, .required = true, .personal = true,
        .max = PERSON_NAME_MAX),
    PERSON_ARGS,
    FIELD_END,
};

static const Field change_args[] = {
    FIELD(PersonArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD(PersonArgs, name, FIELD_TEXT, .line = true, .personal = true, .min = 1,
        .max = PERSON_NAME_MAX),
    PERSON_ARGS,
    FIELD_END,
};

static const Field leave_args[] = {
    FIELD(PersonArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static bool body_fill(const PersonArgs *args, PersonBody *body, GPtrArray *made, GError **error)
{
    *body = (PersonBody){.name = args->name,
        .phone = args->phone,
        .post = args->post,
        .engagement = args->engagement};
    if (args->name != NULL) {
        body->name = text_name(args->name);
        g_ptr_array_add(made, body->name);
        body->initials = text_initials(body->name);
        g_ptr_array_add(made, body->initials);
        if (*body->name == '\0')
            return fail_field(error, "name", "required");
    }
    if (args->phone == NULL || *args->phone == '\0')
        return true;
    body->phone = phone_normal(args->phone, NULL);
    g_ptr_array_add(made, body->phone);
    return body->phone != NULL || fail_field(error, "phone", "not_a_phone");
}

bool person_register(Decision *decision, const PersonArgs *args, char **out_id, GError **error)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *id = decision_next_id(decision);
    PersonBody body;
    if (!body_fill(args, &body, made, error))
        return false;
    if (body.engagement == NULL)
        body.engagement = (char *) "staff";
    if (!decision_emit(decision, "person.registered", NULL, &body, error))
        return false;
    *out_id = g_steal_pointer(&id);
    return true;
}

static bool register_decide(Decision *decision, const void *args, GError **error)
{
    const PersonArgs *person = args;
    g_autofree char *id = NULL;
    g_autoptr(Unit) unit = unit_get(decision_db(decision), person->unit, error);
    return unit != NULL && person_register(decision, person, &id, error);
}

static bool register_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);
    *out_reply = made_json(id);
    return true;
}

static bool change_decide(Decision *decision, const void *args, GError **error)
{
    const PersonArgs *change = args;
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Person) person = person_of_decision(decision, change->id, error);
    PersonBody body;
    if (person == NULL || !body_fill(change, &body, made, error))
        return false;
    return decision_emit(decision, "person.changed", change->id, &body, error);
}

static bool change_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    *out_reply = made_json(((const PersonArgs *) args)->id);
    return true;
}

/* Whoever leaves is on watch no more, signs in no more and holds nothing. */
static bool leave_decide(Decision *decision, const void *args, GError **error)
{
    const char *id = ((const PersonArgs *) args)->id;
    g_autoptr(Person) person = person_of_decision(decision, id, error);
    if (person == NULL || !watch_end_all(decision, id, error) ||
        !account_disable_all(decision, id, error))
        return false;
    g_auto(GStrv) roles = person_roles(decision_db(decision), id, error);
    if (roles == NULL)
        return false;
    for (char **role = roles; *role != NULL; role++)
        if (!role_revoke(decision, id, *role, error))
            return false;
    return decision_emit(decision, "person.left", id, NULL, error);
}

static bool leave_settle(Decision *decision, const void *args, GError **error)
{
    return sessions_sweep(decision, error);
}

const Command person_commands[] = {
    {.name = "person.register",
        .method = "POST",
        .path = "/units/{unit}/people",
        .permission = "person.manage",
        .status = 201,
        .begins = true,
        .args = register_args,
        .args_size = sizeof(PersonArgs),
        .reply = made_reply,
        .decide = register_decide,
        .conclude = register_conclude,
        .help = "Registers somebody who works at the unit."},
    {.name = "person.change",
        .method = "PATCH",
        .path = "/people/{id}",
        .permission = "person.manage",
        .args = change_args,
        .args_size = sizeof(PersonArgs),
        .reply = made_reply,
        .decide = change_decide,
        .conclude = change_conclude,
        .help = "Changes what is known of a person; members left out stay as they are."},
    {.name = "person.leave",
        .method = "DELETE",
        .path = "/people/{id}",
        .permission = "person.manage",
        .args = leave_args,
        .args_size = sizeof(PersonArgs),
        .decide = leave_decide,
        .settle = leave_settle,
        .help = "Records that a person has left: watches, roles and accounts end."},
    {0},
};

/* The board shows names and phones of who is on watch, so it follows a change of them. */
static bool changed_apply(Db *db, const Event *event, GError **error)
{
    static const char *const members[] = {"name", "initials", "phone", "post", "engagement"};
    g_autoptr(Statement) statement = store_prepare(db,
        "UPDATE person SET name = COALESCE($name, name), initials = COALESCE($initials, initials),"
        " phone = COALESCE($phone, phone), post = COALESCE($post, post),"
        " engagement = COALESCE($engagement, engagement) WHERE unit = $unit AND id = $id",
        error);
    if (statement == NULL)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        bind_text(
            statement, members[i], json_string_value(json_object_get(event->body, members[i])));
    bind_text(statement, "unit", event->unit);
    bind_text(statement, "id", event->subject);
    return statement_run(statement, error) && standing_follow_watch(db, event->unit, error);
}

const Projection person_projections[] = {
    {.event = "person.registered",
        .sql = "INSERT INTO person (unit, id, name, initials, phone, post, engagement,"
               " registered_at) VALUES ($unit, $subject, $name, $initials, $phone, $post,"
               " $engagement, $at)"},
    {.event = "person.changed", .apply = changed_apply},
    {.event = "person.left",
        .sql = "UPDATE person SET left_at = $at WHERE unit = $unit AND id = $subject"},
    {0},
};
