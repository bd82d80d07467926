/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/tally_fixture.h"

typedef struct Seal {
    char *id;
    char *word;
} Seal;

static const Field seal_args[] = {
    FIELD(Seal, id, FIELD_WORD, .required = true),
    FIELD(Seal, word, FIELD_TEXT, .required = true, .personal = true, .secret = true),
    FIELD_END,
};

static bool seal_decide(Decision *decision, const void *args, GError **error)
{
    json_auto_t *body = json_pack("{s:i}", "left", 0);

    return decision_emit_json(decision, "tally.linked", ((const Seal *) args)->id, body, error);
}

/* What is not to be: it writes where it only shows. */
static bool scribble_conclude(
    Decision *decision, const void *args, json_t **out_reply, GError **error)
{
    return decision_wake(decision, "ring", ((const Seal *) args)->id, 0, error);
}

static const Command seal_commands[] = {
    {.name = "tally.seal",
        .method = "POST",
        .path = "/tallies/{id}/seals",
        .args = seal_args,
        .args_size = sizeof(Seal),
        .decide = seal_decide},
    {.name = "tally.seal_once",
        .method = "POST",
        .path = "/tallies/{id}/seals/once",
        .args = seal_args,
        .args_size = sizeof(Seal),
        .decide = seal_decide,
        .once = true},
    {.name = "tally.scribble",
        .method = "POST",
        .path = "/tallies/{id}/scribbles",
        .args = seal_args,
        .args_size = sizeof(Seal),
        .decide = seal_decide,
        .conclude = scribble_conclude},
    {NULL},
};

static const Part seal_part = {.commands = seal_commands};

const Module seal_module = {"seal", PARTS(&seal_part), .personal_stays = "a fixture"};
