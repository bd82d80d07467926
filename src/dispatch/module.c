/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/module.h"

const Module dispatch_module = {"dispatch",
    PARTS(&dispatch_part, &dispatch_draft_part, &dispatch_revise_part, &dispatch_sign_part,
        &dispatch_receive_part, &dispatch_oral_part, &dispatch_purge_part, &dispatch_handle_part,
        &dispatch_effect_part),
    .personal_stays = "purged with its matter, here and at the receivers"};
