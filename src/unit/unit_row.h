/* SPDX-License-Identifier: Apache-2.0 */
/* unit_row - rows of the table `unit` as Unit structs, for the files of this folder.
 *
 * The statement selects unit, name, short_name, initials, division, level, parent, functions,
 * duty_phone, profile, valid_from, valid_to, in this order. */
#pragma once

#include "unit/unit.h"

void *unit_of_row(Statement *statement);
