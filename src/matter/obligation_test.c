/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "matter/obligation_private.h"

#define MIN_MS INT64_C(60000)

/* A matter of nothing but its obligations. */
static Matter *bare(void)
{
    Matter *matter = matter_new();

    matter->id = g_strdup("430102004-1");
    return matter;
}

static void folded(Matter *matter, const char *kind, json_t *changes /* taken */)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *body = json_pack("{s:o}", "changes", changes);
    const Event event = {.subject = matter->id, .kind = (char *) kind, .body = body, .at = 1};

    matter_fold(matter, &event, &error);
    g_assert_no_error(error);
}

static const Obligation by_phone = {.report = (char *) "initial",
    .channel = (char *) "phone",
    .office = (char *) "government_duty@430102",
    .receiver = (char *) "430102",
    .receiver_name = (char *) "区总值班室",
    .owner = (char *) "officer",
    .counted_from = (char *) "known_at",
    .start_at = 0,
    .due_at = 30 * MIN_MS};

static json_t *list_of(json_t *row)
{
    json_t *list = json_array();

    json_array_append_new(list, row);
    return list;
}

static json_t *begun(const Obligation *as, int64_t ordinal)
{
    Obligation whole = *as;

    whole.ordinal = ordinal;
    whole.first_due_at = as->due_at;
    whole.warn_at = whole.lapses_at = whole.met_at = whole.delivered_at = whole.state = whole.rang =
        FIELD_UNSET;
    json_t *row = fields_write(obligation_fields, FIELD_EVENT, &whole);
    json_object_set_new(row, "do", json_string(OBLIGATION_BEGUN));
    return list_of(row);
}

static Matter *with_one(void)
{
    Matter *matter = bare();

    folded(matter, EVENT_OBLIGATION_CHANGED, begun(&by_phone, 1));
    return matter;
}

static void met(Matter *matter, int64_t at, bool claimed)
{
    json_t *row = json_pack(
        "{s:s, s:i, s:I}", "do", OBLIGATION_MET_WORD, "ordinal", 1, "met_at", (json_int_t) at);

    if (claimed)
        json_object_set_new(row, "claimed", json_true());
    folded(matter, EVENT_OBLIGATION_CHANGED, list_of(row));
}

static void said(Matter *matter, const char *word)
{
    folded(matter, EVENT_OBLIGATION_CHANGED,
        list_of(json_pack("{s:s, s:i}", "do", word, "ordinal", 1)));
}

static void assert_state(const Matter *matter, ObligationState state, bool late)
{
    const Obligation *one = matter_obligation(matter, 1);

    g_assert_cmpint(one->state, ==, state);
    g_assert_cmpint(one->late, ==, late);
}

static void test_met_in_time(void)
{
    g_autoptr(Matter) matter = with_one();

    assert_state(matter, OBLIGATION_RUNNING, false);
    g_assert_cmpint(obligation_next_at(matter_obligation(matter, 1)), ==, 30 * MIN_MS);
    met(matter, 30 * MIN_MS, false);
    assert_state(matter, OBLIGATION_MET, false);
    g_assert_cmpint(obligation_next_at(matter_obligation(matter, 1)), ==, FIELD_UNSET);
}

static void test_late_for_ever(void)
{
    g_autoptr(Matter) matter = with_one();

    folded(matter, EVENT_OBLIGATION_RANG,
        list_of(json_pack("{s:s, s:i, s:i, s:s, s:s}", "do", OBLIGATION_RUNG, "ordinal", 1, "rang",
            CLOCK_STAGE_LATE, "word", "late", "tell", "officer")));
    assert_state(matter, OBLIGATION_LATE, true);
    g_assert_true(matter_is_late(matter));
    /* A later start gives no innocence back. */
    folded(matter, EVENT_OBLIGATION_CHANGED,
        list_of(json_pack("{s:s, s:i, s:i, s:I, s:i}", "do", OBLIGATION_MOVED, "ordinal", 1,
            "start_at", 0, "due_at", (json_int_t) (90 * MIN_MS), "rang", 0)));
    assert_state(matter, OBLIGATION_LATE, true);
    g_assert_cmpint(matter_obligation(matter, 1)->first_due_at, ==, 30 * MIN_MS);
    met(matter, 40 * MIN_MS, false);
    assert_state(matter, OBLIGATION_LATE_MET, true);
}

static void test_claimed(void)
{
    g_autoptr(Matter) matter = with_one(), other = with_one();

    met(matter, 20 * MIN_MS, true);
    assert_state(matter, OBLIGATION_LATE, true);
    said(matter, OBLIGATION_CONFIRMED);
    assert_state(matter, OBLIGATION_MET, false);
    met(other, 20 * MIN_MS, true);
    said(other, OBLIGATION_DISPUTED);
    assert_state(other, OBLIGATION_LATE_MET, true);
}

static void test_waived(void)
{
    g_autoptr(Matter) matter = with_one();

    said(matter, OBLIGATION_WAIVED_WORD);
    assert_state(matter, OBLIGATION_WAIVED, false);
    g_assert_false(obligation_runs(matter_obligation(matter, 1)));
}

static void test_copied(void)
{
    g_autoptr(Matter) matter = with_one();
    g_autoptr(Matter) copy = matter_copy(matter);

    met(matter, MIN_MS, false);
    assert_state(copy, OBLIGATION_RUNNING, false);
}

static void test_out_of_turn(void)
{
    g_autoptr(Matter) matter = with_one();
    g_autoptr(GError) error = NULL;
    json_auto_t *body = json_pack("{s:o}", "changes", begun(&by_phone, 1));
    const Event event = {
        .subject = matter->id, .kind = (char *) EVENT_OBLIGATION_CHANGED, .body = body, .at = 1};

    g_assert_false(matter_fold(matter, &event, &error));
    g_assert_error(error, FAIL, FAIL_CORRUPT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/obligation/met in time", test_met_in_time);
    g_test_add_func("/obligation/late is late for ever", test_late_for_ever);
    g_test_add_func("/obligation/claimed until confirmed or disputed", test_claimed);
    g_test_add_func("/obligation/waived", test_waived);
    g_test_add_func("/obligation/a copy is its own", test_copied);
    g_test_add_func("/obligation/begins once", test_out_of_turn);
    return g_test_run();
}
