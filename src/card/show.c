/* SPDX-License-Identifier: Apache-2.0 */
/* Reading cards: the one that is needed now, its versions, who has read it. */
#include "base/json.h"
#include "base/text.h"
#include "card/card_private.h"
#include "engine/county.h"
#include "unit/account.h"
#include "unit/person.h"

#include <string.h>

void card_free(Card *card)
{
    if (card == NULL)
        return;
    char *const texts[] = {card->id, card->unit, card->card_kind, card->title, card->body,
        card->contacts, card->triggers, card->keywords, card->starter, card->changed_by};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(card);
}

void *card_of_row(Statement *row)
{
    Card *card = g_new0(Card, 1);

    card->id = g_strdup(row_text(row, 0));
    card->unit = g_strdup(row_text(row, 1));
    card->card_kind = g_strdup(row_text(row, 2));
    card->title = g_strdup(row_text(row, 3));
    card->body = g_strdup(row_text(row, 4));
    card->contacts = g_strdup(row_text(row, 5));
    card->triggers = g_strdup(row_text(row, 6));
    card->keywords = g_strdup(row_text(row, 7));
    card->starter = g_strdup(row_text(row, 8));
    card->version = row_int(row, 9);
    card->changed_at = row_int(row, 10);
    card->changed_by = g_strdup(row_text(row, 11));
    card->live = row_int(row, 12) != 0;
    return card;
}

Card *card_get(Db *db, const char *id, GError **error)
{
    g_autoptr(Statement) row =
        store_prepare_id(db, CARD_COLUMNS "WHERE c.unit = $unit AND c.id = $id", id, error);

    return statement_one(row, card_of_row, "no_such_card", "card", error);
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

static char **triggers_of(const char *text)
{
    g_autofree char *inner = NULL;
    size_t size = text == NULL ? 0 : strlen(text);

    if (size < 2)
        return g_new0(char *, 1);
    inner = g_strndup(text + 1, size - 2);
    return g_strsplit(inner, ",", -1);
}

static int64_t version_read(Db *db, const Card *card, const Actor *actor)
{
    g_autoptr(Statement) row = store_prepare(db,
        "SELECT version FROM card_read WHERE unit = $unit AND card = $card AND person = $person",
        NULL);

    if (row == NULL || actor == NULL)
        return FIELD_UNSET;
    bind_text(row, "unit", card->unit);
    bind_text(row, "card", card->id);
    bind_text(row, "person", actor->person);
    return statement_step(row, NULL) == STORE_ROW ? row_int(row, 0) : FIELD_UNSET;
}

json_t *card_show(Db *db, const Card *card, const Actor *actor)
{
    g_auto(GStrv) triggers = triggers_of(card->triggers);
    g_autofree char *by = account_person_name(db, card->changed_by);
    json_auto_t *contacts = card->contacts == NULL ? NULL : json_loads(card->contacts, 0, NULL);
    json_auto_t *none = json_array();
    const CardShown shown = {.id = card->id,
        .unit = card->unit,
        .kind = card->card_kind,
        .title = card->title,
        .body = card->body,
        .keywords = card->keywords,
        .starter = card->starter,
        .changed_by = by,
        .contacts = contacts == NULL ? none : contacts,
        .triggers = triggers,
        .version = card->version,
        .changed_at = card->changed_at,
        .read_version = version_read(db, card, actor),
        .live = card->live};

    return fields_write(card_reply, FIELD_HTTP, &shown);
}

bool card_conclude(Decision *decision, const void *data, json_t **out_reply, GError **error)
{
    g_autoptr(Card) card = card_get(decision_db(decision), decision_shown(decision), error);

    if (card == NULL)
        return false;
    *out_reply = card_show(decision_db(decision), card, decision_actor(decision));
    return true;
}

/* ---- GET /units/{unit}/cards ---- */

typedef struct ListArgs {
    char *unit, *id, *kind, *incident_kind, *q;
    bool starters;
    int64_t limit;
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
    g_autoptr(Statement) rows = store_prepare(asking->db,
        CARD_COLUMNS "WHERE c.unit = $unit AND c.live = 1"
                     " AND (CAST($card_kind AS TEXT) IS NULL OR c.card_kind = $card_kind)"
                     " AND (CAST($trigger AS TEXT) IS NULL"
                     "  OR REPLACE(c.triggers, $trigger, '') <> c.triggers)"
                     " ORDER BY CASE c.card_kind WHEN 'procedure' THEN 1 WHEN 'contact' THEN 2"
                     " WHEN 'risk_point' THEN 3 WHEN 'key_place' THEN 4 WHEN 'area' THEN 5"
                     " ELSE 6 END, c.title, c.id",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", args->unit);
    bind_text(rows, "card_kind", args->kind);
    bind_text(rows, "trigger", trigger);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        g_autoptr(Card) card = card_of_row(rows);

        if (card->starter != NULL)
            g_hash_table_add(held, g_strdup(card->starter));
        if (args->q == NULL || card_matches(row_text(rows, 13), args->q))
            json_array_append_new(items, card_show(asking->db, card, asking->actor));
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

/* ---- GET /cards/{id} and its versions ---- */

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    g_autoptr(Card) card = card_get(asking->db, ((const IdArgs *) data)->id, error);

    if (card != NULL)
        out_answer->json = card_show(asking->db, card, asking->actor);
    return card != NULL;
}

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

static const Field versions_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = version_fields), FIELD_END};

static json_t *version_json(Db *db, Statement *row)
{
    g_autofree char *by = account_person_name(db, row_text(row, 6));
    json_auto_t *contacts = row_is_null(row, 3) ? NULL : json_loads(row_text(row, 3), 0, NULL);
    const VersionShown shown = {.version = row_int(row, 0),
        .title = (char *) row_text(row, 1),
        .body = (char *) row_text(row, 2),
        .contacts = contacts,
        .note = (char *) row_text(row, 4),
        .changed_at = row_int(row, 5),
        .changed_by = by};

    return fields_write(version_fields, FIELD_HTTP, &shown);
}

static bool versions_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const IdArgs *args = data;
    g_autofree char *unit = text_unit_of(args->id);
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT version, title, body, contacts, note, changed_at, changed_by FROM card_version"
        " WHERE unit = $unit AND card = $card ORDER BY version DESC",
        error);
    StoreStep step = STORE_FAILED;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", unit == NULL ? "" : unit);
    bind_text(rows, "card", args->id);
    while ((step = statement_step(rows, error)) == STORE_ROW)
        json_array_append_new(items, version_json(asking->db, rows));
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

/* ---- GET /cards/{id}/readers ---- */

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

static const Field readers_reply[] = {
    FIELD(ListReply, items, FIELD_JSON, .required = true, .items = reader_fields), FIELD_END};

/* Everyone who may stand a watch is asked to know the rules. */
static bool readers_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    g_autoptr(Card) card = card_get(asking->db, ((const IdArgs *) data)->id, error);
    json_auto_t *items = json_array();
    g_autoptr(Statement) rows = store_prepare(asking->db,
        "SELECT p.id, p.name, r.version, r.read_at FROM person p LEFT JOIN card_read r"
        " ON r.unit = p.unit AND r.person = p.id AND r.card = $card"
        " WHERE p.unit = $unit AND p.left_at IS NULL AND EXISTS (SELECT 1 FROM role_grant g"
        "  WHERE g.unit = p.unit AND g.person = p.id AND g.role IN ('officer', 'leader', 'head'))"
        " ORDER BY p.registered_at, p.id",
        error);
    StoreStep step = STORE_FAILED;

    if (card == NULL || rows == NULL)
        return false;
    bind_text(rows, "unit", card->unit);
    bind_text(rows, "card", card->id);
    while ((step = statement_step(rows, error)) == STORE_ROW) {
        bool none = row_is_null(rows, 2);
        const CardReader reader = {.person = (char *) row_text(rows, 0),
            .name = (char *) row_text(rows, 1),
            .version = none ? FIELD_UNSET : row_int(rows, 2),
            .read_at = none ? FIELD_UNSET : row_int(rows, 3),
            .current = !none && row_int(rows, 2) == card->version};
        json_array_append_new(items, fields_write(reader_fields, FIELD_HTTP, &reader));
    }
    if (step == STORE_DONE)
        out_answer->json = json_pack("{s:O}", "items", items);
    return step == STORE_DONE;
}

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
        .answer = get_answer,
        .help = "One card."},
    {.name = "card.versions",
        .path = "/cards/{id}/versions",
        .permission = "card.read",
        .args = card_id_args,
        .args_size = sizeof(IdArgs),
        .reply = versions_reply,
        .answer = versions_answer,
        .help = "Every version of a card, the newest first."},
    {.name = "card.readers",
        .path = "/cards/{id}/readers",
        .permission = "card.read",
        .args = card_id_args,
        .args_size = sizeof(IdArgs),
        .reply = readers_reply,
        .answer = readers_answer,
        .help = "Who of those who stand watches has acknowledged a rule, and who has not."},
    {0},
};
