/* SPDX-License-Identifier: Apache-2.0 */
/* What the table of the kind cannot say about received papers: the limit by urgency, and that of a
 * secret one nothing but its number is written down. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "matter/matter.h"
#include "matter/order.h"
#include "register/module.h"

#include <string.h>

#define KIND_TELEGRAM "telegram"
#define KIND_LOAN "loan"
#define URGENCIES "telegram_urgencies"
#define AHEAD_MS (5 * MINUTE_MS) /* clocks of browsers run a little fast */
#define SIGN_MINUTES_USUAL 30
#define HEADING_MAX 200

static bool secret_check(const json_t *fields, GError **error)
{
    static const char *const telling[] = {"title", "summary", "attachments", NULL};
    bool fits = true;

    if (!json_flag(fields, "secret"))
        return true;
    for (size_t i = 0; telling[i] != NULL; i++) {
        const json_t *value = json_object_get(fields, telling[i]);
        g_autofree char *path = g_strconcat("fields.", telling[i], NULL);
        bool empty = value == NULL || json_is_null(value) ||
                     (json_is_array(value) && json_array_size(value) == 0);
        if (!empty)
            fits = fail_field(error, path, "secret_number_only");
    }
    return fits;
}

static int64_t sign_minutes(Decision *decision, const char *urgency)
{
    const Catalog *catalog = engine_service(decision_engine(decision), SERVICE_CATALOG);
    const json_t *row = NULL;
    size_t i = 0;

    json_array_foreach (catalog_list(catalog, URGENCIES), i, row) {
        if (g_strcmp0(json_text(row, "name"), urgency) == 0)
            return json_number(row, "sign_minutes", SIGN_MINUTES_USUAL);
    }
    return SIGN_MINUTES_USUAL;
}

/* By what a line of the register is known, as people would say it. */
static bool heading_set(json_t *fields, const char *const *names)
{
    g_autoptr(GString) heading = g_string_new(NULL);

    for (; *names != NULL; names++) {
        const char *text = json_text(fields, *names);
        if (text != NULL && *text != '\0')
            g_string_append_printf(heading, "%s%s", heading->len > 0 ? " · " : "", text);
    }
    g_autofree char *shown =
        g_utf8_substring(heading->str, 0, MIN(g_utf8_strlen(heading->str, -1), HEADING_MAX));
    json_object_set_new(fields, "heading", json_string(shown));
    return true;
}

/* ---- the same paper by fax and by the system ---- */

#define SAME_DAYS 400   /* numbers begin anew with the year */
#define TELLING_CHARS 6 /* a number so long names whose it is: '潇政办电20267', '7' does not */

/* Letters, digits and characters alone: brackets, blanks and widths are typed as they come. */
static char *mark_of(const char *text)
{
    g_autofree char *plain = text_plain(text != NULL ? text : "");
    g_autofree char *folded = text_folded(plain);
    GString *mark = g_string_new(NULL);

    for (const char *at = folded; *at != '\0'; at = g_utf8_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            g_string_append_unichar(mark, g_utf8_get_char(at));
    return g_string_free(mark, FALSE);
}

/* '市政府办' and '潇湘市政府办' are the same sender. */
static bool is_same_paper(const char *doc_no, const char *sender, const char *texts)
{
    json_auto_t *held = json_read(texts, strlen(texts), JSON_INTEGERS, NULL);
    g_autofree char *other_no = mark_of(json_text(held, "doc_no"));
    g_autofree char *other_sender = mark_of(json_text(held, "sender"));

    return *doc_no != '\0' && strcmp(doc_no, other_no) == 0 &&
           (g_utf8_strlen(doc_no, -1) >= TELLING_CHARS || strstr(sender, other_sender) != NULL ||
               strstr(other_sender, sender) != NULL);
}

/* The register's number of the paper that came first, NULL when there is none. */
static bool same_find(Decision *decision, const json_t *fields, char **out_number, GError **error)
{
    g_autofree char *doc_no = mark_of(json_text(fields, "doc_no"));
    g_autofree char *sender = mark_of(json_text(fields, "sender"));
    g_autoptr(Statement) rows = store_prepare(decision_db(decision),
        "SELECT number, texts FROM matter WHERE unit = $unit AND kind = $kind AND state <> 'struck'"
        " AND texts IS NOT NULL AND opened_at > $since ORDER BY seq",
        error);
    StoreStep step = STORE_DONE;

    if (rows == NULL)
        return false;
    bind_text(rows, "unit", decision_unit(decision));
    bind_text(rows, "kind", KIND_TELEGRAM);
    bind_int(rows, "since", decision_now(decision) - SAME_DAYS * DAY_MS);
    while (*out_number == NULL && (step = statement_step(rows, error)) == STORE_ROW)
        if (is_same_paper(doc_no, sender, row_text(rows, 1)))
            *out_number = g_strdup(row_text(rows, 0));
    return step != STORE_FAILED;
}

/* It is registered all the same: each copy has its own way. */
static bool same_say(Decision *decision, json_t *fields, GError **error)
{
    g_autofree char *number = NULL;

    if (!same_find(decision, fields, &number, error))
        return false;
    json_object_del(fields, "same_as");
    if (number != NULL)
        json_object_set_new(fields, "same_as", json_string(number));
    return true;
}

/* What was entered later was received when it came; its limit runs from there. */
static bool open_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Matter *matter = data;
    int64_t now = decision_now(decision);
    int64_t claimed = matter->changed_at > 0 ? matter->changed_at : now;
    int64_t at = json_number(fields, "received_at", claimed);

    if (!secret_check(fields, error) || !same_say(decision, fields, error))
        return false;
    if (at > now + AHEAD_MS)
        return fail_field(error, "fields.received_at", "in_future");
    json_object_set_new(fields, "received_at", json_integer(at));
    json_object_set_new(fields, "sign_by",
        json_integer(at + sign_minutes(decision, json_text(fields, "urgency")) * MINUTE_MS));
    return heading_set(fields, (const char *const[]){"sender", "doc_no", "title", NULL});
}

static bool lend_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return heading_set(fields, (const char *const[]){"thing", "borrower", NULL});
}

static bool held_secret(const Matter *matter)
{
    return json_flag(matter->fields, "secret");
}

/* Later steps bring no words of a secret paper either. */
static bool order_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    static const char *const telling[] = {"order", "attachments", NULL};
    bool fits = true;

    for (size_t i = 0; held_secret(data) && telling[i] != NULL; i++) {
        const json_t *value = json_object_get(fields, telling[i]);
        g_autofree char *path = g_strconcat("fields.", telling[i], NULL);
        if (value != NULL && !json_is_null(value))
            fits = fail_field(error, path, "secret_number_only");
    }
    return fits;
}

static bool time_set(Decision *decision, json_t *fields, const char *name, GError **error)
{
    int64_t at = json_number(fields, name, decision_now(decision));
    g_autofree char *path = g_strconcat("fields.", name, NULL);

    if (at > decision_now(decision) + AHEAD_MS)
        return fail_field(error, path, "in_future");
    json_object_set_new(fields, name, json_integer(at));
    return true;
}

/* Received, handed on, signed for. */
static bool order_of_times(const Matter *matter, const json_t *fields, GError **error)
{
    static const TimePair pairs[] = {{"received_at", "handed_at"}, {"received_at", "signed_at"},
        {"handed_at", "signed_at"}, {0}};

    return times_in_order(matter, fields, pairs, error);
}

static bool hand_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return time_set(decision, fields, "handed_at", error) && order_of_times(data, fields, error);
}

static bool sign_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return order_check(decision, data, fields, error) &&
           time_set(decision, fields, "signed_at", error) && order_of_times(data, fields, error);
}

static const Hook hooks[] = {
    {KIND_TELEGRAM, "open", open_check, NULL},
    {KIND_LOAN, "open", lend_check, NULL},
    {KIND_TELEGRAM, "hand", hand_check, NULL},
    {KIND_TELEGRAM, "sign", sign_check, NULL},
    {KIND_TELEGRAM, "order", order_check, NULL},
    {0},
};

const Part register_part = {.hooks = hooks};
