// SPDX-License-Identifier: Apache-2.0
// shapes - what the server's replies look like to the page: taken from the generated types, made
// exact where the program's tables only say "an object".
import type { operations } from '@/api.d'

type Done = 200 | 201
type Body<R> = {
  [S in keyof R & Done]: R[S] extends { content: { 'application/json': infer B } } ? B : never
}[keyof R & Done]
export type Reply<Op extends keyof operations> = Body<operations[Op]['responses']>
export type Item<Op extends keyof operations> = NonNullable<
  Reply<Op> extends { items?: (infer I)[] | null } ? I : never
>

export interface Label {
  zh: string
  en: string
}

export interface Me {
  account: string
  person: { id: string; name: string } | null
  unit: { code: string; name: string; level?: string; parent?: string | null }
  roles: string[]
  permissions: string[]
  on_watch: boolean
  watch: { id: string; role: string; since: string } | null
  demo: boolean
  now?: string
  terminal?: { id: string; name: string; proved: boolean } | null
  locks?: { at: string; until: string; source?: string | null; strangers: boolean }[] | null
  must_change?: boolean
}

export interface Choice {
  name: string
  label: Label
  class?: string
  initials?: string
}

export interface KindField {
  name: string
  label: Label
  type: string
  personal?: boolean
  unknown?: boolean
  max?: number
  min?: number
  group?: string
  decimals?: number // an integer of tenths, hundredths, …
  columns?: KindField[]
  choices?: Choice[]
  choices_from?: string
  from_line?: 'choice' | 'phone' | 'count' | 'place'
  line_words?: string[]
}

export interface KindStep {
  name: string
  label: Label
  from: string[]
  to?: string
  who: string[]
  needs?: string[]
  takes?: string[]
  note?: string
  weight?: string
}

export interface KindState {
  name: string
  label: Label
  owner?: string
  waits?: boolean
}

export interface Kind {
  kind: string
  version: number
  label: Label
  intake?: boolean
  line?: string
  face?: { title?: string; place?: string; level?: string; figures?: string[] }
  fields: KindField[]
  states: KindState[]
  steps: KindStep[]
  clocks: { name: string; label: Label }[]
  open: { label?: Label; to: string; who: string[]; needs?: string[]; takes?: string[] }
  ends: string[]
}

export interface Rule {
  id?: string
  source?: string
  profile?: string
  limit_minutes?: number
  clock_start?: string
}

export type MatterSummary = Item<'matter.list'>

export type MatterClock = Omit<Reply<'matter.get'>['clocks'][number], 'label' | 'rule' | 'rang'> & {
  label?: Label | null
  rule?: Rule | null
  rang: string[]
}

export type Value = string | number | boolean | null | string[] | { [name: string]: unknown }

export interface Suggestion {
  level: number | null
  rule?: string
  version?: number
  decided_by?: unknown
  provisional?: boolean
}

export type Matter = Omit<Reply<'matter.get'>, 'fields' | 'clocks' | 'opened_by'> & {
  fields: Record<string, Value>
  clocks: MatterClock[]
  suggested?: Suggestion | null
  report?: ReportDue[]
}

export interface ReportDue {
  channel: string
  rule?: Rule | null
  clock_start?: string
  started_at?: string | null
  due_at?: string | null
  met_at?: string | null
  late?: boolean
}

export interface TimelineItem {
  clock_mark?: string // held or unvouched: the doubt the server's clock was in
  seq: number
  at: string
  actor: { account: string; name?: string | null }
  kind: string
  label?: Label | null
  step?: string | null
  from?: string | null
  to?: string | null
  fields?: Record<string, Value> | null
  note?: string | null
  reason?: string | null
  claimed_at?: string | null
  off_watch?: boolean | null
  clock?: { name: string; word?: string; told?: string; due_at?: string; met?: boolean } | null
  link?: { id: string; relation: string } | null
}

export interface Notice {
  id: string
  matter?: string | null
  number?: string | null
  title?: string | null
  role: string
  text: string
  label?: Label | null
  at: string
  mistimed?: boolean
}

export type Watch = Item<'watch.list'>

export interface DispatchSummary {
  id: string
  box: 'in' | 'out'
  type: string
  urgency: string
  title: string
  state: string
  matter?: string | null
  from?: string
  from_name?: string
  to?: string[]
  sent_at?: string | null
  received_at?: string | null
  drafted_at?: string | null
  due_at?: string | null
  late?: boolean
  oral?: boolean
}

export interface Hop {
  unit: string
  name?: string
  copy?: boolean
  state?: string
  sent_at?: string | null
  delivered_at?: string | null
  signed_for_at?: string | null
  phoned_at?: string | null
  returned_at?: string | null
  answered_at?: string | null
  reason?: string | null
  late?: boolean
}

export interface Dispatch extends DispatchSummary {
  body: string
  may: string[]
  hops?: Hop[]
  fields?: Record<string, Value>
  drafted_by?: string
  revised_at?: string | null
  copies?: string[]
  signed_by?: string | null
  signed_at?: string | null
  oral_words?: string | null
  oral_leader?: string | null
  confirmed_at?: string | null
}

export type Wording = Item<'dispatch.history'>

export interface Page<T> {
  items: T[]
  next?: string | null
}

export type LogEntry = Item<'log.list'>

export type UnitRow = Item<'unit.list'>

export interface OnWatch {
  name?: string | null
  phone?: string | null
  since: string
}

export type Standing = Omit<Item<'board.get'>, 'leader' | 'officer' | 'open'> & {
  leader?: OnWatch | null
  officer?: OnWatch | null
  open: Record<'1' | '2' | '3' | '4' | 'unknown', number>
}

export type Person = Item<'person.list'>
export type Account = Item<'account.list'>
