/* SPDX-License-Identifier: Apache-2.0 */
/* What the table of the kind cannot say about received papers: the limit by urgency, and that of a
 * secret one nothing but its number is written down. */
#include "base/clock.h"
#include "base/json.h"
#include "matter/matter.h"
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

/* What was entered later was received when it came; its limit runs from there. */
static bool open_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    const Matter *matter = data;
    int64_t now = decision_now(decision);
    int64_t claimed = matter->changed_at > 0 ? matter->changed_at : now;
    int64_t at = json_number(fields, "received_at", claimed);

    if (!secret_check(fields, error))
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

static bool hand_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return time_set(decision, fields, "handed_at", error);
}

static bool sign_check(Decision *decision, void *data, json_t *fields, GError **error)
{
    return order_check(decision, data, fields, error) &&
           time_set(decision, fields, "signed_at", error);
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
