// SPDX-License-Identifier: Apache-2.0
// shapes - what the server's replies look like to the page.

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
  choices?: Choice[]
  from_line?: 'choice' | 'phone' | 'count'
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
  fields: KindField[]
  states: KindState[]
  steps: KindStep[]
  open: { to: string; who: string[]; needs?: string[]; takes?: string[] }
  ends: string[]
}

export interface Rule {
  id?: string
  source?: string
  profile?: string
  limit_minutes?: number
  clock_start?: string
}

export interface MatterClock {
  name: string
  label?: Label
  state: string
  started_at?: string
  warn_at?: string | null
  due_at?: string | null
  met_at?: string | null
  rang?: string[]
  late?: boolean
  rule?: Rule | null
}

export type Value = string | number | boolean | null | string[] | { [name: string]: unknown }

export interface MatterSummary {
  id: string
  number: string
  kind: string
  unit: string
  unit_name?: string
  state: string
  title: string
  level: number | null
  version: number
  opened_at: string
  closed_at: string | null
  late: boolean
  due_at?: string | null
  due_clock?: string | null
}

export interface Matter extends MatterSummary {
  fields: Record<string, Value>
  clocks: MatterClock[]
  links?: { id: string; relation: string }[]
  may: string[]
  masked?: string[]
  suggested?: { level: number | null; rule?: string; version?: number; decided_by?: unknown; provisional?: boolean } | null
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
  seq: number
  at: string
  actor: { account: string; name?: string | null }
  kind: string
  step?: string
  from?: string
  to?: string
  fields?: Record<string, Value>
  note?: string | null
  claimed_at?: string | null
  name?: string
  stage?: string
}

export interface Notice {
  id: string
  matter?: string | null
  role: string
  text: string
  at: string
  title?: string
}

export interface Watch {
  id: string
  person: string
  name: string
  role: string
  since: string
  phone?: string | null
}

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
  drafted_at?: string
  signed_by?: string | null
  signed_at?: string | null
  oral_words?: string | null
  oral_leader?: string | null
  confirmed_at?: string | null
}

export interface Page<T> {
  items: T[]
  next?: string | null
}

export interface LogEntry {
  id: string
  at: string
  claimed_at?: string | null
  type: string
  text: string
  author?: string
  matter?: string | null
  corrects?: string | null
}

export interface UnitRow {
  code: string
  name: string
  short_name?: string
  level: string
  parent?: string | null
  functions?: string[] | string
  duty_phone?: string | null
}

export interface OnWatch {
  name?: string | null
  phone?: string | null
  since: string
}

export interface Standing {
  unit: string
  name: string
  short_name?: string
  level: string
  parent?: string | null
  duty_phone?: string | null
  leader?: OnWatch | null
  officer?: OnWatch | null
  officers: number
  present: boolean
  open: Record<'1' | '2' | '3' | '4' | 'unknown', number>
  late_clocks: number
  last_at?: string | null
}

export interface Person {
  id: string
  name?: string | null
  phone?: string | null
  post?: string | null
  engagement: string
  roles: string[]
  on_watch: boolean
  left_at?: string | null
}

export interface Account {
  id: string
  login: string
  person: string
  name?: string | null
  disabled_at?: string | null
  locked_until?: string | null
}
