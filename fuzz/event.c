/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a journal: what is read as an event is written again as an event, canonically, and
 * its places are found in both alike. */
#include "journal/event.h"
#include "journal/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool count(
    void *found, const char *path, const char *digest, json_t **out_instead, GError **error)
{
    ++*(int *) found;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Event) event = event_parse((const char *) data, size, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    int places = 0, places_again = 0, marks = 0;

    if (event == NULL || !event_write(event, event->body, text, NULL))
        return 0;
    g_autoptr(Event) again = event_parse(text->str, text->len, NULL);
    g_assert_nonnull(again);
    g_assert_true(event_is_canonical(again, text->str, text->len));
    g_assert_true(json_equal(event->body, again->body));
    g_assert_true(body_each_place(event->body, count, &places, NULL));
    g_assert_true(body_each_place(again->body, count, &places_again, NULL));
    g_assert_cmpint(places, ==, places_again);
    json_auto_t *plain = body_plain(event->body, &marks, NULL);
    g_assert_true(plain == NULL || places == 0);
    return 0;
}
