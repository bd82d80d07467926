// SPDX-License-Identifier: Apache-2.0
// shapes - rosters as the page knows them.
import type { Label } from '@/api/shapes'

export interface Pattern {
  name: string
  label: Label
  shifts: { name: string; label: Label; begins: string; hours: number }[]
}

export interface DutyPost {
  post: string
  name: string
  role: string
  pattern: string
  engagements: string[]
}

export interface Shift {
  id: string
  roster: string
  post: string
  post_name: string
  role: string
  name: string
  day: string
  day_kind: string
  begins_at: string
  ends_at: string
  person?: string | null
  rostered?: string | null
  how: string
  live: boolean
}

export interface Broken {
  rule: string
  hard: boolean // publishing in spite of it asks for a reason
  label: Label
  post?: string | null
  shift?: string | null
  other?: string | null
  person?: string | null
  from_at?: string | null
  until_at?: string | null
}

/** A rule that could not be kept, for whom and when; of an open shift: who could stand it were they not
 * away. A rule that could not be kept, for whom and when; of an open shift: who could stand it were
 * they not away. */
export interface Relaxed {
  rule: string
  label: Label
  post: string
  post_name?: string | null
  begins_at: string
  next_post?: string | null
  next_name?: string | null
  next_at?: string | null
  people: string[]
  names: string[]
}

/** What changes would do, or did. */
export interface Outcome {
  breaks: Broken[]
  mends: Broken[]
  broken: Broken[]
}

export interface RosterHead {
  id: string
  title: string
  from_day: string
  to_day: string
  state: string
  version: number
  published_at?: string | null
  filed_at?: string | null
}

export type Roster = RosterHead & { shifts: Shift[]; broken?: Broken[]; relax?: Relaxed[] }

export interface Change {
  shift: string
  person: string | null
}

/** A published shift as the readers of rosters answer it, with who stands it. */
export interface OnDuty {
  shift: string
  post: string
  post_name: string
  role: string
  day: string
  day_kind: string
  person?: string | null
  name?: string | null
  phone?: string | null
  rostered?: string | null
  how: string
  begins_at: string
  ends_at: string
}

export interface ShiftChange {
  id: string
  kind: 'swap' | 'substitute'
  state: string
  shift: Shift
  other?: Shift | null
  was?: string | null
  was_name?: string | null
  person: string
  person_name?: string | null
  reason?: string | null
  asked_at?: string | null
  mode?: string | null
  leader?: string | null
  leader_name?: string | null
  words?: string | null
  said_at?: string | null
  unconfirmed: boolean
  late: boolean
  breaks?: Broken[] | null
}

export interface Gap {
  post: string
  post_name: string
  kind: string
  shift?: string | null
  from_at: string
  until_at?: string | null
}

export interface Coverage {
  unit: string
  name: string
  count: number
  next_gap_at?: string | null
  roster_until?: string | null
  filed_until?: string | null
  gaps: Gap[]
}
