/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/decision_private.h"

struct Decision {
    Seat seat;
    int64_t now;
    GPtrArray *events; /* of Event * */
    GArray *causes;    /* int for each event: index of the event it reacts to, -1 */
    int cause;         /* of what is emitted now */
    bool closed;
    GHashTable *kept; /* name -> Kept * */
    char *shown;      /* NULL: what the first event made */
    int64_t first;    /* seq of the first event; 0: none yet */
    GError *refusal;
};

typedef struct Kept {
    void *value;
    GDestroyNotify free;
} Kept;

static void kept_free(void *data)
{
    Kept *kept = data;

    if (kept->free != NULL)
        kept->free(kept->value);
    g_free(kept);
}

static void event_destroy(void *data)
{
    event_free(data);
}

Decision *decision_new(const Seat *seat)
{
    Decision *decision = g_new0(Decision, 1);

    decision->seat = *seat;
    decision->now = MAX(clock_now(engine_clock(seat->engine)), seat->head->at);
    decision->events = g_ptr_array_new_with_free_func(event_destroy);
    decision->causes = g_array_new(FALSE, FALSE, sizeof(int));
    decision->cause = -1;
    return decision;
}

Decision *decision_again(const Seat *seat, const Trace *trace)
{
    Decision *decision = decision_new(seat);

    decision->closed = true;
    decision->first = trace->seq;
    decision->shown = g_strdup(trace->shown);
    return decision;
}

Trace decision_trace(const Decision *decision)
{
    return (Trace){.seq = decision->first,
        .events = decision->events->len,
        .shown = g_strdup(decision_shown(decision))};
}

void trace_clear(Trace *trace)
{
    g_free(trace->shown);
    *trace = (Trace){0};
}

void decision_free(Decision *decision)
{
    if (decision == NULL)
        return;
    g_ptr_array_unref(decision->events);
    g_array_unref(decision->causes);
    g_clear_pointer(&decision->kept, g_hash_table_unref);
    g_free(decision->shown);
    g_clear_error(&decision->refusal);
    g_free(decision);
}

Db *decision_db(Decision *decision)
{
    return decision->seat.db;
}

Engine *decision_engine(Decision *decision)
{
    return decision->seat.engine;
}

int64_t decision_now(const Decision *decision)
{
    return decision->now;
}

void decision_put_back(Decision *decision)
{
    decision->now = clock_now(engine_clock(decision->seat.engine));
}

const char *decision_unit(const Decision *decision)
{
    return decision->seat.unit;
}

const Actor *decision_actor(const Decision *decision)
{
    return decision->seat.actor;
}

const GPtrArray *decision_events(const Decision *decision)
{
    return decision->events;
}

static char *id_make(const char *unit, int64_t seq)
{
    return g_strdup_printf("%s-%" G_GINT64_FORMAT, unit, seq);
}

char *decision_next_id(const Decision *decision)
{
    return id_make(decision->seat.unit, decision->seat.head->seq + 1);
}

char *decision_first_id(const Decision *decision)
{
    return decision->first == 0 ? NULL : id_make(decision->seat.unit, decision->first);
}

void decision_show(Decision *decision, const char *id)
{
    char *shown = g_strdup(id);

    g_free(decision->shown);
    decision->shown = shown;
}

const char *decision_shown(const Decision *decision)
{
    return decision->shown;
}

Event *decision_first_event(Decision *decision, GError **error)
{
    return journal_get(decision->seat.db, decision->seat.unit, decision->first, error);
}

void decision_keep(Decision *decision, const char *name, void *value, GDestroyNotify free)
{
    Kept *kept = g_new0(Kept, 1);

    kept->value = value;
    kept->free = free;
    if (decision->kept == NULL)
        decision->kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
    g_hash_table_insert(decision->kept, g_strdup(name), kept);
}

void *decision_kept(const Decision *decision, const char *name)
{
    const Kept *kept = NULL;

    if (decision->kept != NULL)
        kept = g_hash_table_lookup(decision->kept, name);
    return kept == NULL ? NULL : kept->value;
}

bool decision_permits(Decision *decision, const char *permission, GError **error)
{
    const Seat *seat = &decision->seat;

    return engine_permits(seat->engine, seat->db, seat->actor, permission, seat->unit, error);
}

bool decision_wake(
    Decision *decision, const char *chore, const char *subject, int64_t at, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision->seat.db,
        "INSERT INTO wake (unit, chore, subject, at) VALUES ($unit, $chore, $subject, $at)"
        " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at",
        error);

    if (at == FIELD_UNSET)
        return wake_drop(decision->seat.db, decision->seat.unit, chore, subject, error);
    if (statement == NULL)
        return false;
    bind_text(statement, "unit", decision->seat.unit);
    bind_text(statement, "chore", chore);
    bind_text(statement, "subject", subject);
    bind_int(statement, "at", at);
    return statement_run(statement, error);
}

bool decision_wake_all(Decision *decision, const char *chore, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(decision->seat.db,
        "INSERT INTO wake (unit, chore, subject, at) SELECT unit, chore, subject, $at FROM due"
        " WHERE chore = $chore ORDER BY unit, subject"
        " ON CONFLICT (unit, chore, subject) DO UPDATE SET at = excluded.at"
        " WHERE wake.at > excluded.at",
        error);

    if (statement == NULL)
        return false;
    bind_text(statement, "chore", chore);
    bind_int(statement, "at", decision_now(decision));
    return statement_run(statement, error);
}

bool wake_drop(Db *db, const char *unit, const char *chore, const char *subject, GError **error)
{
    g_autoptr(Statement) statement = store_prepare(
        db, "DELETE FROM wake WHERE unit = $unit AND chore = $chore AND subject = $subject", error);

    if (statement == NULL)
        return false;
    bind_text(statement, "unit", unit);
    bind_text(statement, "chore", chore);
    bind_text(statement, "subject", subject);
    return statement_run(statement, error);
}

void decision_refuse(Decision *decision, GError *refusal)
{
    g_clear_error(&decision->refusal);
    decision->refusal = refusal;
}

GError *decision_take_refusal(Decision *decision)
{
    return g_steal_pointer(&decision->refusal);
}

static const char *event_kind_at(const Decision *decision, int index)
{
    return ((const Event *) g_ptr_array_index(decision->events, (guint) index))->kind;
}

/* "a.done → b.done → a.done → …", from the first cause to what is about to be emitted. */
static bool fail_loop(const Decision *decision, const char *kind, GError **error)
{
    g_autoptr(GString) chain = g_string_new(kind);

    for (int i = decision->cause; i >= 0; i = g_array_index(decision->causes, int, (guint) i)) {
        g_string_prepend(chain, " → ");
        g_string_prepend(chain, event_kind_at(decision, i));
    }
    return fail(error, FAIL_CORRUPT, "reactions go deeper than %d: %s", REACTION_DEPTH, chain->str);
}

static bool depth_check(const Decision *decision, const char *kind, GError **error)
{
    int depth = 0;

    for (int i = decision->cause; i >= 0; i = g_array_index(decision->causes, int, (guint) i))
        depth++;
    return depth <= REACTION_DEPTH || fail_loop(decision, kind, error);
}

static bool body_is_whole(const EventKind *kind, const json_t *body, GError **error)
{
    for (const Field *field = kind->fields; field != NULL && field->name != NULL; field++) {
        if (field->required && json_object_get(body, field->name) == NULL)
            return fail(error, FAIL_CORRUPT, "event '%s' lacks its '%s'", kind->name, field->name);
    }
    return true;
}

static bool decision_append(Decision *decision, const EventKind *kind, const char *subject,
    const json_t *body, GError **error)
{
    const Seat *seat = &decision->seat;
    g_autofree char *own_id = subject == NULL ? decision_next_id(decision) : NULL;
    const JournalDraft draft = {
        .unit = seat->unit,
        .at = decision->now,
        .actor = seat->actor == NULL ? ACTOR_SYSTEM : seat->actor->account,
        .kind = kind->name,
        .subject = subject == NULL ? own_id : subject,
        .body = body,
    };
    Event *event = NULL;

    if (!body_is_whole(kind, body, error) ||
        !journal_append(seat->journal, seat->db, seat->head, &draft, &event, error))
        return false;
    if (decision->first == 0)
        decision->first = event->seq;
    if (decision->shown == NULL)
        decision->shown = decision_first_id(decision);
    g_ptr_array_add(decision->events, event);
    g_array_append_val(decision->causes, decision->cause);
    return engine_apply(seat->engine, seat->db, event, error);
}

/* What is written by a clock that is in doubt says so for good. */
static void body_mark(const Decision *decision, json_t *body)
{
    const char *mark = clock_mark(engine_clock(decision->seat.engine));

    if (mark != NULL)
        json_object_set_new(body, CLOCK_MARK_MEMBER, json_string(mark));
}

static const EventKind *kind_to_emit(Decision *decision, const char *kind, GError **error)
{
    const EventKind *row = engine_event_kind(decision->seat.engine, kind);

    if (row == NULL)
        fail(error, FAIL_CORRUPT, "no module knows the event '%s'", kind);
    else if (decision->closed)
        fail(error, FAIL_CORRUPT, "'%s' is emitted after the decision", kind);
    else if (depth_check(decision, kind, error))
        return row;
    return NULL;
}

bool decision_emit(
    Decision *decision, const char *kind, const char *subject, const void *body, GError **error)
{
    const EventKind *row = kind_to_emit(decision, kind, error);
    json_auto_t *json = NULL;

    if (row == NULL)
        return false;
    json = body == NULL || row->fields == NULL ? json_object()
                                               : fields_write(row->fields, FIELD_EVENT, body);
    body_mark(decision, json);
    if (!decision_append(decision, row, subject, json, error))
        return fail_in(error, "emitting '%s'", kind);
    return true;
}

bool decision_emit_json(
    Decision *decision, const char *kind, const char *subject, const json_t *body, GError **error)
{
    static const Field no_fields[] = {FIELD_END};
    const EventKind *row = kind_to_emit(decision, kind, error);
    const Field *fields = row == NULL || row->fields == NULL ? no_fields : row->fields;
    g_autofree void *read = NULL;
    json_auto_t *json = NULL;
    bool ok = false;

    if (row == NULL)
        return false;
    read = g_malloc0(MAX(row->size, 1));
    if (!fields_read(fields, FIELD_EVENT, body, "", read, error))
        return fail_in(error, "emitting '%s'", kind);
    json = fields_write(fields, FIELD_EVENT, read);
    body_mark(decision, json);
    ok = decision_append(decision, row, subject, json, error);
    fields_clear(fields, read);
    return ok ? true : fail_in(error, "emitting '%s'", kind);
}

static bool event_react(Decision *decision, int index, GError **error)
{
    const Event *event = g_ptr_array_index(decision->events, (guint) index);
    const KindRow *row = engine_kind_row(decision->seat.engine, event->kind);

    decision->cause = index;
    for (guint i = 0; i < row->reactions->len; i++) {
        const Reaction *reaction = g_ptr_array_index(row->reactions, i);

        if (!reaction->react(decision, event, error))
            return fail_in(error, "reacting to '%s'", event->kind);
    }
    return true;
}

bool decision_react(Decision *decision, GError **error)
{
    /* Reactions emit: the list grows while it is walked. */
    for (guint i = 0; i < decision->events->len; i++) {
        if (!event_react(decision, (int) i, error))
            return false;
    }
    decision->closed = true;
    return true;
}
