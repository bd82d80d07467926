/* SPDX-License-Identifier: Apache-2.0 */
/* person - somebody who works at a unit, with or without an account.
 *
 * Ids are UNIT-SEQ. Name and phones are personal: they live in the vault and may be NULL here once
 * purged. */
#pragma once

#include "store/store.h"

typedef struct Person {
    char *unit;
    char *id;
    char *name;       /* personal */
    char *phone;      /* personal; normalised; NULL when unknown */
    char *post;       /* what the unit calls the job: "党政办主任"; may be NULL */
    char *engagement; /* "staff", "contract", "seconded", "guard", "volunteer" */
    int64_t left_at;  /* FIELD_UNSET: still there */
} Person;

void person_free(Person *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Person, person_free)

/* The person, or NULL with FAIL_NOT_FOUND. */
Person *person_get(Db *db, const char *id, GError **error);
/* The same where "nobody" is an answer, *out_person NULL; `id` may be NULL. */
bool person_find(Db *db, const char *id, Person **out_person, GError **error);
/* Owned name for showing; NULL when unknown or purged. */
char *person_name(Db *db, const char *id);
/* Names of roles the person holds now, sorted: GStrv; NULL when they can't be read. */
char **person_roles(Db *db, const char *id, GError **error);
/* The persons of a unit who hold the role now, ordered by id: array of Person *. */
GPtrArray *persons_with_role(Db *db, const char *unit, const char *role, GError **error);
