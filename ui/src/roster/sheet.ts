// SPDX-License-Identifier: Apache-2.0
// sheet - figures of the monthly sheet as people write them, and their sums.
export interface Figures {
  shifts: number
  nights: number
  workdays: number
  rest_days: number
  holidays: number
  statutory: number
  owed_tenths: number
  taken_tenths: number
  balance_tenths: number
  allowance_fen: number
}

const nothing: Figures = {
  shifts: 0,
  nights: 0,
  workdays: 0,
  rest_days: 0,
  holidays: 0,
  statutory: 0,
  owed_tenths: 0,
  taken_tenths: 0,
  balance_tenths: 0,
  allowance_fen: 0,
}

/** Tenths of a day: '1', '1.5', '−0.5'. */
export const days = (tenths: number) => String(tenths / 10).replace('-', '−')
export const yuan = (fen: number) => (fen / 100).toFixed(2)

export function sums(lines: Figures[]): Figures {
  const keys = Object.keys(nothing) as (keyof Figures)[]
  const sum = { ...nothing }
  for (const line of lines) for (const key of keys) sum[key] += line[key]
  return sum
}
