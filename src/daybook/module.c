/* SPDX-License-Identifier: Apache-2.0 */
#include "daybook/module.h"

const Module daybook_module = {"daybook", PARTS(&silence_part, &day_log_part, &volume_part)};
