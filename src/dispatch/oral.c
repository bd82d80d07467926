/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a word given by telephone, at those who have what went by it. */
#include "dispatch/dispatch_private.h"

#include <string.h>

typedef struct HeardArgs {
    char *unit, *origin, *state, *name, *words;
    int64_t said_at;
} HeardArgs;

static const Field heard_args[] = {FIELD(HeardArgs, unit, FIELD_WORD, .required = true),
    FIELD(HeardArgs, origin, FIELD_WORD, .required = true),
    FIELD(HeardArgs, state, FIELD_WORD, .required = true), FIELD(HeardArgs, said_at, FIELD_TIME),
    FIELD(HeardArgs, name, FIELD_TEXT, .personal = true),
    FIELD(HeardArgs, words, FIELD_TEXT, .max = 500), FIELD_END};

/* Who acts on a report must hear at once that nobody stands behind it. */
static bool is_alarming(const char *state)
{
    return strcmp(state, ORAL_DENIED) == 0 || strcmp(state, ORAL_VOID) == 0;
}

static bool heard_decide(Decision *decision, const void *data, GError **error)
{
    const HeardArgs *args = data;
    Db *db = decision_db(decision);
    g_autofree char *id = NULL;
    if (!received_before(db, args->unit, args->origin, &id, error))
        return false;
    g_autoptr(Dispatch) dispatch = id == NULL ? NULL : dispatch_load(db, id, error);
    if (id == NULL || (dispatch != NULL && g_strcmp0(dispatch->oral_state, args->state) == 0))
        return true;
    const OralToldBody body = {
        .state = args->state, .said_at = args->said_at, .name = args->name, .words = args->words};
    return dispatch != NULL && decision_emit(decision, "dispatch.oral_heard", id, &body, error) &&
           (!is_alarming(args->state) || (notice_raise(decision, dispatch->matter, "officer",
                                              "dispatch.oral_denied", error) &&
                                             notice_raise(decision, dispatch->matter, "leader",
                                                 "dispatch.oral_denied", error)));
}

static bool oral_told_decide(Decision *decision, const void *data, GError **error)
{
    return told_say(decision, data, "oral", "dispatch.oral_told", error);
}

const Command oral_commands[] = {
    {.name = COMMAND_ORAL,
        .args = heard_args,
        .args_size = sizeof(HeardArgs),
        .decide = heard_decide,
        .help = "The postman tells the receiver what became of an oral sign-off"},
    {.name = COMMAND_ORAL_TOLD,
        .args = news_told_args,
        .args_size = sizeof(ToldArgs),
        .decide = oral_told_decide,
        .help = "The postman tells the sender that the receiver knows"},
    {NULL},
};
