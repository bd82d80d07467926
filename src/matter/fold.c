/* SPDX-License-Identifier: Apache-2.0 */
/* The pure part: what the events of a matter make of it. */
#include "base/json.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "matter/obligation_private.h"

#include <string.h>

static void clock_clear(void *data)
{
    MatterClock *clock = data;

    g_free(clock->id);
    g_free(clock->name);
    json_decref(clock->label);
    json_decref(clock->rule);
    g_free(clock->owner);
    json_decref(clock->escalate);
    g_free(clock);
}

static void link_clear(void *data)
{
    MatterLink *link = data;

    g_free(link->id);
    g_free(link->relation);
    g_free(link);
}

int64_t matter_seq(const char *id)
{
    const char *dash = id == NULL ? NULL : strchr(id, '-');
    gint64 seq = 0;

    if (dash == NULL || !g_ascii_string_to_signed(dash + 1, 10, 1, G_MAXINT64, &seq, NULL))
        return 0;
    return seq;
}

Matter *matter_new(void)
{
    Matter *matter = g_new0(Matter, 1);

    matter->closed_at = FIELD_UNSET;
    matter->fields = json_object();
    matter->texts = json_object();
    matter->clocks = g_ptr_array_new_with_free_func(clock_clear);
    matter->links = g_ptr_array_new_with_free_func(link_clear);
    matter->obligations = g_ptr_array_new_with_free_func(obligation_destroy);
    return matter;
}

static MatterClock *clock_copy(const MatterClock *clock)
{
    MatterClock *copy = g_memdup2(clock, sizeof *clock);

    copy->id = g_strdup(clock->id);
    copy->name = g_strdup(clock->name);
    json_incref(copy->label);
    json_incref(copy->rule);
    copy->owner = g_strdup(clock->owner);
    json_incref(copy->escalate);
    return copy;
}

static void lists_copy(const Matter *from, Matter *to)
{
    for (guint i = 0; i < from->clocks->len; i++)
        g_ptr_array_add(to->clocks, clock_copy(from->clocks->pdata[i]));
    for (guint i = 0; i < from->links->len; i++) {
        MatterLink *link = g_memdup2(from->links->pdata[i], sizeof *link);

        link->id = g_strdup(link->id);
        link->relation = g_strdup(link->relation);
        g_ptr_array_add(to->links, link);
    }
    for (guint i = 0; i < from->obligations->len; i++)
        g_ptr_array_add(to->obligations, obligation_copy(from->obligations->pdata[i]));
}

Matter *matter_copy(const Matter *matter)
{
    Matter *copy = g_memdup2(matter, sizeof *matter);

    copy->holders = 0;
    copy->id = g_strdup(matter->id);
    copy->unit = g_strdup(matter->unit);
    copy->kind = g_strdup(matter->kind);
    copy->digest = g_strdup(matter->digest);
    copy->number = g_strdup(matter->number);
    copy->state = g_strdup(matter->state);
    copy->opened_by = g_strdup(matter->opened_by);
    json_incref(copy->face);
    /* Folding replaces whole values: those can be shared. */
    copy->fields = json_copy(matter->fields);
    copy->texts = json_copy(matter->texts);
    copy->clocks = g_ptr_array_new_with_free_func(clock_clear);
    copy->links = g_ptr_array_new_with_free_func(link_clear);
    copy->obligations = g_ptr_array_new_with_free_func(obligation_destroy);
    lists_copy(matter, copy);
    return copy;
}

void matter_free(Matter *matter)
{
    if (matter == NULL || matter->holders-- > 0)
        return;
    g_free(matter->id);
    g_free(matter->unit);
    g_free(matter->kind);
    g_free(matter->digest);
    g_free(matter->number);
    g_free(matter->state);
    g_free(matter->opened_by);
    json_decref(matter->face);
    json_decref(matter->fields);
    json_decref(matter->texts);
    g_ptr_array_unref(matter->clocks);
    g_ptr_array_unref(matter->links);
    g_ptr_array_unref(matter->obligations);
    g_free(matter);
}

/* Everything of a field is replaced, its plain part and its texts. */
static void values_take(json_t *held, const json_t *given, const json_t *other)
{
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach ((json_t *) other, name, value) {
        if (json_object_get(given, name) == NULL)
            json_object_del(held, name);
    }
    json_object_foreach ((json_t *) given, name, value) {
        json_object_set(held, name, value);
    }
}

static void fields_take(Matter *matter, const json_t *body)
{
    const json_t *fields = json_object_get(body, "fields");
    const json_t *texts = json_object_get(body, "texts");

    values_take(matter->fields, fields, texts);
    values_take(matter->texts, texts, fields);
}

static bool fold_opened(Matter *matter, const Event *event, GError **error)
{
    const json_t *body = event->body;

    if (matter->id != NULL)
        return fail(error, FAIL_CORRUPT, "matter %s is opened twice", event->subject);
    matter->id = g_strdup(event->subject);
    matter->unit = g_strdup(event->unit);
    matter->kind = g_strdup(json_text(body, "kind"));
    matter->digest = g_strdup(json_text(body, "digest"));
    matter->number = g_strdup(json_text(body, "number"));
    matter->state = g_strdup(json_text(body, "state"));
    matter->face = json_incref(json_object_get(body, "face"));
    matter->opened_at = event->at;
    matter->opened_by = g_strdup(event->actor);
    matter->off_watch = json_flag(body, "off_watch");
    fields_take(matter, body);
    return true;
}

static bool fold_stepped(Matter *matter, const Event *event, GError **error)
{
    const char *to = json_text(event->body, "to");

    g_free(matter->state);
    matter->state = g_strdup(to);
    if (strcmp(event->kind, EVENT_CLOSED) == 0)
        matter->closed_at = event->at;
    else if (strcmp(event->kind, EVENT_REOPENED) == 0)
        matter->closed_at = FIELD_UNSET;
    fields_take(matter, event->body);
    return true;
}

static bool fold_linked(Matter *matter, const Event *event, GError **error)
{
    const char *other = json_text(event->body, "other");
    const char *relation = json_text(event->body, "relation");
    MatterLink *link = NULL;

    for (guint i = 0; i < matter->links->len; i++) {
        const MatterLink *known = matter->links->pdata[i];
        if (g_strcmp0(known->id, other) == 0 && g_strcmp0(known->relation, relation) == 0)
            return true;
    }
    link = g_new0(MatterLink, 1);
    link->id = g_strdup(other);
    link->relation = g_strdup(relation);
    g_ptr_array_add(matter->links, link);
    return true;
}

static bool fold_purged(Matter *matter, const Event *event, GError **error)
{
    json_object_clear(matter->texts);
    matter->purged = true;
    return true;
}

static bool fold_started(Matter *matter, const Event *event, GError **error)
{
    const json_t *body = event->body;
    MatterClock *clock = g_new0(MatterClock, 1);
    json_t *label = json_object_get(body, "label"), *rule = json_object_get(body, "rule");

    clock->id = g_strdup_printf("%s.%" G_GINT64_FORMAT, matter->id, event->seq);
    clock->name = g_strdup(json_text(body, "name"));
    clock->label = json_incref(label);
    clock->rule = json_incref(rule);
    clock->started_at = json_number(body, "started_at", event->at);
    clock->warn_at = json_number(body, "warn_at", FIELD_UNSET);
    clock->due_at = json_number(body, "due_at", event->at);
    clock->ended_at = FIELD_UNSET;
    clock->owner = g_strdup(json_text(body, "owner"));
    clock->escalate = json_incref(json_object_get(body, "escalate"));
    g_ptr_array_add(matter->clocks, clock);
    return true;
}

MatterClock *matter_clock_by_id(const Matter *matter, const char *id)
{
    for (guint i = 0; i < matter->clocks->len; i++) {
        MatterClock *clock = matter->clocks->pdata[i];
        if (g_strcmp0(clock->id, id) == 0)
            return clock;
    }
    return NULL;
}

static bool fold_rang(Matter *matter, const Event *event, GError **error)
{
    MatterClock *clock = matter_clock_by_id(matter, json_text(event->body, "clock"));

    if (clock == NULL)
        return fail(error, FAIL_CORRUPT, "a clock of %s rings that never started", matter->id);
    clock->rang = json_number(event->body, "stage", 0);
    if (clock->rang >= CLOCK_STAGE_LATE && clock->state == CLOCK_RUNNING) {
        clock->state = CLOCK_LATE;
        clock->late = true;
    }
    return true;
}

static bool fold_stopped(Matter *matter, const Event *event, GError **error)
{
    MatterClock *clock = matter_clock_by_id(matter, json_text(event->body, "clock"));

    if (clock == NULL)
        return fail(error, FAIL_CORRUPT, "a clock of %s stops that never started", matter->id);
    clock->ended_at = json_number(event->body, "ended_at", event->at);
    /* What was done in time and only written down later was not late. */
    clock->late = clock->ended_at > clock->due_at && !json_flag(event->body, "mistimed");
    if (!json_flag(event->body, "met"))
        clock->state = json_flag(event->body, "mistimed") ? CLOCK_MISTIMED : CLOCK_STOPPED;
    else
        clock->state = clock->late ? CLOCK_LATE_MET : CLOCK_MET;
    return true;
}

typedef struct FoldRow {
    const char *kind;
    bool (*fold)(Matter *matter, const Event *event, GError **error);
} FoldRow;

static const FoldRow folds[] = {
    {EVENT_OPENED, fold_opened},
    {EVENT_STEPPED, fold_stepped},
    {EVENT_CLOSED, fold_stepped},
    {EVENT_REOPENED, fold_stepped},
    {EVENT_LINKED, fold_linked},
    {EVENT_PURGED, fold_purged},
    {EVENT_CLOCK_STARTED, fold_started},
    {EVENT_CLOCK_RANG, fold_rang},
    {EVENT_CLOCK_STOPPED, fold_stopped},
    {EVENT_OBLIGATION_CHANGED, obligations_fold},
    {EVENT_OBLIGATION_RANG, obligations_fold},
};

bool matter_fold(Matter *matter, const Event *event, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(folds); i++) {
        if (strcmp(folds[i].kind, event->kind) != 0)
            continue;
        if (matter->id == NULL && folds[i].fold != fold_opened)
            return fail(error, FAIL_CORRUPT, "%s happens before it is opened", event->subject);
        matter->version++;
        matter->changed_at = event->at;
        return folds[i].fold(matter, event, error);
    }
    return true;
}
