/* SPDX-License-Identifier: Apache-2.0 */
/* Obligations in replies. */
#include "base/json.h"
#include "matter/obligation_private.h"

typedef struct ReceiverShown {
    char *unit;
    char *name;
    char *office;
} ReceiverShown;

static const Field receiver_reply[] = {
    FIELD(ReceiverShown, unit, FIELD_WORD, .help = "Its code; null: not in the system."),
    FIELD(ReceiverShown, name, FIELD_TEXT, .required = true),
    FIELD(ReceiverShown, office, FIELD_WORD, .required = true,
        .help = "Function at a government, by its division code."),
    FIELD_END,
};

typedef struct AlsoShown {
    char *rule;
    char *version;
    int64_t due_at;
} AlsoShown;

static const Field also_reply[] = {
    FIELD(AlsoShown, rule, FIELD_WORD, .required = true),
    FIELD(AlsoShown, version, FIELD_WORD),
    FIELD(AlsoShown, due_at, FIELD_TIME),
    FIELD_END,
};

typedef struct ObligationShown {
    char *id;
    char *name;
    bool outside;
    char *report;
    char *rule;
    char *version;
    char *source;
    json_t *receiver;
    char *channel;
    json_t *label;
    json_t *also;
    int64_t start_at;
    char *counted_from;
    int64_t first_due_at;
    int64_t due_at;
    bool fallback;
    int64_t limit_minutes;
    char *owner;
    char **rang;
    char *state;
    bool late;
    bool claimed;
    int64_t met_at;
    char *met_by;
    int64_t delivered_at;
    char *why;
} ObligationShown;

static const char *const state_words[] = {"running", "late", "met", "late_met", "waived", NULL};

const Field obligation_reply[] = {
    FIELD(ObligationShown, id, FIELD_WORD, .required = true),
    FIELD(ObligationShown, name, FIELD_WORD, .required = true,
        .help = "report_phone, report_written, report_any, followup, …: as due_clock says it."),
    FIELD(ObligationShown, outside, FIELD_BOOL, .required = true,
        .help = "Its receiver is no unit of the system: what is told there is typed."),
    FIELD(ObligationShown, report, FIELD_WORD, .required = true,
        .help = "initial, followup, supplement, …"),
    FIELD(ObligationShown, rule, FIELD_WORD, .help = "Id of the strictest rule that asks it."),
    FIELD(ObligationShown, version, FIELD_WORD, .help = "Of the rules."),
    FIELD(ObligationShown, source, FIELD_TEXT, .help = "Law or paper the rule stands in."),
    FIELD(ObligationShown, receiver, FIELD_JSON, .required = true, .object = receiver_reply),
    FIELD(ObligationShown, channel, FIELD_WORD, .required = true, .help = "phone, written, any"),
    FIELD(ObligationShown, label, FIELD_JSON, .object = fields_label),
    FIELD(ObligationShown, also, FIELD_JSON, .required = true, .items = also_reply,
        .help = "Milder rules that ask the same."),
    FIELD(ObligationShown, start_at, FIELD_TIME, .required = true),
    FIELD(ObligationShown, counted_from, FIELD_WORD),
    FIELD(ObligationShown, first_due_at, FIELD_TIME, .required = true,
        .help = "As it was when it began."),
    FIELD(ObligationShown, due_at, FIELD_TIME, .required = true),
    FIELD(ObligationShown, fallback, FIELD_BOOL, .required = true,
        .help = "The time that the rule counts from is not known: another one stands in."),
    FIELD(ObligationShown, limit_minutes, FIELD_INT),
    FIELD(ObligationShown, owner, FIELD_WORD, .required = true, .help = "Role that must act."),
    FIELD(ObligationShown, rang, FIELD_WORDS, .required = true, .help = "warn, late, escalate, …"),
    FIELD(ObligationShown, state, FIELD_WORD, .required = true, .choices = state_words),
    FIELD(ObligationShown, late, FIELD_BOOL, .required = true, .help = "Was or is past its time."),
    FIELD(ObligationShown, claimed, FIELD_BOOL, .required = true,
        .help = "Typed too late, with an earlier time that nobody has confirmed."),
    FIELD(ObligationShown, met_at, FIELD_TIME),
    FIELD(ObligationShown, met_by, FIELD_WORD, .help = "Dispatch or account."),
    FIELD(ObligationShown, delivered_at, FIELD_TIME),
    FIELD(ObligationShown, why, FIELD_WORD, .help = "Why it began, moved or was waived."),
    FIELD_END,
};

static json_t *receiver_show(const Obligation *one)
{
    return json_pack("{s:s?, s:s, s:s}", "unit", one->receiver, "name", one->receiver_name,
        "office", one->office);
}

static json_t *also_show(const json_t *also)
{
    json_t *list = json_array();
    const json_t *row = NULL;
    size_t i = 0;

    json_array_foreach (also, i, row) {
        json_t *shown = json_copy((json_t *) row);
        json_object_set_new(shown, "due_at", moment_json(json_number(row, "due_at", FIELD_UNSET)));
        json_array_append_new(list, shown);
    }
    return list;
}

static void rule_show(json_t *shown, const json_t *rule)
{
    static const char *const members[][2] = {{"rule", "id"}, {"version", "version"},
        {"source", "source"}, {"limit_minutes", "limit_minutes"}};

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        json_t *value = json_object_get(rule, members[i][1]);
        json_object_set_new(shown, members[i][0], value == NULL ? json_null() : json_incref(value));
    }
}

static void times_show(json_t *shown, const Obligation *one)
{
    json_object_set_new(shown, "start_at", moment_json(one->start_at));
    json_object_set_new(shown, "first_due_at", moment_json(one->first_due_at));
    json_object_set_new(shown, "due_at", moment_json(one->due_at));
    json_object_set_new(shown, "met_at", moment_json(one->met_at));
    json_object_set_new(shown, "delivered_at", moment_json(one->delivered_at));
}

static json_t *obligation_show(const Matter *matter, const Obligation *one)
{
    g_autofree char *id = g_strdup_printf("%s.o%" G_GINT64_FORMAT, matter->id, one->ordinal);
    g_autofree char *name = obligation_word(one);
    json_t *shown = json_pack("{s:s, s:s, s:s, s:s, s:b}", "id", id, "name", name, "report",
        one->report, "channel", one->channel, "outside", one->receiver == NULL);

    rule_show(shown, one->rule);
    times_show(shown, one);
    json_object_set_new(shown, "receiver", receiver_show(one));
    json_object_set_new(shown, "label", one->label == NULL ? json_null() : json_incref(one->label));
    json_object_set_new(shown, "also", also_show(one->also));
    json_object_set_new(shown, "counted_from", text_json(one->counted_from));
    json_object_set_new(shown, "fallback", json_boolean(one->fallback));
    json_object_set_new(shown, "owner", json_string(one->owner));
    json_object_set_new(shown, "rang", rang_show(one->warn_at, one->rang));
    json_object_set_new(shown, "state", json_string(state_words[one->state]));
    json_object_set_new(shown, "late", json_boolean(one->late));
    json_object_set_new(shown, "claimed", json_boolean(one->claimed));
    json_object_set_new(shown, "met_by", text_json(one->met_by));
    json_object_set_new(shown, "why", text_json(one->why));
    return shown;
}

json_t *obligations_show(const Matter *matter)
{
    json_t *list = json_array();

    for (guint i = 0; i < matter->obligations->len; i++)
        json_array_append_new(list, obligation_show(matter, matter->obligations->pdata[i]));
    return list;
}
