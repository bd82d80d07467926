/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit_rows.h"

const Command import_commands[] = {{0}};
