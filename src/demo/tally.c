/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/tally.h"

static const char *const groups[] = {"done", "refused", "late", "asked", "failed", NULL};

struct Tally {
    json_t *counts;
    json_t *plants;
};

Tally *tally_new(void)
{
    Tally *tally = g_new0(Tally, 1);
    tally->counts = json_object();
    tally->plants = json_array();
    for (const char *const *group = groups; *group != NULL; group++)
        json_object_set_new(tally->counts, *group, json_object());
    return tally;
}

void tally_free(Tally *tally)
{
    if (tally == NULL)
        return;
    json_decref(tally->counts);
    json_decref(tally->plants);
    g_free(tally);
}

void tally_add(Tally *tally, const char *group, const char *word)
{
    json_t *words = json_object_get(tally->counts, group);
    json_object_set_new(words, word, json_integer(tally_count(tally, group, word) + 1));
}

json_int_t tally_count(const Tally *tally, const char *group, const char *word)
{
    return json_integer_value(json_object_get(json_object_get(tally->counts, group), word));
}

const json_t *tally_json(const Tally *tally)
{
    return tally->counts;
}

void tally_plant(Tally *tally, json_t *plant)
{
    json_array_append_new(tally->plants, plant);
}

const json_t *tally_plants(const Tally *tally)
{
    return tally->plants;
}

char *tally_text(const Tally *tally)
{
    GString *out = g_string_new(NULL);
    for (const char *const *group = groups; *group != NULL; group++) {
        json_t *words = json_object_get(tally->counts, *group), *count = NULL;
        const char *word = NULL;
        json_object_foreach (words, word, count) {
            g_string_append_printf(out, "%-8s %-28s %" JSON_INTEGER_FORMAT "\n", *group, word,
                json_integer_value(count));
        }
    }
    return g_string_free(out, FALSE);
}
