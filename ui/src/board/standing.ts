// SPDX-License-Identifier: Apache-2.0
// standing - what is worth a look in the row of a unit, how much, and the rows as a sheet.
import type { Standing } from '@/api/shapes'
import { dayOf } from '@/app/now'

/** Why somebody should look at a unit, the worst first. */
export const looks = [
  'vacant',
  'late',
  'absent',
  'flag',
  'gap',
  'unsigned',
  'unpublished',
  'unfiled',
] as const
export type Look = (typeof looks)[number]

/** How bad that is: the class it is shown with. */
export const tone: Partial<Record<Look, string>> = {
  late: 'late',
  absent: 'late',
  vacant: 'lack',
  flag: 'lack',
  gap: 'warn',
  unpublished: 'quiet',
  unfiled: 'quiet',
}

const DAY = 86_400_000
/** A gap that begins within this is worth a look now; one further off is still in the roster's hands. */
const NEAR = 7 * DAY
/** Nobody is asked to file who was not called to; and who was has until a day before it is due. */
const SOON = DAY

export const open = (row: Standing) => [
  row.open['1'],
  row.open['2'],
  row.open['3'],
  row.open['4'],
  row.open.unknown,
]
export const openSum = (row: Standing) => open(row).reduce((a, b) => a + b, 0)

/** Does the unit keep duty by roster? One that never arranged posts is not asked for rosters. */
export const keepsRoster = (row: Standing) => typeof row.gaps === 'number' || !!row.roster_until

export function looksOf(row: Standing, now: number): Look[] {
  const before = (text: string | null | undefined, days: number) => !text || Date.parse(text) < now + days
  const found: Record<Look, boolean> = {
    vacant: row.level !== 'village' && (!row.leader || !row.officer),
    late: row.late_clocks > 0,
    absent: row.presence === 'absent' || row.presence === 'silent',
    flag: row.flags > 0,
    gap: !!row.next_gap_at && Date.parse(row.next_gap_at) < now + NEAR,
    unsigned: row.handovers_late > 0,
    unpublished: keepsRoster(row) && before(row.roster_until, NEAR),
    unfiled: !!row.filing_due_at && before(row.filing_due_at, SOON),
  }
  return looks.filter((look) => found[look])
}

const weights: Record<Look, number> = {
  vacant: 500,
  late: 1000,
  absent: 700,
  flag: 400,
  gap: 200,
  unsigned: 60,
  unpublished: 40,
  unfiled: 10,
}

export function weight(row: Standing, now: number): number {
  const [one, two, three] = open(row)
  return (
    looksOf(row, now).reduce((sum, look) => sum + weights[look], 0) +
    row.late_clocks +
    one * 100 +
    two * 50 +
    three * 20 +
    openSum(row)
  )
}

/** What is known of filing: a word of `board`, and the time in it. */
export function filing(row: Standing): [word: string, at: string | null | undefined] {
  if (row.filing_due_at) return ['filing_due', row.filing_due_at]
  return row.filed_until ? ['filed_until', row.filed_until] : ['not_asked', null]
}

/** By name, by code, or by the initials of its pinyin: "dwt" finds 定王台. */
export function matches(row: Standing, q: string): boolean {
  const asked = q.trim().toLowerCase()
  return (
    !asked ||
    row.name.includes(asked) ||
    row.unit.toLowerCase().startsWith(asked) ||
    (row.initials ?? '').includes(asked)
  )
}

export const dayShort = (text?: string | null) => (text ? dayOf(Date.parse(text)).slice(5) : '')
