// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { type Figures, days, sums, yuan } from './sheet'

describe('the monthly sheet', () => {
  const line: Figures = {
    shifts: 3,
    nights: 3,
    workdays: 1,
    rest_days: 1,
    holidays: 1,
    statutory: 0,
    owed_tenths: 20,
    taken_tenths: 5,
    balance_tenths: -5,
    allowance_fen: 15050,
  }
  it('writes halves of days and whole fen', () => {
    expect([days(10), days(15), days(-5), days(0)]).toEqual(['1', '1.5', '−0.5', '0'])
    expect(yuan(15050)).toBe('150.50')
  })
  it('sums every column', () => {
    expect(sums([line, line])).toEqual({
      shifts: 6,
      nights: 6,
      workdays: 2,
      rest_days: 2,
      holidays: 2,
      statutory: 0,
      owed_tenths: 40,
      taken_tenths: 10,
      balance_tenths: -10,
      allowance_fen: 30100,
    })
    expect(sums([]).shifts).toBe(0)
  })
})
