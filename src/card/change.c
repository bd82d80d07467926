/* SPDX-License-Identifier: Apache-2.0 */
/* Writing, changing, taking away and acknowledging cards; copying starters. */
#include "base/json.h"
#include "card/card_private.h"
#include "engine/county.h"

typedef struct CardArgs {
    char *unit, *id, *kind, *title, *body, *keywords, *note;
    char **triggers, **starters;
    json_t *contacts;
    int64_t version;
} CardArgs;

typedef struct ContactArgs {
    char *name, *post, *phone;
} ContactArgs;

static const Field contact_fields[] = {
    FIELD(ContactArgs, name, FIELD_TEXT, .line = true, .personal = true),
    FIELD(ContactArgs, post, FIELD_TEXT, .line = true,
        .help = "Whom one speaks to there, such as the gas company's repairs."),
    FIELD(ContactArgs, phone, FIELD_TEXT, .line = true, .personal = true),
    FIELD_END,
};

#define CARD_ARGS                                                                                  \
    FIELD(CardArgs, kind, FIELD_WORD, .required = true, .choices = card_kinds),                    \
        FIELD(CardArgs, title, FIELD_TEXT, .line = true, .required = true, .min = 1,               \
            .max = CARD_TITLE_MAX),                                                                \
        FIELD(CardArgs, body, FIELD_TEXT, .max = CARD_BODY_MAX, .help = "Markdown."),              \
        FIELD(CardArgs, contacts, FIELD_JSON, .items = contact_fields,                             \
            .help = "In the order to call them."),                                                 \
        FIELD(                                                                                     \
            CardArgs, triggers, FIELD_WORDS, .max = 40, .help = "Kinds of incidents it is for."),  \
        FIELD(CardArgs, keywords, FIELD_TEXT, .line = true, .max = 200,                            \
            .help = "Other names it is found by."),                                                \
        FIELD(CardArgs, note, FIELD_TEXT, .max = 500, .help = "What was changed and why.")

static const Field write_args[] = {
    FIELD(CardArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."), CARD_ARGS,
    FIELD_END};

static const Field change_args[] = {
    FIELD(CardArgs, id, FIELD_WORD, .required = true, .help = "The card."), CARD_ARGS,
    FIELD(CardArgs, version, FIELD_INT, .required = true, .min = 1, .max = 1000000,
        .help = "The one that was read: another one since is a conflict."),
    FIELD_END};

static CardDraft draft_of(const CardArgs *args)
{
    return (CardDraft){.card_kind = args->kind,
        .title = args->title,
        .body = args->body,
        .contacts = args->contacts,
        .triggers = args->triggers,
        .keywords = args->keywords,
        .note = args->note};
}

static bool write_decide(Decision *decision, const void *data, GError **error)
{
    const CardDraft draft = draft_of(data);

    return card_draft_check(decision, &draft, error) && card_emit(decision, NULL, 1, &draft, error);
}

static bool change_decide(Decision *decision, const void *data, GError **error)
{
    const CardArgs *args = data;
    g_autoptr(Card) card = card_get(decision_db(decision), args->id, error);
    CardDraft draft = draft_of(args);

    if (card == NULL || !card_draft_check(decision, &draft, error))
        return false;
    if (card->version != args->version)
        return fail_as(error, FAIL_CONFLICT, "card_changed",
            "the card is at version %" G_GINT64_FORMAT " by now", card->version);
    draft.starter = card->starter;
    decision_show(decision, args->id);
    return card_emit(decision, args->id, card->version + 1, &draft, error);
}

/* --- taking away --- */

static const Field retire_args[] = {
    FIELD(CardArgs, id, FIELD_WORD, .required = true, .help = "The card."),
    FIELD(CardArgs, note, FIELD_TEXT, .max = 500, .help = "Why."),
    FIELD_END,
};

static Card *live_card(Decision *decision, const char *id, GError **error)
{
    g_autoptr(Card) card = card_get(decision_db(decision), id, error);

    if (card == NULL || card->live)
        return g_steal_pointer(&card);
    fail_as(error, FAIL_CONFLICT, "card_retired", "the card was taken away");
    return NULL;
}

static bool retire_decide(Decision *decision, const void *data, GError **error)
{
    const CardArgs *args = data;
    g_autoptr(Card) card = live_card(decision, args->id, error);
    const CardRetired body = {.note = args->note};

    decision_show(decision, args->id);
    return card != NULL && decision_emit(decision, "card.retired", args->id, &body, error);
}

/* --- acknowledging --- */

static const Field read_args[] = {
    FIELD(CardArgs, id, FIELD_WORD, .required = true, .help = "The card."),
    FIELD(CardArgs, version, FIELD_INT, .required = true, .min = 1, .max = 1000000,
        .help = "The one that was read."),
    FIELD_END,
};

static bool acknowledge_decide(Decision *decision, const void *data, GError **error)
{
    const CardArgs *args = data;
    const Actor *actor = decision_actor(decision);
    g_autoptr(Card) card = live_card(decision, args->id, error);

    if (card == NULL)
        return false;
    if (actor == NULL || actor->person == NULL || g_strcmp0(actor->unit, card->unit) != 0)
        return fail(error, FAIL_DENIED, "only the unit's own people acknowledge its rules");
    if (card->version != args->version)
        return fail_as(error, FAIL_CONFLICT, "card_changed",
            "the card is at version %" G_GINT64_FORMAT " by now", card->version);
    const CardAcknowledged body = {.person = actor->person, .version = card->version};
    decision_show(decision, args->id);
    return decision_emit(decision, "card.acknowledged", args->id, &body, error);
}

/* --- starters --- */

static const Field adopt_args[] = {
    FIELD(CardArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(CardArgs, starters, FIELD_WORDS, .required = true, .max = 64,
        .help = "Names in catalog/duty/cards.json."),
    FIELD_END,
};

typedef struct AdoptReply {
    json_t *items;
} AdoptReply;

static const Field adopt_reply[] = {
    FIELD(AdoptReply, items, FIELD_JSON, .required = true, .items = card_reply), FIELD_END};

static bool starter_held(Decision *decision, const char *name, bool *out_held, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(decision_db(decision),
        "SELECT 1 FROM card WHERE unit = $unit AND starter = $starter AND live = 1 LIMIT 1", error,
        "unit", decision_unit(decision), "starter", name, NULL);

    return statement_found(row, out_held, error);
}

static char **words_of(const json_t *list)
{
    char **words = g_new0(char *, json_array_size(list) + 1);
    size_t i = 0;
    const json_t *word = NULL;

    json_array_foreach (list, i, word)
        words[i] = g_strdup(json_string_value(word));
    return words;
}

static bool adopt_one(Decision *decision, const json_t *starter, GError **error)
{
    json_auto_t *shown = starter_show(decision_engine(decision), starter);
    g_auto(GStrv) triggers = words_of(json_object_get(shown, "triggers"));
    const CardDraft draft = {.card_kind = json_text(shown, "kind"),
        .title = json_text(shown, "title"),
        .body = json_text(shown, "body"),
        .contacts = json_object_get(shown, "contacts"),
        .keywords = json_text(shown, "keywords"),
        .triggers = triggers,
        .starter = json_text(starter, "name")};

    return card_draft_check(decision, &draft, error) && card_emit(decision, NULL, 1, &draft, error);
}

static bool adopt_decide(Decision *decision, const void *data, GError **error)
{
    const CardArgs *args = data;
    json_auto_t *file = county_file(decision_engine(decision), "cards");
    const json_t *list = json_object_get(file, "cards");

    for (char **name = args->starters; *name != NULL; name++) {
        const json_t *starter = county_row(list, *name);
        bool held = false;

        if (starter == NULL)
            return fail_field(error, "starters", "not_a_choice");
        if (!starter_held(decision, *name, &held, error) ||
            (!held && !adopt_one(decision, starter, error)))
            return false;
    }
    return true;
}

static bool adopt_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    const CardArgs *args = data;
    json_auto_t *items = json_array();
    const Asking asking = asking_of(decision);

    for (char **name = args->starters; *name != NULL; name++) {
        g_autoptr(Statement) rows = store_prepare_texts(asking.db,
            CARD_COLUMNS "AND c.starter = $starter AND c.live = 1 ORDER BY c.id LIMIT 1", error,
            "unit", args->unit, "starter", *name, NULL);
        if (!view_items(&asking, &card_view, rows, items, error))
            return false;
    }
    *out_reply = json_pack("{s:O}", "items", items);
    return true;
}

const Command card_commands[] = {
    {.name = "card.write",
        .method = "POST",
        .path = "/units/{unit}/cards",
        .permission = "card.manage",
        .status = 201,
        .begins = true,
        .args = write_args,
        .args_size = sizeof(CardArgs),
        .reply = card_reply,
        .decide = write_decide,
        .shows = &card_view,
        .help = "Writes a card."},
    {.name = "card.change",
        .method = "PUT",
        .path = "/cards/{id}",
        .permission = "card.manage",
        .args = change_args,
        .args_size = sizeof(CardArgs),
        .reply = card_reply,
        .decide = change_decide,
        .shows = &card_view,
        .help = "A new version of a card; a rule is then asked to be acknowledged again."},
    {.name = "card.retire",
        .method = "POST",
        .path = "/cards/{id}/retire",
        .permission = "card.manage",
        .args = retire_args,
        .args_size = sizeof(CardArgs),
        .reply = card_reply,
        .decide = retire_decide,
        .shows = &card_view,
        .help = "Takes a card away; its versions stay."},
    {.name = "card.acknowledge",
        .method = "POST",
        .path = "/cards/{id}/acknowledge",
        .permission = "card.read",
        .args = read_args,
        .args_size = sizeof(CardArgs),
        .reply = card_reply,
        .decide = acknowledge_decide,
        .shows = &card_view,
        .help = "I have read this version."},
    {.name = "card.adopt",
        .method = "POST",
        .path = "/units/{unit}/cards/adopt",
        .permission = "card.manage",
        .status = 201,
        .begins = true,
        .args = adopt_args,
        .args_size = sizeof(CardArgs),
        .reply = adopt_reply,
        .decide = adopt_decide,
        .conclude = adopt_conclude,
        .help = "Copies built-in cards, to be made one's own; those held already are left alone."},
    {0},
};
