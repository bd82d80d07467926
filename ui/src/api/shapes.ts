// SPDX-License-Identifier: Apache-2.0
// shapes - names for what the server answers, taken from the generated types; made exact only where the
// program's tables say "an object" that the catalog shapes, or leave open what is always there.
import type { Schema } from './paths'

export type { ActOf, Body, Item, QueryOf, Reply, Schema } from './paths'

/** T with these members always there. */
export type Need<T, Names extends keyof T> = Omit<T, Names> & { [N in Names]-?: NonNullable<T[N]> }

export type Label = Schema<'Label'>
export type Me = Schema<'Me'>
export type UnitRow = Schema<'Unit'>
export type Person = Schema<'PersonRow'>
export type Account = Schema<'AccountRow'>
export type Watch = Schema<'Watch'>
export type LogEntry = Schema<'EntryShown'>
export type Standing = Schema<'BoardRow'>
export type OnWatch = Schema<'OnWatch'>
export type Wording = Schema<'DispatchWording'>
export type MatterSummary = Schema<'LedgerItem'>
/** What a typed line says, before it is stored. */
export type Reading = Schema<'IntakeRead'>
export type Notice = Need<Schema<'NoticeShown'>, 'id' | 'role' | 'text' | 'at'>

// Types and not interfaces: only those may stand for "an object".
export type Choice = {
  name: string
  label: Label
  class?: string
  initials?: string
}

export type KindField = {
  inner?: boolean // for the program: not shown
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
  fresh?: boolean
  from_line?: 'choice' | 'phone' | 'count' | 'place' | 'unread'
  line_words?: string[]
}

export type KindStep = {
  name: string
  label: Label
  from: string[]
  to?: string
  who: string[]
  needs?: string[]
  takes?: string[]
  note?: string
  weight?: string
  effects?: Record<string, unknown>[]
}

export type KindState = {
  name: string
  label: Label
  owner?: string
  waits?: boolean
}

/** A kind as catalog/kinds declares it. */
export type Kind = Omit<Schema<'KindShown'>, 'face' | 'fields' | 'states' | 'steps' | 'clocks' | 'open'> & {
  face?: { title?: string; place?: string; level?: string; figures?: string[] }
  fields: KindField[]
  states: KindState[]
  steps: KindStep[]
  clocks: { name: string; label: Label }[]
  open: {
    label?: Label
    to: string
    who: string[]
    needs?: string[]
    takes?: string[]
    effects?: Record<string, unknown>[]
  }
}

/** What a clock or a report goes by, as the rules of the catalog name it. */
export interface Rule {
  id?: string
  source?: string
  profile?: string
  limit_minutes?: number
  clock_start?: string
}

export type Row = { [name: string]: Value }
export type Value = string | number | boolean | null | string[] | Row[] | { [name: string]: unknown }
export type Fields = Record<string, Value>

export interface Suggestion {
  level: number | null
  rule?: string
  version?: number
  decided_by?: unknown
  provisional?: boolean
}

export type MatterClock = Omit<Schema<'ClockShown'>, 'rule'> & { rule?: Rule | null }

export type Obligation = Matter['obligations'][number]
export type Matter = Omit<Schema<'MatterShown'>, 'fields' | 'clocks' | 'suggested'> & {
  fields: Fields
  clocks: MatterClock[]
  suggested?: Suggestion | null
}

export type TimelineItem = Omit<Schema<'TimelineItem'>, 'fields'> & { fields?: Fields | null }

type DispatchShown = Schema<'DispatchListItems'>
export type DispatchSummary = Need<DispatchShown, 'id' | 'type' | 'urgency' | 'title' | 'state'> & {
  box: 'in' | 'out'
}
export type Hop = Need<Schema<'DispatchListItemsHops'>, 'unit'>
export type Dispatch = DispatchSummary &
  Need<Pick<DispatchShown, 'body' | 'may'>, 'body' | 'may'> & { hops?: Hop[] | null }

export interface Page<T> {
  items: T[]
  next?: string | null
}
