/* SPDX-License-Identifier: Apache-2.0 */
/* unit_module - the rows this folder gives to app/modules.c, in this order. */
#pragma once

#include "engine/module.h"

extern const Module unit_module;    /* units, their tree and posts, the board */
extern const Module person_module;  /* people and their roles */
extern const Module account_module; /* accounts, passwords, setup */
extern const Module session_module; /* signing in and out, GET /me */
extern const Module watch_module;   /* who is on watch */
