// SPDX-License-Identifier: Apache-2.0
// shapes - leaves, what they break, and the words of catalog/duty as the page uses them.
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Label } from '@/api/shapes'

export interface Touch {
  shift: string
  post: string
  post_name?: string
  role: string
  begins_at: string
  ends_at: string
  stand_ins: { person: string; name?: string }[]
}

export interface Clash {
  leave: string
  person: string
  name?: string
  why: string
  from: string
  until: string
}

export interface Leave {
  id: string
  unit: string
  unit_name?: string
  person: string
  name?: string
  post?: string
  phone?: string
  kind: string
  from: string
  until: string
  place?: string
  reason?: string
  transport?: string
  acting?: string
  acting_name?: string
  acting_phone?: string
  state: string
  principal: boolean
  late: boolean
  away: boolean
  unconfirmed: boolean
  clash: string[]
  explanation?: string
  phoned_at?: string
  phoned_to?: string
  asked_at: string
  asked_by?: string
  answered_by?: string
  words?: string
  above?: string
  overdue_at?: string
  returned_at?: string
  filed_at?: string
  dispatch?: string
  may: string[]
}

export interface Named {
  name: string
  label: Label
}

export interface DutyFile {
  kinds?: Named[]
  by?: string
  usual?: { kind: string; name: string }[]
  [name: string]: unknown
}

/** A file of catalog/duty as the server has it. */
export async function dutyFile(name: string): Promise<DutyFile> {
  return (await api.get<{ file: DutyFile }>(`/duty/catalog/${name}`)).file
}

export const leaveKinds = ref<Named[]>([])
export async function leaveKindsLoad(): Promise<void> {
  if (!leaveKinds.value.length) leaveKinds.value = (await dutyFile('leave')).kinds ?? []
}

/** Of leaves that are open: the shifts that nobody else stands yet, by the leave's id. */
export async function touchesOf(unit: string, leaves: Leave[]): Promise<Map<string, Touch[]>> {
  const open = leaves.filter((one) => ['asked', 'approved'].includes(one.state))
  const asked = open.map(async (one): Promise<[string, Touch[]]> => {
    const found = await api.get<{ touches: Touch[] }>(`/units/${unit}/leaves/check`, {
      person: one.person,
      acting: one.acting,
      from: one.from,
      until: one.until,
      id: one.id,
    })
    return [one.id, found.touches]
  })
  return new Map(await Promise.all(asked))
}
