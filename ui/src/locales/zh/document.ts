// SPDX-License-Identifier: Apache-2.0
export default {
  event: { feed: { opened: '打开日历链接', revoked: '撤销日历链接' } },
  problem: {
    no_such_feed: '没有这个链接，或已撤销。',
    encrypted_file: '这个文件加了密码，读不出来。请在 Excel 中取消密码，另存后再传。',
    old_xls: '这是旧版 .xls 文件。请在 Excel 中另存为 .xlsx 后再传。',
    not_xlsx: '这不是能读的 .xlsx 文件，或文件已损坏。请在 Excel 中打开，另存为 .xlsx 后再传。',
  },
}
