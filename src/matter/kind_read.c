/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a kind file into a Kind; kind_prove.c then proves it. */
#include "base/digest.h"
#include "base/json.h"
#include "matter/kind_private.h"

#include <string.h>

static void state_free(void *data)
{
    KindState *state = data;

    g_free(state->name);
    label_clear(&state->label);
    g_free(state->owner);
    g_free(state);
}

static void step_free(void *data)
{
    KindStep *step = data;

    g_free(step->name);
    label_clear(&step->label);
    g_strfreev(step->from);
    g_free(step->to);
    g_strfreev(step->who);
    g_strfreev(step->needs);
    g_strfreev(step->takes);
    g_free(step);
}

static void alarm_clear(void *data)
{
    g_clear_pointer(&((KindAlarm *) data)->tell, g_free);
}

static void clock_row_free(void *data)
{
    KindClock *clock = data;

    g_free(clock->name);
    label_clear(&clock->label);
    g_strfreev(clock->in);
    g_free(clock->from);
    g_free(clock->due_field);
    g_free(clock->owner);
    g_clear_pointer(&clock->escalate, g_array_unref);
    g_free(clock);
}

static bool is_one_of(char *const *words, const char *word)
{
    return word != NULL && g_strv_contains((const char *const *) words, word);
}

static KindState *state_read(
    KindReader *reader, const char *at, const json_t *source, char *const *ends)
{
    static const char *const known[] = {"name", "label", "owner", "waits", "help", NULL};
    KindState *state = g_new0(KindState, 1);

    reader_members(reader, at, source, known);
    state->name = reader_word(reader, at, source, "name");
    state->label = reader_label(reader, at, source, "label");
    state->owner = reader_word(reader, at, source, "owner");
    state->ends = is_one_of(ends, state->name);
    state->waits = reader_flag(reader, at, source, "waits", true) && !state->ends;
    if (state->name == NULL)
        reader_fault(reader, at, "a state needs a name");
    return state;
}

static void step_weight(KindReader *reader, const char *at, const json_t *source, KindStep *step)
{
    const char *weight = json_string_value(json_object_get(source, "weight"));
    const char *note = json_string_value(json_object_get(source, "note"));
    g_autofree char *weight_at = g_strdup_printf("%s/weight", at);
    g_autofree char *note_at = g_strdup_printf("%s/note", at);

    step->legal = g_strcmp0(weight, "legal") == 0;
    step->note_needed = g_strcmp0(note, "required") == 0;
    if (weight != NULL && !step->legal)
        reader_fault(reader, weight_at, "\"weight\" can only be \"legal\"");
    if (note != NULL && !step->note_needed && strcmp(note, "optional") != 0)
        reader_fault(reader, note_at, "\"note\" is \"required\" or \"optional\"");
}

/* "*" in `from` stands for every state that is no end. */
static char **from_read(KindReader *reader, const char *at, const json_t *source, const Kind *kind)
{
    g_auto(GStrv) words = reader_words(reader, at, source, "from");
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    if (!is_one_of(words, "*"))
        return g_steal_pointer(&words);
    for (guint i = 0; i < kind->states->len; i++) {
        const KindState *state = kind->states->pdata[i];
        if (!state->ends && state->name != NULL)
            g_strv_builder_add(all, state->name);
    }
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], "*") != 0)
            g_strv_builder_add(all, words[i]);
    return g_strv_builder_end(all);
}

static char **takes_read(
    KindReader *reader, const char *at, const json_t *source, const Kind *kind, char *const *needs)
{
    g_auto(GStrv) words = reader_words(reader, at, source, "takes");
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    g_strv_builder_addv(all, (const char **) needs);
    for (guint i = 0; is_one_of(words, "*") && i < kind->fields->len; i++) {
        const KindField *field = kind->fields->pdata[i];
        if (field->name != NULL && !is_one_of(needs, field->name))
            g_strv_builder_add(all, field->name);
    }
    for (size_t i = 0; !is_one_of(words, "*") && words[i] != NULL; i++)
        if (!is_one_of(needs, words[i]))
            g_strv_builder_add(all, words[i]);
    return g_strv_builder_end(all);
}

static KindStep *step_read(
    KindReader *reader, const char *at, const json_t *source, const Kind *kind)
{
    static const char *const known[] = {"name", "label", "from", "to", "who", "needs", "takes",
        "weight", "note", "effects", "help", "group", NULL};
    KindStep *step = g_new0(KindStep, 1);
    bool opening = strcmp(at, "/open") == 0;

    reader_members(reader, at, source, known);
    step->name = opening ? g_strdup(KIND_STEP_OPEN) : reader_word(reader, at, source, "name");
    if (step->name == NULL)
        reader_fault(reader, at, "a step needs a name");
    else if (!opening && strcmp(step->name, KIND_STEP_OPEN) == 0)
        reader_fault(reader, at, "the name \"%s\" is taken by the program", step->name);
    if (!opening || json_object_get(source, "label") != NULL)
        step->label = reader_label(reader, at, source, "label");
    step->from = from_read(reader, at, source, kind);
    step->to = reader_word(reader, at, source, "to");
    step->who = reader_words(reader, at, source, "who");
    step->needs = reader_words(reader, at, source, "needs");
    step->takes = takes_read(reader, at, source, kind, step->needs);
    step->effects = json_object_get(source, "effects");
    step_weight(reader, at, source, step);
    if (step->effects != NULL && !json_is_array(step->effects))
        reader_fault(reader, at, "\"effects\" must be a list");
    return step;
}

static int64_t span_read(KindReader *reader, const char *at, const json_t *source, const char *name)
{
    const json_t *value = json_object_get(source, name);
    g_autofree char *pointer = g_strdup_printf("%s/%s", at, name);
    int64_t span = value == NULL ? 0 : duration_read(json_string_value(value));

    if (span < 0)
        reader_fault(reader, pointer, "\"%s\" must be a span of time such as \"PT15M\"", name);
    return MAX(span, 0);
}

static void alarms_read(KindReader *reader, const char *at, const json_t *source, KindClock *clock)
{
    static const char *const known[] = {"after", "tell", NULL};
    const json_t *list = json_object_get(source, "escalate"), *item = NULL;
    size_t i = 0;

    clock->escalate = g_array_new(FALSE, TRUE, sizeof(KindAlarm));
    g_array_set_clear_func(clock->escalate, alarm_clear);
    json_array_foreach (list, i, item) {
        g_autofree char *here = g_strdup_printf("%s/escalate/%zu", at, i);
        KindAlarm alarm = {.after_ms = span_read(reader, here, item, "after"),
            .tell = reader_word(reader, here, item, "tell")};

        reader_members(reader, here, item, known);
        g_array_append_val(clock->escalate, alarm);
    }
}

static KindClock *clock_read(KindReader *reader, const char *at, const json_t *source)
{
    static const char *const known[] = {"name", "label", "in", "from", "warn", "warn_before", "due",
        "due_field", "owner", "escalate", "help", NULL};
    KindClock *clock = g_new0(KindClock, 1);
    const char *from = json_string_value(json_object_get(source, "from"));

    reader_members(reader, at, source, known);
    clock->name = reader_word(reader, at, source, "name");
    if (clock->name == NULL)
        reader_fault(reader, at, "a clock needs a name");
    clock->label = reader_label(reader, at, source, "label");
    clock->in = reader_words(reader, at, source, "in");
    clock->from =
        g_strdup(from == NULL ? "now" : from + (g_str_has_prefix(from, "field:") ? 6 : 0));
    clock->due_field = reader_word(reader, at, source, "due_field");
    clock->warn_ms = span_read(reader, at, source, "warn");
    clock->warn_before_ms = span_read(reader, at, source, "warn_before");
    clock->due_ms = span_read(reader, at, source, "due");
    clock->owner = reader_word(reader, at, source, "owner");
    alarms_read(reader, at, source, clock);
    return clock;
}

static void face_read(KindReader *reader, Kind *kind)
{
    static const char *const known[] = {"title", "place", "level", "figures", "search", NULL};
    const json_t *face = json_object_get(kind->source, "face");

    reader_members(reader, "/face", face, known);
    kind->title = reader_word(reader, "/face", face, "title");
    kind->place = reader_word(reader, "/face", face, "place");
    kind->level = reader_word(reader, "/face", face, "level");
    kind->figures = reader_words(reader, "/face", face, "figures");
    kind->search = reader_words(reader, "/face", face, "search");
}

static void lists_read(KindReader *reader, Kind *kind)
{
    const json_t *item = NULL;
    g_auto(GStrv) ends = reader_words(reader, "", kind->source, "ends");
    size_t i = 0;

    json_array_foreach (json_object_get(kind->source, "fields"), i, item) {
        g_autofree char *at = g_strdup_printf("/fields/%zu", i);
        g_ptr_array_add(kind->fields, kind_field_read(reader, at, item));
    }
    json_array_foreach (json_object_get(kind->source, "states"), i, item) {
        g_autofree char *at = g_strdup_printf("/states/%zu", i);
        g_ptr_array_add(kind->states, state_read(reader, at, item, ends));
    }
    for (i = 0; ends[i] != NULL; i++)
        if (kind_state(kind, ends[i]) == NULL)
            reader_fault(reader, "/ends", "end \"%s\" is no state", ends[i]);
    kind->open = step_read(reader, "/open", json_object_get(kind->source, "open"), kind);
    g_ptr_array_add(kind->steps, kind->open);
    json_array_foreach (json_object_get(kind->source, "steps"), i, item) {
        g_autofree char *at = g_strdup_printf("/steps/%zu", i);
        g_ptr_array_add(kind->steps, step_read(reader, at, item, kind));
    }
    json_array_foreach (json_object_get(kind->source, "clocks"), i, item) {
        g_autofree char *at = g_strdup_printf("/clocks/%zu", i);
        g_ptr_array_add(kind->clocks, clock_read(reader, at, item));
    }
}

static void digest_make(KindReader *reader, Kind *kind)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Digest) digest = digest_new(DIGEST_SM3);
    g_autoptr(GError) problem = NULL;
    uint8_t bytes[DIGEST_SIZE];
    char hex[DIGEST_HEX];

    if (!json_write_canonical(kind->source, text, &problem)) {
        reader_fault(reader, "", "%s", problem->message);
        return;
    }
    digest_pair(digest, text->str, text->len, NULL, 0, bytes);
    hex_write(bytes, DIGEST_SIZE, hex);
    kind->digest = g_strdup(hex);
}

static Kind *kind_begin(json_t *source /* taken */)
{
    Kind *kind = g_new0(Kind, 1);

    kind->source = source;
    kind->fields = g_ptr_array_new_with_free_func(kind_field_free);
    kind->states = g_ptr_array_new_with_free_func(state_free);
    kind->steps = g_ptr_array_new_with_free_func(step_free);
    kind->clocks = g_ptr_array_new_with_free_func(clock_row_free);
    return kind;
}

/* What stands at the top of the file. */
static void head_read(KindReader *reader, Kind *kind)
{
    static const char *const known[] = {"kind", "version", "label", "number", "face", "fields",
        "states", "ends", "open", "steps", "clocks", "help", "icon", "intake", "line", NULL};
    static const char *const number_known[] = {"prefix", NULL};
    const json_t *source = kind->source, *number = json_object_get(source, "number");

    reader_members(reader, "", source, known);
    reader_members(reader, "/number", number, number_known);
    kind->name = reader_word(reader, "", source, "kind");
    kind->version = json_integer_value(json_object_get(source, "version"));
    kind->label = reader_label(reader, "", source, "label");
    kind->prefix = reader_label(reader, "/number", number, "prefix");
    if (kind->name == NULL || kind->version < 1)
        reader_fault(reader, "", "a kind needs \"kind\", its name, and \"version\", from 1");
}

static Kind *reader_kind(KindReader *reader)
{
    g_autoptr(GError) problem = NULL;
    json_t *source = json_read(reader->text, reader->size, JSON_INTEGERS, &problem);
    guint before = reader->faults->len;

    if (source == NULL) {
        json_fault(reader->file, problem, reader->faults);
        return NULL;
    }
    g_autoptr(Kind) kind = kind_begin(source);
    head_read(reader, kind);
    face_read(reader, kind);
    lists_read(reader, kind);
    digest_make(reader, kind);
    if (reader->faults->len == before)
        kind_prove(reader, kind);
    return reader->faults->len == before ? g_steal_pointer(&kind) : NULL;
}

Kind *kind_read(
    const Catalog *catalog, const char *file, const char *bytes, size_t size, GPtrArray *faults)
{
    KindReader reader = {catalog, file, bytes, size, faults, .is_kept = false};
    return reader_kind(&reader);
}

Kind *kind_read_kept(
    const Catalog *catalog, const char *file, const char *bytes, size_t size, GPtrArray *faults)
{
    KindReader reader = {catalog, file, bytes, size, faults, .is_kept = true};
    return reader_kind(&reader);
}
