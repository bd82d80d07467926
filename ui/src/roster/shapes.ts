// SPDX-License-Identifier: Apache-2.0
// shapes - rosters as the page knows them.
import type { Need, Schema } from '@/api/shapes'

export type Pattern = Schema<'PatternShown'>
export type DutyPost = Schema<'DutyPost'>
export type Shift = Schema<'RosterGetShifts'> & { absent?: 'on_leave' | 'person_left' }
/** `hard`: publishing in spite of it asks for a reason. */
export type Broken = Schema<'BrokenShown'>
/** A rule that could not be kept, for whom and when; of an open shift: who could stand it if not away. */
export type Relaxed = Schema<'RelaxShown'>
/** What changes would do, or did. */
export type Outcome = Pick<Schema<'ChangeReply'>, 'breaks' | 'mends' | 'broken'>
export type RosterHead = Schema<'Roster'>
export type Roster = Omit<Schema<'RosterShown'>, 'shifts'> & { shifts: Shift[] }
/** A published shift as the readers of rosters answer it, with who stands it. */
export type OnDuty = Schema<'OnDuty'>
export type ShiftChange = Need<Schema<'ChangeShown'>, 'id'>
export type Gap = Schema<'GapShown'>
export type Coverage = Schema<'CoverageUnderItems'>

export interface Change {
  shift: string
  person: string | null
}
