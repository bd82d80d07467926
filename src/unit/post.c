/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"
#include "engine/view.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

#define POSTS_MAX 20

static const char *const watch_roles[] = {WATCH_OFFICER, WATCH_LEADER, NULL};

typedef struct PostBody {
    char *name;
    char *role;
} PostBody;

static const Field added_fields[] = {
    FIELD(PostBody, name, FIELD_TEXT, .plain = true, .required = true),
    FIELD(PostBody, role, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field removed_fields[] = {FIELD_END};

const EventKind post_events[] = {
    {"post.added", added_fields, sizeof(PostBody)},
    {"post.removed", removed_fields, 0},
    {0},
};

typedef struct PostArgs {
    char *unit;
    char *id;
    char *name;
    char *role;
} PostArgs;

static const Field add_args[] = {
    FIELD(PostArgs, unit, FIELD_WORD, .required = true),
    FIELD(PostArgs, name, FIELD_TEXT, .line = true, .required = true, .max = 20,
        .help = "What the unit calls the seat on watch."),
    FIELD(PostArgs, role, FIELD_WORD, .required = true, .choices = watch_roles,
        .help = "The watch it stands."),
    FIELD_END,
};

static const Field remove_args[] = {
    FIELD(PostArgs, unit, FIELD_WORD, .required = true),
    FIELD(PostArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

static const Field post_reply[] = {
    FIELD(PostArgs, id, FIELD_WORD, .required = true),
    FIELD(PostArgs, name, FIELD_TEXT, .line = true, .required = true),
    FIELD(PostArgs, role, FIELD_WORD, .required = true),
    FIELD_END,
};

static Statement *posts_prepare(Db *db, const char *unit, GError **error)
{
    Statement *statement = store_prepare(
        db, "SELECT id, name, role FROM post WHERE unit = $unit ORDER BY role DESC, id", error);
    if (statement != NULL)
        bind_text(statement, "unit", unit);
    return statement;
}

static json_t *posts_of_unit(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) statement = posts_prepare(db, unit, error);
    if (statement == NULL)
        return NULL;
    json_auto_t *items = json_array();
    return fields_rows_json(post_reply, statement, items, error) ? json_incref(items) : NULL;
}

static bool add_decide(Decision *decision, const void *args, GError **error)
{
    const PostArgs *post = args;
    g_autoptr(Unit) unit = unit_get(decision_db(decision), post->unit, error);
    json_t *posts = unit == NULL ? NULL : posts_of_unit(decision_db(decision), post->unit, error);
    if (posts == NULL)
        return false;
    bool taken = json_array_size(posts) >= POSTS_MAX;
    const char *reason = taken ? "too_many" : "post_exists";
    for (size_t i = 0; i < json_array_size(posts); i++) {
        const json_t *name = json_object_get(json_array_get(posts, i), "name");
        taken |= g_strcmp0(json_string_value(name), post->name) == 0;
    }
    json_decref(posts);
    if (taken)
        return fail_as(error, FAIL_CONFLICT, reason, "the unit has this post, or too many");
    PostBody body = {.name = post->name, .role = post->role};
    return decision_emit(decision, "post.added", NULL, &body, error);
}

static bool add_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    const PostArgs *post = args;
    g_autofree char *id = decision_first_id(decision);
    *out_reply = json_pack("{s:s, s:s, s:s}", "id", id, "name", post->name, "role", post->role);
    return true;
}

static bool remove_decide(Decision *decision, const void *args, GError **error)
{
    const PostArgs *post = args;
    g_autoptr(Statement) row = store_prepare(
        decision_db(decision), "SELECT id FROM post WHERE unit = $unit AND id = $id", error);
    if (row == NULL)
        return false;
    bind_text(row, "unit", post->unit);
    bind_text(row, "id", post->id);
    return statement_find(row, "no_such_post", "post", error) &&
           decision_emit(decision, "post.removed", post->id, NULL, error);
}

const Command post_commands[] = {
    {.name = "post.add",
        .method = "POST",
        .path = "/units/{unit}/posts",
        .permission = "unit.manage",
        .status = 201,
        .args = add_args,
        .args_size = sizeof(PostArgs),
        .reply = post_reply,
        .decide = add_decide,
        .conclude = add_conclude,
        .help = "Adds a post under the unit's own name for it."},
    {.name = "post.remove",
        .method = "DELETE",
        .path = "/units/{unit}/posts/{id}",
        .permission = "unit.manage",
        .args = remove_args,
        .args_size = sizeof(PostArgs),
        .decide = remove_decide,
        .help = "Takes a post away."},
    {0},
};

const Projection post_projections[] = {
    {.event = "post.added",
        .sql = "INSERT INTO post (unit, id, name, role) VALUES ($unit, $subject, $name, $role)"},
    {.event = "post.removed", .sql = "DELETE FROM post WHERE unit = $unit AND id = $subject"},
    {0},
};

static const Field list_args[] = {
    FIELD(PostArgs, unit, FIELD_WORD, .required = true),
    FIELD_END,
};

/* The posts of roles.json, for a unit without its own. */
static json_t *posts_usual(const Roles *roles)
{
    json_t *items = json_array();
    const json_t *posts = json_object_get(roles_json(roles), "posts");
    for (size_t i = 0; i < json_array_size(posts); i++) {
        const json_t *post = json_array_get(posts, i);
        json_array_append_new(
            items, json_pack("{s:O, s:O, s:O}", "id", json_object_get(post, "name"), "name",
                       json_object_get(json_object_get(post, "label"), "zh"), "role",
                       json_object_get(post, "role")));
    }
    return items;
}

static bool list_answer(const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    const PostArgs *list = args;
    g_autoptr(Unit) unit = unit_get(asking->db, list->unit, error);
    json_t *items = unit == NULL ? NULL : posts_of_unit(asking->db, list->unit, error);
    if (items == NULL)
        return false;
    if (json_array_size(items) == 0) {
        json_decref(items);
        items = posts_usual(engine_service(asking->engine, SERVICE_ROLES));
    }
    out_answer->json = json_pack("{s:o}", "items", items);
    return true;
}

const Query post_queries[] = {
    {.name = "post.list",
        .path = "/units/{unit}/posts",
        .args = list_args,
        .args_size = sizeof(PostArgs),
        .reply = LIST_OF(post_reply),
        .answer = list_answer,
        .help = "What the unit calls its posts; the usual names when it has none of its own."},
    {0},
};
