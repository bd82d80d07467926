// SPDX-License-Identifier: Apache-2.0
// shapes - cards and questions as the page uses them.
export interface Contact {
  name?: string | null
  post?: string | null
  phone?: string | null
}

export const cardKinds = ['procedure', 'contact', 'risk_point', 'key_place', 'area', 'rule'] as const
export type CardKind = (typeof cardKinds)[number]

export interface Card {
  id?: string // absent: built in, not yet copied
  kind: CardKind
  title: string
  body: string
  contacts: Contact[]
  triggers: string[]
  keywords?: string
  starter?: string | null
  version: number
  changed_at?: string
  changed_by?: string
  read_version?: number | null
  live: boolean
}

export interface Question {
  id: string
  card: string
  text: string
  options: string[]
  answer?: number
  asked?: number
  wrong?: number
}
