/* SPDX-License-Identifier: Apache-2.0 */
/* Reading cards: the one that is needed now, its versions, who has read it. */
#include "base/json.h"
#include "card/card_private.h"
#include "engine/county.h"
#include "unit/account.h"
#include "unit/person.h"

#include <string.h>

/* `triggers` stay the text they are found in. */
const Field card_columns[] = {
    FIELD(Card, id, FIELD_WORD),
    FIELD(Card, unit, FIELD_WORD),
    {.name = "kind", .type = FIELD_WORD, .offset = offsetof(Card, card_kind)},
    FIELD(Card, title, FIELD_TEXT),
    FIELD(Card, body, FIELD_TEXT),
    FIELD(Card, contacts, FIELD_TEXT),
    {.name = "trigger_list", .type = FIELD_TEXT, .offset = offsetof(Card, triggers)},
    FIELD(Card, keywords, FIELD_TEXT),
    FIELD(Card, starter, FIELD_WORD),
    FIELD(Card, version, FIELD_INT),
    FIELD(Card, changed_at, FIELD_TIME),
    FIELD(Card, live, FIELD_BOOL),
    FIELD_END,
};

FIELDS_FREE(Card, card, card_columns)

Card *card_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row = store_prepare_id(db, CARD_COLUMNS "AND c.id = $id", id, error);

    return statement_find(row, "no_such_card", "card", error)
               ? fields_row_new(card_columns, sizeof(Card), row)
               : NULL;
}

/* ---- one card ---- */

typedef struct CardShown {
    char *id, *unit, *kind, *title, *body, *keywords, *starter, *changed_by;
    json_t *contacts;
    char **triggers;
    int64_t version, changed_at, read_version;
    bool live;
} CardShown;

typedef struct Contact {
    char *name, *post, *phone;
} Contact;

static const Field contact_fields[] = {
    FIELD(Contact, name, FIELD_TEXT),
    FIELD(Contact, post, FIELD_TEXT),
    FIELD(Contact, phone, FIELD_TEXT),
    FIELD_END,
};

const Field card_reply[] = {
    FIELD(CardShown, id, FIELD_WORD, .help = "Absent: a built-in card not yet copied."),
    FIELD(CardShown, unit, FIELD_WORD),
    FIELD(CardShown, kind, FIELD_WORD, .required = true, .choices = card_kinds),
    FIELD(CardShown, title, FIELD_TEXT, .required = true),
    FIELD(CardShown, body, FIELD_TEXT, .required = true, .help = "Markdown."),
    FIELD(CardShown, contacts, FIELD_JSON, .required = true, .items = contact_fields,
        .help = "In the order to call them."),
    FIELD(CardShown, triggers, FIELD_WORDS, .required = true, .help = "Kinds of incidents."),
    FIELD(CardShown, keywords, FIELD_TEXT),
    FIELD(CardShown, starter, FIELD_WORD, .help = "The built-in card it was copied from."),
    FIELD(CardShown, version, FIELD_INT, .required = true),
    FIELD(CardShown, changed_at, FIELD_TIME),
    FIELD(CardShown, changed_by, FIELD_TEXT, .help = "Name."),
    FIELD(CardShown, read_version, FIELD_INT, .help = "The newest one the reader acknowledged."),
    FIELD(CardShown, live, FIELD_BOOL, .required = true, .help = "False: it was taken away."),
    FIELD_END,
};

/* Of a text with commas around each. */
static json_t *triggers_of(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    json_t *list = json_array();

    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            json_array_append_new(list, json_string(*word));
    return list;
}

static bool version_read(
    const Asking *asking, const json_t *card, int64_t *out_version, GError **error)
{
    g_autoptr(Statement) row = store_prepare_texts(asking->db,
        "SELECT version FROM card_read WHERE unit = $unit AND card = $card AND person = $person",
        error, "unit", json_text(card, "unit"), "card", json_text(card, "id"), "person",
        asking->actor == NULL ? NULL : asking->actor->person, NULL);

    return statement_int(row, FIELD_UNSET, out_version, error);
}

static bool card_fill(const Asking *asking, Statement *row, json_t *card, GError **error)
{
    int64_t read = FIELD_UNSET;

    json_object_set_new(card, "triggers", triggers_of(row_text_of(row, "trigger_list")));
    if (json_object_get(card, "contacts") == NULL)
        json_object_set_new(card, "contacts", json_array());
    if (!version_read(asking, card, &read, error))
        return false;
    if (read != FIELD_UNSET)
        json_object_set_new(card, "read_version", json_integer(read));
    return true;
}

static const ViewName changer[] = {{"changed_by", "changer", account_person_name}, {0}};
const View card_view = {
    .thing = "card",
    .reason = "no_such_card",
    .fields = card_reply,
    .one = CARD_COLUMNS "AND c.id = $id",
    .names = changer,
    .fill = card_fill,
};

/* ---- GET /units/{unit}/cards ---- */

typedef struct ListArgs {
    char *unit, *kind, *incident_kind, *q;
    bool starters;
} ListArgs;

static const Field list_args[] = {
    FIELD(ListArgs, unit, FIELD_WORD, .required = true, .help = "Code of the unit."),
    FIELD(ListArgs, kind, FIELD_WORD, .choices = card_kinds),
    FIELD(
        ListArgs, incident_kind, FIELD_WORD, .max = 60, .help = "Cards for this kind of incident."),
    FIELD(ListArgs, q, FIELD_TEXT, .max = 40, .help = "Part of a name, or pinyin initials."),
    FIELD(ListArgs, starters, FIELD_BOOL,
        .help = "Also the built-in cards that the unit has not made its own."),
    FIELD_END,
};

typedef struct ListReply {
    json_t *items;
} ListReply;

static const Field list_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = card_reply), FIELD_END};

static bool own_cards(
    const Asking *asking, const ListArgs *args, json_t *items, GHashTable *held, GError **error)
{
    g_autofree char *trigger =
        args->incident_kind == NULL ? NULL : g_strdup_printf(",%s,", args->incident_kind);
    g_autoptr(Statement) rows = store_prepare_texts(asking->db,
        CARD_COLUMNS "AND c.live = 1"
                     " AND (CAST($card_kind AS TEXT) IS NULL OR c.card_kind = $card_kind)"
                     " AND (CAST($trigger AS TEXT) IS NULL"
                     "  OR REPLACE(c.triggers, $trigger, '') <> c.triggers)"
                     " ORDER BY CASE c.card_kind WHEN 'procedure' THEN 1 WHEN 'contact' THEN 2"
                     " WHEN 'risk_point' THEN 3 WHEN 'key_place' THEN 4 WHEN 'area' THEN 5"
                     " ELSE 6 END, c.title, c.id",
        error, "unit", args->unit, "card_kind", args->kind, "trigger", trigger, NULL);
    StoreStep step = STORE_FAILED;

    while (rows != NULL && (step = statement_step(rows, error)) == STORE_ROW) {
        const char *starter = row_text_of(rows, "starter");

        if (starter != NULL)
            g_hash_table_add(held, g_strdup(starter));
        if (args->q != NULL && !card_matches(row_text_of(rows, "search"), args->q))
            continue;
        json_t *card = view_row(asking, &card_view, rows, error);
        if (card == NULL)
            return false;
        json_array_append_new(items, card);
    }
    return step == STORE_DONE;
}

static bool has_word(const json_t *list, const char *word)
{
    size_t i = 0;
    const json_t *item = NULL;

    json_array_foreach (list, i, item) {
        if (g_strcmp0(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

static bool starter_fits(const Engine *engine, const json_t *shown, const ListArgs *args)
{
    const json_t *triggers = json_object_get(shown, "triggers");
    g_autofree char *search = NULL;
    const char *words[41] = {NULL};

    if (args->kind != NULL && g_strcmp0(args->kind, json_text(shown, "kind")) != 0)
        return false;
    if (args->incident_kind != NULL && !has_word(triggers, args->incident_kind))
        return false;
    for (size_t i = 0; i < MIN(json_array_size(triggers), 40); i++)
        words[i] = json_string_value(json_array_get(triggers, i));
    const CardDraft draft = {.title = json_text(shown, "title"),
        .keywords = json_text(shown, "keywords"),
        .triggers = (char *const *) words};
    search = card_search(engine, &draft);
    return args->q == NULL || card_matches(search, args->q);
}

static void starter_cards(
    const Asking *asking, const ListArgs *args, json_t *items, GHashTable *held)
{
    json_auto_t *file = county_file(asking->engine, "cards");
    size_t i = 0;
    const json_t *starter = NULL;

    json_array_foreach (json_object_get(file, "cards"), i, starter) {
        json_auto_t *shown = starter_show(asking->engine, starter);

        if (!g_hash_table_contains(held, json_text(starter, "name")) &&
            starter_fits(asking->engine, shown, args))
            json_array_append(items, shown);
    }
}

static bool list_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const ListArgs *args = data;
    g_autoptr(GHashTable) held = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_auto_t *items = json_array();

    if (!own_cards(asking, args, items, held, error))
        return false;
    if (args->starters)
        starter_cards(asking, args, items, held);
    out_answer->json = json_pack("{s:O}", "items", items);
    return true;
}

/* ---- GET /cards/{id}/versions and readers ---- */

typedef struct CardAsk {
    ListAsk ask;
    char *id;
} CardAsk;

static const Field of_card_args[] = {
    SHEET_FIELDS,
    FIELD(CardAsk, id, FIELD_WORD, .required = true, .help = "The card."),
    FIELD_END,
};

typedef struct VersionShown {
    int64_t version, changed_at;
    char *title, *body, *note, *changed_by;
    json_t *contacts;
} VersionShown;

static const Field version_fields[] = {
    FIELD(VersionShown, version, FIELD_INT, .required = true),
    FIELD(VersionShown, title, FIELD_TEXT, .required = true),
    FIELD(VersionShown, body, FIELD_TEXT, .required = true),
    FIELD(VersionShown, contacts, FIELD_JSON, .items = contact_fields),
    FIELD(VersionShown, note, FIELD_TEXT),
    FIELD(VersionShown, changed_at, FIELD_TIME, .required = true),
    FIELD(VersionShown, changed_by, FIELD_TEXT),
    FIELD_END,
};

static const View version_view = {
    .thing = "card_version",
    .fields = version_fields,
    .list = "SELECT version, title, body, contacts, note, changed_at, changed_by AS changer"
            " FROM card_version WHERE unit = $unit AND card = $id AND version < $after_version"
            " ORDER BY version DESC LIMIT $limit",
    .names = changer,
    .keys = {{"version", .falls = true}},
    .sheet = "version title note changed_at changed_by body",
};

typedef struct CardReader {
    char *person, *name;
    int64_t version, read_at;
    bool current;
} CardReader;

static const Field reader_fields[] = {
    FIELD(CardReader, person, FIELD_WORD, .required = true),
    FIELD(CardReader, name, FIELD_TEXT),
    FIELD(CardReader, version, FIELD_INT, .help = "The newest they acknowledged; absent: none."),
    FIELD(CardReader, read_at, FIELD_TIME),
    FIELD(CardReader, current, FIELD_BOOL, .required = true, .help = "Have read the one in force."),
    FIELD_END,
};

static bool readers_admit(const Asking *asking, const void *args, GError **error)
{
    g_autoptr(Card) card = card_get(asking->db, ((const CardAsk *) args)->id, error);

    return card != NULL;
}

/* Everyone who may stand a watch is asked to know the rules. */
static const View reader_view = {
    .thing = "card_reader",
    .fields = reader_fields,
    .list = "SELECT p.id AS person, p.name, p.registered_at, r.version, r.read_at,"
            " CASE WHEN r.version = c.version THEN 1 ELSE 0 END AS current FROM card c"
            " JOIN person p ON p.unit = c.unit LEFT JOIN card_read r"
            " ON r.unit = p.unit AND r.person = p.id AND r.card = c.id"
            " WHERE c.unit = $unit AND c.id = $id AND p.left_at IS NULL AND EXISTS"
            " (SELECT 1 FROM role_grant g WHERE g.unit = p.unit AND g.person = p.id"
            "  AND g.role IN ('officer', 'leader', 'head'))"
            " AND (p.registered_at, p.id) > ($after_registered_at, $after_person)"
            " ORDER BY p.registered_at, p.id LIMIT $limit",
    .admits = readers_admit,
    .keys = {{"registered_at"}, {"person", .is_text = true}},
    .sheet = "name version read_at current",
};

const Query card_queries[] = {
    {.name = "card.list",
        .path = "/units/{unit}/cards",
        .permission = "card.read",
        .args = list_args,
        .args_size = sizeof(ListArgs),
        .reply = list_reply,
        .answer = list_answer,
        .help = "Cards of a unit: procedures first, then contacts."},
    {.name = "card.get",
        .path = "/cards/{id}",
        .permission = "card.read",
        .args = card_id_args,
        .args_size = sizeof(IdArgs),
        .reply = card_reply,
        .shows = &card_view,
        .help = "One card."},
    {.name = "card.versions",
        .path = "/cards/{id}/versions",
        .permission = "card.read",
        .args = of_card_args,
        .args_size = sizeof(CardAsk),
        .reply = LIST_OF(version_fields),
        .lists = &version_view,
        .help = "Every version of a card, the newest first."},
    {.name = "card.readers",
        .path = "/cards/{id}/readers",
        .permission = "card.read",
        .args = of_card_args,
        .args_size = sizeof(CardAsk),
        .reply = LIST_OF(reader_fields),
        .lists = &reader_view,
        .help = "Who of those who stand watches has acknowledged a rule, and who has not."},
    {0},
};
