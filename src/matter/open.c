/* SPDX-License-Identifier: Apache-2.0 */
/* Decides the opening of a matter. */
#include "base/json.h"
#include "base/moment.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "unit/watch.h"

#include <string.h>

#define OPEN_DEPTH_MAX 4 /* a matter that opens a matter that opens … */

static int64_t number_next(Decision *decision, const Kind *kind, int year, GError **error)
{
    g_autoptr(Statement) row = store_prepare(decision_db(decision),
        "SELECT last FROM matter_number WHERE unit = $unit AND kind = $kind AND year = $year",
        error);
    StoreStep step = STORE_FAILED;

    if (row == NULL)
        return -1;
    bind_text(row, "unit", decision_unit(decision));
    bind_text(row, "kind", kind->name);
    bind_int(row, "year", year);
    step = statement_step(row, error);
    if (step == STORE_FAILED)
        return -1;
    return step == STORE_ROW ? row_int(row, 0) + 1 : 1;
}

/* A version is kept when a matter first lives by it. */
static bool kind_keep(Decision *decision, const Kind *kind, GError **error)
{
    g_autofree char *name = g_strdup_printf("kind:%s", kind->name);
    Db *db = decision_db(decision);

    if (catalog_keeps(db, kind->digest))
        return true;
    char *text = json_dumps(kind->source, JSON_COMPACT);
    bool ok = catalog_keep(db, kind->digest, name, text, error);
    free(text);
    return ok;
}

static bool opened_emit(const Run *run, GError **error)
{
    const Kind *kind = run->kind;
    bool on_watch = false;
    int year = 0;
    moment_split(decision_now(run->decision), &year, NULL, NULL, NULL);
    int64_t ordinal = number_next(run->decision, kind, year, error);
    g_autofree char *number =
        g_strdup_printf("%s〔%d〕%" G_GINT64_FORMAT "号", kind->prefix.zh, year, ordinal);
    json_auto_t *fields = NULL, *texts = NULL, *tell = effects_tell(run->step);
    json_auto_t *asks = effects_asks(run->step), *no_face = json_object();
    json_t *face = json_object_get(kind->source, "face");

    if (ordinal < 0 || !actor_on_watch(decision_db(run->decision), decision_actor(run->decision),
                           decision_unit(run->decision), &on_watch, error))
        return false;
    const OpenedBody body = {.kind = kind->name,
        .digest = kind->digest,
        .state = run->step->to,
        .number = number,
        .year = year,
        .ordinal = ordinal,
        .label = json_object_get(kind->source, "label"),
        .face = face == NULL ? no_face : face,
        .note = (char *) run->note,
        .claimed_at = run->claimed_at,
        .off_watch = !on_watch,
        .tell = tell,
        .asks = asks};
    OpenedBody whole = body;
    values_split(kind, run->values, true, &fields, &texts);
    whole.fields = fields;
    whole.texts = texts;
    return decision_emit(run->decision, EVENT_OPENED, NULL, &whole, error);
}

static Matter *matter_shell(Decision *decision, const Kind *kind)
{
    Matter *matter = matter_new();

    matter->id = decision_next_id(decision);
    matter->unit = g_strdup(decision_unit(decision));
    matter->kind = g_strdup(kind->name);
    matter->digest = g_strdup(kind->digest);
    matter->opened_at = decision_now(decision);
    return matter;
}

static bool open_allowed(const Run *run, const OpenRequest *request, GError **error)
{
    Decision *decision = run->decision;

    if (request->depth > OPEN_DEPTH_MAX)
        return fail(error, FAIL_CORRUPT, "matters open matters deeper than %d", OPEN_DEPTH_MAX);
    return request->depth > 0 ||
           step_allowed(decision_engine(decision), decision_db(decision), decision_actor(decision),
               decision_unit(decision), run->step, error);
}

static bool parent_link(const Run *run, const MatterDraft *draft, GError **error)
{
    if (draft->parent == NULL)
        return true;
    return matter_link(run->decision, draft->parent, run->matter->id,
        draft->relation == NULL ? "child" : draft->relation, error);
}

bool matter_open_run(Decision *decision, const OpenRequest *request, char **out_id, GError **error)
{
    const Catalog *catalog = engine_service(decision_engine(decision), SERVICE_CATALOG);
    const Kind *kind = catalog_kind(catalog, request->draft.kind);
    g_auto(Run) run = {.decision = decision, .kind = kind};

    if (kind == NULL)
        return fail_field(error, "kind", "unknown");
    run.step = kind->open;
    run.matter = matter_shell(decision, kind);
    run.note = request->draft.note;
    run.claimed_at = request->draft.claimed_at;
    run.matter->changed_at = run.claimed_at;
    run.depth = request->depth;
    const ValueScope scope = {.kind = kind,
        .takes = request->form == FIELD_HTTP ? (const char *const *) kind->open->takes : NULL,
        .form = request->form,
        .db = decision_db(decision),
        .unit = decision_unit(decision)};
    if (!open_allowed(&run, request, error) ||
        !run_read(&run, request->draft.fields, &scope, error) ||
        !kind_keep(decision, kind, error) || !opened_emit(&run, error) ||
        !run_follow(&run, NULL, error) || !parent_link(&run, &request->draft, error))
        return false;
    *out_id = g_strdup(run.matter->id);
    return true;
}

bool matter_open(Decision *decision, const MatterDraft *draft, char **out_id, GError **error)
{
    const OpenRequest request = {.draft = *draft, .form = FIELD_EVENT, .depth = 1};

    return matter_open_run(decision, &request, out_id, error);
}
