/* SPDX-License-Identifier: Apache-2.0 */
#include "http/words.h"

#include "base/json.h"
#include "base/resource.h"

#include <string.h>

#define WORDS_FILE "/catalog/sheets.json"

struct Words {
    json_t *all;
};

Words *words_new(GError **error)
{
    gsize size = 0;
    const char *text = resource_text(WORDS_FILE, &size);
    json_t *all = text == NULL ? NULL : json_read(text, size, JSON_INTEGERS, error);

    if (all == NULL) {
        if (text == NULL)
            fail(error, FAIL_CORRUPT, "there is no " WORDS_FILE);
        return NULL;
    }
    Words *words = g_new0(Words, 1);
    words->all = all;
    return words;
}

void words_free(Words *words)
{
    if (words == NULL)
        return;
    json_decref(words->all);
    g_free(words);
}

/* Its own words ("flag.since"), else those that any sheet's column of the name has ("since"). */
static const json_t *column_of(const Speech *speech, const char *key)
{
    const json_t *columns = json_object_get(speech->words->all, "columns");
    const json_t *own = json_object_get(columns, key);
    const char *dot = own == NULL ? strrchr(key, '.') : NULL;

    return dot == NULL ? own : json_object_get(columns, dot + 1);
}

const char *words_sheet(const Speech *speech, const char *query)
{
    const json_t *labels = json_object_get(json_object_get(speech->words->all, "sheets"), query);
    const char *word = json_text(labels, speech->lang);

    return word == NULL ? query : word;
}

const char *words_around(const Speech *speech, const char *name)
{
    const char *word = json_text(json_object_get(speech->words->all, name), speech->lang);
    return word == NULL ? "" : word;
}

double words_width(const Speech *speech, const char *column)
{
    return (double) json_number(column_of(speech, column), "width", 0);
}

static const char *title_say(const void *self, const char *key)
{
    const Speech *speech = self;
    const char *word = json_text(json_object_get(column_of(speech, key), "label"), speech->lang);

    return word == NULL ? key : word;
}

static const char *value_say(const void *self, const char *key, const char *value)
{
    const Speech *speech = self;
    const json_t *values = json_object_get(column_of(speech, key), "values");
    if (values == NULL)
        values = json_object_get(speech->words->all, "values");
    const char *word = json_text(json_object_get(values, value), speech->lang);

    return word == NULL ? value : word;
}

SheetSpeech words_speech(const Speech *speech)
{
    return (SheetSpeech){.self = speech, .title = title_say, .value = value_say};
}
