// SPDX-License-Identifier: Apache-2.0
export default {
  document: {
    title: 'Paper, spreadsheet, calendar',
    wall: 'For the wall (PDF)',
    xlsx: 'Excel',
    import: 'From Excel…',
    understood: '{n} shifts understood',
    columns_left: 'These columns are not known and were not taken: {columns}',
    refused: '{n} not understood and left out',
    fill: 'Fill open shifts by turn',
    draft: 'Draft with these {n} shifts',
    calendar: 'Phone calendar',
    calendar_help:
      'Gives a secret link to subscribe to in a phone calendar; it follows every change. Whoever has it can read it, so do not pass it on, and revoke it when it is lost.',
    open_mine: 'My shifts',
    open_unit: 'The whole unit',
    once: 'This link is shown only once:',
    qr: 'QR code of the calendar link',
    link: 'Calendar link',
    copy: 'Copy',
    whole_unit: 'The whole unit',
    revoke: 'Revoke',
    revoke_sure: 'Calendars that use this link will no longer follow. Revoke it?',
  },
  event: { feed: { opened: 'Calendar link opened', revoked: 'Calendar link revoked' } },
  problem: {
    no_such_feed: 'There is no such link, or it was revoked.',
    encrypted_file:
      'This file has a password and cannot be read. Remove the password in Excel, save it and send it again.',
    old_xls: 'This is an old .xls file. Save it as .xlsx in Excel and send that.',
    not_xlsx:
      'This is no .xlsx file that can be read, or it is damaged. Open it in Excel, save it as .xlsx and send that.',
  },
}
