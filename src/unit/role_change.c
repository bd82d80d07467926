/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"
#include "engine/view.h"
#include "unit/person.h"
#include "unit/person_change.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"

typedef struct RoleBody {
    char *role;
} RoleBody;

static const Field role_fields[] = {
    FIELD(RoleBody, role, FIELD_WORD, .required = true),
    FIELD_END,
};

const EventKind role_events[] = {
    {"role.granted", role_fields, sizeof(RoleBody)},
    {"role.revoked", role_fields, sizeof(RoleBody)},
    {0},
};

typedef struct GrantArgs {
    char *unit;
    char *person;
    char *role;
} GrantArgs;

static const Field grant_args[] = {
    FIELD(GrantArgs, unit, FIELD_WORD, .required = true),
    FIELD(GrantArgs, person, FIELD_WORD, .required = true, .max = 40),
    FIELD(GrantArgs, role, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static const Roles *roles_of(Decision *decision)
{
    return engine_service(decision_engine(decision), SERVICE_ROLES);
}

static bool exclusion_check(
    Decision *decision, const char *person, const char *role, GError **error)
{
    g_auto(GStrv) held = person_roles(decision_db(decision), person, error);
    if (held == NULL)
        return false;
    for (char **other = held; *other != NULL; other++) {
        if (g_strcmp0(*other, role) == 0)
            return fail_as(error, FAIL_CONFLICT, "role_held", "the person holds %s already", role);
        if (roles_exclude(roles_of(decision), *other, role))
            return fail_as(error, FAIL_CONFLICT, "excluded_role",
                "the person holds %s, which excludes %s", *other, role);
    }
    return true;
}

bool role_grant(Decision *decision, const char *person, const char *role, GError **error)
{
    if (!roles_has(roles_of(decision), role))
        return fail_field(error, "role", "not_a_choice");
    g_autoptr(Person) known = person_of_decision(decision, person, error);
    if (known == NULL || !exclusion_check(decision, person, role, error))
        return false;
    RoleBody body = {.role = (char *) role};
    return decision_emit(decision, "role.granted", person, &body, error);
}

bool role_revoke(Decision *decision, const char *person, const char *role, GError **error)
{
    g_auto(GStrv) held = person_roles(decision_db(decision), person, error);
    if (held == NULL)
        return false;
    if (!g_strv_contains((const char *const *) held, role))
        return fail_as(error, FAIL_NOT_FOUND, "role_not_held", "the person does not hold it");
    RoleBody body = {.role = (char *) role};
    return decision_emit(decision, "role.revoked", person, &body, error);
}

static bool grant_decide(Decision *decision, const void *args, GError **error)
{
    const GrantArgs *grant = args;
    return role_grant(decision, grant->person, grant->role, error);
}

/* Nobody takes the ground from under their own feet: the last security administrator of the top
 * unit could never be made again. */
static bool revoke_decide(Decision *decision, const void *args, GError **error)
{
    const GrantArgs *grant = args;
    if (g_strcmp0(decision_actor(decision)->person, grant->person) == 0)
        return fail_as(error, FAIL_CONFLICT, "own_role", "somebody else must revoke your roles");
    g_autoptr(Person) person = person_of_decision(decision, grant->person, error);
    return person != NULL && role_revoke(decision, grant->person, grant->role, error);
}

static bool grant_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const GrantArgs *grant = args;
    *out_reply = json_pack("{s:s, s:s}", "person", grant->person, "role", grant->role);
    return true;
}

static const Field grant_reply[] = {
    FIELD(GrantArgs, person, FIELD_WORD, .required = true),
    FIELD(GrantArgs, role, FIELD_WORD, .required = true),
    FIELD_END,
};

const Command role_commands[] = {
    {.name = "role.grant",
        .method = "POST",
        .path = "/units/{unit}/roles",
        .permission = "role.grant",
        .status = 201,
        .args = grant_args,
        .args_size = sizeof(GrantArgs),
        .reply = grant_reply,
        .decide = grant_decide,
        .conclude = grant_conclude,
        .help = "Grants a role to a person of the unit. The three administrators exclude each "
                "other and every other role."},
    {.name = "role.revoke",
        .method = "DELETE",
        .path = "/units/{unit}/roles/{person}/{role}",
        .permission = "role.grant",
        .args = grant_args,
        .args_size = sizeof(GrantArgs),
        .reply = grant_reply,
        .decide = revoke_decide,
        .conclude = grant_conclude,
        .help = "Takes a role from a person."},
    {0},
};

const Projection role_projections[] = {
    {.event = "role.granted",
        .sql = "INSERT INTO role_grant (unit, person, role, since, granted_by)"
               " VALUES ($unit, $subject, $role, $at, $actor)"},
    {.event = "role.revoked",
        .sql = "DELETE FROM role_grant"
               " WHERE unit = $unit AND person = $subject AND role = $role"},
    {0},
};

typedef struct GrantRow {
    char *person;
    char *name;
    char *role;
    int64_t since;
    char *granted_by;
} GrantRow;

static const Field row_fields[] = {
    FIELD(GrantRow, person, FIELD_WORD, .required = true),
    FIELD(GrantRow, name, FIELD_TEXT),
    FIELD(GrantRow, role, FIELD_WORD, .required = true),
    FIELD(GrantRow, since, FIELD_TIME, .required = true),
    FIELD(GrantRow, granted_by, FIELD_WORD, .required = true, .help = "Account id, or system."),
    FIELD_END,
};

typedef struct ListArgs {
    ListAsk ask;
    char *unit;
} ListArgs;

static const Field list_args[] = {
    SHEET_FIELDS,
    FIELD(ListArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

/* Who may see the people of a unit: its own, its overseers, and who manages people or accounts. */
static bool grants_admit(const Asking *asking, const void *args, GError **error)
{
    const ListArgs *list = args;
    g_autoptr(Unit) unit = unit_get(asking->db, list->unit, error);

    return unit != NULL && people_visible(asking, list->unit, error);
}

static const View grant_view = {
    .thing = "grant",
    .fields = row_fields,
    .list = "SELECT g.person, p.name, g.role, g.since, g.granted_by FROM role_grant g"
            " LEFT JOIN person p ON p.unit = g.unit AND p.id = g.person WHERE g.unit = $unit"
            " AND (g.role, g.since, g.person) > ($after_role, $after_since, $after_person)"
            " ORDER BY g.role, g.since, g.person LIMIT $limit",
    .admits = grants_admit,
    .keys = {{"role", .is_text = true}, {"since"}, {"person", .is_text = true}},
    .sheet = "role name since granted_by",
    .about = unit_name,
};

typedef struct RolesReply {
    json_t *roles;
    json_t *exclusive;
    char **administrators;
    json_t *posts;
} RolesReply;

typedef struct RoleShown {
    char *name;
    json_t *label;
    char *reach;
    bool always_filled;
    char **permissions;
} RoleShown;

static const Field role_shown[] = {
    FIELD(RoleShown, name, FIELD_WORD, .required = true),
    FIELD(RoleShown, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(RoleShown, reach, FIELD_WORD, .required = true),
    FIELD(RoleShown, always_filled, FIELD_BOOL, .required = true),
    FIELD(RoleShown, permissions, FIELD_WORDS, .required = true),
    FIELD_END,
};

typedef struct RolePost {
    char *name;
    json_t *label;
    char *role;
} RolePost;

static const Field role_post[] = {
    FIELD(RolePost, name, FIELD_WORD, .required = true),
    FIELD(RolePost, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(RolePost, role, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field roles_reply[] = {
    FIELD(RolesReply, roles, FIELD_JSON, .required = true, .items = role_shown),
    FIELD(RolesReply, exclusive, FIELD_JSON, .required = true),
    FIELD(RolesReply, administrators, FIELD_WORDS, .required = true),
    FIELD(RolesReply, posts, FIELD_JSON, .items = role_post),
    FIELD_END,
};

static const Field no_args[] = {FIELD_END};

static bool roles_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const Roles *roles = engine_service(asking->engine, SERVICE_ROLES);
    out_answer->json = json_deep_copy(roles_json(roles));
    return true;
}

const Query role_queries[] = {
    {.name = "role.list",
        .path = "/roles",
        .args = no_args,
        .reply = roles_reply,
        .answer = roles_answer,
        .help = "The roles there are, and what each may do."},
    {.name = "role.grants",
        .path = "/units/{unit}/roles",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = LIST_OF(row_fields),
        .lists = &grant_view,
        .help = "Who holds which role at the unit."},
    {0},
};
