/* SPDX-License-Identifier: Apache-2.0 */
/* fixture - places for data directories, and a small record made by commands, for the tests of
 * app/. */
#pragma once

#include "app/app.h"

/* Two data directories and a file beside them. */
typedef struct Place {
    char *root, *one, *other, *file;
} Place;

void place_open(Place *place);
void place_clear(Place *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

App *app_at(const char *data);
/* Runs a command as the system; `args` is taken. */
void app_act(App *app, const char *command, json_t *args);
/* A unit with two people. */
App *app_with_record(const char *data);
/* The whole number that a query without parameters gives. */
int64_t app_number(App *app, const char *sql);
