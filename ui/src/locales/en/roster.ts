// SPDX-License-Identifier: Apache-2.0
export default {
  place: { roster: 'Roster', duty_posts: 'Duty posts', shift_changes: 'Swaps', holiday: 'Holidays' },
  engagement: { staff: 'staff', contract: 'contract', seconded: 'seconded', guard: 'guard', volunteer: 'volunteer' },
  roster: {
    title: 'Roster', day: 'Day', rest: 'off', made_up: 'worked', today: 'today', nobody: 'nobody', who: 'Who stands it', find_person: 'Name or pinyin initials', nobody_found: 'Nobody is called that.', leave_empty: 'Leave it empty', pick_keys: '↑↓ choose, Enter puts', trying: 'Asking…', refused: 'cannot be put there', breaks_nothing: 'Breaks no rule', days_before: '{n} d before', days_after: '{n} d after', counts: '{shifts} shifts · hol. {holidays}',
    weekday: { 1: 'Mon', 2: 'Tue', 3: 'Wed', 4: 'Thu', 5: 'Fri', 6: 'Sat', 7: 'Sun' },
    month_of: '{y}-{m}', month_before: 'Month before', month_after: 'Month after', which: 'Which one', state: { draft: 'Draft', published: 'Published', withdrawn: 'Withdrawn', discarded: 'Discarded' },
    gaps: '{n} shifts with nobody', undo: 'Undo', generate: 'Draw up', publish: 'Publish', none: 'No roster for this month yet.', no_posts: 'No duty posts yet.', no_calendar: 'The holiday notice of {year} is not known, so no day can be called a holiday. Ask the system administrator to add it to catalog/calendar.', was_turn: 'was the turn of {name}', how_short: { swapped: 'sw', substitute: 'sub' },
    load: 'Load', this_year: 'this year', kind: { nights: 'Nights', rest: 'Rest days', holidays: 'Holidays' }, drag_help: 'Drag a name onto a shift; click a name to light its shifts.',
    for_posts: 'Posts: {posts}.', change_posts: 'Change', period: 'Period', its_title: 'Title (optional)', holiday_title: '{name} {year}', by_hand: 'Do not fill it: an empty sheet for me', overlaps: 'Overlaps “{what}” ({state})', draw_up: 'Draw up', solving: 'Solving by turn, rest and leave…', relaxed: 'Not all rules can hold; relaxed:',
    proposal: 'This change', change_line: '{day} {post}: {was} → {now}', reason_live: 'Published: say why', make: 'Make it', make_anyway: 'Make it all the same', publish_reason: 'It breaks hard rules {n} times. To publish all the same, say why', broken: '{n} against the rules', file: 'File upward', filed_at: 'Filed {at}', withdraw: 'Withdraw', withdraw_sure: 'Shifts not yet begun will no longer hold. Withdraw?', discard: 'Discard draft', discard_sure: 'A discarded draft does not come back. Sure?', sheet: 'Monthly sheet',
    grid_keys: 'Arrows walk; an initial or Enter picks; Space takes up and puts down to swap; Delete empties.', sign_line: 'Drawn up: ____________　Checked: ____________　Date: ____________',
    my_shifts: 'My shifts', none_of_mine: 'None of mine.', none_published: 'Nothing published yet.', ask_swap: 'Swap or stand-in', urgent: 'Begins within 12 hours: phone the leader too', change_kind: { swap: 'Swap', substitute: 'Stand-in' }, stand_in: 'Who stands in', with_shift: 'Swap with', why: 'Why', turn_stays: 'Holds once the leader approves; the rotation stays, your next turn comes as before.', send_ask: 'Ask the leader',
    hours: '{n} h', posts_help: 'Rosters follow these posts and patterns; their order is the order on the wall. Every shift has at least one of the regular staff.', posts_suggested: 'Nothing set yet. These are the usual three: make them yours and save.', post_name: 'Name', post_role: 'Watch', pattern: 'Pattern', may_fill: 'Who may stand it', up: 'Up', down: 'Down', needs_regular: 'No post allows regular staff: the shifts would break the rule.', posts_saved: 'Saved; rosters from now on follow it.', own_post: 'a post of our own', posts_leader: 'Set by the duty leader or the head.',
  },
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
