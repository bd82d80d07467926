/* SPDX-License-Identifier: Apache-2.0 */
/* Flags: raised with their evidence once a grace has passed, ended when it is so no longer, and
 * open until the unit has answered or an approved change has explained them. */
#include "base/json.h"
#include "engine/view.h"
#include "matter/matter.h"
#include "presence/module.h"
#include "presence/presence.h"
#include "unit/standing.h"

#include <string.h>

#define WORDS_MAX 1000

/* ---- events ---- */

typedef struct RaisedBody {
    char *kind, *what, *role, *post, *person, *other;
    int64_t since;
    json_t *evidence;
} RaisedBody;

static const Field raised_fields[] = {
    FIELD(RaisedBody, kind, FIELD_WORD, .required = true),
    FIELD(RaisedBody, what, FIELD_WORD, .required = true),
    FIELD(RaisedBody, role, FIELD_WORD, .required = true),
    FIELD(RaisedBody, post, FIELD_WORD),
    FIELD(RaisedBody, person, FIELD_WORD),
    FIELD(RaisedBody, other, FIELD_WORD),
    FIELD(RaisedBody, since, FIELD_TIME, .required = true),
    FIELD(RaisedBody, evidence, FIELD_JSON, .required = true),
    FIELD_END,
};

typedef struct WordsBody {
    char *words;
    bool accepted;
    char *change;
} WordsBody;

static const Field no_fields[] = {FIELD_END};
static const Field explained_fields[] = {
    FIELD(WordsBody, words, FIELD_TEXT, .required = true, .max = WORDS_MAX),
    FIELD_END,
};
static const Field decided_fields[] = {
    FIELD(WordsBody, accepted, FIELD_BOOL),
    FIELD(WordsBody, words, FIELD_TEXT, .max = WORDS_MAX),
    FIELD_END,
};
static const Field cleared_fields[] = {
    FIELD(WordsBody, change, FIELD_WORD, .required = true),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_FLAG_RAISED, raised_fields, sizeof(RaisedBody)},
    {EVENT_FLAG_ENDED, no_fields, 0},
    {EVENT_FLAG_EXPLAINED, explained_fields, sizeof(WordsBody)},
    {EVENT_FLAG_DECIDED, decided_fields, sizeof(WordsBody)},
    {EVENT_FLAG_CLEARED, cleared_fields, sizeof(WordsBody)},
    {0},
};

static bool raised_apply(Db *db, const Event *event, GError **error)
{
    char *evidence =
        json_dumps(json_object_get(event->body, "evidence"), JSON_COMPACT | JSON_SORT_KEYS);
    g_autoptr(Statement) row = store_prepare(db,
        "INSERT INTO flag (unit, id, kind, what, role, post, person, other, since, raised_at,"
        " evidence, state) VALUES ($unit, $id, $kind, $what, $role, $post, $person, $other, $since,"
        " $at, $evidence, 'open')",
        error);
    static const char *const words[] = {"kind", "what", "role", "post", "person", "other"};
    bool ok = row != NULL;

    if (ok) {
        bind_text(row, "unit", event->unit);
        bind_text(row, "id", event->subject);
        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
            bind_text(row, words[i], json_text(event->body, words[i]));
        bind_int(row, "since", json_number(event->body, "since", event->at));
        bind_int(row, "at", event->at);
        bind_text(row, "evidence", evidence == NULL ? "[]" : evidence);
        ok = statement_run(row, error);
    }
    free(evidence);
    return ok;
}

#define OF_SUBJECT " WHERE unit = $unit AND id = $subject"
#define NOTE_FLAGS "flags"

static const NoteKind notes[] = {
    {NOTE_FLAGS, "post", 200, "count", "/board/{unit}", 400},
    {0},
};

/* What waits for an answer. */
#define COUNT(event)                                                                               \
    STANDING_NOTE(event, "SELECT '" NOTE_FLAGS "' AS name, NULLIF(COUNT(*), 0) AS count,"          \
                         " CASE WHEN COUNT(*) > 0 THEN 0 END AS amiss_at FROM flag"                \
                         " WHERE unit = $unit AND state IN ('open', 'rejected')")

static const Projection projections[] = {
    {.event = EVENT_FLAG_RAISED, .apply = raised_apply},
    COUNT(EVENT_FLAG_RAISED),
    {.event = EVENT_FLAG_ENDED, .sql = "UPDATE flag SET ended_at = $at" OF_SUBJECT},
    {.event = EVENT_FLAG_EXPLAINED,
        .sql = "UPDATE flag SET state = 'explained', words = $words, explained_at = $at,"
               " explained_by = $actor" OF_SUBJECT},
    COUNT(EVENT_FLAG_EXPLAINED),
    {.event = EVENT_FLAG_DECIDED,
        .sql = "UPDATE flag SET state = CASE WHEN CAST($accepted AS BIGINT) = 1 THEN 'accepted'"
               " ELSE 'rejected' END, decision = $words, decided_at = $at, decided_by = "
               "$actor" OF_SUBJECT},
    COUNT(EVENT_FLAG_DECIDED),
    {.event = EVENT_FLAG_CLEARED,
        .sql = "UPDATE flag SET state = 'cleared', cleared_by = $change" OF_SUBJECT},
    COUNT(EVENT_FLAG_CLEARED),
    {0},
};

/* ---- following the facts ---- */

/* Ids of the flags of this unit that are still so: "kind what" -> id. */
static GHashTable *flags_lasting(Db *db, const char *unit, GError **error)
{
    g_autoptr(GHashTable) lasting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(Statement) rows = store_prepare(db,
        "SELECT id, kind, what FROM flag WHERE unit = $unit AND ended_at IS NULL ORDER BY id",
        error);
    StoreStep step;

    if (rows == NULL)
        return NULL;
    bind_text(rows, "unit", unit);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        g_hash_table_insert(lasting,
            g_strdup_printf("%s %s", row_text_of(rows, "kind"), row_text_of(rows, "what")),
            g_strdup(row_text_of(rows, "id")));
    return step == STORE_DONE ? g_steal_pointer(&lasting) : NULL;
}

/* Whoever should answer for it hears of it at once. */
static bool flag_raise(
    Decision *decision, const Facts *facts, const Suspicion *suspicion, GError **error)
{
    json_auto_t *evidence = evidence_of(facts, suspicion);
    const RaisedBody body = {.kind = (char *) flag_word(suspicion->kind),
        .what = (char *) suspicion->what,
        .role = (char *) suspicion->role,
        .post = suspicion->shift == NULL ? NULL : suspicion->shift->post,
        .person = (char *) suspicion->person,
        .other = (char *) suspicion->other,
        .since = suspicion->since,
        .evidence = evidence};
    g_autofree char *word = g_strdup_printf("flag.%s", flag_word(suspicion->kind));
    g_autofree char *id = decision_next_id(decision);

    return decision_emit(decision, EVENT_FLAG_RAISED, NULL, &body, error) &&
           (!suspicion->is_over || decision_emit(decision, EVENT_FLAG_ENDED, id, NULL, error)) &&
           notice_raise(decision, NULL, suspicion->kind == FLAG_LEADER_ABSENT ? "head" : "leader",
               word, error);
}

/* Who stood in has been put on the roster since: an approved change explains it. */
static bool flags_clear(Decision *decision, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT f.id, f.what FROM flag f JOIN shift s ON s.unit = f.unit AND s.id = f.what"
        " WHERE f.unit = $unit AND f.kind = 'unauthorized_substitute' AND s.person = f.other"
        " AND f.state IN ('open', 'explained', 'rejected') ORDER BY f.id",
        error);
    StoreStep step;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", decision_unit(decision));
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_ptr_array_add(found, g_strdup(row_text_of(rows, "id")));
        g_ptr_array_add(found, g_strdup(row_text_of(rows, "what")));
    }
    for (guint i = 0; step == STORE_DONE && i < found->len; i += 2) {
        const WordsBody body = {.change = found->pdata[i + 1]};

        if (!decision_emit(decision, EVENT_FLAG_CLEARED, found->pdata[i], &body, error))
            return false;
    }
    return step == STORE_DONE;
}

/* Of a shift that is over everything is said once. Signed for and not there are one thing. */
static bool flag_is_said(
    Decision *decision, const Suspicion *suspicion, bool *out_said, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM flag WHERE unit = $unit AND kind IN ($kind, 'unauthorized_substitute')"
        " AND what = $what AND (ended_at IS NULL OR ended_at > $since) LIMIT 1",
        error, "unit", decision_unit(decision), "kind", flag_word(suspicion->kind), "what",
        suspicion->what, NULL);

    if (row != NULL)
        bind_int(row, "since", suspicion->since);
    return statement_found(row, out_said, error);
}

/* Raises what is ripe and has not been said. */
static bool suspicion_follow(Decision *decision, const Facts *facts, const Suspicion *suspicion,
    int64_t *out_next, GError **error)
{
    bool said = false;

    if (suspicion->ripe_at > facts->now) {
        *out_next = MIN(*out_next, suspicion->ripe_at);
        return true;
    }
    if (suspicion->is_over && !flag_is_said(decision, suspicion, &said, error))
        return false;
    return said || flag_raise(decision, facts, suspicion, error);
}

bool flags_follow(Decision *decision, const Facts *facts, const PresenceRules *rules,
    int64_t *out_next, GError **error)
{
    g_autoptr(GArray) found = presence_judge(facts, &rules->judge);
    g_autoptr(GHashTable) lasting =
        flags_lasting(decision_db(decision), decision_unit(decision), error);
    GHashTableIter over;
    void *id = NULL;

    if (lasting == NULL)
        return false;
    for (guint i = 0; i < found->len; i++) {
        const Suspicion *suspicion = &g_array_index(found, Suspicion, i);
        g_autofree char *key =
            g_strdup_printf("%s %s", flag_word(suspicion->kind), suspicion->what);

        if (!suspicion->is_over && g_hash_table_remove(lasting, key))
            continue;
        if (!suspicion_follow(decision, facts, suspicion, out_next, error))
            return false;
    }
    g_hash_table_iter_init(&over, lasting);
    while (g_hash_table_iter_next(&over, NULL, &id))
        if (!decision_emit(decision, EVENT_FLAG_ENDED, id, NULL, error))
            return false;
    *out_next = MIN(*out_next, presence_again(facts, &rules->judge));
    return flags_clear(decision, error);
}

/* ---- POST /flags/{id}/explain, /flags/{id}/decide ---- */

typedef struct FlagArgs {
    char *id;
    char *words;
    bool accepted;
} FlagArgs;

static const Field explain_args[] = {
    FIELD(FlagArgs, id, FIELD_WORD, .required = true, .help = "The flag."),
    FIELD(FlagArgs, words, FIELD_TEXT, .required = true, .min = 2, .max = WORDS_MAX,
        .help = "The unit's answer."),
    FIELD_END,
};

static const Field decide_args[] = {
    FIELD(FlagArgs, id, FIELD_WORD, .required = true, .help = "The flag."),
    FIELD(FlagArgs, accepted, FIELD_BOOL, .help = "Is the answer accepted?"),
    FIELD(FlagArgs, words, FIELD_TEXT, .max = WORDS_MAX, .help = "Why; required when it is not."),
    FIELD_END,
};

typedef struct Flag {
    char *state, *explained_by;
} Flag;

static const Field flag_fields[] = {
    FIELD(Flag, state, FIELD_WORD), FIELD(Flag, explained_by, FIELD_WORD), FIELD_END};

static FIELDS_FREE(Flag, flag, flag_fields)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flag, flag_free)

/* Owned, in one of these states. */
static Flag *flag_in_state(
    Decision *decision, const char *id, const char *const *states, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(decision_db(decision),
        "SELECT state, explained_by FROM flag WHERE unit = $unit AND id = $id", id, error);
    g_autoptr(Flag) flag = fields_one(flag_fields, sizeof(Flag), row, "flag", error);

    if (flag == NULL || g_strv_contains(states, flag->state))
        return g_steal_pointer(&flag);
    fail_as(error, FAIL_CONFLICT, "wrong_state", "the flag is %s already", flag->state);
    return NULL;
}

static bool explain_decide(Decision *decision, const void *data, GError **error)
{
    static const char *const open[] = {"open", "rejected", NULL};
    const FlagArgs *args = data;
    const WordsBody body = {.words = args->words};
    g_autoptr(Flag) flag = flag_in_state(decision, args->id, open, error);

    return flag != NULL && decision_emit(decision, EVENT_FLAG_EXPLAINED, args->id, &body, error);
}

/* Nobody judges their own answer. */
static bool flag_decide(Decision *decision, const void *data, GError **error)
{
    static const char *const explained[] = {"explained", NULL};
    const FlagArgs *args = data;
    const Actor *actor = decision_actor(decision);
    const WordsBody body = {.words = args->words, .accepted = args->accepted};
    g_autoptr(Flag) flag = flag_in_state(decision, args->id, explained, error);

    if (flag == NULL)
        return false;
    if (!args->accepted && (args->words == NULL || *args->words == '\0'))
        return fail_field(error, "words", "required");
    if (g_strcmp0(flag->explained_by, actor->account) == 0)
        return fail_as(error, FAIL_DENIED, "own_answer", "who answered does not judge the answer");
    return decision_emit(decision, EVENT_FLAG_DECIDED, args->id, &body, error);
}

static const Command commands[] = {
    {.name = "flag.explain",
        .method = "POST",
        .path = "/flags/{id}/explain",
        .permission = "roster.approve",
        .args = explain_args,
        .args_size = sizeof(FlagArgs),
        .reply = flag_shown,
        .decide = explain_decide,
        .shows = &flag_view,
        .help = "The unit's answer to a flag; the evidence stays."},
    {.name = "flag.decide",
        .method = "POST",
        .path = "/flags/{id}/decide",
        .permission = "roster.approve",
        .args = decide_args,
        .args_size = sizeof(FlagArgs),
        .reply = flag_shown,
        .decide = flag_decide,
        .shows = &flag_view,
        .help = "The leader or head accepts the answer or sends it back."},
    {0},
};

const Part flag_part = {.events = events,
    .commands = commands,
    .queries = flag_queries,
    .projections = projections,
    .notes = notes};
