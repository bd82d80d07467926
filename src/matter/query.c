/* SPDX-License-Identifier: Apache-2.0 */
/* One matter and its timeline. */
#include "matter/query.h"

#include "base/json.h"
#include "base/moment.h"
#include "base/text.h"
#include "matter/act.h"
#include "matter/matter_private.h"
#include "unit/account.h"

#include <string.h>

#define PAGE_DEFAULT 100
#define PAGE_MAX 200

/* Mine to read where I hold matter.read, or at home if it was carried to us. */
static bool matter_visible(const Asking *asking, const char *id, GError **error)
{
    const Guard *guard = engine_guard(asking->engine);
    const Actor *actor = asking->actor;
    g_autofree char *unit = text_unit_of(id);
    bool sees = false;

    if (unit != NULL && !asking_sees(asking, unit, id, &sees, error))
        return false;
    if (!sees)
        return fail(error, FAIL_NOT_FOUND, "there is no such matter");
    if (guard == NULL || actor_is_system(actor))
        return true;
    if (!asking_may(asking, "matter.read", unit, &sees, error) || sees)
        return sees;
    return guard->permits(guard->self, asking->db, actor, "matter.read", actor->unit, error);
}

/* ---- GET /matters/{id} ---- */

typedef struct GetArgs {
    char *id;
    int64_t at;
} GetArgs;

static const Field get_args[] = {
    FIELD(GetArgs, id, FIELD_WORD, .required = true, .help = "The matter."),
    FIELD(GetArgs, at, FIELD_TIME, .help = "As it was then; nothing may be done with it."),
    FIELD_END,
};

static bool get_answer(const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const GetArgs *args = data;
    bool past = args->at != FIELD_UNSET;
    g_autoptr(Matter) matter = NULL;

    if (!matter_visible(asking, args->id, error))
        return false;
    matter = past ? matter_at(asking->db, args->id, args->at, error)
                  : matter_load(asking->db, args->id, error);
    if (matter == NULL)
        return false;
    out_answer->json =
        matter_json(asking->engine, asking->db, past ? NULL : asking->actor, matter, error);
    return out_answer->json != NULL;
}

/* ---- GET /matters/{id}/timeline ---- */

typedef struct TimelineArgs {
    char *id;
    char *cursor;
    int64_t limit;
} TimelineArgs;

static const Field timeline_args[] = {
    FIELD(TimelineArgs, id, FIELD_WORD, .required = true, .help = "The matter."),
    FIELD(TimelineArgs, cursor, FIELD_WORD, .help = "`next` of the page before."),
    FIELD(TimelineArgs, limit, FIELD_INT, .min = 1, .max = PAGE_MAX),
    FIELD_END,
};

typedef struct TimelineItem {
    int64_t seq;
    int64_t at;
    json_t *actor;
    char *kind;
    char *step;
    json_t *label;
    char *from;
    char *to;
    json_t *fields;
    char **masked;
    char *note;
    int64_t claimed_at;
    bool off_watch;
    char *name;
    char *stage;
    json_t *clock;
    json_t *link;
    char *reason;
    char *clock_mark;
} TimelineItem;

typedef struct TimelineClock {
    char *name;
    char *word;
    char *tell;
    json_t *rule;
    bool met;
    int64_t started_at;
    int64_t warn_at;
    int64_t due_at;
    int64_t ended_at;
} TimelineClock;

static const Field timeline_clock[] = {
    FIELD(TimelineClock, name, FIELD_WORD),
    FIELD(TimelineClock, word, FIELD_WORD),
    FIELD(TimelineClock, tell, FIELD_WORD, .help = "Role that was told."),
    FIELD(TimelineClock, rule, FIELD_JSON, .object = fields_free),
    FIELD(TimelineClock, met, FIELD_BOOL),
    FIELD(TimelineClock, started_at, FIELD_TIME),
    FIELD(TimelineClock, warn_at, FIELD_TIME),
    FIELD(TimelineClock, due_at, FIELD_TIME),
    FIELD(TimelineClock, ended_at, FIELD_TIME),
    FIELD_END,
};

typedef struct TimelineLink {
    char *id;
    char *relation;
} TimelineLink;

static const Field timeline_link[] = {
    FIELD(TimelineLink, id, FIELD_WORD, .help = "Of the other matter."),
    FIELD(TimelineLink, relation, FIELD_WORD),
    FIELD_END,
};

static const Field timeline_item[] = {
    FIELD(TimelineItem, seq, FIELD_INT, .required = true, .help = "In the unit's journal."),
    FIELD(TimelineItem, at, FIELD_TIME, .required = true),
    FIELD(TimelineItem, actor, FIELD_JSON, .required = true, .object = actor_reply),
    FIELD(TimelineItem, kind, FIELD_WORD, .required = true, .help = "matter.stepped, …"),
    FIELD(TimelineItem, step, FIELD_WORD),
    FIELD(TimelineItem, label, FIELD_JSON, .object = fields_label, .help = "Of the step or clock."),
    FIELD(TimelineItem, from, FIELD_WORD),
    FIELD(TimelineItem, to, FIELD_WORD),
    FIELD(TimelineItem, fields, FIELD_JSON, .object = fields_free, .help = "What it changed."),
    FIELD(TimelineItem, masked, FIELD_WORDS),
    FIELD(TimelineItem, note, FIELD_TEXT),
    FIELD(TimelineItem, claimed_at, FIELD_TIME, .help = "When it is said to have happened."),
    FIELD(TimelineItem, off_watch, FIELD_BOOL, .help = "Done by someone who was not on watch."),
    FIELD(TimelineItem, name, FIELD_WORD, .help = "Of the clock."),
    FIELD(TimelineItem, stage, FIELD_WORD, .help = "warn, late or escalate, when it rang."),
    FIELD(TimelineItem, clock, FIELD_JSON, .object = timeline_clock),
    FIELD(TimelineItem, link, FIELD_JSON, .object = timeline_link),
    FIELD(TimelineItem, reason, FIELD_TEXT, .help = "Of a reveal or purge."),
    FIELD(TimelineItem, clock_mark, FIELD_WORD,
        .help = "held or unvouched: the doubt the server's clock was in when it was written."),
    FIELD_END,
};

typedef struct TimelineReply {
    json_t *items;
    char *next;
} TimelineReply;

static const Field timeline_reply[] = {
    FIELD(TimelineReply, items, FIELD_JSON, .required = true, .items = timeline_item),
    FIELD(TimelineReply, next, FIELD_WORD, .help = "Cursor of the next page, or null."),
    FIELD_END,
};

static void copy_member(json_t *item, const char *as, const Event *event, const char *name)
{
    json_t *value = json_object_get(event->body, name);

    if (value != NULL && !json_is_null(value))
        json_object_set(item, as, value);
}

static void copy_time(json_t *item, const char *name, const Event *event)
{
    int64_t at = json_number(event->body, name, FIELD_UNSET);

    if (at != FIELD_UNSET)
        json_object_set_new(item, name, moment_json(at));
}

static void item_values(json_t *item, const Event *event, const Kind *kind)
{
    const json_t *plain = json_object_get(event->body, "fields");
    json_auto_t *values = NULL;
    json_t *masked = NULL;

    if (plain == NULL)
        return;
    masked = json_array();
    values = values_merge(plain, json_object_get(event->body, "texts"));
    json_object_set_new(item, "fields", values_show(kind, values, masked));
    json_object_set_new(item, "masked", masked);
}

static json_t *item_clock(const Event *event)
{
    static const char *const times[] = {"started_at", "warn_at", "due_at", "ended_at"};
    json_t *clock = json_object();

    copy_member(clock, "name", event, "name");
    copy_member(clock, "word", event, "word");
    copy_member(clock, "tell", event, "tell");
    copy_member(clock, "rule", event, "rule");
    copy_member(clock, "met", event, "met");
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
        copy_time(clock, times[i], event);
    return clock;
}

static json_t *item_link(const Event *event)
{
    json_t *link = json_object();

    copy_member(link, "id", event, "other");
    copy_member(link, "relation", event, "relation");
    return link;
}

static json_t *item_json(const Asking *asking, const Event *event, const Kind *kind)
{
    static const char *const plain[] = {
        "step", "label", "from", "to", "note", "reason", CLOCK_MARK_MEMBER};
    json_t *item = json_object();

    json_object_set_new(item, "seq", json_integer(event->seq));
    json_object_set_new(item, "at", moment_json(event->at));
    json_object_set_new(item, "actor", actor_json(asking->db, event->actor));
    json_object_set_new(item, "kind", json_string(event->kind));
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        copy_member(item, plain[i], event, plain[i]);
    copy_time(item, "claimed_at", event);
    if (json_flag(event->body, "off_watch"))
        json_object_set_new(item, "off_watch", json_true());
    if (strcmp(event->kind, EVENT_OPENED) == 0)
        copy_member(item, "to", event, "state");
    if (g_str_has_prefix(event->kind, "clock.")) {
        copy_member(item, "name", event, "name");
        copy_member(item, "stage", event, "word");
        json_object_set_new(item, "clock", item_clock(event));
    }
    if (strcmp(event->kind, EVENT_LINKED) == 0)
        json_object_set_new(item, "link", item_link(event));
    item_values(item, event, kind);
    return item;
}

static json_t *timeline_page(
    const Asking *asking, const TimelineArgs *args, const Kind *kind, const GPtrArray *events)
{
    int64_t after = args->cursor == NULL ? 0 : g_ascii_strtoll(args->cursor, NULL, 10);
    size_t limit = args->limit == FIELD_UNSET ? PAGE_DEFAULT : (size_t) args->limit;
    json_t *page = json_object(), *items = json_array(), *next = json_null();
    int64_t last = 0;

    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];

        if (event->seq <= after)
            continue;
        if (json_array_size(items) == limit) {
            next = json_sprintf("%" G_GINT64_FORMAT, last);
            break;
        }
        json_array_append_new(items, item_json(asking, event, kind));
        last = event->seq;
    }
    json_object_set_new(page, "items", items);
    json_object_set_new(page, "next", next);
    return page;
}

static bool timeline_answer(
    const Asking *asking, const void *data, Answer *out_answer, GError **error)
{
    const TimelineArgs *args = data;
    g_autoptr(Matter) matter = NULL;
    g_autoptr(GPtrArray) events = NULL;
    const Kind *kind = NULL;

    if (!matter_visible(asking, args->id, error))
        return false;
    matter = matter_load(asking->db, args->id, error);
    kind = matter == NULL ? NULL : matter_kind(asking->engine, matter, error);
    if (kind == NULL)
        return false;
    events = journal_of_subject(asking->db, matter->unit, matter->id, error);
    if (events == NULL)
        return false;
    out_answer->json = timeline_page(asking, args, kind, events);
    return true;
}

const Query matter_queries[] = {
    {.name = "matter.get",
        .path = "/matters/{id}",
        .args = get_args,
        .args_size = sizeof(GetArgs),
        .reply = matter_reply,
        .answer = get_answer,
        .help = "One matter, now or as it was at a time."},
    {.name = "matter.timeline",
        .path = "/matters/{id}/timeline",
        .args = timeline_args,
        .args_size = sizeof(TimelineArgs),
        .reply = timeline_reply,
        .answer = timeline_answer,
        .help = "What happened to a matter, oldest first."},
    {.name = "matter.list",
        .path = "/units/{unit}/matters",
        .permission = "matter.read",
        .args = ledger_args,
        .args_size = sizeof(LedgerArgs),
        .reply = LIST_OF(ledger_item),
        .lists = &ledger_view,
        .help = "The ledger of a unit's matters, or of all units below it."},
    {0},
};
