// SPDX-License-Identifier: Apache-2.0
// Words of the shell: names, places, forms, time, roles.
export default {
  app: {
    name: 'Shaodian', motto: 'The duty room’s eyes and ledger: who is at the post, what was known, and when.', demo: 'Demonstration data: invented people, this machine only. Enter nothing real. Not for state secrets.', beijing_time: 'Beijing time',
    live: '● live', away: '▲ offline', theme: 'Light', day: 'Day', night: 'Night', keys: 'Keys', skip: 'Skip to content', places: 'Main pages', sick: 'The server is not well ({reason}): clocks may not ring and entries may be refused. Watch what falls due by hand and tell the system administrator at once.',
  },
  clock_note: {
    jumped: 'The machine\'s clock jumped to {wall}. The server goes on from the time before the jump: it is {now}.', held_right: 'Confirmed: it is {now}. The machine\'s clock ({wall}) is wrong; once it is set, all goes on by itself.',
    behind: 'The machine\'s clock ({wall}) was behind the last run when the server started, which goes on from then: {now}. Nothing rings.', far_ahead: 'The machine\'s clock ({wall}) was far ahead of the last run when the server started, and no time service vouches for it. The server goes on from then: {now}. Nothing rings.',
    unvouched: 'Just started: no time service vouches for the machine\'s clock ({wall}) yet. What is due rings a little later.', goes_on: 'Calls and log lines are taken as ever; what is written now is marked "time in doubt".', ahead: 'The last record of {n} units lies in the future: their time stands still. Confirm the machine\'s clock to put them right.',
    who: 'Tell the system administrator of the unit at the top to check the time.', confirm: 'Check the time', ask: 'First set the server\'s clock and compare it with the speaking clock or a satellite receiver. Answer and reason go on record.',
    wall: 'The machine\'s clock is right now ({at})', held: 'The time held is right ({at}), the machine\'s clock is not', reason: 'How it was checked', say: 'Confirm', later: 'Later', mark: 'time in doubt',
  },
  sheet: { printed: 'Printed {at} {who}', day: 'Date ____________', sign: { drawn: 'Drawn up', checked: 'Checked', officer: 'Officer', leader: 'Leader', outgoing: 'Hands over', incoming: 'Takes over', head: 'Head of unit (seal)', approved: 'Approved', walked: 'Walked round' } },
  place: { desk: 'Desk', in: 'Inbox', out: 'Outbox', ledger: 'Ledger', log: 'Duty log', board: 'Board', journal: 'Record', units: 'Units', people: 'People', kinds: 'Catalog', dispatch: 'Dispatch', matter: 'Matter' },
  place_group: { duty: 'Duty', matter: 'Matters', roster: 'Rosters', above: 'Below', admin: 'Admin' },
  keys: { rule: 'Press the key alone while no text has the focus; in a text, press Alt and the key. Enter sends, Shift+Enter makes a new line.', intake: 'Take a call', log: 'Write a log line', report: 'On a matter: report up', steps: 'On a matter: the button of that number' },
  form: { more_steps: 'More steps', unknown: 'unknown', yes: 'yes', no: 'no', now: 'now', place: 'Place (village, road, premises)', lng: 'Longitude', lat: 'Latitude', cancel: 'Cancel', close: 'Close', more: 'More', remove: 'Remove', needed: 'required', save: 'Save', add: 'Add', search: 'Find', all: 'all', from: 'From', to: 'To', export: 'Export CSV', done: 'Done' },
  time: { minutes: '{n} min', hours: '{h} h {m} min', days: '{n} d', left: '{span} left', over: '{span} late', met: 'met {at}', met_late: 'met late {at}' },
  level: { 1: 'extraordinarily serious', 2: 'serious', 3: 'relatively serious', 4: 'ordinary', unknown: 'not graded', provisional: ' (provisional)' },
  role: { officer: 'Duty officer', leader: 'Duty leader', head: 'Head of unit', inspector: 'Inspector', sysadmin: 'System administrator', secadmin: 'Security administrator', auditor: 'Audit administrator', member: 'Staff' },
  unsent: { title: '{n} not sent yet; they go when the server is back', kept: 'The server is away: kept in this browser, sent later with its own time.', refused: 'refused: {why}', drop: 'Delete' },
  work: { cancel: 'Cancel', cancelling: 'Stopping…', untouched: 'Cancelled: {n} lines were not looked at.' },
}
