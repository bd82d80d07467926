/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/query.h"

void answer_clear(Answer *answer)
{
    g_clear_pointer(&answer->json, json_decref);
    g_clear_pointer(&answer->sheet, sheet_free);
    g_clear_pointer(&answer->bytes, g_bytes_unref);
    g_clear_pointer(&answer->media_type, g_free);
    g_clear_pointer(&answer->file_name, g_free);
}
