// SPDX-License-Identifier: Apache-2.0
// acting - at a room's terminal: who writes now, and the question that an act of legal weight asks again.
import { reactive, ref } from 'vue'
import { writesAs } from '@/api/request'

const KEPT = 'shaodian.acting'

/** Id of the person whose name stands under what is written here; '' away from a terminal, or nobody. */
export const acting = ref(typeof localStorage === 'undefined' ? '' : (localStorage.getItem(KEPT) ?? ''))

export function act(person: string): void {
  acting.value = person
  if (person) localStorage.setItem(KEPT, person)
  else localStorage.removeItem(KEPT)
}
// Tabs of one computer have one writer.
if (typeof window !== 'undefined')
  window.addEventListener('storage', (change) => {
    if (change.key === KEPT) acting.value = change.newValue ?? ''
  })

const KEYS = 'shaodian.keys'

/** Whose Alt key is which number. A key stays one person's as long as they are here: a hand on its way to it
 * never writes in another's name. */
export const keys = reactive<Record<string, number>>(kept())

function kept(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEYS) ?? '{}') as Record<string, number>
  } catch {
    return {}
  }
}
/** `here`: persons; who is new gets the first key that nobody has. */
export function keysGive(here: string[]): void {
  for (const gone of Object.keys(keys).filter((person) => !here.includes(person))) delete keys[gone]
  for (const person of here)
    keys[person] ??= [1, 2, 3, 4, 5, 6, 7, 8, 9].find((key) => !Object.values(keys).includes(key)) ?? 0
  localStorage.setItem(KEYS, JSON.stringify(keys))
}

/** Set while somebody is asked to show again who they are; called with whether they did. */
export const asked = ref<((proved: boolean) => void) | null>(null)

export function askProof(): Promise<boolean> {
  asked.value?.(false)
  return new Promise((done) => {
    asked.value = (proved) => {
      asked.value = null
      done(proved)
    }
  })
}

writesAs({ person: () => acting.value, gone: () => act(''), prove: askProof })
