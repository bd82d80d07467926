/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between two nodes of a line. */
#include "intake/figure_private.h"

#define COUNTED (FIGURE_OF_FIELD | FIGURE_GROUP | FIGURE_OTHER)

bool token_is_counted(const LineToken *token)
{
    return token->type == TOKEN_WORD && (token->flags & COUNTED) != 0 &&
           (token->flags & FIGURE_TRAP) == 0;
}

bool reader_gap(const Reader *reader, guint node, guint next, unsigned flags)
{
    guint to = reader_node(reader, next)->token;

    for (guint i = reader_node(reader, node)->token + 1; i < to; i++) {
        const LineToken *token = reader_token(reader, i);
        if ((token->flags & flags) == 0 || (token->flags & FIGURE_TRAP) != 0)
            return false;
    }
    return true;
}

bool reader_between(const Reader *reader, guint node, guint next, unsigned flags)
{
    guint to = reader_node(reader, next)->token;

    for (guint i = reader_node(reader, node)->token + 1; i < to; i++)
        if ((reader_token(reader, i)->flags & flags) != 0)
            return true;
    return false;
}
