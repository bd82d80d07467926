// SPDX-License-Identifier: Apache-2.0
export default {
  problem: {
    no_calendar: '这一年的放假安排尚未收录，不能推定。请系统管理员放入当年通知的数据。',
  },
}
