// SPDX-License-Identifier: Apache-2.0
export default {
  board: {
    back: 'Back to the board',
    find: 'By name, initials or code', sort: 'Sort', sorts: { look: 'worst first', unit: 'by code', gap: 'by next gap', roster: 'by roster’s end', handover: 'by handover' }, as_tiles: 'As tiles', as_table: 'As a table', none: 'No unit is like that.',
    on_post: 'At the post', roster: 'Roster and filing', handover: 'Handover', presence: { on_post: 'on post', silent: 'silent', absent: 'absent' }, flags: '{n} unexplained', away: 'Away: {names}',
    gap_at: 'nobody {at}', gaps: '({n} gaps)', covered: 'no gap', until: 'until {day}', not_published: 'not published', filed_until: 'filed until {day}', not_filed: 'not filed', no_roster: 'no duty posts',
    look: { vacant: 'nobody on watch', late: 'matter late', absent: 'not at the post', flag: 'unexplained flag', gap: 'gap within a week', unpublished: 'no roster a week ahead', unfiled: 'not filed' },
    look_short: { vacant: 'nobody', late: 'late', absent: 'absent', flag: 'flag', gap: 'gap', unpublished: 'no roster', unfiled: 'not filed' },
    column: { unit: 'Unit', code: 'Code', duty_phone: 'Duty phone', leader: 'Leader', leader_phone: 'Leader’s phone', officer: 'Officer', officer_phone: 'Officer’s phone', presence: 'At the post', presence_since: 'Since', flags: 'Flags', gaps: 'Gaps', next_gap: 'Next gap', published: 'Roster until', filed: 'Filed until', handover: 'Last handover', away: 'Away', open: 'Open (Ⅰ/Ⅱ/Ⅲ/Ⅳ/?)', late: 'Late', looks: 'Worth a look' },
  },
}
