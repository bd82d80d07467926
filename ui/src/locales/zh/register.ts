// SPDX-License-Identifier: Apache-2.0
export default {
  event: { paper: { issued: '发放应急空白表' } },
  field_problem: { secret_number_only: '涉密文电只登文号，不写标题和内容' },
}
