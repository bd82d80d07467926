// SPDX-License-Identifier: Apache-2.0
// grid - the shifts of a roster as a sheet: a row a day, a column for each shift of each post.
import type { DutyPost, OnDuty, Shift } from './shapes'
import { addDays, clockAt, dayBegins } from './days'

const NOON = 12 * 3_600_000

export interface Column {
  key: string
  post: string
  times: string // '08:30–17:30' where a post has several shifts a day, else ''
  first: boolean // of its post
  span: number // columns of its post; on the first of them only
}

/** A published shift; its id begins with that of its roster. */
export function shiftOf(one: OnDuty): Shift {
  const { shift, name: _, phone: __, ...rest } = one
  void _
  void __
  return { ...rest, id: shift, roster: shift.replace(/\.\d+$/, ''), name: '', live: true } as Shift
}

/** Posts that have two shifts beginning on one day: they have a column for each hour. */
function severalOf(shifts: Shift[]): Set<string> {
  const seen = new Map<string, string>()
  const several = new Set<string>()
  for (const shift of shifts) {
    const key = `${shift.post} ${shift.day}`
    const before = seen.get(key)
    if (before && before !== shift.begins_at) several.add(shift.post)
    seen.set(key, shift.begins_at)
  }
  return several
}
const keyOf = (shift: Shift, several: Set<string>) =>
  several.has(shift.post) ? `${shift.post} ${clockAt(shift.begins_at)}` : shift.post

/** In the order of the posts on the wall, then of the hour at which each shift begins. */
export function columnsOf(shifts: Shift[], posts: DutyPost[]): Column[] {
  const place = (post: string) => {
    const i = posts.findIndex((one) => one.post === post)
    return i < 0 ? 99 : i
  }
  const several = severalOf(shifts)
  const found = new Map<string, Shift>()
  for (const shift of shifts) if (!found.has(keyOf(shift, several))) found.set(keyOf(shift, several), shift)
  const columns = [...found]
    .sort(([one, a], [other, b]) => place(a.post) - place(b.post) || one.localeCompare(other))
    .map(([key, shift]) => ({
      key,
      post: shift.post,
      times: several.has(shift.post) ? `${clockAt(shift.begins_at)}–${clockAt(shift.ends_at)}` : '',
      first: false,
      span: 1,
    }))
  return columns.map((one, i) => ({
    ...one,
    first: columns[i - 1]?.post !== one.post,
    span: columns.filter((other) => other.post === one.post).length,
  }))
}

/** The shifts of each day and column; two in one cell are an error that must be seen, so both are kept. */
export function cellsOf(shifts: Shift[]): Map<string, Shift[]> {
  const several = severalOf(shifts)
  const cells = new Map<string, Shift[]>()
  for (const shift of shifts) {
    const key = `${shift.day} ${keyOf(shift, several)}`
    cells.set(key, [...(cells.get(key) ?? []), shift])
  }
  return cells
}

/** Days over which a shift goes on that began on an earlier one (Friday to Sunday): by day and column, for
 * days whose noon it holds. */
export function carriedOf(shifts: Shift[]): Map<string, Shift> {
  const several = severalOf(shifts)
  const carried = new Map<string, Shift>()
  for (const shift of shifts) {
    for (
      let day = addDays(shift.day, 1);
      Date.parse(dayBegins(day)) + NOON < Date.parse(shift.ends_at);
      day = addDays(day, 1)
    )
      carried.set(`${day} ${keyOf(shift, several)}`, shift)
  }
  return carried
}

export interface Load {
  shifts: number
  nights: number
  rest: number
  holidays: number
}

/** A night is a shift that holds at 02:00. */
export function isNight(shift: Shift): boolean {
  const two =
    Math.ceil((Date.parse(shift.begins_at) - 18 * 3_600_000) / 86_400_000) * 86_400_000 + 18 * 3_600_000
  return two < Date.parse(shift.ends_at)
}

export function loadsOf(shifts: Shift[]): Map<string, Load> {
  const loads = new Map<string, Load>()
  for (const shift of shifts) {
    if (!shift.person) continue
    const load = loads.get(shift.person) ?? { shifts: 0, nights: 0, rest: 0, holidays: 0 }
    load.shifts += 1
    if (isNight(shift)) load.nights += 1
    if (shift.day_kind === 'rest') load.rest += 1
    if (shift.day_kind === 'holiday') load.holidays += 1
    loads.set(shift.person, load)
  }
  return loads
}

/** Keys of the keyboard in the sheet: where the focus goes from row, column. */
export function moved(
  key: string,
  row: number,
  column: number,
  rows: number,
  columns: number,
): [number, number] | null {
  const hold = (n: number, most: number) => Math.max(0, Math.min(most - 1, n))
  if (key === 'ArrowUp') return [hold(row - 1, rows), column]
  if (key === 'ArrowDown') return [hold(row + 1, rows), column]
  if (key === 'ArrowLeft') return [row, hold(column - 1, columns)]
  if (key === 'ArrowRight') return [row, hold(column + 1, columns)]
  if (key === 'PageUp') return [hold(row - 7, rows), column]
  if (key === 'PageDown') return [hold(row + 7, rows), column]
  if (key === 'Home') return [0, column]
  if (key === 'End') return [rows - 1, column]
  return null
}
