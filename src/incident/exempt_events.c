/* SPDX-License-Identifier: Apache-2.0 */
/* What became of incidents that need not be reported: begun, over, and looked at from above. One in
 * ten is drawn by its id, so that nobody chooses which. */
#include "incident/exempt.h"
#include "incident/incident_private.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "dispatch/post.h"
#include "unit/standing.h"

#include <string.h>

#define EVENT_BEGUN "exempt.begun"
#define EVENT_OVER "exempt.over"
#define EVENT_LOOKED "exempt.looked"
#define DRAWN_OF 10
#define NOTE_EXEMPT "exempt"
#define WORDS_MAX 500
#define TYPE_ASK "inquiry"

typedef struct BegunBody {
    int64_t matter_seq;
    char *rule, *rule_zh, *rule_en;
    bool drawn;
} BegunBody;

static const Field begun_fields[] = {
    FIELD(BegunBody, matter_seq, FIELD_INT, .required = true),
    FIELD(BegunBody, rule, FIELD_WORD),
    FIELD(BegunBody, rule_zh, FIELD_TEXT, .help = "What it said then."),
    FIELD(BegunBody, rule_en, FIELD_TEXT),
    FIELD(BegunBody, drawn, FIELD_BOOL, .required = true),
    FIELD_END,
};

static const Field no_fields[] = {FIELD_END};

typedef struct LookArgs {
    char *unit, *matter, *verdict, *words;
} LookArgs;

static const char *const verdicts[] = {"seen", "should_report", NULL};

static const Field looked_fields[] = {
    FIELD(LookArgs, matter, FIELD_WORD, .required = true),
    FIELD(LookArgs, verdict, FIELD_WORD, .required = true),
    FIELD(LookArgs, words, FIELD_TEXT),
    FIELD_END,
};

static const EventKind events[] = {
    {EVENT_BEGUN, begun_fields, sizeof(BegunBody)},
    {EVENT_OVER, no_fields, 0},
    {EVENT_LOOKED, looked_fields, sizeof(LookArgs)},
    {0},
};

static const NoteKind notes[] = {
    {NOTE_EXEMPT, "post", 150, "count", "/exempt", 0},
    {0},
};

/* Those that are so still. */
#define COUNT(event)                                                                               \
    STANDING_NOTE(event, "SELECT '" NOTE_EXEMPT "' AS name, NULLIF(COUNT(*), 0) AS count"          \
                         " FROM exempt WHERE unit = $unit AND over_at IS NULL")

static const Projection projections[] = {
    {.event = EVENT_BEGUN,
        .sql = "INSERT INTO exempt (unit, matter, matter_seq, rule, rule_zh, rule_en, at, drawn)"
               " VALUES ($unit, $subject, $matter_seq, $rule, $rule_zh, $rule_en, $at, $drawn)"
               " ON CONFLICT (unit, matter) DO UPDATE SET rule = excluded.rule,"
               " rule_zh = excluded.rule_zh, rule_en = excluded.rule_en, at = excluded.at,"
               " over_at = NULL"},
    COUNT(EVENT_BEGUN),
    {.event = EVENT_OVER,
        .sql = "UPDATE exempt SET over_at = $at WHERE unit = $unit AND matter = $subject"},
    COUNT(EVENT_OVER),
    {.event = EVENT_LOOKED,
        .sql = "INSERT INTO exempt_look (unit, matter, verdict, words, at, by) VALUES ($unit,"
               " $matter, $verdict, $words, $at, $actor) ON CONFLICT (unit, matter) DO UPDATE SET"
               " verdict = excluded.verdict, words = excluded.words, at = excluded.at,"
               " by = excluded.by"},
    {0},
};

static bool is_drawn(const char *matter)
{
    uint8_t hash[DIGEST_SIZE];
    g_autoptr(Digest) digest = digest_new(DIGEST_SM3);
    digest_pair(digest, matter, strlen(matter), NULL, 0, hash);
    return (hash[0] * 256 + hash[1]) % DRAWN_OF == 0;
}

static int64_t seq_of(const char *id)
{
    const char *dash = strrchr(id, '-');
    return dash != NULL ? g_ascii_strtoll(dash + 1, NULL, 10) : 0;
}

bool exempt_note(Decision *decision, const Matter *matter, const json_t *fields, GError **error)
{
    const json_t *now = json_object_get(fields, "reportable");
    if (now == NULL)
        return true;
    if (json_is_null(now))
        return decision_emit(decision, EVENT_OVER, matter->id, NULL, error);
    json_auto_t *values = matter_values(matter);
    json_auto_t *after = incident_values_over(values, fields);
    const char *id = json_text(after, "reportable_rule");
    const ReportRules *rules = incident_reporting(incident_rules_of(decision_engine(decision)));
    const json_t *label = json_object_get(exempt_row_named(rules, id), "label");
    const BegunBody body = {.matter_seq = seq_of(matter->id),
        .rule = (char *) id,
        .rule_zh = (char *) json_text(label, "zh"),
        .rule_en = (char *) json_text(label, "en"),
        .drawn = is_drawn(matter->id)};
    return decision_emit(decision, EVENT_BEGUN, matter->id, &body, error);
}

/* --- looked at from above --- */

static const Field look_args[] = {
    FIELD(LookArgs, unit, FIELD_WORD, .required = true, .help = "Who looks."),
    FIELD(LookArgs, matter, FIELD_WORD, .required = true, .help = "Of a unit below."),
    FIELD(LookArgs, verdict, FIELD_WORD, .required = true, .choices = verdicts),
    FIELD(LookArgs, words, FIELD_TEXT, .max = WORDS_MAX,
        .help = "Required with should_report: they are sent to the unit."),
    FIELD_END,
};

static bool drawn_check(Decision *decision, const LookArgs *args, const char *of, GError **error)
{
    bool is_below = false, found = false;
    if (!unit_is_below(decision_db(decision), of, decision_unit(decision), &is_below, error))
        return false;
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM exempt WHERE unit = $of AND matter = $matter AND drawn = 1", error, "of", of,
        "matter", args->matter, NULL);
    if (!statement_found(row, &found, error))
        return false;
    return (is_below && found) ||
           fail_as(error, FAIL_NOT_FOUND, "not_drawn", "%s is none that was drawn", args->matter);
}

/* The unit is asked, and answers in time. */
static bool unit_ask(Decision *decision, const LookArgs *args, const char *of, GError **error)
{
    const json_t *words = incident_report_words(incident_rules_of(decision_engine(decision)));
    g_autoptr(Matter) matter = matter_load(decision_db(decision), args->matter, error);
    if (matter == NULL)
        return false;
    g_autoptr(GString) title =
        g_string_new(json_text(json_object_get(words, "exempt_should_report"), "zh"));
    g_string_replace(title, "{number}", matter->number, 0);
    char *to[] = {(char *) of, NULL};
    const DispatchPost post = {.type = TYPE_ASK,
        .to = to,
        .title = title->str,
        .body = args->words,
        .answer_due_at = FIELD_UNSET};
    return dispatch_post(decision, &post, NULL, error);
}

static bool look_decide(Decision *decision, const void *data, GError **error)
{
    const LookArgs *args = data;
    bool asks = strcmp(args->verdict, "should_report") == 0;
    g_autofree char *of = text_unit_of(args->matter);
    if (of == NULL)
        return fail(error, FAIL_NOT_FOUND, "there is no such incident");
    if (asks && (args->words == NULL || *args->words == '\0'))
        return fail_field(error, "words", "required");
    return drawn_check(decision, args, of, error) &&
           decision_emit(decision, EVENT_LOOKED, decision_unit(decision), args, error) &&
           (!asks || unit_ask(decision, args, of, error));
}

static const Command commands[] = {
    {.name = "exempt.look",
        .method = "POST",
        .path = "/units/{unit}/exempt/{matter}",
        .permission = "inspect",
        .args = look_args,
        .args_size = sizeof(LookArgs),
        .reply = no_fields,
        .decide = look_decide,
        .help = "Says of an incident that was not reported and was drawn whether that was right."},
    {0},
};

const Part exempt_part = {
    .events = events,
    .commands = commands,
    .queries = exempt_queries,
    .projections = projections,
    .notes = notes,
};
