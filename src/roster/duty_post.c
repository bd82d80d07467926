/* SPDX-License-Identifier: Apache-2.0 */
/* Arranging the posts that keep duty. */
#include "base/json.h"
#include "base/text.h"
#include "engine/engine.h"
#include "roster/module.h"
#include "roster/roster_events.h"
#include "unit/role.h"
#include "unit/unit.h"
#include "unit/watch.h"

#include <string.h>

#define POSTS_MAX 20
#define POST_NAME_MAX 20

static const char *const engagement_words[] = {
    "staff", "contract", "seconded", "guard", "volunteer", NULL};

/* ---- event ---- */

typedef struct ArrangedBody {
    json_t *posts;
} ArrangedBody;

static const Field arranged_fields[] = {
    FIELD(ArrangedBody, posts, FIELD_JSON, .required = true,
        .help = "{post, name, role, pattern, engagements} in their order."),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_POSTS_ARRANGED, arranged_fields, sizeof(ArrangedBody)},
    {0},
};

static const Projection projections[] = {
    /* What was kept and still is goes on since it began; the rest only keeps its old shifts. */
    {.event = EVENT_POSTS_ARRANGED,
        .sql = "UPDATE duty_post SET kept = 2 WHERE unit = $unit AND kept = 1"},
    {.event = EVENT_POSTS_ARRANGED,
        .sql = "INSERT INTO duty_post (unit, post, name, role, pattern, engagements, place, kept,"
               " since) VALUES ($unit, $each_post, $each_name, $each_role, $each_pattern,"
               " $each_engagements, CAST($each_n AS BIGINT) + 1, 1, $at)"
               " ON CONFLICT (unit, post) DO UPDATE SET name = excluded.name, role = excluded.role,"
               " pattern = excluded.pattern, engagements = excluded.engagements,"
               " place = excluded.place, since = CASE WHEN duty_post.kept = 2 THEN duty_post.since"
               " ELSE excluded.since END, kept = 1",
        .each = "posts"},
    {.event = EVENT_POSTS_ARRANGED,
        .sql = "UPDATE duty_post SET kept = 0 WHERE unit = $unit AND kept = 2"},
    {0},
};

/* ---- PUT /units/{unit}/duty-posts ---- */

typedef struct ArrangeArgs {
    char *unit;
    json_t *posts;
} ArrangeArgs;

typedef struct PostAsked {
    char *post;
    char *name;
    char *role;
    char *pattern;
    char **engagements;
} PostAsked;

static const char *const roles[] = {WATCH_OFFICER, WATCH_LEADER, NULL};

static const Field post_asked[] = {
    FIELD(PostAsked, post, FIELD_WORD, .required = true, .max = 40,
        .help = "Id of a post of the unit, a usual one of the roles, or a word of one's own."),
    FIELD(PostAsked, name, FIELD_TEXT, .line = true, .min = 1, .max = POST_NAME_MAX,
        .help = "What it is called; the known name when absent."),
    FIELD(PostAsked, role, FIELD_WORD, .choices = roles, .help = "The known one when absent."),
    FIELD(PostAsked, pattern, FIELD_WORD, .required = true, .max = 40),
    FIELD(PostAsked, engagements, FIELD_WORDS, .required = true, .min = 1, .max = 5,
        .choices = engagement_words),
    FIELD_END,
};

static const Field arrange_args[] = {
    FIELD(ArrangeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ArrangeArgs, posts, FIELD_JSON, .required = true, .items = post_asked,
        .help = "All that keep duty, in their order on the wall; none: duty is no longer kept."),
    FIELD_END,
};

/* What a post is called that the unit or roles.json knows. */
typedef struct KnownPost {
    char *name;
    char *role;
} KnownPost;

static void known_clear(KnownPost *known)
{
    g_free(known->name);
    g_free(known->role);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KnownPost, known_clear)

static bool known_usual(const Roles *usual, const char *id, KnownPost *out_known)
{
    const json_t *posts = json_object_get(roles_json(usual), "posts"), *post = NULL;
    size_t i = 0;

    json_array_foreach (posts, i, post) {
        if (g_strcmp0(json_text(post, "name"), id) == 0) {
            out_known->name = g_strdup(json_text(json_object_get(post, "label"), "zh"));
            out_known->role = g_strdup(json_text(post, "role"));
            return true;
        }
    }
    return false;
}

static bool known_read(Decision *decision, const char *id, KnownPost *out_known, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT name, role FROM post WHERE unit = $unit AND id = $id", error);
    StoreStep step = STORE_FAILED;

    if (row == NULL)
        return false;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "id", id);
    step = statement_step(row, error);
    if (step == STORE_ROW) {
        out_known->name = g_strdup(row_text(row, 0));
        out_known->role = g_strdup(row_text(row, 1));
    } else if (step == STORE_DONE) {
        known_usual(engine_service(decision_engine(decision), SERVICE_ROLES), id, out_known);
    }
    return step != STORE_FAILED;
}

static bool post_fault(GError **error, size_t index, const char *name, const char *problem)
{
    g_autofree char *path = g_strdup_printf("posts.%zu.%s", index, name);
    return fail_field(error, path, problem);
}

static json_t *post_body(const PostAsked *asked, const KnownPost *known)
{
    g_autofree char *engagements = g_strjoinv(",", asked->engagements);

    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "post", asked->post, "name",
        asked->name != NULL ? asked->name : known->name, "role",
        asked->role != NULL ? asked->role : known->role, "pattern", asked->pattern, "engagements",
        engagements);
}

/* Adds what was asked to `posts`; a fault is added to `error` and the others go on. */
static bool post_take(
    Decision *decision, size_t index, const PostAsked *asked, json_t *posts, GError **error)
{
    const DutyRules *rules = engine_service(decision_engine(decision), SERVICE_DUTY_RULES);
    g_auto(KnownPost) known = {0};
    const json_t *other = NULL;
    size_t i = 0;
    bool fits = true;

    if (!known_read(decision, asked->post, &known, error))
        return false;
    if (duty_rules_pattern(rules, asked->pattern) == NULL)
        fits = post_fault(error, index, "pattern", "unknown");
    if (asked->name == NULL && known.name == NULL)
        fits = post_fault(error, index, "name", "required");
    if (asked->role == NULL && known.role == NULL)
        fits = post_fault(error, index, "role", "required");
    json_array_foreach (posts, i, other) {
        if (strcmp(json_text(other, "post"), asked->post) == 0)
            fits = post_fault(error, index, "post", "repeated");
    }
    if (fits)
        json_array_append_new(posts, post_body(asked, &known));
    return fits;
}

static bool posts_take(Decision *decision, const json_t *asked, json_t *posts, GError **error)
{
    const json_t *one = NULL;
    size_t i = 0;
    bool fits = true;

    if (!json_is_array(asked))
        return fail_field(error, "posts", "not_a_list");
    if (json_array_size(asked) > POSTS_MAX)
        return fail_field(error, "posts", "too_many");
    json_array_foreach (asked, i, one) {
        g_autofree char *prefix = g_strdup_printf("posts.%zu.", i);
        PostAsked post = {0};

        if (!json_is_object(one))
            return fail_field(error, "posts", "not_an_object");
        if (!fields_read(post_asked, FIELD_HTTP, one, prefix, &post, error))
            return false;
        fits = post_take(decision, i, &post, posts, error) && fits;
        fields_clear(post_asked, &post);
    }
    return fits;
}

static bool arrange_decide(Decision *decision, const void *data, GError **error)
{
    const ArrangeArgs *args = data;
    g_autoptr(Unit) unit = unit_get(decision_db(decision), args->unit, error);
    json_auto_t *posts = json_array();
    const ArrangedBody body = {.posts = posts};

    return unit != NULL && posts_take(decision, args->posts, posts, error) &&
           decision_emit(decision, EVENT_POSTS_ARRANGED, args->unit, &body, error);
}

static json_t *arranged_json(Db *db, const char *unit, GError **error)
{
    g_autoptr(GPtrArray) posts = duty_posts(db, unit, error);
    return posts == NULL ? NULL : json_pack("{s:o}", "items", duty_posts_json(posts));
}

static bool arrange_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = arranged_json(decision_db(decision), ((const ArrangeArgs *) data)->unit, error);
    return *out_reply != NULL;
}

typedef struct ArrangedReply {
    json_t *items;
} ArrangedReply;

static const Field arranged_reply[] = {
    FIELD(ArrangedReply, items, FIELD_JSON, .required = true, .items = duty_post_fields),
    FIELD_END,
};

static const Command commands[] = {
    {.name = "duty_post.arrange",
        .method = "PUT",
        .path = "/units/{unit}/duty-posts",
        .permission = "roster.publish",
        .args = arrange_args,
        .args_size = sizeof(ArrangeArgs),
        .reply = arranged_reply,
        .decide = arrange_decide,
        .conclude = arrange_conclude,
        .help = "Says which posts keep duty, by which pattern, and who may stand them."},
    {0},
};

/* ---- GET ---- */

static const Field list_args[] = {
    FIELD(ArrangeArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD_END,
};

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    out_answer->json = arranged_json(asking->db, ((const ArrangeArgs *) data)->unit, error);
    return out_answer->json != NULL;
}

typedef struct PatternsReply {
    json_t *patterns;
} PatternsReply;

typedef struct PatternShown {
    char *name;
    json_t *label;
    json_t *shifts;
} PatternShown;

typedef struct PatternShiftShown {
    char *name;
    json_t *label;
    char **on;
    json_t *weekdays;
    char *begins;
    int64_t hours;
} PatternShiftShown;

static const Field pattern_shift[] = {
    FIELD(PatternShiftShown, name, FIELD_WORD, .required = true),
    FIELD(PatternShiftShown, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(PatternShiftShown, on, FIELD_WORDS, .required = true, .help = "Which kinds of days."),
    FIELD(PatternShiftShown, weekdays, FIELD_JSON, .items = fields_integer, .help = "1 is Monday."),
    FIELD(PatternShiftShown, begins, FIELD_WORD, .required = true, .help = "Time of day."),
    FIELD(PatternShiftShown, hours, FIELD_INT, .required = true),
    FIELD_END,
};

static const Field pattern_shown[] = {
    FIELD(PatternShown, name, FIELD_WORD, .required = true),
    FIELD(PatternShown, label, FIELD_JSON, .required = true, .object = fields_label),
    FIELD(PatternShown, shifts, FIELD_JSON, .required = true, .items = pattern_shift),
    FIELD_END,
};

static const Field patterns_reply[] = {
    FIELD(PatternsReply, patterns, FIELD_JSON, .required = true, .items = pattern_shown),
    FIELD_END,
};

static const Field no_args[] = {FIELD_END};

static bool patterns_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const DutyRules *rules = engine_service(asking->engine, SERVICE_DUTY_RULES);
    json_t *patterns = json_object_get(duty_rules_patterns(rules), "patterns");

    out_answer->json = json_pack("{s:O}", "patterns", patterns);
    return true;
}

static const Query queries[] = {
    {.name = "duty_post.list",
        .path = "/units/{unit}/duty-posts",
        .permission = "roster.read",
        .args = list_args,
        .args_size = sizeof(ArrangeArgs),
        .reply = arranged_reply,
        .answer = list_answer,
        .help = "The posts of a unit that keep duty."},
    {.name = "duty_pattern.list",
        .path = "/duty-patterns",
        .args = no_args,
        .reply = patterns_reply,
        .answer = patterns_answer,
        .help = "How posts can be stood."},
    {0},
};

const Part duty_post_part = {
    .events = events, .commands = commands, .queries = queries, .projections = projections};
