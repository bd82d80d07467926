/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/phone_shape.h"

typedef struct Row {
    const char *pattern;
    PhoneNeed need;
    bool extends;
} Row;

static const Row rows[] = {
    {"(?<![0-9A-Za-z])(?:\\+?86[- ]?|0086[- ]?)?1[3-9](?:[- ]?[0-9]){9}(?![0-9])", NEEDS_NOTHING,
        false},
    {"(?<![0-9A-Za-z.])(?:\\+?86[- ]?)?\\(?0[0-9]{2,3}\\)?[- ]*[0-9]{3,4}[- ]?[0-9]{4}(?![0-9])",
        NEEDS_NOTHING, true},
    {"(?<![0-9A-Za-z])[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}(?![0-9])", NEEDS_NOTHING, true},
    {"(?<![0-9A-Za-z./+#-]|[0-9]:)[2-8][0-9]{2,3}-?[0-9]{4}(?![0-9.:/-])", NEEDS_SENSE, true},
    {"(?<![0-9A-Za-z./+#-]|[0-9]:)[2-8][0-9]{2,3} [0-9]{4}(?![0-9.:/-])", NEEDS_WORD, true},
};

static void shape_clear(gpointer data)
{
    g_clear_pointer(&((PhoneShape *) data)->regex, g_regex_unref);
}

GArray *phone_shapes_new(void)
{
    GArray *shapes = g_array_new(FALSE, FALSE, sizeof(PhoneShape));

    g_array_set_clear_func(shapes, shape_clear);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        PhoneShape shape = {.regex = g_regex_new(rows[i].pattern, G_REGEX_OPTIMIZE, 0, NULL),
            .need = rows[i].need,
            .extends = rows[i].extends};
        g_array_append_val(shapes, shape);
    }
    return shapes;
}
