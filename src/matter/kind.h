/* SPDX-License-Identifier: Apache-2.0 */
/* kind - a kind of matter as data: its fields, states, steps and clocks, one JSON file each.
 *
 * A Kind that exists has been proved: every state can be reached and left for an end, whatever
 * waits has an owner and a clock, whatever is late ends at someone who is always there. It never
 * changes; a changed file is another version, known by the SM3 digest of its canonical form. The
 * format of the files is described in src/matter/README.md. */
#pragma once

#include "base/fail.h"

#include <jansson.h>
#include <stdint.h>

typedef struct Catalog Catalog;

typedef struct Label {
    char *zh;
    char *en;
} Label;

typedef enum KindType {
    KIND_TEXT,   /* free text of several lines; vault */
    KIND_LINE,   /* free text of one line; vault */
    KIND_WORD,   /* identifier or code, plain */
    KIND_CHOICE, /* one name out of `choices` */
    KIND_FLAGS,  /* some names out of `choices`, a list */
    KIND_INT,    /* integer; JSON null says "unknown" where the field allows it */
    KIND_BOOL,
    KIND_TIME,   /* RFC 3339 over HTTP, integer milliseconds inside */
    KIND_PLACE,  /* {"text", "lng", "lat"}: text in the vault, degrees in 1e-7 */
    KIND_PERSON, /* id of a person */
    KIND_UNIT,   /* code of a unit */
    KIND_UNITS,  /* list of codes */
    KIND_MATTER, /* id of a matter of the same unit */
    KIND_BLOBS,  /* list of blob hashes */
    KIND_ROWS,   /* list of objects with the field's own `columns` */
} KindType;

typedef struct KindField {
    char *name;
    Label label;
    KindType type;
    bool personal;      /* in the vault whatever its type says, masked until revealed */
    bool unknown;       /* null may be said: known to be unknown */
    int64_t min, max;   /* characters, value or items */
    char **choices;     /* GStrv; NULL for other types */
    GPtrArray *columns; /* of KindField *; KIND_ROWS only */
} KindField;

typedef struct KindState {
    char *name;
    Label label;
    char *owner; /* role; NULL at ends */
    bool waits;
    bool ends;
} KindState;

typedef struct KindStep {
    char *name; /* "open" for the opening */
    Label label;
    char **from;  /* GStrv of states */
    char *to;     /* NULL: the state stays */
    char **who;   /* GStrv of roles */
    char **needs; /* GStrv of fields */
    char **takes; /* GStrv of fields, `needs` included */
    bool legal;   /* of legal weight: asks for who is on watch */
    bool note_needed;
    const json_t *effects; /* array, borrowed from the kind's source; NULL: none */
} KindStep;

typedef struct KindAlarm {
    int64_t after_ms; /* after the due time */
    char *tell;       /* role */
} KindAlarm;

typedef struct KindClock {
    char *name;
    Label label;
    char **in;       /* GStrv of states it runs in; empty: started by an effect or a module */
    char *from;      /* "now", "opened" or the name of a time field */
    char *due_field; /* a time field that overrides due_ms, or NULL */
    int64_t warn_ms; /* after its start; 0: no warning */
    int64_t warn_before_ms; /* before it is due; 0: by warn_ms */
    int64_t due_ms;
    char *owner;
    GArray *escalate; /* of KindAlarm */
} KindClock;

typedef struct Kind {
    char *name;
    int64_t version;
    char *digest; /* SM3 of the canonical text, hex */
    Label label;
    Label prefix; /* of the running number */
    char *title;  /* names of fields that make the face of a matter; NULL where it has none */
    char *place;
    char *level;
    char **figures;    /* GStrv: fields shown in lists */
    char **search;     /* GStrv: fields found by q */
    GPtrArray *fields; /* KindField * */
    GPtrArray *states; /* KindState * */
    KindStep *open;
    GPtrArray *steps;  /* KindStep * */
    GPtrArray *clocks; /* KindClock * */
    json_t *source;    /* the file as read */
} Kind;

/* Reads and proves one file. NULL when something is wrong; each fault is appended to `faults` as
 * "FILE:LINE: reason" (owned text). */
Kind *kind_read(
    const Catalog *catalog, const char *file, const char *bytes, size_t size, GPtrArray *faults);
/* The same of a version that matters already live by: members that are refused in a new file, which
 * the program let pass when that one was new, are passed over. */
Kind *kind_read_kept(
    const Catalog *catalog, const char *file, const char *bytes, size_t size, GPtrArray *faults);
void kind_free(Kind *kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kind, kind_free)

const KindField *kind_field(const Kind *kind, const char *name);
const KindState *kind_state(const Kind *kind, const char *name);
/* "open" gives the opening. */
const KindStep *kind_step(const Kind *kind, const char *name);
const KindClock *kind_clock(const Kind *kind, const char *name);
bool kind_step_from(const KindStep *step, const char *state);
/* True when values of the field (or a part of them) live in the vault. */
bool kind_field_vaulted(const KindField *field);

/* "PT15M", "PT2H30M", "P1D": milliseconds, or -1. */
int64_t duration_read(const char *text);
