/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/watch_change.h"

#include "engine/made.h"
#include "unit/person.h"
#include "unit/person_change.h"
#include "unit/phone.h"
#include "unit/standing.h"
#include "unit/unit.h"
#include "unit/unit_rows.h"
#include "unit/watch.h"

static const char *const watch_roles[] = {WATCH_OFFICER, WATCH_LEADER, NULL};

typedef struct WatchBody {
    char *person;
    char *role;
    char *post;
    char *phone;
    char *note;
    char *terminal;
    char *method;
} WatchBody;

static const Field began_fields[] = {
    FIELD(WatchBody, person, FIELD_WORD, .required = true),
    FIELD(WatchBody, role, FIELD_WORD, .required = true),
    FIELD(WatchBody, post, FIELD_TEXT, .plain = true),
    FIELD(WatchBody, phone, FIELD_TEXT, .personal = true),
    FIELD(WatchBody, note, FIELD_TEXT),
    FIELD(WatchBody, terminal, FIELD_WORD),
    FIELD(WatchBody, method, FIELD_WORD),
    FIELD_END,
};

static const Field shown_fields[] = {
    FIELD(WatchBody, terminal, FIELD_WORD, .required = true),
    FIELD(WatchBody, method, FIELD_WORD, .required = true),
    FIELD_END,
};

static const Field ended_fields[] = {FIELD_END};

const EventKind watch_events[] = {
    {"watch.began", began_fields, sizeof(WatchBody)},
    {"watch.shown", shown_fields, sizeof(WatchBody)},
    {"watch.ended", ended_fields, 0},
    {0},
};

typedef struct WatchArgs {
    char *unit;
    char *id;
    char *person;
    char *role;
    char *post;
    char *phone;
    char *note;
} WatchArgs;

static const Field begin_args[] = {
    FIELD(WatchArgs, unit, FIELD_WORD, .required = true),
    FIELD(WatchArgs, person, FIELD_WORD, .max = 40, .help = "Oneself when absent."),
    FIELD(WatchArgs, role, FIELD_WORD, .required = true, .choices = watch_roles),
    FIELD(WatchArgs, post, FIELD_TEXT, .line = true, .max = 20,
        .help = "What the unit calls the seat on watch."),
    FIELD(WatchArgs, phone, FIELD_TEXT, .line = true, .personal = true, .max = 40,
        .help = "Where they are reached during this watch; their own phone when absent."),
    FIELD(WatchArgs, note, FIELD_TEXT, .max = 200),
    FIELD_END,
};

static const Field end_args[] = {
    FIELD(WatchArgs, unit, FIELD_WORD, .required = true),
    FIELD(WatchArgs, id, FIELD_WORD, .required = true, .max = 40),
    FIELD_END,
};

const char *const watch_kinds[] = {WATCH_LEADER, WATCH_OFFICER, NULL};

bool roles_lead(char *const *held)
{
    const char *const *roles = (const char *const *) held;

    return roles != NULL && (g_strv_contains(roles, "leader") || g_strv_contains(roles, "head"));
}

char **roles_stand(char *const *held)
{
    bool leads = roles_lead(held);
    bool officer = held != NULL && g_strv_contains((const char *const *) held, "officer");
    g_autoptr(GStrvBuilder) stands = g_strv_builder_new();

    if (officer)
        g_strv_builder_add(stands, WATCH_OFFICER);
    if (leads)
        g_strv_builder_add(stands, WATCH_LEADER);
    if (leads && !officer)
        g_strv_builder_add(stands, WATCH_OFFICER);
    return g_strv_builder_end(stands);
}

static bool may_stand(Db *db, const char *person, const char *role, bool *out_may, GError **error)
{
    g_auto(GStrv) held = person_roles(db, person, error);
    g_auto(GStrv) stands = roles_stand(held);

    *out_may = g_strv_contains((const char *const *) stands, role);
    return held != NULL;
}

/* Somebody on watch already, entered elsewhere, now shows themselves at this terminal: keeps the
 * id of that watch. */
static bool watch_to_show(
    Decision *decision, const WatchArgs *begin, const char *id, GError **error)
{
    const Actor *actor = decision_actor(decision);
    if (actor->terminal == NULL || g_strcmp0(id, actor->person) != 0)
        return true;
    g_autoptr(GPtrArray) watches =
        watch_current(decision_db(decision), begin->unit, begin->role, error);
    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->person, id) == 0 && g_strcmp0(watch->terminal, actor->terminal) != 0)
            decision_show(decision, watch->id);
    }
    return watches != NULL;
}

static bool begin_check(Decision *decision, const WatchArgs *begin, const char *id, GError **error)
{
    Db *db = decision_db(decision);
    g_autoptr(Person) person = NULL;
    bool may = false, is_on = false;
    if (id != NULL && !person_find(db, id, &person, error))
        return false;
    if (person == NULL || strcmp(person->unit, decision_unit(decision)) != 0 ||
        person->left_at != FIELD_UNSET)
        return fail_field(error, "person", id == NULL ? "required" : "no_such_person");
    if (!may_stand(db, id, begin->role, &may, error) ||
        !watch_is_on(db, begin->unit, id, begin->role, &is_on, error))
        return false;
    if (!may)
        return fail_as(error, FAIL_CONFLICT, "role_not_held",
            "the person holds no role that stands the watch of %s", begin->role);
    if (decision_shown(decision) == NULL && is_on)
        return fail_as(error, FAIL_CONFLICT, "on_watch", "the person is on this watch already");
    return true;
}

static bool begin_decide(Decision *decision, const void *args, GError **error)
{
    const WatchArgs *begin = args;
    const char *id = begin->person != NULL ? begin->person : decision_actor(decision)->person;
    g_autofree char *phone = NULL;
    if (begin->phone != NULL && *begin->phone != '\0') {
        phone = phone_normal(begin->phone, NULL);
        if (phone == NULL)
            return fail_field(error, "phone", "not_a_phone");
    }
    if (!watch_to_show(decision, begin, id, error) || !begin_check(decision, begin, id, error) ||
        !actor_proved(decision_actor(decision), decision_now(decision), error))
        return false;
    const Actor *actor = decision_actor(decision);
    /* Whoever is entered by somebody else has shown nothing. */
    bool self = g_strcmp0(id, actor->person) == 0;
    WatchBody body = {.person = (char *) id,
        .terminal = self ? actor->terminal : NULL,
        .method = self ? actor->method : NULL,
        .role = begin->role,
        .post = begin->post,
        .phone = phone,
        .note = begin->note};
    const char *shown = decision_shown(decision);
    if (shown != NULL)
        return decision_emit(decision, "watch.shown", shown,
            &(WatchBody){.terminal = actor->terminal, .method = actor->method}, error);
    return decision_emit(decision, "watch.began", NULL, &body, error);
}

static bool end_decide(Decision *decision, const void *args, GError **error)
{
    const WatchArgs *end = args;
    g_autoptr(GPtrArray) watches = watch_current(decision_db(decision), end->unit, NULL, error);
    if (watches == NULL)
        return false;
    for (guint i = 0; i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->id, end->id) == 0)
            return decision_emit(decision, "watch.ended", end->id, NULL, error);
    }
    return fail_as(error, FAIL_NOT_FOUND, "no_such_watch", "there is no such watch, or it ended");
}

static bool end_conclude(Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    *out_reply = made_json(((const WatchArgs *) args)->id);
    return true;
}

bool watch_end_all(Decision *decision, const char *person, GError **error)
{
    g_autoptr(GPtrArray) watches =
        watch_current(decision_db(decision), decision_unit(decision), NULL, error);
    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const Watch *watch = watches->pdata[i];
        if (g_strcmp0(watch->person, person) == 0 &&
            !decision_emit(decision, "watch.ended", watch->id, NULL, error))
            return false;
    }
    return watches != NULL;
}

const Command watch_commands[] = {
    {.name = "watch.begin",
        .method = "POST",
        .path = "/units/{unit}/watch",
        .permission = "watch.change",
        .status = 201,
        .args = begin_args,
        .args_size = sizeof(WatchArgs),
        .reply = made_reply,
        .decide = begin_decide,
        .conclude = made_conclude,
        .help = "Somebody comes on watch, or, on it already, shows themselves at this terminal."},
    {.name = "watch.end",
        .method = "DELETE",
        .path = "/units/{unit}/watch/{id}",
        .permission = "watch.change",
        .args = end_args,
        .args_size = sizeof(WatchArgs),
        .reply = made_reply,
        .decide = end_decide,
        .conclude = end_conclude,
        .help = "A watch ends."},
    {0},
};

#define FIRST(column, role)                                                                        \
    "(SELECT " column " FROM watch w LEFT JOIN person p ON p.unit = w.unit AND p.id = w.person"    \
    " WHERE w.unit = $unit AND w.role = '" role "' AND w.ended_at IS NULL"                         \
    " ORDER BY w.since, w.id LIMIT 1)"

bool standing_follow_watch(Db *db, const char *unit, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(db,
        "UPDATE standing SET leader = " FIRST("p.name", "leader") ", leader_phone = " FIRST(
            "COALESCE(w.phone, p.phone)", "leader") ", leader_since = " FIRST("w.since",
            "leader") ", officer = " FIRST("p.name",
            "officer") ", officer_phone = " FIRST("COALESCE(w.phone, p.phone)",
            "officer") ", officer_since = " FIRST("w.since",
            "officer") ", officers = (SELECT COUNT(*) FROM watch w WHERE w.unit = $unit AND w.role "
                       "= 'officer'"
                       " AND w.ended_at IS NULL) WHERE unit = $unit",
        error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    return statement_run(statement, error);
}

static bool standing_apply(Db *db, const Event *event, GError **error)
{
    return standing_follow_watch(db, event->unit, error);
}

const Projection watch_projections[] = {
    {.event = "watch.began",
        .sql = "INSERT INTO watch (unit, id, person, role, post, phone, terminal, method, since)"
               " VALUES ($unit, $subject, $person, $role, $post, $phone, $terminal, $method, $at)"},
    {.event = "watch.began", .apply = standing_apply},
    {.event = "watch.began", .sql = STANDING_TOUCH},
    {.event = "watch.shown",
        .sql = "UPDATE watch SET terminal = $terminal, method = $method"
               " WHERE unit = $unit AND id = $subject"},
    {.event = "watch.ended",
        .sql = "UPDATE watch SET ended_at = $at WHERE unit = $unit AND id = $subject"},
    {.event = "watch.ended", .apply = standing_apply},
    {.event = "watch.ended", .sql = STANDING_TOUCH},
    {0},
};
