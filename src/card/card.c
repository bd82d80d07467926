/* SPDX-License-Identifier: Apache-2.0 */
/* Cards: their events, what they are checked for and found by. */
#include "card/card_private.h"

#include "base/json.h"
#include "base/text.h"
#include "matter/catalog.h"
#include "unit/phone.h"

#include <string.h>

#define CONTACTS_MAX 40
#define CONTACTS_TEXT_MAX 16000
#define INCIDENT_KINDS "incident_kinds"

const char *const card_kinds[] = {
    "area", "risk_point", "key_place", "contact", "procedure", "rule", NULL};

/* ---- events ---- */

static const Field card_fields[] = {
    FIELD(CardBody, card_kind, FIELD_WORD, .required = true),
    FIELD(CardBody, title, FIELD_TEXT, .required = true, .plain = true, .max = CARD_TITLE_MAX),
    FIELD(CardBody, body, FIELD_TEXT, .required = true, .plain = true, .max = CARD_BODY_MAX),
    FIELD(CardBody, contacts, FIELD_TEXT, .personal = true, .max = CONTACTS_TEXT_MAX),
    FIELD(CardBody, triggers, FIELD_WORDS),
    FIELD(CardBody, keywords, FIELD_TEXT, .plain = true),
    FIELD(CardBody, search, FIELD_TEXT, .required = true, .plain = true, .max = 4000),
    FIELD(CardBody, starter, FIELD_WORD),
    FIELD(CardBody, note, FIELD_TEXT, .max = 500),
    FIELD(CardBody, version, FIELD_INT, .required = true),
    FIELD_END,
};

static const Field retired_fields[] = {FIELD(CardRetired, note, FIELD_TEXT, .max = 500), FIELD_END};

static const Field read_fields[] = {
    FIELD(CardAcknowledged, person, FIELD_WORD, .required = true),
    FIELD(CardAcknowledged, version, FIELD_INT, .required = true),
    FIELD_END,
};

const EventKind card_events[] = {
    {"card.written", card_fields, sizeof(CardBody)},
    {"card.changed", card_fields, sizeof(CardBody)},
    {"card.retired", retired_fields, sizeof(CardRetired)},
    {"card.acknowledged", read_fields, sizeof(CardAcknowledged)},
    {0},
};

#define TRIGGERS "CASE WHEN CAST($triggers AS TEXT) <> '' THEN ',' || $triggers || ',' ELSE '' END"
#define KEEP_VERSION                                                                               \
    "INSERT INTO card_version (unit, card, version, title, body, contacts, note, changed_at,"      \
    " changed_by) VALUES ($unit, $subject, $version, $title, $body, $contacts, $note, $at,"        \
    " $actor)"

const Projection card_projections[] = {
    {.event = "card.written",
        .sql = "INSERT INTO card (unit, id, card_kind, title, body, contacts, triggers, keywords,"
               " search, starter, version, changed_at, changed_by, live) VALUES ($unit, $subject,"
               " $card_kind, $title, $body, $contacts, " TRIGGERS ","
               " COALESCE(CAST($keywords AS TEXT), ''), $search, $starter, $version, $at, $actor,"
               " 1)"},
    {.event = "card.written", .sql = KEEP_VERSION},
    {.event = "card.changed",
        .sql = "UPDATE card SET card_kind = $card_kind, title = $title, body = $body,"
               " contacts = $contacts, triggers = " TRIGGERS ","
               " keywords = COALESCE(CAST($keywords AS TEXT), ''), search = $search,"
               " version = $version, changed_at = $at, changed_by = $actor, live = 1"
               " WHERE unit = $unit AND id = $subject"},
    {.event = "card.changed", .sql = KEEP_VERSION},
    {.event = "card.retired",
        .sql = "UPDATE card SET live = 0, changed_at = $at,"
               " changed_by = $actor WHERE unit = $unit AND id = $subject"},
    {.event = "card.retired",
        .sql = "UPDATE question SET live = 0 WHERE unit = $unit AND card = $subject"},
    {.event = "card.acknowledged",
        .sql = "INSERT INTO card_read (unit, card, person, version, read_at)"
               " VALUES ($unit, $subject, $person, $version, $at)"
               " ON CONFLICT (unit, card, person) DO UPDATE SET version = excluded.version,"
               " read_at = excluded.read_at"},
    {0},
};

/* ---- checks ---- */

/* NULL: fits. */
static const char *contact_problem(const json_t *contact)
{
    const char *name = json_text(contact, "name"), *post = json_text(contact, "post");
    const char *phone = json_text(contact, "phone");
    bool named = (name != NULL && *name != '\0') || (post != NULL && *post != '\0');

    if (!json_is_object(contact) || !named)
        return "required";
    if (phone == NULL || *phone == '\0')
        return NULL;
    g_autofree char *normal = phone_normal(phone, NULL);
    return normal == NULL ? "not_a_phone" : NULL;
}

static bool contacts_check(const json_t *contacts, GError **error)
{
    size_t i = 0;
    const json_t *contact = NULL;
    bool fits = true;

    if (contacts == NULL || json_is_null(contacts))
        return true;
    if (!json_is_array(contacts))
        return fail_field(error, "contacts", "not_a_list");
    if (json_array_size(contacts) > CONTACTS_MAX)
        return fail_field(error, "contacts", "too_many");
    json_array_foreach (contacts, i, contact) {
        const char *problem = contact_problem(contact);
        g_autofree char *path = g_strdup_printf(
            "contacts.%zu.%s", i, g_strcmp0(problem, "required") == 0 ? "name" : "phone");

        if (problem != NULL)
            fits = fail_field(error, path, problem);
    }
    return fits;
}

static const json_t *incident_kind(const Engine *engine, const char *name)
{
    const Catalog *catalog = engine_service(engine, SERVICE_CATALOG);
    const json_t *list = catalog == NULL ? NULL : catalog_list(catalog, INCIDENT_KINDS);
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach (list, i, row) {
        if (g_strcmp0(json_text(row, "name"), name) == 0)
            return row;
    }
    return NULL;
}

static bool is_blank(const char *text)
{
    g_autofree char *copy = g_strdup(text == NULL ? "" : text);
    return *g_strstrip(copy) == '\0';
}

bool card_draft_check(Decision *decision, const CardDraft *draft, GError **error)
{
    const Engine *engine = decision_engine(decision);
    GError *local = NULL;

    if (!g_strv_contains(card_kinds, draft->card_kind == NULL ? "" : draft->card_kind))
        fail_field(&local, "kind", "not_a_choice");
    if (is_blank(draft->title))
        fail_field(&local, "title", "required");
    else if (g_utf8_strlen(draft->title, -1) > CARD_TITLE_MAX)
        fail_field(&local, "title", "too_long");
    if (is_blank(draft->body) && json_array_size(draft->contacts) == 0)
        fail_field(&local, "body", "required");
    else if (draft->body != NULL && g_utf8_strlen(draft->body, -1) > CARD_BODY_MAX)
        fail_field(&local, "body", "too_long");
    for (char *const *name = draft->triggers; name != NULL && *name != NULL; name++)
        if (incident_kind(engine, *name) == NULL)
            fail_field(&local, "triggers", "not_a_choice");
    contacts_check(draft->contacts, &local);
    if (local == NULL)
        return true;
    g_propagate_error(error, local);
    return false;
}

/* ---- what it is found by ---- */

static void search_add(GString *search, const char *words)
{
    g_autofree char *lower = words == NULL ? g_strdup("") : g_utf8_strdown(words, -1);
    g_autofree char *initials = text_initials(lower);

    if (*lower != '\0')
        g_string_append_printf(search, "%s\n%s\n", lower, initials);
}

char *card_search(const Engine *engine, const CardDraft *draft)
{
    g_autoptr(GString) search = g_string_new("\n");
    g_auto(GStrv) words =
        g_strsplit_set(draft->keywords == NULL ? "" : draft->keywords, " ,;\n", -1);

    search_add(search, draft->title);
    for (char **word = words; *word != NULL; word++)
        search_add(search, *word);
    for (char *const *name = draft->triggers; name != NULL && *name != NULL; name++) {
        const json_t *row = incident_kind(engine, *name);
        search_add(search, json_text(json_object_get(row, "label"), "zh"));
    }
    return g_string_free(g_steal_pointer(&search), FALSE);
}

bool card_matches(const char *search, const char *q)
{
    g_autofree char *lower = g_utf8_strdown(q, -1);
    bool letters = true;

    g_strstrip(lower);
    for (const char *c = lower; *c != '\0'; c++)
        letters = letters && g_ascii_isalnum(*c);
    if (*lower == '\0')
        return true;
    if (!letters)
        return strstr(search, lower) != NULL;
    /* Initials count from the beginning of a word: "rq" is not found in the middle of "xrqz". */
    g_autofree char *first = g_strdup_printf("\n%s", lower);
    return strstr(search, first) != NULL || (strlen(lower) > 2 && strstr(search, lower) != NULL);
}

/* ---- emitting ---- */

/* Numbers written one way; NULL when there are none. Owned. */
static char *contacts_text(const json_t *contacts)
{
    json_auto_t *list = json_array();
    g_autoptr(GString) text = g_string_new(NULL);
    size_t i = 0;
    const json_t *contact = NULL;

    json_array_foreach (contacts, i, contact) {
        const char *phone = json_text(contact, "phone");
        g_autofree char *normal =
            phone == NULL || *phone == '\0' ? NULL : phone_normal(phone, NULL);

        json_array_append_new(
            list, json_pack("{s:s?, s:s?, s:s?}", "name", json_text(contact, "name"), "post",
                      json_text(contact, "post"), "phone", normal));
    }
    if (json_array_size(list) == 0 || !json_write_canonical(list, text, NULL))
        return NULL;
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool card_emit(
    Decision *decision, const char *id, int64_t version, const CardDraft *draft, GError **error)
{
    g_autofree char *contacts = contacts_text(draft->contacts);
    g_autofree char *search = card_search(decision_engine(decision), draft);
    const CardBody body = {.card_kind = (char *) draft->card_kind,
        .title = (char *) draft->title,
        .body = draft->body == NULL ? (char *) "" : (char *) draft->body,
        .contacts = contacts,
        .keywords = (char *) draft->keywords,
        .search = search,
        .starter = (char *) draft->starter,
        .note = (char *) draft->note,
        .triggers = (char **) draft->triggers,
        .version = version};

    return decision_emit(decision, id == NULL ? "card.written" : "card.changed", id, &body, error);
}

const Field card_id_args[] = {
    FIELD(IdArgs, id, FIELD_WORD, .required = true, .help = "The card."), FIELD_END};
