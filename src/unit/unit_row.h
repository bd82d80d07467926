/* SPDX-License-Identifier: Apache-2.0 */
/* unit_row - rows of the table `unit` as Unit structs and as replies, for the files of this folder.
 */
#pragma once

#include "engine/field_row.h"
#include "unit/unit.h"

extern const Field unit_fields[];

/* An empty text stands for "taken away again" in the table. */
#define UNIT_COLUMNS                                                                               \
    "SELECT unit AS code, name, short_name, initials, division, level, NULLIF(parent, '') AS"      \
    " parent, functions, NULLIF(duty_phone, '') AS duty_phone, profile, valid_from, valid_to"      \
    " FROM unit"
