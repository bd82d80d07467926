/* SPDX-License-Identifier: Apache-2.0 */
/* Changing, publishing, withdrawing and discarding rosters. */
#include "base/json.h"
#include "roster/case.h"
#include "roster/module.h"
#include "roster/roster_events.h"
#include "roster/show.h"

#include <string.h>

#define CHANGES_MAX 400

/* ---- POST /rosters/{id}/changes ---- */

typedef struct ChangeArgs {
    char *id;
    json_t *changes;
    bool try;
    char *reason;
} ChangeArgs;

typedef struct Change {
    char *shift;
    char *person;
} Change;

static const Field change_fields[] = {
    FIELD(Change, shift, FIELD_WORD, .required = true, .max = 60),
    FIELD(Change, person, FIELD_WORD, .max = 40, .help = "Absent: nobody."),
    FIELD_END,
};

static const Field change_args[] = {
    FIELD(ChangeArgs, id, FIELD_WORD, .required = true, .help = "The roster."),
    FIELD(ChangeArgs, changes, FIELD_JSON, .required = true, .items = change_fields),
    FIELD(ChangeArgs, try, FIELD_BOOL, .help = "Only say what it would break."),
    FIELD(ChangeArgs, reason, FIELD_TEXT, .min = 2, .max = 200,
        .help = "Needed once the roster is published."),
    FIELD_END,
};

/* The case as it was and as it would be; the changes as the event has them. */
typedef struct Trial {
    Roster *roster;
    RosterCase *of;
    GArray *before; /* Broken; texts borrowed from `of`, whose replaced persons `spare` keeps */
    GArray *after;
    GPtrArray *spare;
    json_t *changes;
} Trial;

static void trial_free(void *data)
{
    Trial *trial = data;

    roster_free(trial->roster);
    roster_case_free(trial->of);
    g_clear_pointer(&trial->before, g_array_unref);
    g_clear_pointer(&trial->after, g_array_unref);
    g_ptr_array_unref(trial->spare);
    json_decref(trial->changes);
    g_free(trial);
}

static Shift *trial_shift(const Trial *trial, const char *id)
{
    for (guint i = 0; i < trial->of->shifts->len; i++) {
        Shift *shift = trial->of->shifts->pdata[i];
        if (strcmp(shift->id, id) == 0)
            return shift;
    }
    return NULL;
}

static bool change_fault(GError **error, size_t index, const char *name, const char *problem)
{
    g_autofree char *path = g_strdup_printf("changes.%zu.%s", index, name);
    return fail_field(error, path, problem);
}

static bool change_put(Trial *trial, size_t index, const Change *change, GError **error)
{
    Shift *shift = trial_shift(trial, change->shift);

    if (shift == NULL)
        return change_fault(error, index, "shift", "no_such_shift");
    if (change->person != NULL && team_find(trial->of->team, change->person) == NULL)
        return change_fault(error, index, "person", "no_such_person");
    json_array_append_new(trial->changes, json_pack("{s:s, s:s?, s:s?}", "shift", shift->id,
                                              "person", change->person, "was", shift->person));
    if (shift->person != NULL)
        g_ptr_array_add(trial->spare, shift->person);
    shift->person = g_strdup(change->person);
    if (strcmp(trial->roster->state, ROSTER_DRAFT) == 0) {
        g_free(shift->rostered);
        shift->rostered = g_strdup(change->person);
    }
    return true;
}

static bool changes_put(Trial *trial, const json_t *changes, GError **error)
{
    const json_t *one = NULL;
    size_t i = 0;
    bool fits = true;

    if (!json_is_array(changes) || json_array_size(changes) == 0)
        return fail_field(error, "changes", "required");
    if (json_array_size(changes) > CHANGES_MAX)
        return fail_field(error, "changes", "too_many");
    json_array_foreach (changes, i, one) {
        g_autofree char *prefix = g_strdup_printf("changes.%zu.", i);
        Change change = {0};

        if (!json_is_object(one))
            return fail_field(error, "changes", "not_an_object");
        if (!fields_read(change_fields, FIELD_HTTP, one, prefix, &change, error))
            return false;
        fits = change_put(trial, i, &change, error) && fits;
        fields_clear(change_fields, &change);
    }
    return fits;
}

static bool change_check(
    Decision *decision, const ChangeArgs *args, const Roster *roster, GError **error)
{
    bool published = strcmp(roster->state, ROSTER_PUBLISHED) == 0;

    if (!published && strcmp(roster->state, ROSTER_DRAFT) != 0)
        return fail_as(error, FAIL_CONFLICT, "wrong_state", "the roster is %s", roster->state);
    if (!published || args->try)
        return true;
    if (!decision_permits(decision, "roster.publish", error))
        return false;
    return args->reason != NULL || fail_field(error, "reason", "required");
}

/* Borrowed: the decision's trial, of the roster as it is. */
static Trial *trial_begin(Decision *decision, const char *id, GError **error)
{
    Trial *trial = g_new0(Trial, 1);

    decision_keep(decision, "trial", trial, trial_free);
    trial->spare = g_ptr_array_new_with_free_func(g_free);
    trial->changes = json_array();
    trial->roster = roster_get(decision_db(decision), id, error);
    if (trial->roster == NULL)
        return NULL;
    trial->of = roster_case_of(decision_engine(decision), decision_db(decision), trial->roster,
        decision_now(decision), error);
    return trial->of == NULL ? NULL : trial;
}

static bool change_decide(Decision *decision, const void *data, GError **error)
{
    const ChangeArgs *args = data;
    Trial *trial = trial_begin(decision, args->id, error);
    ChangedBody body = {.reason = args->reason};

    if (trial == NULL || !change_check(decision, args, trial->roster, error))
        return false;
    trial->before = roster_check(trial->of);
    if (!changes_put(trial, args->changes, error))
        return false;
    trial->after = roster_check(trial->of);
    body.changes = trial->changes;
    body.keeps_turn = strcmp(trial->roster->state, ROSTER_PUBLISHED) == 0;
    return args->try || decision_emit(decision, EVENT_CHANGED, args->id, &body, error);
}

/* Those of `these` that are not among `others`. */
static json_t *brokens_beyond(const DutyRules *rules, const GArray *these, const GArray *others)
{
    json_t *items = json_array();

    for (guint i = 0; i < these->len; i++) {
        const Broken *broken = &g_array_index(these, Broken, i);
        bool known = false;

        for (guint j = 0; j < others->len && !known; j++)
            known = broken_same(broken, &g_array_index(others, Broken, j));
        if (!known)
            json_array_append_new(items, broken_json(rules, broken));
    }
    return items;
}

/* A repeat: `after` is what the roster is now, `before` what it was without these changes. */
static bool trial_again(Decision *decision, const char *id, GError **error)
{
    Trial *trial = trial_begin(decision, id, error);
    g_autoptr(Event) event = trial == NULL ? NULL : decision_first_event(decision, error);
    const json_t *one = NULL;
    size_t i = 0;

    if (event == NULL)
        return false;
    trial->after = roster_check(trial->of);
    json_array_foreach (json_object_get(event->body, "changes"), i, one) {
        Shift *shift = trial_shift(trial, json_text(one, "shift"));

        if (shift == NULL)
            continue;
        if (shift->person != NULL)
            g_ptr_array_add(trial->spare, shift->person);
        shift->person = g_strdup(json_text(one, "was"));
    }
    trial->before = roster_check(trial->of);
    return true;
}

static bool change_conclude(
    Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const ChangeArgs *args = data;

    if (decision_kept(decision, "trial") == NULL && !trial_again(decision, args->id, error))
        return false;
    const Trial *trial = decision_kept(decision, "trial");
    const DutyRules *rules = trial->of->rules;

    *out_reply = json_pack("{s:s, s:b, s:o, s:o, s:o}", "id", args->id, "tried", args->try,
        "breaks", brokens_beyond(rules, trial->after, trial->before), "mends",
        brokens_beyond(rules, trial->before, trial->after), "broken",
        brokens_json(rules, trial->after));
    return true;
}

typedef struct ChangeReply {
    char *id;
    bool tried;
    json_t *breaks;
    json_t *mends;
    json_t *broken;
} ChangeReply;

static const Field change_reply[] = {
    FIELD(ChangeReply, id, FIELD_WORD, .required = true),
    FIELD(ChangeReply, tried, FIELD_BOOL, .required = true, .help = "Nothing was changed."),
    FIELD(ChangeReply, breaks, FIELD_JSON, .required = true, .items = broken_fields,
        .help = "What these changes break."),
    FIELD(ChangeReply, mends, FIELD_JSON, .required = true, .items = broken_fields,
        .help = "What was broken and no longer is."),
    FIELD(ChangeReply, broken, FIELD_JSON, .required = true, .items = broken_fields,
        .help = "All that is broken then."),
    FIELD_END,
};

/* ---- publish ---- */

typedef struct PublishArgs {
    char *id;
    char *reason;
    char *replaces;
} PublishArgs;

static const Field publish_args[] = {
    FIELD(PublishArgs, id, FIELD_WORD, .required = true, .help = "The roster."),
    FIELD(PublishArgs, reason, FIELD_TEXT, .min = 2, .max = 200,
        .help = "Why in spite of the rules it breaks; needed where it breaks any."),
    FIELD(PublishArgs, replaces, FIELD_WORD, .max = 40,
        .help = "A published roster that is withdrawn at the same time."),
    FIELD_END,
};

static bool state_is(const Roster *roster, const char *state, GError **error)
{
    return strcmp(roster->state, state) == 0 ||
           fail_as(error, FAIL_CONFLICT, "wrong_state", "the roster is %s", roster->state);
}

static bool replaced_withdraw(Decision *decision, const PublishArgs *args, GError **error)
{
    g_autoptr(Roster) old = NULL;
    const WithdrawnBody body = {.reason = args->reason};

    if (args->replaces == NULL)
        return true;
    if (!roster_find(decision_db(decision), args->replaces, &old, error))
        return false;
    if (old == NULL || strcmp(old->unit, decision_unit(decision)) != 0)
        return fail_field(error, "replaces", "unknown");
    return state_is(old, ROSTER_PUBLISHED, error) &&
           decision_emit(decision, EVENT_WITHDRAWN, old->id, &body, error);
}

static json_t *hard_brokens(const GArray *brokens)
{
    json_t *items = json_array();

    for (guint i = 0; i < brokens->len; i++) {
        const Broken *broken = &g_array_index(brokens, Broken, i);
        if (broken->hard)
            json_array_append_new(items, json_pack("{s:s, s:s*, s:s*}", "rule", broken->rule,
                                             "shift", broken->shift, "person", broken->person));
    }
    return items;
}

static bool publish_emit(
    Decision *decision, const PublishArgs *args, const Roster *roster, GError **error)
{
    g_autoptr(RosterCase) of = roster_case_of(
        decision_engine(decision), decision_db(decision), roster, decision_now(decision), error);
    g_autoptr(GArray) broken = of == NULL ? NULL : roster_check(of);
    json_auto_t *hard = broken == NULL ? NULL : hard_brokens(broken);
    PublishedBody body = {.reason = args->reason};

    if (of == NULL)
        return false;
    if (json_array_size(hard) > 0 && args->reason == NULL)
        return fail_as(error, FAIL_CONFLICT, "breaks_rules",
            "the roster breaks %zu hard rules: publishing it needs a reason",
            json_array_size(hard));
    body.broken = json_array_size(hard) > 0 ? hard : NULL;
    return decision_emit(decision, EVENT_PUBLISHED, args->id, &body, error);
}

static bool publish_decide(Decision *decision, const void *data, GError **error)
{
    const PublishArgs *args = data;
    g_autoptr(Roster) roster = roster_get(decision_db(decision), args->id, error);

    return roster != NULL && state_is(roster, ROSTER_DRAFT, error) &&
           replaced_withdraw(decision, args, error) && publish_emit(decision, args, roster, error);
}

/* ---- withdraw, discard ---- */

typedef struct WithdrawArgs {
    char *id;
    char *reason;
} WithdrawArgs;

static const Field withdraw_args[] = {
    FIELD(WithdrawArgs, id, FIELD_WORD, .required = true, .help = "The roster."),
    FIELD(WithdrawArgs, reason, FIELD_TEXT, .required = true, .min = 2, .max = 200),
    FIELD_END,
};

static const Field discard_args[] = {
    FIELD(WithdrawArgs, id, FIELD_WORD, .required = true, .help = "The roster."),
    FIELD_END,
};

static bool withdraw_decide(Decision *decision, const void *data, GError **error)
{
    const WithdrawArgs *args = data;
    g_autoptr(Roster) roster = roster_get(decision_db(decision), args->id, error);
    const WithdrawnBody body = {.reason = args->reason};

    return roster != NULL && state_is(roster, ROSTER_PUBLISHED, error) &&
           decision_emit(decision, EVENT_WITHDRAWN, args->id, &body, error);
}

static bool discard_decide(Decision *decision, const void *data, GError **error)
{
    const WithdrawArgs *args = data;
    g_autoptr(Roster) roster = roster_get(decision_db(decision), args->id, error);

    return roster != NULL && state_is(roster, ROSTER_DRAFT, error) &&
           decision_emit(decision, EVENT_DISCARDED, args->id, NULL, error);
}

/* The argument `id` stands first in all these structs. */
static bool show_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const char *id = ((const WithdrawArgs *) data)->id;

    *out_reply = roster_show(
        decision_engine(decision), decision_db(decision), id, decision_now(decision), error);
    return *out_reply != NULL;
}

static const Command commands[] = {
    {.name = "roster.change",
        .method = "POST",
        .path = "/rosters/{id}/changes",
        .permission = "roster.draft",
        .args = change_args,
        .args_size = sizeof(ChangeArgs),
        .reply = change_reply,
        .decide = change_decide,
        .conclude = change_conclude,
        .help = "Puts other people to shifts, or only says what that would break."},
    {.name = "roster.publish",
        .method = "POST",
        .path = "/rosters/{id}/publish",
        .permission = "roster.publish",
        .args = publish_args,
        .args_size = sizeof(PublishArgs),
        .reply = roster_shown,
        .decide = publish_decide,
        .conclude = show_conclude,
        .help = "Makes a roster the one that holds."},
    {.name = "roster.withdraw",
        .method = "POST",
        .path = "/rosters/{id}/withdraw",
        .permission = "roster.publish",
        .args = withdraw_args,
        .args_size = sizeof(WithdrawArgs),
        .reply = roster_shown,
        .decide = withdraw_decide,
        .conclude = show_conclude,
        .help = "Takes back a published roster from now on; what was stood stays."},
    {.name = "roster.discard",
        .method = "POST",
        .path = "/rosters/{id}/discard",
        .permission = "roster.draft",
        .args = discard_args,
        .args_size = sizeof(WithdrawArgs),
        .reply = roster_shown,
        .decide = discard_decide,
        .conclude = show_conclude,
        .help = "Throws a draft away."},
    {0},
};

const Part roster_change_part = {.commands = commands};
