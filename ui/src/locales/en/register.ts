// SPDX-License-Identifier: Apache-2.0
export default {
  event: { paper: { issued: 'Blank forms given out' } },
  field_problem: { secret_number_only: 'of a secret paper only the number is written down' },
}
