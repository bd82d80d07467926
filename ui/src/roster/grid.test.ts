// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayAt, daysFrom, lastDay, monthDays, weekday } from './days'
import { carriedOf, cellsOf, columnsOf, isNight, loadsOf, moved } from './grid'
import type { DutyPost, Shift } from './shapes'

function shift(
  post: string,
  name: string,
  begins_at: string,
  ends_at: string,
  part: Partial<Shift> = {},
): Shift {
  return {
    id: `${post}${name}${begins_at}`,
    roster: 'r',
    post_name: post,
    role: 'officer',
    live: false,
    post,
    name,
    day: dayAt(begins_at),
    day_kind: 'workday',
    begins_at,
    ends_at,
    how: 'generated',
    ...part,
  }
}
const whole = (post: string, day: string, part: Partial<Shift> = {}) =>
  shift(post, 'day24', `${day}T08:30:00+08:00`, `${addDays(day, 1)}T08:30:00+08:00`, part)
const posts = ['leader', 'second', 'main'].map((post) => ({
  post,
  name: post,
  role: 'officer',
  pattern: 'h24',
  engagements: [],
})) as DutyPost[]

describe('days', () => {
  it('know months, leap days and weekdays', () => {
    expect(monthDays('2028-02')).toHaveLength(29)
    expect(lastDay('2026-12')).toBe('2026-12-31')
    expect(addMonths('2026-12', 1)).toBe('2027-01')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
    expect(weekday('2026-10-04')).toBe(7)
    expect(weekday('2026-10-05')).toBe(1)
    expect(daysFrom('2026-12-30', '2027-01-02')).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
    ])
  })
  it('fall in China', () => {
    expect(dayAt('2026-09-30T17:00:00Z')).toBe('2026-10-01')
  })
})

describe('the sheet of a roster', () => {
  it('has its columns in the order of the wall, and of the hours within a post', () => {
    const columns = columnsOf(
      [
        whole('main', '2026-10-01'),
        whole('second', '2026-10-01'),
        shift('leader', 'night', '2026-10-01T17:30:00+08:00', '2026-10-02T08:30:00+08:00'),
        shift('leader', 'day', '2026-10-01T08:30:00+08:00', '2026-10-01T17:30:00+08:00'),
      ],
      posts,
    )
    expect(columns.map((one) => one.key)).toEqual(['leader 08:30', 'leader 17:30', 'second', 'main'])
    expect(columns.map((one) => [one.first, one.span])).toEqual([
      [true, 2],
      [false, 2],
      [true, 1],
      [true, 1],
    ])
    expect(columns.map((one) => one.times)).toEqual(['08:30–17:30', '17:30–08:30', '', ''])
  })
  it('hides no second person of one cell', () => {
    expect(
      cellsOf([
        whole('main', '2026-10-01', { person: 'a' }),
        whole('main', '2026-10-01', { person: 'b' }),
      ]).get('2026-10-01 main'),
    ).toHaveLength(2)
  })
  it('says on each day who still stands a shift of several days', () => {
    const weekend = shift('main', 'weekend', '2026-10-09T17:30:00+08:00', '2026-10-12T08:30:00+08:00', {
      person: 'a',
    })
    expect([...carriedOf([weekend, whole('main', '2026-10-12')]).keys()]).toEqual([
      '2026-10-10 main',
      '2026-10-11 main',
    ])
  })
  it('counts nights by whether two at night lies within', () => {
    expect(isNight(whole('main', '2026-10-01'))).toBe(true)
    expect(isNight(shift('main', 'day', '2026-10-01T08:30:00+08:00', '2026-10-01T17:30:00+08:00'))).toBe(
      false,
    )
    expect(isNight(shift('main', 'late', '2026-10-01T17:30:00+08:00', '2026-10-02T02:00:00+08:00'))).toBe(
      false,
    )
    expect(isNight(shift('main', 'late', '2026-10-02T02:00:00+08:00', '2026-10-02T08:00:00+08:00'))).toBe(
      true,
    )
    const loads = loadsOf([
      whole('main', '2026-10-01', { person: 'a', day_kind: 'holiday' }),
      whole('main', '2026-10-10', { person: 'a' }),
      whole('main', '2026-10-11', { person: null, day_kind: 'rest' }),
    ])
    expect([...loads]).toEqual([['a', { shifts: 2, nights: 2, rest: 0, holidays: 1 }]])
  })
  it('is walked by keys and never left', () => {
    expect(moved('ArrowUp', 0, 1, 31, 3)).toEqual([0, 1])
    expect(moved('PageDown', 28, 1, 31, 3)).toEqual([30, 1])
    expect(moved('ArrowRight', 3, 2, 31, 3)).toEqual([3, 2])
    expect(moved('a', 3, 2, 31, 3)).toBeNull()
  })
})
