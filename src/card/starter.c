/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in cards: what any room needs at 02:40 before it has written cards of its own. */
#include "base/json.h"
#include "card/card_private.h"
#include "engine/county.h"

/* "## heading" and its lines, numbered when their order counts. */
static void part_add(GString *body, const char *heading, const json_t *lines, bool numbered)
{
    size_t i = 0;
    const json_t *line = NULL;

    if (json_array_size(lines) == 0 || heading == NULL)
        return;
    g_string_append_printf(body, "%s## %s\n", body->len == 0 ? "" : "\n", heading);
    json_array_foreach (lines, i, line) {
        if (numbered)
            g_string_append_printf(body, "%zu. %s\n", i + 1, json_string_value(line));
        else
            g_string_append_printf(body, "- %s\n", json_string_value(line));
    }
}

static char *body_of(const json_t *file, const json_t *starter)
{
    static const char *const parts[] = {"first", "ask", "tell", "report", "mind"};
    const json_t *headings = json_object_get(file, "headings");
    g_autoptr(GString) body = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        part_add(body, json_text(headings, parts[i]), json_object_get(starter, parts[i]), i == 0);
    return g_string_free(g_steal_pointer(&body), FALSE);
}

/* {"post", "phone"} of each function to call, in order. */
static json_t *contacts_of(const json_t *file, const json_t *starter)
{
    const json_t *functions = json_object_get(file, "functions");
    json_t *contacts = json_array();
    size_t i = 0;
    const json_t *name = NULL;

    json_array_foreach (json_object_get(starter, "call"), i, name) {
        const json_t *function = county_row(functions, json_string_value(name));
        const char *post = json_text(function, "label");
        json_array_append_new(contacts, json_pack("{s:n, s:s, s:s?}", "name", "post",
                                            post == NULL ? json_string_value(name) : post, "phone",
                                            json_text(function, "phone")));
    }
    return contacts;
}

json_t *starter_show(const Engine *engine, const json_t *starter)
{
    json_auto_t *file = county_file(engine, "cards");
    g_autofree char *body = body_of(file, starter);
    json_t *triggers = json_object_get(starter, "triggers");

    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:i, s:b}", "kind", "procedure", "title",
        json_text(starter, "title"), "body", body, "contacts", contacts_of(file, starter),
        "triggers", triggers == NULL ? json_array() : json_deep_copy(triggers), "keywords",
        json_text(starter, "keywords") == NULL ? "" : json_text(starter, "keywords"), "starter",
        json_text(starter, "name"), "version", 0, "live", 1);
}
