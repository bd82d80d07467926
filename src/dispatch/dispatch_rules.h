/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch_rules - types of dispatches, urgencies and their limits (catalog/rules/dispatch.json).
 */
#pragma once

#include "base/fail.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef struct DispatchRules DispatchRules;

/* FAIL_INVALID names `name` and what is wrong. */
DispatchRules *dispatch_rules_new(const char *name, const char *bytes, size_t size, GError **error);
DispatchRules *dispatch_rules_new_builtin(GError **error);
/* The file of DATA/catalog/rules in place of the built-in one, when it is right and holds every
 * type and urgency of that; else `faults` says why not. */
DispatchRules *dispatch_rules_read(const char *folder, GPtrArray *faults, GError **error);
void dispatch_rules_free(DispatchRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DispatchRules, dispatch_rules_free)

/* The file, borrowed. */
const json_t *dispatch_rules_json(const DispatchRules *rules);
/* Rows by id, borrowed; NULL when there is none. */
const json_t *dispatch_type(const DispatchRules *rules, const char *id);
const json_t *dispatch_urgency(const DispatchRules *rules, const char *id);
const char *dispatch_usual_urgency(const DispatchRules *rules);
/* Does it go only when signed off? */
bool dispatch_needs_sign_off(const DispatchRules *rules, const char *type);
/* Does it carry an incident upward? */
bool dispatch_is_report(const DispatchRules *rules, const char *type);
/* By its type where that says so, else by its urgency. */
int64_t dispatch_sign_for_ms(const DispatchRules *rules, const char *type, const char *urgency);
/* Not signed for in time: how long after the officer the leader is told. 0: at once. */
int64_t dispatch_leader_after_ms(const DispatchRules *rules, const char *type);
/* How long after it came it opens a matter by itself, unless somebody acts on it. 0: never. */
int64_t dispatch_opens_ms(const DispatchRules *rules, const char *type);
/* What is noted with that: {"zh", "en"}, borrowed. */
const json_t *dispatch_opens_note(const DispatchRules *rules, const char *type);
/* 0: no answer is asked for. */
int64_t dispatch_answer_ms(const DispatchRules *rules, const char *type);
int64_t dispatch_confirm_ms(const DispatchRules *rules);
int64_t dispatch_head_after_ms(const DispatchRules *rules);
