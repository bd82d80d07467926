/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/personal.h"

#include "base/json.h"
#include "engine/view.h"

#include <string.h>

typedef struct Caller {
    char *id, *name, *phone;
    char **masked;
} Caller;

static const Field caller_fields[] = {
    FIELD(Caller, id, FIELD_WORD, .required = true),
    FIELD(Caller, name, FIELD_TEXT, .personal = true),
    FIELD(Caller, phone, FIELD_TEXT, .personal = true),
    FIELD(Caller, masked, FIELD_WORDS),
    FIELD_END,
};

static const Field nameless_fields[] = {
    FIELD(Caller, name, FIELD_TEXT, .personal = true),
    FIELD_END,
};

static const View masked_view = {.thing = "caller", .fields = caller_fields};
static const View bare_view = {.thing = "caller", .fields = caller_fields, .bare = true};
static const View mute_view = {.thing = "caller", .fields = nameless_fields};

static void what_is_personal_is_named_and_not_shown(void)
{
    json_auto_t *item = json_pack("{s:s, s:s}", "id", "430102-1", "phone", "13800000000");

    personal_mask(&masked_view, item);
    g_assert_null(json_object_get(item, "phone"));
    g_assert_cmpstr(json_text(item, "id"), ==, "430102-1");
    const json_t *masked = json_object_get(item, "masked");
    g_assert_cmpuint(json_array_size(masked), ==, 1);
    g_assert_cmpstr(json_string_value(json_array_get(masked, 0)), ==, "phone");
}

static void a_bare_view_shows_all(void)
{
    json_auto_t *item = json_pack("{s:s}", "phone", "13800000000");

    personal_mask(&bare_view, item);
    g_assert_cmpstr(json_text(item, "phone"), ==, "13800000000");
    g_assert_null(json_object_get(item, "masked"));
}

/* NULL: it is taken. */
static void assert_refused(const Module *module, const char *expected)
{
    g_autoptr(GError) error = NULL;
    bool taken = personal_check(module, &error);

    g_assert_cmpint(taken, ==, expected == NULL);
    if (expected == NULL)
        g_assert_no_error(error);
    else if (strstr(error->message, expected) == NULL)
        g_error("'%s' is not in '%s'", expected, error->message);
}

static void a_module_says_what_becomes_of_what_is_personal(void)
{
    static const PersonalThing caller = {
        .thing = "caller", .revealed = "caller.revealed", .purged = "caller.purged"};
    static const PersonalThing *const things[] = {&caller, NULL};
    static const EventKind events[] = {{"caller.called", caller_fields, sizeof(Caller)}, {NULL}};
    static const Command both[] = {{.name = "caller.reveal"}, {.name = "caller.purge"}, {NULL}};
    static const Command one[] = {{.name = "caller.reveal"}, {NULL}};
    const Part kept = {.events = events};
    const Part halved = {.events = events, .commands = one, .personal = things};
    const Part whole = {.events = events, .commands = both, .personal = things};

    assert_refused(&(Module){"call", PARTS(&kept)}, "that nothing purges");
    assert_refused(&(Module){"call", PARTS(&kept), .personal_stays = "for a test"}, NULL);
    assert_refused(&(Module){"call", PARTS(&halved)}, "lacks a command");
    assert_refused(&(Module){"call", PARTS(&whole)}, NULL);
}

static void what_is_shown_bare_is_revealed(void)
{
    const Query queries[] = {{.name = "caller.list", .lists = &bare_view}, {NULL}};
    const Command open[] = {
        {.name = "caller.see", .permission = "log.write", .shows = &bare_view}, {NULL}};
    const Command reveal[] = {
        {.name = "caller.see", .permission = "reveal", .shows = &bare_view}, {NULL}};
    const Query mute[] = {{.name = "caller.list", .lists = &mute_view}, {NULL}};
    const Query masks[] = {{.name = "caller.list", .lists = &masked_view}, {NULL}};

    assert_refused(&(Module){"call", PARTS(&(Part){.queries = queries})}, "without revealing");
    assert_refused(&(Module){"call", PARTS(&(Part){.commands = open})}, "without revealing");
    assert_refused(&(Module){"call", PARTS(&(Part){.commands = reveal})}, NULL);
    assert_refused(&(Module){"call", PARTS(&(Part){.queries = mute})}, "no 'masked'");
    assert_refused(&(Module){"call", PARTS(&(Part){.queries = masks})}, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/personal/what is personal is named and not shown",
        what_is_personal_is_named_and_not_shown);
    g_test_add_func("/personal/a bare view shows all", a_bare_view_shows_all);
    g_test_add_func("/personal/a module says what becomes of what is personal",
        a_module_says_what_becomes_of_what_is_personal);
    g_test_add_func("/personal/what is shown bare is revealed", what_is_shown_bare_is_revealed);
    return g_test_run();
}
