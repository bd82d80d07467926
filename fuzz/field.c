/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever comes in fills a struct or is refused with names; what was read is written and read the
 * same again. */
#include "engine/field.h"

#include "base/json.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Sample {
    char *text, *word, *personal;
    int64_t number, at;
    bool flag;
    json_t *json;
    char **words;
} Sample;

static const char *const choices[] = {"fire", "flood", NULL};
static const Field fields[] = {
    FIELD(Sample, text, FIELD_TEXT, .required = true, .min = 2, .max = 20),
    FIELD(Sample, word, FIELD_WORD, .choices = choices),
    FIELD(Sample, personal, FIELD_WORD, .personal = true),
    FIELD(Sample, number, FIELD_INT, .min = -5, .max = 100),
    FIELD(Sample, at, FIELD_TIME),
    FIELD(Sample, flag, FIELD_BOOL),
    FIELD(Sample, json, FIELD_JSON),
    FIELD(Sample, words, FIELD_WORDS, .max = 3),
    FIELD_END,
};

static void write_and_read(const Sample *sample, FieldForm form)
{
    Sample again = {0};
    json_auto_t *written = fields_write(fields, form, sample);

    g_assert_true(fields_read(fields, form, written, "", &again, NULL));
    json_auto_t *twice = fields_write(fields, form, &again);
    g_assert_true(json_equal(written, twice));
    fields_clear(fields, &again);
}

static void read_in(FieldForm form, const json_t *object)
{
    static const Sample none = {0};
    g_autoptr(GError) error = NULL;
    Sample sample = {0};

    if (fields_read(fields, form, object, "", &sample, &error)) {
        if (form != FIELD_EVENT)
            write_and_read(&sample, FIELD_HTTP);
        if (sample.text != NULL)
            write_and_read(&sample, FIELD_EVENT);
        fields_clear(fields, &sample);
    } else {
        g_assert_error(error, FAIL, FAIL_INVALID);
    }
    g_assert_true(memcmp(&sample, &none, sizeof none) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *object = json_read((const char *) data, size, JSON_REALS, NULL);

    if (object == NULL)
        return 0;
    read_in(FIELD_HTTP, object);
    read_in(FIELD_QUERY, object);
    read_in(FIELD_EVENT, object);
    return 0;
}
