/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/query.h"

#include "engine/view.h"

void answer_clear(Answer *answer)
{
    g_clear_pointer(&answer->json, json_decref);
    g_clear_pointer(&answer->sheet, sheet_free);
    g_clear_pointer(&answer->bytes, g_bytes_unref);
    g_clear_pointer(&answer->media_type, g_free);
    g_clear_pointer(&answer->file_name, g_free);
}

bool query_answers(
    const Query *query, const Asking *asking, const void *args, Answer *out_answer, GError **error)
{
    if (query->lists != NULL)
        return view_list(asking, query, args, out_answer, error);
    if (query->answer != NULL)
        return query->answer(asking, args, out_answer, error);
    out_answer->json = view_one(asking, query->shows, view_id(query->args, args), error);
    return out_answer->json != NULL;
}
