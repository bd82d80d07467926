/* SPDX-License-Identifier: Apache-2.0 */
/* Deciding about handovers. */
#include "handover/handover_private.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/moment.h"
#include "handover/module.h"
#include "unit/person.h"
#include "unit/watch.h"

#include <string.h>

#define PERSONS_MAX 10

static const Field begin_args[] = {
    FIELD(HandoverArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(HandoverArgs, outgoing, FIELD_WORDS, .max = PERSONS_MAX,
        .help = "Persons who hand over; the officers on watch when absent."),
    FIELD(HandoverArgs, incoming, FIELD_WORDS, .max = PERSONS_MAX,
        .help = "Persons who take over; those the roster has next when absent."),
    FIELD_END,
};

static const Field id_args[] = {
    FIELD(HandoverArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
    FIELD_END,
};

static const Field item_args[] = {
    FIELD(HandoverArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
    FIELD(HandoverArgs, item, FIELD_WORD, .required = true, .help = "WHAT:ID."),
    FIELD_END,
};

static const Field refuse_args[] = {
    FIELD(HandoverArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
    FIELD(HandoverArgs, item, FIELD_WORD, .required = true, .help = "WHAT:ID."),
    FIELD(HandoverArgs, word, FIELD_TEXT, .required = true, .min = 1, .help = "Why it is refused."),
    FIELD_END,
};

static const Field cancel_args[] = {
    FIELD(HandoverArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
    FIELD(HandoverArgs, word, FIELD_TEXT, .required = true, .min = 1, .help = "Why."),
    FIELD_END,
};

static const Field correct_args[] = {
    FIELD(HandoverArgs, id, FIELD_WORD, .required = true, .help = "The handover."),
    FIELD(HandoverArgs, item, FIELD_WORD, .help = "The item it is about; the whole when absent."),
    FIELD(HandoverArgs, text, FIELD_TEXT, .required = true, .min = 1, .max = HANDOVER_TEXT_MAX),
    FIELD_END,
};

static const Field note_args[] = {
    FIELD(HandoverArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(HandoverArgs, text, FIELD_TEXT, .required = true, .min = 1, .max = HANDOVER_TEXT_MAX,
        .help = "What the next watch must mind; it comes up until cleared."),
    FIELD_END,
};

static const Field clear_args[] = {
    FIELD(HandoverArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(HandoverArgs, item, FIELD_WORD, .required = true, .help = "WHAT:ID."),
    FIELD(HandoverArgs, word, FIELD_TEXT, .required = true, .min = 1,
        .help = "Why it need not come up any more."),
    FIELD_END,
};

static const Field carried_reply[] = {
    FIELD(HandoverArgs, item, FIELD_WORD, .required = true),
    FIELD_END,
};

/* ---- what stands ---- */

static bool is_in_state(Decision *decision, const char *id, const char *wanted, GError **error)
{
    g_auto(Parties) parties = {0};

    return handover_take(decision, id, wanted, &parties, error);
}

/* What is handed over is judged by those who take it. */
static bool may_judge(Decision *decision, const char *id, GError **error)
{
    g_auto(Parties) parties = {0};

    if (!handover_take(decision, id, "open", &parties, error))
        return false;
    if (parties_name(&parties, SIDE_OUT, decision_actor(decision)->person))
        return fail_as(
            error, FAIL_CONFLICT, "own_handover", "who hands over does not accept it themselves");
    return true;
}

static json_t *item_find(Db *db, const char *id, const char *item, GError **error)
{
    json_auto_t *handover = handover_json(db, id, error);
    const json_t *one = NULL;
    size_t i = 0;

    if (handover == NULL)
        return NULL;
    json_array_foreach (json_object_get(handover, "items"), i, one) {
        if (g_strcmp0(json_text(one, "item"), item) == 0)
            return json_incref((json_t *) one);
    }
    fail_field(error, "item", "unknown");
    return NULL;
}

/* ---- begin ---- */

static bool persons_check(
    Decision *decision, const char *name, char *const *persons, GError **error)
{
    bool fits = true;

    for (char *const *one = persons; one != NULL && *one != NULL; one++) {
        g_autoptr(Person) person = NULL;
        if (!person_find(decision_db(decision), *one, &person, fits ? error : NULL))
            return false;
        if (person == NULL || g_strcmp0(person->unit, decision_unit(decision)) != 0)
            fits = fail_field(error, name, "no_such_person");
    }
    return fits;
}

static bool begin_emit(
    Decision *decision, const HandoverArgs *args, Outgoing *outgoing, GError **error)
{
    int64_t now = decision_now(decision);
    Db *db = decision_db(decision);
    const GatherSpan span = handover_span(decision_engine(decision), outgoing, now);
    json_auto_t *items = gather_items(db, decision_unit(decision), &span, error);
    g_auto(GStrv) proposed =
        items == NULL ? NULL : incoming_propose(db, decision_unit(decision), outgoing, now, error);
    int64_t base = outgoing->relief_at == FIELD_UNSET ? now : MAX(now, outgoing->relief_at);

    g_auto(LeaderChange) leaders = {0};
    if (proposed == NULL || !leader_change_find(db, decision_unit(decision), now, &leaders, error))
        return false;
    const BeganBody body = {.from_at = outgoing->since,
        .relief_at = outgoing->relief_at,
        .sign_due_at = base + handover_times(decision_engine(decision)).sign_ms,
        .leaders_due_at = *leaders.outgoing == NULL
                              ? FIELD_UNSET
                              : base + handover_times(decision_engine(decision)).leader_sign_ms,
        .outgoing = outgoing->persons,
        .incoming = args->incoming != NULL ? args->incoming : proposed,
        .outgoing_leaders = leaders.outgoing,
        .incoming_leaders = leaders.incoming,
        .items = items,
        .named = args->incoming != NULL};
    return decision_emit(decision, EVENT_HANDOVER_BEGAN, NULL, &body, error);
}

static bool begin_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *open = NULL;
    g_auto(Outgoing) outgoing = {0};

    if (!handover_open(db, decision_unit(decision), &open, error))
        return false;
    if (open != NULL)
        return fail_as(error, FAIL_CONFLICT, "handover_open", "handover %s is still open", open);
    bool fits = persons_check(decision, "outgoing", args->outgoing, error);
    if (!persons_check(decision, "incoming", args->incoming, fits ? error : NULL) || !fits ||
        !outgoing_find(db, decision_unit(decision), decision_now(decision), &outgoing, error))
        return false;
    if (args->outgoing != NULL && *args->outgoing != NULL) {
        g_strfreev(outgoing.persons);
        outgoing.persons = g_strdupv(args->outgoing);
    }
    if (*outgoing.persons == NULL)
        return fail_as(error, FAIL_CONFLICT, "nobody_on_watch", "no officer is on watch");
    return begin_emit(decision, args, &outgoing, error);
}

/* ---- accept, refuse ---- */

static bool accept_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    json_auto_t *item = may_judge(decision, args->id, error)
                            ? item_find(decision_db(decision), args->id, args->item, error)
                            : NULL;
    char *items[] = {args->item, NULL};
    const AcceptedBody body = {.items = items};

    if (item == NULL)
        return false;
    return g_strcmp0(json_text(item, "decided"), "accepted") == 0 ||
           decision_emit(decision, EVENT_HANDOVER_ACCEPTED, args->id, &body, error);
}

static bool accept_rest_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    json_auto_t *handover = may_judge(decision, args->id, error)
                                ? handover_json(decision_db(decision), args->id, error)
                                : NULL;
    g_autoptr(GStrvBuilder) items = g_strv_builder_new();
    const json_t *item = NULL;
    size_t i = 0, count = 0;

    if (handover == NULL)
        return false;
    json_array_foreach (json_object_get(handover, "items"), i, item) {
        if (json_flag(item, "quiet") && g_strcmp0(json_text(item, "decided"), "open") == 0) {
            g_strv_builder_add(items, json_text(item, "item"));
            count++;
        }
    }
    g_auto(GStrv) list = g_strv_builder_end(items);
    const AcceptedBody body = {.items = list};
    return count == 0 || decision_emit(decision, EVENT_HANDOVER_ACCEPTED, args->id, &body, error);
}

static bool refuse_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    json_auto_t *item = may_judge(decision, args->id, error)
                            ? item_find(decision_db(decision), args->id, args->item, error)
                            : NULL;
    const WordBody body = {.item = args->item, .word = args->word};

    return item != NULL && decision_emit(decision, EVENT_HANDOVER_REFUSED, args->id, &body, error);
}

/* ---- afterwards, and points ---- */

static bool cancel_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const WordBody body = {.word = args->word};

    return is_in_state(decision, args->id, "open", error) &&
           decision_emit(decision, EVENT_HANDOVER_CANCELLED, args->id, &body, error);
}

static bool correct_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const TextBody body = {.item = args->item, .text = args->text};
    json_auto_t *item = NULL;

    if (!is_in_state(decision, args->id, "sealed", error))
        return false;
    if (args->item != NULL)
        item = item_find(decision_db(decision), args->id, args->item, error);
    return (args->item == NULL || item != NULL) &&
           decision_emit(decision, EVENT_HANDOVER_CORRECTED, args->id, &body, error);
}

static bool note_decide(Decision *decision, const void *data, GError **error)
{
    const TextBody body = {.text = ((const HandoverArgs *) data)->text};

    return decision_emit(decision, EVENT_HANDOVER_NOTED, NULL, &body, error);
}

static bool note_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    g_autofree char *id = decision_first_id(decision);
    g_autofree char *item = g_strconcat("point:", id, NULL);

    *out_reply = json_pack("{s:s}", "item", item);
    return true;
}

static bool clear_decide(Decision *decision, const void *data, GError **error)
{
    const HandoverArgs *args = data;
    const WordBody body = {.item = args->item, .word = args->word};
    bool found = false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM carried WHERE unit = $unit AND item = $item AND cleared_at IS NULL", error,
        "unit", decision_unit(decision), "item", args->item, NULL);

    return statement_found(row, &found, error) && (found || fail_field(error, "item", "unknown")) &&
           decision_emit(decision, EVENT_HANDOVER_CLEARED, NULL, &body, error);
}

static bool clear_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    *out_reply = json_pack("{s:s}", "item", ((const HandoverArgs *) data)->item);
    return true;
}

#define ON_HANDOVER(command, act, table, function, sentence)                                       \
    {                                                                                              \
        .name = command, .method = "POST", .path = "/handovers/{id}/" act,                         \
        .permission = PERMISSION_HANDOVER, .args = (table), .args_size = sizeof(HandoverArgs),     \
        .reply = handover_reply, .decide = (function), .shows = &handover_view, .help = (sentence) \
    }

const Command handover_commands[] = {
    {.name = "handover.begin",
        .method = "POST",
        .path = "/units/{unit}/handovers",
        .permission = PERMISSION_HANDOVER,
        .status = 201,
        .args = begin_args,
        .args_size = sizeof(HandoverArgs),
        .reply = handover_reply,
        .decide = begin_decide,
        .shows = &handover_view,
        .help = "Begins a handover with what is open or flagged now."},
    ON_HANDOVER("handover.accept", "accept", item_args, accept_decide, "Accepts one item."),
    ON_HANDOVER("handover.accept_rest", "accept_rest", id_args, accept_rest_decide,
        "Accepts the quiet rest."),
    ON_HANDOVER("handover.refuse", "refuse", refuse_args, refuse_decide,
        "Refuses one item with a word; it comes up again until it is cleared."),
    ON_HANDOVER("handover.renew", "renew", id_args, handover_renew_decide,
        "Takes in what has come up since it began and lets go what is over."),
    ON_HANDOVER("handover.sign", "sign", id_args, handover_sign_decide,
        "Signs, for whoever calls: who hands over or who takes over."),
    ON_HANDOVER("handover.countersign", "countersign", id_args, handover_countersign_decide,
        "The leader countersigns."),
    ON_HANDOVER("handover.cancel", "cancel", cancel_args, cancel_decide,
        "Calls off a handover that nobody has taken."),
    ON_HANDOVER("handover.correct", "correct", correct_args, correct_decide,
        "Adds a correction to a sealed handover, which itself stays as it is."),
    {.name = "handover.note",
        .method = "POST",
        .path = "/units/{unit}/handover/points",
        .permission = PERMISSION_HANDOVER,
        .status = 201,
        .args = note_args,
        .args_size = sizeof(HandoverArgs),
        .reply = carried_reply,
        .decide = note_decide,
        .conclude = note_conclude,
        .help = "Writes down what the next watches must mind."},
    {.name = "handover.clear",
        .method = "POST",
        .path = "/units/{unit}/handover/clear",
        .permission = PERMISSION_HANDOVER,
        .args = clear_args,
        .args_size = sizeof(HandoverArgs),
        .reply = carried_reply,
        .decide = clear_decide,
        .conclude = clear_conclude,
        .help = "Clears a point or a refused item: it comes up no more."},
    {0},
};

static const Part handover_part = {.events = handover_events,
    .commands = handover_commands,
    .queries = handover_queries,
    .projections = handover_projections,
    .reactions = handover_reactions,
    .chores = handover_chores,
    .notes = handover_notes};

const Module handover_module = {"handover", PARTS(&handover_part)};
