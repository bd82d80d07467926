/* SPDX-License-Identifier: Apache-2.0 */
#include "roster/coverage.h"

#include <string.h>

void coverage_case_clear(CoverageCase *of)
{
    g_clear_pointer(&of->posts, g_ptr_array_unref);
    g_clear_pointer(&of->slots, g_ptr_array_unref);
    g_clear_pointer(&of->shifts, g_ptr_array_unref);
    g_clear_pointer(&of->team, g_ptr_array_unref);
}

/* One post. */
typedef struct Look {
    const CoverageCase *of;
    const DutyPost *post;
    const GArray *slots;
    GPtrArray *shifts; /* of this post */
    GArray *borders;   /* moments at which something changes */
    int64_t from_at, last_at;
} Look;

static void look_clear(Look *look)
{
    g_clear_pointer(&look->shifts, g_ptr_array_unref);
    g_clear_pointer(&look->borders, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

static void border_add(Look *look, int64_t at)
{
    int64_t within = CLAMP(at, look->from_at, look->last_at);
    g_array_append_val(look->borders, within);
}

static void member_borders(Look *look, const Member *member)
{
    if (member == NULL)
        return;
    if (member->left_at != FIELD_UNSET)
        border_add(look, member->left_at);
    for (guint i = 0; i < member->away->len; i++) {
        const Span *span = &g_array_index(member->away, Span, i);
        border_add(look, span->from_at);
        border_add(look, span->until_at);
    }
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    int64_t left = *(const int64_t *) a, right = *(const int64_t *) b;
    return left < right ? -1 : left > right;
}

static void borders_find(Look *look)
{
    border_add(look, look->from_at);
    border_add(look, look->last_at);
    for (guint i = 0; i < look->slots->len; i++) {
        const Slot *slot = &g_array_index(look->slots, Slot, i);
        border_add(look, slot->begins_at);
        border_add(look, slot->ends_at);
    }
    for (guint i = 0; i < look->shifts->len; i++) {
        const Shift *shift = look->shifts->pdata[i];
        border_add(look, shift->begins_at);
        border_add(look, shift->ends_at);
        member_borders(look, team_find(look->of->team, shift->person));
    }
    g_array_sort(look->borders, by_number);
}

static bool is_asked_for(const Look *look, int64_t at)
{
    for (guint i = 0; i < look->slots->len; i++) {
        const Slot *slot = &g_array_index(look->slots, Slot, i);
        if (slot->begins_at <= at && slot->ends_at > at)
            return true;
    }
    return false;
}

/* A name on the wall is no presence: who is on leave or has left the unit stands nothing, and it
 * must show before the shift begins, while somebody else can still be asked. NULL: its person is
 * there from `from` to `until`, between which nothing changes. */
static const char *why_not(const Look *look, const Shift *shift, int64_t from, int64_t until)
{
    const Member *member = team_find(look->of->team, shift->person);

    if (shift->person == NULL)
        return GAP_VACANT;
    if (member == NULL || (member->left_at != FIELD_UNSET && member->left_at < until))
        return GAP_PERSON_LEFT;
    return member_is_away(member, from, until) ? GAP_ON_LEAVE : NULL;
}

/* Two at one post is told as well: each thinks that the other is there. */
static Gap piece_judge(const Look *look, int64_t from, int64_t until)
{
    Gap gap = {.post = look->post->post, .from_at = from, .until_at = until};
    int present = 0;

    for (guint i = 0; i < look->shifts->len && present < 2; i++) {
        const Shift *shift = look->shifts->pdata[i];
        const char *why = NULL;

        if (shift->begins_at > from || shift->ends_at <= from)
            continue;
        why = why_not(look, shift, from, until);
        present += why == NULL;
        if (why == NULL || (present == 0 && gap.shift == NULL)) {
            gap.kind = why;
            gap.shift = shift->id;
        }
    }
    if (present == 1 || (present != 2 && !is_asked_for(look, from)))
        gap.kind = NULL;
    else if (present == 2)
        gap.kind = GAP_DOUBLED;
    else if (gap.kind == NULL)
        gap.kind = GAP_UNCOVERED;
    return gap;
}

static void gap_add(GArray *found, const Gap *gap)
{
    Gap *last = found->len == 0 ? NULL : &g_array_index(found, Gap, found->len - 1);

    if (gap->kind == NULL)
        return;
    if (last != NULL && last->until_at == gap->from_at && last->post == gap->post &&
        strcmp(last->kind, gap->kind) == 0 && g_strcmp0(last->shift, gap->shift) == 0)
        last->until_at = gap->until_at;
    else
        g_array_append_val(found, *gap);
}

/* One open gap instead of one a shift for ever: what is to be done about it is one thing, the next
 * roster. The first minute after the last published shift that the pattern asks for. */
static void tail_add(const Look *look, GArray *found)
{
    int64_t from = MAX(look->last_at, look->post->since);
    Gap gap = {
        .post = look->post->post, .kind = GAP_UNROSTERED, .from_at = from, .until_at = GAP_OPEN};

    for (guint i = look->slots->len; i > 0; i--) {
        const Slot *slot = &g_array_index(look->slots, Slot, i - 1);
        if (slot->ends_at > from)
            gap.from_at = MAX(from, slot->begins_at);
    }
    g_array_append_val(found, gap);
}

static void post_find(const CoverageCase *of, guint index, GArray *found)
{
    const DutyPost *post = of->posts->pdata[index];
    g_auto(Look) look = {.of = of,
        .post = post,
        .slots = of->slots->pdata[index],
        .shifts = g_ptr_array_new(),
        .borders = g_array_new(FALSE, FALSE, sizeof(int64_t)),
        .from_at = MAX(of->from_at, post->since),
        .last_at = INT64_MIN};

    for (guint i = 0; i < of->shifts->len; i++) {
        Shift *shift = of->shifts->pdata[i];
        if (strcmp(shift->post, post->post) != 0)
            continue;
        g_ptr_array_add(look.shifts, shift);
        look.last_at = MAX(look.last_at, shift->ends_at);
    }
    if (look.last_at > look.from_at) {
        borders_find(&look);
        for (guint i = 0; i + 1 < look.borders->len; i++) {
            int64_t from = g_array_index(look.borders, int64_t, i);
            int64_t until = g_array_index(look.borders, int64_t, i + 1);
            Gap gap = from == until ? (Gap){0} : piece_judge(&look, from, until);
            gap_add(found, &gap);
        }
    }
    tail_add(&look, found);
}

GArray *coverage_find(const CoverageCase *of)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Gap));

    for (guint i = 0; i < of->posts->len; i++)
        post_find(of, i, found);
    return found;
}

bool gap_counts(const Gap *gap, int64_t ahead_until)
{
    return strcmp(gap->kind, GAP_UNROSTERED) != 0 || gap->from_at < ahead_until;
}

int64_t coverage_until(const CoverageCase *of)
{
    int64_t until = of->posts->len == 0 ? FIELD_UNSET : INT64_MAX;

    for (guint i = 0; i < of->posts->len; i++) {
        const DutyPost *post = of->posts->pdata[i];
        int64_t last = FIELD_UNSET;

        for (guint j = 0; j < of->shifts->len; j++) {
            const Shift *shift = of->shifts->pdata[j];
            if (strcmp(shift->post, post->post) == 0)
                last = MAX(last, shift->ends_at);
        }
        until = MIN(until, last);
    }
    return until;
}
