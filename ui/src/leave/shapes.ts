// SPDX-License-Identifier: Apache-2.0
// shapes - leaves, what they break, and the words of catalog/duty as the page uses them.
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Label, Schema } from '@/api/shapes'

export type Touch = Schema<'LeaveTouch'>
export type Clash = Schema<'LeaveClash'>
export type Leave = Schema<'LeaveShown'>

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
  return (await api.get('/duty/catalog/{name}', { path: { name } })).file
}

export const leaveKinds = ref<Named[]>([])
export async function leaveKindsLoad(): Promise<void> {
  if (!leaveKinds.value.length) leaveKinds.value = (await dutyFile('leave')).kinds ?? []
}

/** Of leaves that are open: the shifts that nobody else stands yet, by the leave's id. */
export async function touchesOf(unit: string, leaves: Leave[]): Promise<Map<string, Touch[]>> {
  const open = leaves.filter((one) => ['asked', 'approved'].includes(one.state))
  const asked = open.map(async (one): Promise<[string, Touch[]]> => {
    const found = await api.get('/units/{unit}/leaves/check', {
      path: { unit },
      query: {
        person: one.person,
        acting: one.acting,
        from: one.from,
        until: one.until,
        id: one.id,
      },
    })
    return [one.id, found.touches]
  })
  return new Map(await Promise.all(asked))
}
