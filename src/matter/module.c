/* SPDX-License-Identifier: Apache-2.0 */
#include "matter/module.h"

const Module matter_module = {"matter",
    PARTS(&kind_part, &matter_part, &clock_part, &obligation_part, &lateness_part, &notice_part)};
