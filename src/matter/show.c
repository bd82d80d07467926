/* SPDX-License-Identifier: Apache-2.0 */
/* Matters as replies carry them. */
#include "base/moment.h"
#include "matter/matter_private.h"
#include "matter/obligation_private.h"
#include "unit/account.h"

#include <string.h>

static json_t *account_json(const char *account, const char *name)
{
    json_t *shown = json_object();

    json_object_set_new(shown, "account", text_json(account));
    json_object_set_new(shown, "name", text_json(name));
    return shown;
}

json_t *actor_json(Db *db, const char *account)
{
    g_autofree char *name = account_person_name(db, account);

    return account_json(account, name);
}

/* Who asks is known by name already. */
static json_t *opened_by_shown(Db *db, const Actor *actor, const Matter *matter)
{
    bool own =
        actor != NULL && actor->person != NULL && g_strcmp0(actor->account, matter->opened_by) == 0;

    return own ? account_json(actor->account, actor->name) : actor_json(db, matter->opened_by);
}

/* Shared: neither a matter nor a reply changes what it holds. */
static json_t *share_or_null(json_t *value)
{
    return value == NULL ? json_null() : json_incref(value);
}

json_t *clock_json(const MatterClock *clock)
{
    static const char *const states[] = {
        "running", "late", "met", "late_met", "stopped", "mistimed"};
    json_t *shown = json_object();

    json_object_set_new(shown, "id", json_string(clock->id));
    json_object_set_new(shown, "name", json_string(clock->name));
    json_object_set_new(shown, "label", share_or_null(clock->label));
    json_object_set_new(shown, "state", json_string(states[clock->state]));
    json_object_set_new(shown, "late", json_boolean(clock->late));
    json_object_set_new(shown, "started_at", moment_json(clock->started_at));
    json_object_set_new(shown, "warn_at", moment_json(clock->warn_at));
    json_object_set_new(shown, "due_at", moment_json(clock->due_at));
    json_object_set_new(shown, "ended_at", moment_json(clock->ended_at));
    bool met = clock->state == CLOCK_MET || clock->state == CLOCK_LATE_MET;
    json_object_set_new(shown, "met_at", moment_json(met ? clock->ended_at : FIELD_UNSET));
    json_object_set_new(shown, "owner", json_string(clock->owner));
    json_object_set_new(shown, "tell", json_string(clock_told(clock, clock->rang)));
    json_object_set_new(shown, "rang", rang_show(clock->warn_at, clock->rang));
    json_object_set_new(shown, "rule", share_or_null(clock->rule));
    return shown;
}

/* What runs, the last of each name, and whatever was late or rang falsely. */
static json_t *clocks_shown(const Matter *matter)
{
    json_t *list = json_array();

    for (guint i = 0; i < matter->clocks->len; i++) {
        const MatterClock *clock = matter->clocks->pdata[i];
        bool last = true;

        for (guint j = i + 1; j < matter->clocks->len; j++)
            last =
                last && strcmp(((MatterClock *) matter->clocks->pdata[j])->name, clock->name) != 0;
        if (last || clock->late || clock->state == CLOCK_MISTIMED || clock->ended_at == FIELD_UNSET)
            json_array_append_new(list, clock_json(clock));
    }
    return list;
}

static json_t *links_shown(const Matter *matter)
{
    json_t *list = json_array();

    for (guint i = 0; i < matter->links->len; i++) {
        const MatterLink *link = matter->links->pdata[i];
        json_t *shown = json_object();

        json_object_set_new(shown, "id", json_string(link->id));
        json_object_set_new(shown, "relation", json_string(link->relation));
        json_array_append_new(list, shown);
    }
    return list;
}

static void face_show(json_t *shown, const Matter *matter)
{
    int64_t level = matter_level(matter);

    json_object_set_new(shown, "title", text_json(matter_title(matter)));
    json_object_set_new(shown, "place", text_json(matter_place(matter)));
    json_object_set_new(shown, "level", level == FIELD_UNSET ? json_null() : json_integer(level));
    json_object_set_new(shown, "opened_at", moment_json(matter->opened_at));
    json_object_set_new(shown, "closed_at", moment_json(matter->closed_at));
    json_object_set_new(shown, "changed_at", moment_json(matter->changed_at));
    json_object_set_new(shown, "late", json_boolean(matter_is_late(matter)));
    json_object_set_new(shown, "off_watch", json_boolean(matter->off_watch));
    json_object_set_new(shown, "purged", json_boolean(matter->purged));
}

static void parts_show(const Engine *engine, const Matter *matter, json_t *shown)
{
    for (const Part *const *part = engine_parts(engine); *part != NULL; part++)
        if ((*part)->show != NULL)
            (*part)->show(engine, matter, shown);
}

json_t *matter_json(
    Engine *engine, Db *db, const Actor *actor, const Matter *matter, GError **error)
{
    const Kind *kind = matter_kind(engine, matter, error);
    json_auto_t *values = matter_values(matter);
    json_t *shown = NULL, *masked = NULL;

    if (kind == NULL)
        return NULL;
    shown = json_object();
    masked = json_array();
    json_object_set_new(shown, "id", json_string(matter->id));
    json_object_set_new(shown, "number", json_string(matter->number));
    json_object_set_new(shown, "kind", json_string(matter->kind));
    json_object_set_new(shown, "kind_version", json_string(matter->digest));
    json_object_set_new(shown, "unit", json_string(matter->unit));
    json_object_set_new(shown, "state", json_string(matter->state));
    json_object_set_new(shown, "version", json_integer(matter->version));
    face_show(shown, matter);
    json_object_set_new(shown, "opened_by", opened_by_shown(db, actor, matter));
    json_object_set_new(shown, "fields", values_show(kind, values, masked));
    json_object_set_new(shown, "clocks", clocks_shown(matter));
    json_object_set_new(shown, "obligations", obligations_show(matter));
    json_object_set_new(shown, "links", links_shown(matter));
    json_object_set_new(shown, "may", matter_may(engine, db, actor, matter));
    json_object_set_new(shown, "masked", masked);
    parts_show(engine, matter, shown);
    return shown;
}
