/* SPDX-License-Identifier: Apache-2.0 */
/* head - writing the end of a unit's chain. Used inside journal/ only; read it by head_read(). */
#pragma once

#include "journal/journal.h"

/* Moves the head row from head->seq - 1 to `head`. FAIL_CONFLICT when it does not stand there. */
bool head_write(Db *db, const char *unit, const Head *head, GError **error);
