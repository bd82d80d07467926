// SPDX-License-Identifier: Apache-2.0
// load - the rows of the board, and what hangs on them, asked of my own unit and all below it.
import { all, Problem, api } from '@/api/client'
import type { Page, Schema, Standing } from '@/api/shapes'
import { may, unitCode } from '@/session/session'

export type UnitOnDuty = Schema<'OnDutyUnderItems'>

export type Flag = Schema<'FlagShown'>

export type Unsaid = Schema<'UnsaidShown'>

export type Filed = Schema<'FilingPart'>

export const boardAll = (): Promise<Standing[]> =>
  all('/board', { query: { under: unitCode.value, limit: 500 } })

/** What modules note of a unit: asked once, for it changes only with the program. */
let declared: Promise<Schema<'NoteKindShown'>[]> | null = null
export function boardKinds(): Promise<Schema<'NoteKindShown'>[]> {
  declared ??= api.get('/board/notes').then(
    (reply) => reply.items,
    (caught) => {
      declared = null
      throw caught
    },
  )
  return declared
}

/** Nothing where I may not ask. */
async function orNone<T>(asked: Promise<Page<T> | T[]>): Promise<T[]> {
  try {
    const found = await asked
    return Array.isArray(found) ? found : found.items
  } catch (caught) {
    if (caught instanceof Problem && (caught.status === 403 || caught.status === 404)) return []
    throw caught
  }
}

export const onDutyAt = (at: string) => orNone(api.get('/on-duty', { query: { under: unitCode.value, at } }))
/** With both days, each unit also says whether it is rostered and has filed them. */
export const coverageAll = (from?: string, to?: string) =>
  orNone(api.get('/coverage', { query: { under: unitCode.value, from, to } }))
/** Units below of which nobody said whether they must keep duty. */
export const unsaidAll = async (): Promise<Unsaid[]> =>
  (await api.get('/coverage', { query: { under: unitCode.value, gaps: true } })).unsaid
export const flagsOf = (unit: string) =>
  may('presence.read')
    ? orNone(all('/units/{unit}/flags', { path: { unit }, query: { state: 'open' } }))
    : Promise.resolve([])
