// SPDX-License-Identifier: Apache-2.0
export default {
  place: { registers: 'Registers', papers: 'Blank forms' },
  log: {
    caller_unit: 'Caller’s unit', caller_name: 'Caller', caller_post: 'Post', caller_phone: 'Number', handling: 'Done', result: 'Result', closed_at: 'Over at', closed: 'over {at}', files: 'Files', more: 'Details', from_paper: 'Copied from paper', paper_serial: 'Which sheet (serial)', paper_none: 'no serial', paper_at: 'Time written on the paper', paper_tag: 'from paper {serial}', off_watch: 'writer was not on watch', silence: 'Nothing on record from {from} to {until}', silence_claimed: '({n} written afterwards)', silences: 'Silences', corrects: 'puts right no. {id}', correct: 'Put right', correct_help: 'Write what is right, Enter; the old line stays. Esc leaves it',
    on_watch: 'On watch', day: 'Print a day', day_title: 'Duty log · {unit}', volume: 'Volume of {year}', book: 'Volume (PDF)', days: 'Days of the log', volume_file: 'duty log {year}', binding: 'Binding the log of {days} days, {seconds} s so far; keep this page open', receiving: '{got} of {all} MB are here', year: 'Year', entries: 'Entries', still: 'on watch', rostered: 'Rostered', what: 'What', by: 'By', head: 'The journal reaches no. {seq}, hash:',
  },
  register: { search: 'Search: number, unit, thing, name', open_only: 'Only open', none: 'Nothing registered.', secret_only: 'Of a secret paper only its number and sender are entered; no title, text or file.' },
  paper: {
    help: 'For writing by hand when power or network fail. Print them beforehand; afterwards copy them into the log with the sheet and the time that stood there.', form: 'Form', count: 'Sheets', issue: 'Give out', serial: 'Serial', issued: 'Given out', copied: 'Entries copied',
    given: '{n} of {form} have their numbers.', print: 'Open the PDF to print', again: 'Print again',
    forms: { log: 'Duty log', incident: 'Report received', telegram: 'Received papers', handover: 'Handover' },
  },
  event: { paper: { issued: 'Blank forms given out' } },
  field_problem: { secret_number_only: 'of a secret paper only the number is written down' },
}
