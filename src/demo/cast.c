/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cast.h"

struct Cast {
    const json_t *surnames; /* borrowed */
    const json_t *given;    /* borrowed */
    GRand *dice;
    guint32 phones; /* given out so far */
};

Cast *cast_new(const json_t *names, guint32 seed)
{
    Cast *cast = g_new0(Cast, 1);
    cast->surnames = json_object_get(names, "surnames");
    cast->given = json_object_get(names, "given");
    cast->dice = g_rand_new_with_seed(seed);
    cast->phones = seed % 1000000 * 10;
    return cast;
}

void cast_free(Cast *cast)
{
    if (cast == NULL)
        return;
    g_rand_free(cast->dice);
    g_free(cast);
}

static const char *pick(Cast *cast, const json_t *list)
{
    gint32 count = (gint32) json_array_size(list);
    gint32 chosen = g_rand_int_range(cast->dice, 0, MAX(count, 1));
    return json_string_value(json_array_get(list, (size_t) chosen));
}

char *cast_name(Cast *cast)
{
    const char *surname = pick(cast, cast->surnames);
    return g_strconcat(surname, pick(cast, cast->given), NULL);
}

char *cast_phone(Cast *cast)
{
    return g_strdup_printf("1990%07u", cast->phones++ % 10000000);
}
