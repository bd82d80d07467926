// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { Standing } from '@/api/shapes'
import { csv } from '@/ui/csv'
import type { Speech } from '@/locales/words'
import zh from '@/locales/zh'
import { type Note, type NoteKind, groupsOf, keepsRoster, looksOf, matches, said, weight } from './standing'

const now = Date.parse('2026-09-20T02:40:00+08:00')
const kind = (name: string, weight: number, group = 'post'): NoteKind => ({
  name,
  group,
  weight,
  holds: ['count', 'at'],
})
/** As the program declares them, the columns in order. */
const kinds = [
  kind('presence', 700),
  kind('flags', 400),
  kind('away', 0),
  kind('gaps', 200, 'roster'),
  kind('roster_until', 40, 'roster'),
  kind('filing_due', 10, 'roster'),
  kind('handover', 0, 'handover'),
  kind('handovers_late', 60, 'handover'),
]
const calmNotes: Note[] = [
  { name: 'gaps', count: 0, word: 'covered' },
  {
    name: 'roster_until',
    at: '2026-11-01T08:30:00+08:00',
    word: 'until',
    amiss_at: '2026-10-25T08:30:00+08:00',
  },
  { name: 'filed_until', at: '2026-11-01T08:30:00+08:00' },
]
const calm: Standing = {
  unit: '430102004',
  name: '定王台街道办事处',
  initials: 'dwtjdbsc',
  level: 'township',
  officers: 2,
  present: true,
  late_clocks: 0,
  leader: { name: '赵六', since: '2026-09-19T08:30:00+08:00' },
  officer: { name: '李四', since: '2026-09-19T08:30:00+08:00' },
  open: { 1: 0, 2: 0, 3: 0, 4: 0, unknown: 0 },
  notes: calmNotes,
}
/** With these notes in the place of those called so. */
const noted = (...notes: Note[]): Standing => ({
  ...calm,
  notes: [...calmNotes.filter((one) => !notes.some((other) => other.name === one.name)), ...notes],
})
const looks = (row: Standing) => looksOf(row, kinds, now)

describe('what is worth a look', () => {
  it('is nothing where two watch and the month is filed', () => {
    expect(looks(calm)).toEqual([])
  })
  it('is an empty post, and what is amiss now, the worst first', () => {
    expect(looks({ ...calm, officer: null })).toEqual(['vacant'])
    expect(
      looks(
        noted(
          { name: 'flags', count: 1, amiss: true },
          { name: 'presence', word: 'silent', at: '2026-09-20T02:30:00+08:00', amiss: true },
        ),
      ),
    ).toEqual(['presence', 'flags'])
    expect(looks(noted({ name: 'handovers_late', count: 1, amiss: true }))).toEqual(['handovers_late'])
  })
  it('is what was to become amiss, from its minute on', () => {
    const gap = (amiss_at: string) =>
      looks(noted({ name: 'gaps', count: 1, at: '2026-09-27T02:40:00+08:00', word: 'gap', amiss_at }))
    expect(gap('2026-09-20T02:39:00+08:00')).toEqual(['gaps'])
    expect(gap('2026-09-20T02:41:00+08:00')).toEqual([])
  })
  it('is no note that weighs nothing or that nobody declares', () => {
    expect(looks(noted({ name: 'away', text: '周八', amiss: true }))).toEqual([])
    expect(looks(noted({ name: 'unheard_of', count: 3, amiss: true }))).toEqual([])
  })
  it('asks no roster of a unit without duty posts, and no leader of a village', () => {
    expect(looks({ ...calm, level: 'village', leader: null, notes: [] })).toEqual([])
    expect(keepsRoster(calm)).toBe(true)
    expect(keepsRoster({ ...calm, notes: [] })).toBe(false)
  })
  it('puts what is late before what is empty, and that before what is not filed', () => {
    const by = (row: Standing) => weight(row, kinds, now)
    const unfiled = noted({ name: 'filing_due', at: '2026-09-18T17:00:00+08:00', amiss: true })
    expect(by({ ...calm, late_clocks: 1 })).toBeGreaterThan(by({ ...calm, officer: null }))
    expect(by({ ...calm, officer: null })).toBeGreaterThan(by(unfiled))
    expect(by(unfiled)).toBeGreaterThan(0)
    expect(by(calm)).toBe(0)
  })
  it('says a note in the words of its code, and one without words by its name', () => {
    const { t, te } = createI18n({ legacy: false, locale: 'zh', messages: { zh } }).global
    const tOr: Speech['tOr'] = (key, otherwise, values, options) =>
      te(key) ? t(key, values ?? {}, { plural: options?.plural }) : (otherwise ?? '')
    const words = (note: Note) => said(note, now, { tOr })
    expect(words({ name: 'gaps', count: 0, word: 'covered' })).toBe('无空档')
    const gap: Note = { name: 'gaps', count: 1, word: 'gap', at: '2026-09-21T08:30:00+08:00' }
    expect(words(gap)).toMatch(/^\S+ .*起无人$/)
    expect(words({ ...gap, count: 3 })).toMatch(/起无人（共 3 处）$/)
    expect(words({ ...gap, at: '2026-09-20T02:30:00+08:00' })).toBe('排班表上现在无人')
    expect(words({ name: 'away', text: '周八' })).toBe('外出：周八')
    expect(words({ name: 'unheard_of', count: 3 })).toBe('unheard_of')
  })
  it('stands in columns, in the order declared', () => {
    expect(groupsOf(kinds)).toEqual(['post', 'roster', 'handover'])
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
