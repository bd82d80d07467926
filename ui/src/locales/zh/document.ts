// SPDX-License-Identifier: Apache-2.0
export default {
  problem: {
    encrypted_file: '这个文件加了密码，读不出来。请在 Excel 中取消密码，另存后再传。',
    old_xls: '这是旧版 .xls 文件。请在 Excel 中另存为 .xlsx 后再传。',
    not_xlsx: '这不是能读的 .xlsx 文件，或文件已损坏。请在 Excel 中打开，另存为 .xlsx 后再传。',
  },
}
