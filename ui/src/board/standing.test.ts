// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Standing } from '@/api/shapes'
import { csv } from '@/ui/csv'
import { looksOf, matches, weight } from './standing'

const now = Date.parse('2026-09-20T02:40:00+08:00')
const calm: Standing = {
  unit: '430102004',
  name: '定王台街道办事处',
  initials: 'dwtjdbsc',
  level: 'township',
  officers: 2,
  present: true,
  late_clocks: 0,
  flags: 0,
  handovers_late: 0,
  leader: { name: '赵六', since: '2026-09-19T08:30:00+08:00' },
  officer: { name: '李四', since: '2026-09-19T08:30:00+08:00' },
  open: { 1: 0, 2: 0, 3: 0, 4: 0, unknown: 0 },
  gaps: 0,
  roster_until: '2026-11-01T08:30:00+08:00',
  filed_until: '2026-11-01T08:30:00+08:00',
}

describe('what is worth a look', () => {
  it('is nothing where two watch and the month is filed', () => {
    expect(looksOf(calm, now)).toEqual([])
  })
  it('is an empty post, a flag, a near gap, a roster that ends', () => {
    expect(looksOf({ ...calm, officer: null }, now)).toEqual(['vacant'])
    expect(looksOf({ ...calm, presence: 'silent', flags: 1 }, now)).toEqual(['absent', 'flag'])
    expect(looksOf({ ...calm, handovers_late: 1 }, now)).toEqual(['unsigned'])
    expect(looksOf({ ...calm, next_gap_at: '2026-09-27T02:39:00+08:00' }, now)).toEqual(['gap'])
    expect(looksOf({ ...calm, next_gap_at: '2026-09-27T02:41:00+08:00' }, now)).toEqual([])
    expect(
      looksOf(
        { ...calm, roster_until: '2026-09-21T08:30:00+08:00', filed_until: '2026-09-21T08:30:00+08:00' },
        now,
      ),
    ).toEqual(['unpublished'])
  })
  it('is a roster not filed only where one was called for, from a day before it is due', () => {
    expect(looksOf({ ...calm, filed_until: null }, now)).toEqual([])
    expect(looksOf({ ...calm, filed_until: '2026-10-01T08:30:00+08:00' }, now)).toEqual([])
    expect(looksOf({ ...calm, filing_due_at: '2026-09-25T17:00:00+08:00' }, now)).toEqual([])
    expect(looksOf({ ...calm, filing_due_at: '2026-09-21T02:00:00+08:00' }, now)).toEqual(['unfiled'])
    expect(looksOf({ ...calm, filing_due_at: '2026-09-18T17:00:00+08:00' }, now)).toEqual(['unfiled'])
  })
  it('asks no roster of a unit without duty posts, and no leader of a village', () => {
    expect(
      looksOf(
        { ...calm, level: 'village', leader: null, gaps: null, roster_until: null, filed_until: null },
        now,
      ),
    ).toEqual([])
  })
  it('puts what is late before what is empty, and that before what is not filed', () => {
    const by = (part: Partial<Standing>) => weight({ ...calm, ...part }, now)
    expect(by({ late_clocks: 1 })).toBeGreaterThan(by({ officer: null }))
    expect(by({ officer: null })).toBeGreaterThan(by({ filing_due_at: '2026-09-18T17:00:00+08:00' }))
    expect(by({})).toBe(0)
  })
  it('is found by name, code and initials', () => {
    for (const q of ['', '王台', '4301', 'DWT', 'jd']) expect(matches(calm, q)).toBe(true)
    for (const q of ['王五', '0102', 'xyz']) expect(matches(calm, q)).toBe(false)
  })
})

describe('a sheet', () => {
  it('quotes what needs it and lets no cell become a formula', () => {
    expect(
      csv([
        ['名', 'a"b'],
        ['=1+1', null],
        [3, '甲,乙'],
      ]),
    ).toBe('\ufeff名,"a""b"\r\n\'=1+1,\r\n3,"甲,乙"\r\n')
  })
})
