// SPDX-License-Identifier: Apache-2.0
export default {
  problem: {
    no_calendar:
      'The holidays of that year are not known yet, and are not guessed: only 1 January can be rostered. The system administrator of the unit at the top enters the year’s notice.',
    no_duty_posts: 'No post of the unit keeps duty yet: arrange posts and patterns first.',
    no_pattern: 'The pattern of a post is no longer in the catalog: arrange the posts again.',
    no_shifts: 'The patterns ask for no shift on these days.',
    breaks_rules: 'The roster breaks rules. Publishing it all the same needs a reason.',
    no_such_roster: 'There is no such roster.',
    no_such_shift: 'There is no such shift.',
  },
  field_problem: {
    not_a_day: 'a day is written 2026-10-01',
    too_late: 'too late',
    no_such_shift: 'there is no such shift',
  },
  event: {
    duty_post: { arranged: 'Duty posts arranged' },
    duty_keeping: { said: 'Said whether duty must be kept' },
    calendar: { noticed: 'Days off of a year entered' },
    roster: {
      drafted: 'Roster drafted',
      changed: 'Roster changed',
      published: 'Roster published',
      withdrawn: 'Roster withdrawn',
      discarded: 'Roster discarded',
      days_changed: 'Holidays changed',
    },
    coverage: { found: 'Coverage looked at', looked: 'Coverage as it was', warned: 'Warned of a gap' },
  },
  notice: {
    coverage: {
      gap_day: 'Within 24 hours a shift has nobody: put somebody to it',
      gap_soon: 'Within 2 hours a shift has nobody: put somebody to it now',
      gap_now: 'A post has nobody now: put somebody to it',
      calendar: 'Holidays have changed under published shifts: look them over',
    },
  },
}
