// SPDX-License-Identifier: Apache-2.0
// Words of the desk, the log, the board and the record.
export default {
  desk: {
    fewer: 'Fewer', all_waiting: 'All {n}', matters: 'Open matters', count: '{n}', late: '{n} late', none: 'Nothing is open.', waiting: 'Dispatches that wait for us', intake: 'Take a call', intake_help: 'One line: what, where, who, by which road. Enter saves it; the rest can wait.', intake_example: 'e.g. gas explosion, Xingfuli block 3, 2人受伤, 13800138000 Ms Li, 119转',
    began: 'begun {at}', save: 'Save', paste: 'Paste a chat', saved: 'Saved: {number}',
  },
  paste: { text: 'Chat', help: 'Paste the text and pictures of a chat here (Ctrl+V)', source: 'Claimed source (group, speaker)', claimed_at: 'Claimed time', file: 'Choose files', picture_only: 'Picture from a chat' },
  watch: { title: 'On watch', since: 'since {at}', vacant: 'nobody on watch', begin: 'Come on watch (I hear the alarm)', hear: 'I hear the alarm', end: 'Go off watch', alarm_on: 'alarm on', alarm_off: 'alarm off' },
  notice: { title: 'Alerts', none: 'No alert unseen.', seen: 'Seen', mistimed: 'Rang while the clock was wrong, perhaps for nothing; it is counted again by the right time', time: { corrected: 'The unit\'s time was put right: deadlines are counted anew; look through the times that were written while it was wrong' }, clock: { warn: 'Due soon', late: 'Late', escalate: 'Late, passed up' }, dispatch: { received: 'Dispatch received', returned: 'Dispatch returned', signed_for: 'Signed for', oral: 'Oral sign-off to confirm', sign_for_late: 'Dispatch not signed for in time', answer_late: 'Not answered in time' }, incident: { regrade: 'The figures reach a worse level: grade again', missing: 'The missing now count as dead: grade again' } },
  log: {
    title: 'Duty log', type: 'Type', line: 'One line, Enter writes it', none: 'Nothing written today.', all: 'The whole log', search: 'Search the log', claimed: 'claimed {at}', written_at: 'entered {at}',
    types: { call_in: 'call in', call_out: 'call out', visit: 'visit', weather: 'weather', instruction: 'instruction', check: 'check', other: 'other' },
  },
  board: { selfcheck: { fits: 'Nightly check {at}: {units} units, {events} entries, all of them fit.', differs: 'Nightly check {at}: {n} places do not fit the record. Tell the system administrator at once and keep copies.' }, title: 'Board', unit: 'Unit', leader: 'Leader', officer: 'Officer', open: 'Open', late: 'Late', last: 'Last event', vacant: 'nobody', total: '{n} units', only_trouble: 'trouble only', print: 'Print' },
  journal: {
    title: 'Record', help: 'Each entry is locked to the one before. Change, remove or swap one, and nothing fits from there on.', check: 'Check it', checking: 'Checking entry {n}…', good: 'All {n} entries fit.', bad: 'Entry {seq} does not fit: {why}', head: 'Head', paper: 'Check a paper (scan its code, or type: unit, number, hash)', paper_hint: '430102004 167 9dcaf1bed75b9c57…', paper_check: 'Check', paper_unread: 'No number and hash in that.', paper_fits: 'They fit: no. {seq} of {unit} ({at}) and all before it are whole and as printed.', paper_differs: 'They do not fit: no. {seq} of {unit} is not what was printed, or the record was changed.', seq: 'No.', at: 'Time', kind: 'Event', system: 'system', actor: 'Who', subject: 'About', hash: 'Digest',
    why: { hash: 'digest differs', gap: 'an entry is missing', head: 'differs from the head', text: 'the text was changed' },
  },
}
