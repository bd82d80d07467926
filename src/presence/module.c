/* SPDX-License-Identifier: Apache-2.0 */
#include "presence/module.h"

const Module presence_module = {"presence",
    PARTS(&presence_part, &beat_part, &flag_part, &challenge_part, &roll_part, &round_part),
    .personal_stays = "who answered a roll call is proof of presence"};
