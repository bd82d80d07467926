// SPDX-License-Identifier: Apache-2.0
// acting - at a room's terminal: who writes now, and the question that an act of legal weight asks again.
import { ref } from 'vue'

const KEPT = 'shaodian.acting'

/** Id of the person whose name stands under what is written here; '' away from a terminal, or nobody. */
export const acting = ref(typeof localStorage === 'undefined' ? '' : (localStorage.getItem(KEPT) ?? ''))

export function act(person: string): void {
  acting.value = person
  if (person) localStorage.setItem(KEPT, person)
  else localStorage.removeItem(KEPT)
}
// Tabs of one computer have one writer.
if (typeof window !== 'undefined') window.addEventListener('storage', (change) => {
  if (change.key === KEPT) acting.value = change.newValue ?? ''
})

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
