/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/general.h"

#include "engine/blob.h"
#include "engine/county.h"
#include "engine/record.h"
#include "engine/selfcheck.h"

const Module engine_module = {"engine",
    PARTS(&record_part, &selfcheck_part, &county_part, &blob_part),
    .personal_stays = "the name of a file goes with the thing that it is attached to"};
