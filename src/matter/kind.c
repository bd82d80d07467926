/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/kind.h"

#include "base/clock.h"
#include "matter/kind_private.h"

#include <string.h>

void label_clear(Label *label)
{
    g_clear_pointer(&label->zh, g_free);
    g_clear_pointer(&label->en, g_free);
}

void kind_field_free(void *data)
{
    KindField *field = data;

    if (field == NULL)
        return;
    g_free(field->name);
    label_clear(&field->label);
    g_strfreev(field->choices);
    g_clear_pointer(&field->columns, g_ptr_array_unref);
    g_free(field);
}

void kind_free(Kind *kind)
{
    if (kind == NULL)
        return;
    g_free(kind->name);
    g_free(kind->digest);
    label_clear(&kind->label);
    label_clear(&kind->prefix);
    g_free(kind->title);
    g_free(kind->place);
    g_free(kind->level);
    g_strfreev(kind->figures);
    g_strfreev(kind->search);
    g_clear_pointer(&kind->fields, g_ptr_array_unref);
    g_clear_pointer(&kind->states, g_ptr_array_unref);
    g_clear_pointer(&kind->steps, g_ptr_array_unref);
    g_clear_pointer(&kind->clocks, g_ptr_array_unref);
    json_decref(kind->source);
    g_free(kind);
}

const KindField *kind_field(const Kind *kind, const char *name)
{
    for (guint i = 0; name != NULL && i < kind->fields->len; i++) {
        const KindField *field = kind->fields->pdata[i];
        if (g_strcmp0(field->name, name) == 0)
            return field;
    }
    return NULL;
}

const KindState *kind_state(const Kind *kind, const char *name)
{
    for (guint i = 0; name != NULL && i < kind->states->len; i++) {
        const KindState *state = kind->states->pdata[i];
        if (g_strcmp0(state->name, name) == 0)
            return state;
    }
    return NULL;
}

const KindStep *kind_step(const Kind *kind, const char *name)
{
    for (guint i = 0; name != NULL && i < kind->steps->len; i++) {
        const KindStep *step = kind->steps->pdata[i];
        if (g_strcmp0(step->name, name) == 0)
            return step;
    }
    return NULL;
}

const KindClock *kind_clock(const Kind *kind, const char *name)
{
    for (guint i = 0; name != NULL && i < kind->clocks->len; i++) {
        const KindClock *clock = kind->clocks->pdata[i];
        if (g_strcmp0(clock->name, name) == 0)
            return clock;
    }
    return NULL;
}

bool kind_step_from(const KindStep *step, const char *state)
{
    return step->from != NULL && g_strv_contains((const char *const *) step->from, state);
}

bool kind_field_vaulted(const KindField *field)
{
    return field->personal || field->type == KIND_TEXT || field->type == KIND_LINE;
}

static int64_t unit_ms(char unit, bool in_time)
{
    if (!in_time)
        return unit == 'D' ? DAY_MS : 0;
    return unit == 'H' ? HOUR_MS : unit == 'M' ? MINUTE_MS : unit == 'S' ? SECOND_MS : 0;
}

int64_t duration_read(const char *text)
{
    int64_t sum = 0;
    bool in_time = false, any = false;

    if (text == NULL || *text++ != 'P')
        return -1;
    while (*text != '\0') {
        char *end = NULL;

        if (*text == 'T' && !in_time) {
            in_time = true;
            text++;
        }
        if (!g_ascii_isdigit(*text))
            return -1;
        guint64 count = g_ascii_strtoull(text, &end, 10);
        int64_t ms = unit_ms(*end, in_time);
        if (ms == 0 || count > 100000)
            return -1;
        sum += (int64_t) count * ms;
        any = true;
        text = end + 1;
    }
    return any ? sum : -1;
}

bool name_is_fit(const char *name)
{
    if (name == NULL || !g_ascii_islower(*name) || strlen(name) > 48)
        return false;
    for (const char *p = name; *p != '\0'; p++)
        if (!g_ascii_islower(*p) && !g_ascii_isdigit(*p) && *p != '_')
            return false;
    return true;
}
