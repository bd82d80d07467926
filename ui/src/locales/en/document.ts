// SPDX-License-Identifier: Apache-2.0
export default {
  event: { feed: { opened: 'Calendar link opened', revoked: 'Calendar link revoked' } },
  problem: {
    no_such_feed: 'There is no such link, or it was revoked.',
    encrypted_file: 'This file has a password and cannot be read. Remove the password in Excel, save it and send it again.',
    old_xls: 'This is an old .xls file. Save it as .xlsx in Excel and send that.',
    not_xlsx: 'This is no .xlsx file that can be read, or it is damaged. Open it in Excel, save it as .xlsx and send that.',
  },
}
