// SPDX-License-Identifier: Apache-2.0
// standing - what is worth a look in the row of a unit, and how much. What modules note of a unit, and how
// much that weighs, they declare (GET /board/notes): nothing here knows a note by name but the roster's own.
import type { Schema, Standing } from '@/api/shapes'
import { dayOf, shortTime } from '@/app/now'
import type { Speech } from '@/locales/words'

export type Note = Schema<'BoardNote'>
export type NoteKind = Schema<'NoteKindShown'>

/** Why somebody should look at a unit: these, or the name of a note. */
const own: Record<string, number> = { vacant: 500, late: 1000 }
export type Look = string
/** The class of style.css it is shown with. */
export type Tone = 'late' | 'lack' | 'warn' | 'quiet'

export const open = (row: Standing) => [
  row.open['1'],
  row.open['2'],
  row.open['3'],
  row.open['4'],
  row.open.unknown,
]
export const openSum = (row: Standing) => open(row).reduce((a, b) => a + b, 0)

export const noteOf = (row: Standing, name: string): Note | undefined =>
  row.notes.find((one) => one.name === name)

/** Does the unit keep duty by roster? One that never arranged posts is not asked for rosters. */
export const keepsRoster = (row: Standing) =>
  noteOf(row, 'gaps')?.count !== undefined || !!noteOf(row, 'roster_until')?.at

export const isAmiss = (note: Note, now: number) =>
  !!note.amiss || (!!note.amiss_at && Date.parse(note.amiss_at) <= now)

const weightOf = (look: Look, kinds: NoteKind[]) =>
  own[look] ?? kinds.find((one) => one.name === look)?.weight ?? 0

/** All there can be, the worst first; an empty post before all. */
export const looksAll = (kinds: NoteKind[]): Look[] => [
  ...Object.keys(own),
  ...kinds
    .filter((one) => one.weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map((one) => one.name),
]

export function looksOf(row: Standing, kinds: NoteKind[], now: number): Look[] {
  const found = (look: Look) => {
    if (look === 'vacant') return row.level !== 'village' && (!row.leader || !row.officer)
    if (look === 'late') return row.late_clocks > 0
    const note = noteOf(row, look)
    return !!note && isAmiss(note, now)
  }
  return looksAll(kinds).filter(found)
}

export function toneOf(look: Look, kinds: NoteKind[]): Tone {
  const weight = weightOf(look, kinds)
  if (weight >= 600) return 'late'
  if (weight >= 300) return 'lack'
  return weight >= 50 ? 'warn' : 'quiet'
}

/** Where the words of a look stand: `look` in a line of its own, `short` on a tile. */
export const lookKey = (
  look: Look,
  form: 'look' | 'short',
): `board.look.${string}` | `board.look_short.${string}` | `board.note.${string}` =>
  look in own ? `board.${form === 'look' ? 'look' : 'look_short'}.${look}` : `board.note.${look}.${form}`

export function weight(row: Standing, kinds: NoteKind[], now: number): number {
  const [one, two, three] = open(row)
  return (
    looksOf(row, kinds, now).reduce((sum, look) => sum + weightOf(look, kinds), 0) +
    row.late_clocks +
    one * 100 +
    two * 50 +
    three * 20 +
    openSum(row)
  )
}

/** What a note says, in words: by its code where it has one. `{n}`, `{at}`, `{day}` and `{text}` stand for
 *  what it holds; what has begun already may have words of its own, called with `_now`. */
export function said(note: Note, now: number, { tOr }: Pick<Speech, 'tOr'>): string {
  const of = `board.note.${note.name}` as const
  const key = note.word ? (`${of}.word.${note.word}` as const) : (`${of}.says` as const)
  const begun = !!note.at && Date.parse(note.at) <= now
  const named = {
    n: note.count ?? 0,
    at: shortTime(note.at),
    day: dayShort(note.at),
    text: note.text ?? '',
  }
  const as = { plural: note.count ?? 1 }
  return (begun && tOr(`${key}_now`, '', named, as)) || tOr(key, note.name, named, as)
}

/** The groups that stand as columns, in order. */
export const groupsOf = (kinds: NoteKind[]): string[] => [...new Set(kinds.map((one) => one.group))]

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
