/* SPDX-License-Identifier: Apache-2.0 */
#include "duty/presence/question.h"

void question_free(Question *question)
{
    if (question == NULL)
        return;
    g_free(question->id);
    g_free(question->card);
    g_free(question->text);
    json_decref(question->options);
    g_free(question);
}

int64_t question_count(Db *db, const char *unit)
{
    return 0;
}

char *question_nth(Db *db, const char *unit, int64_t n)
{
    return NULL;
}

Question *question_get(Db *db, const char *unit, const char *id)
{
    return NULL;
}

json_t *question_card(Db *db, const char *unit, const char *card)
{
    return NULL;
}
