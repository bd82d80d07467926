// SPDX-License-Identifier: Apache-2.0
export default {
  place: { leave: 'Leave', reach: 'Reach', equipment: 'Equipment' },
  dispatch: { types: { leave_report: 'Leave report' } },
  leave: {
    title: 'Leave', ask: 'Ask for leave', send: 'Ask', away_now: 'Away now', nobody_away: 'Nobody is away now.', waiting: 'Waits for an answer', next: 'Going next', below: 'Principals away below', over: 'Over ({n})',
    person: 'Who goes', kind: 'Kind', from: 'Leaves', until: 'Back by', days: '{n} d', place: 'Where to', reason: 'Why', transport: 'How', acting: 'Who leads meanwhile', acting_phone: 'Their phone (if another than on file)', leaders: 'Leaders', others: 'Others', change_why: 'Why it changes',
    phoned_first: 'Told by telephone first', phoned_at: 'Told at', phoned_to: 'Told whom', phoned: 'told by telephone {at} {who}', late_note: 'Later than the rule asks: it will be marked as late.', touches: '▲ On the roster: {post}', explanation: 'Why both who lead are away at once',
    why: { both_heads: 'Head {name} is away at the same time', acting_away: '{name}, who would lead, is away at the same time', acts_for: 'Leads for {name} in these hours' },
    states: { asked: 'Waits', approved: 'Approved', refused: 'Refused', withdrawn: 'Withdrawn', returned: 'Back' },
    acts: { approve: 'Approve', confirm: 'Confirm change', refuse: 'Refuse', withdraw: 'Withdraw', return: 'Back', change: 'Change' },
    overdue: 'Not back', late: 'Asked late', unconfirmed: 'Change to confirm', both: 'Both who lead away', filed: 'Filed above {at}', leads: 'Leads meanwhile', above: 'Who above agreed', above_example: 'e.g. Director Zhao of the county office, by telephone', above_said: 'above: {who}', words: 'Words', back_at: 'Back at',
    touched: 'Shifts while {name} is away', stand_in: 'Ask {name}', stand_in_asked: '{name} asked to stand in; waits for approval', no_stand_in: 'Nobody fits', stand_in_reason: '{name} is away',
  },
  reach: {
    title: 'Reach', ask: 'Can you be reached? Answer before {at}', here: 'Here', here_wrong: 'Here, but my number has changed', by_hand: 'No periodic test', every: 'Every {n} days on average, no day or minute announced, between {from} and {to}', plan: 'Periodic test', start: 'Test now', running: 'Running until {at}', days: 'Every so many days on average (0: never)', numbers: 'Numbers of principals', number: 'Number', away: 'On leave', by_plan: 'By plan', answered: '{n}/{all} in time', late: 'late', silent: 'No answer',
    states: { verified: 'Verified', stale: 'Not verified lately', changed: 'Changed, not verified', bad: 'Does not work', never: 'Never verified', none: 'No number' },
    how: { page: 'Answered here', phone: 'Answered the phone', no_answer: 'Nobody answered', bad_number: 'Wrong number' },
  },
  equipment: {
    title: 'Equipment', today: 'Checked today {at}', not_today: 'Not checked today (by {by})', list: 'List', list_help: 'What the duty room is reached by. It is checked each day by this list; a fault becomes a task.', name: 'Name', number: 'Number', by: 'Checked each day by', task: 'Task', works: 'Works', fault: 'Fault', words: 'What is wrong', all_work: 'Everything works', send_faults: 'Report faults ({n}), the rest works', checks: 'Checks', at: 'At', who: 'Who', found: 'Found', all_fine: '{n} work',
  },
  event: {
    leave: { asked: 'Leave asked for', approved: 'Leave approved', refused: 'Leave refused', withdrawn: 'Leave withdrawn', changed: 'Leave changed', returned: 'Back from leave', filed: 'Leave filed', began: 'Leave began', overdue: 'Not back in time', unanswered: 'Leave unanswered' },
    reach: { arranged: 'Reach tests arranged', opened: 'Reachability test due today', asked: 'Reach tested', answered: 'Reach answered', closed: 'Reach test over' },
    equipment: { listed: 'Equipment listed', checked: 'Equipment checked', missed: 'Equipment not checked' },
  },
  notice: {
    leave: { asked: 'Leave waits for an answer', changed: 'An approved leave was changed: confirm it', overdue: 'Leave is over and the person is not back', unanswered: 'Leave was not answered in time' },
    reach: { asked: 'Can you be reached? Answer', missed: 'Somebody did not answer the reach test' },
    equipment: { unchecked: 'The equipment was not checked today' },
  },
  problem: {
    no_such_leave: 'There is no such leave, or it is not yours to see.', leave_overlaps: 'The person has leave in these hours already.', both_away: 'The head and whoever leads meanwhile would both be away. If it must be so, explain it.', own_leave: 'Nobody approves their own leave.', leave_begun: 'They have left already: say that they are back instead.', leave_not_begun: 'They have not left yet: withdraw it instead.', reach_running: 'The last test is still running.', reach_not_asked: 'That test did not ask them.',
  },
  field_problem: { self: 'can’t be the person themselves', not_after_from: 'must be after the beginning', before_start: 'can’t be before the leave began' },
}
