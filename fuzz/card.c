/* SPDX-License-Identifier: Apache-2.0 */
/* Any text is cards or refused rows, each with its line; a card that is written reads back the
 * same. The first byte says which form is read. */
#include "base/json.h"
#include "base/text.h"
#include "card/card_text.h"

#include <stdint.h>
#include <string.h>

#define CARDS_MOST 500

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GPtrArray *cards_read(const char *text, bool csv)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *cards = csv ? cards_read_csv(text, CARDS_MOST, &error)
                           : cards_read_markdown(text, "procedure", CARDS_MOST);

    g_assert_true((cards == NULL) == (error != NULL));
    return cards;
}

static Card *card_of(const CardRead *read)
{
    Card *card = g_new0(Card, 1);
    g_autofree char *words = read->triggers == NULL ? NULL : g_strjoinv(",", read->triggers);

    card->card_kind = g_strdup(read->kind);
    card->title = g_strdup(read->title);
    card->body = g_strdup(read->body->str);
    card->keywords = g_strdup(read->keywords == NULL ? "" : read->keywords);
    card->triggers = g_strdup_printf(",%s,", words == NULL ? "" : words);
    if (read->contacts != NULL) {
        char *contacts = json_dumps(read->contacts, JSON_COMPACT);
        card->contacts = g_strdup(contacts);
        free(contacts);
    }
    return card;
}

/* What stands in a card has no blank lines at its end. */
static char *body_of(const CardRead *read)
{
    return g_strchomp(g_strdup(read->body->str));
}

static void same(const CardRead *one, const CardRead *other)
{
    g_autofree char *body = body_of(one), *again = body_of(other);

    g_assert_cmpstr(one->title, ==, other->title);
    g_assert_cmpstr(body, ==, again);
    g_assert_true((one->contacts == NULL) == (other->contacts == NULL));
    g_assert_true(one->contacts == NULL || json_equal(one->contacts, other->contacts));
}

static void written_again(const CardRead *read, bool csv)
{
    g_autoptr(GString) out = g_string_new(csv ? CARD_CSV_HEAD : NULL);
    g_autoptr(Card) card = card_of(read);

    if (csv)
        card_write_csv(out, card);
    else
        card_write_markdown(out, card);
    g_autoptr(GPtrArray) again = cards_read(out->str, csv);
    g_assert_nonnull(again);
    g_assert_cmpuint(again->len, ==, 1);
    same(read, again->pdata[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool csv = size > 0 && data[0] == 'c';
    g_autofree char *text = size == 0 ? NULL : g_strndup((const char *) data + 1, size - 1);
    int64_t before = 0;

    if (text == NULL || !g_utf8_validate(text, -1, NULL))
        return 0;
    g_autoptr(GPtrArray) cards = cards_read(text, csv);
    for (guint i = 0; cards != NULL && i < cards->len; i++) {
        const CardRead *read = cards->pdata[i];

        g_assert_cmpint(read->line, >, before);
        g_assert_nonnull(read->title);
        before = read->line;
        if (read->problem == NULL && *read->title != '\0')
            written_again(read, csv);
    }
    return 0;
}
