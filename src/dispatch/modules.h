/* SPDX-License-Identifier: Apache-2.0 */
/* modules - the rows this folder gives to app/modules.c: DISPATCH_MODULES, in this order. */
#pragma once

#include "engine/module.h"

extern const Module dispatch_module;         /* reading, tables, chores */
extern const Module dispatch_draft_module;   /* drafting and sending */
extern const Module dispatch_revise_module;  /* mending a draft, and who wrote what */
extern const Module dispatch_sign_module;    /* the leader's word */
extern const Module dispatch_receive_module; /* what the postman brings */
extern const Module dispatch_purge_module;   /* what the sender has destroyed */
extern const Module dispatch_handle_module;  /* what the receiver does with it */

#define DISPATCH_MODULES                                                                           \
    &dispatch_module, &dispatch_draft_module, &dispatch_revise_module, &dispatch_sign_module,      \
        &dispatch_receive_module, &dispatch_purge_module, &dispatch_handle_module
