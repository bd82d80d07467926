// SPDX-License-Identifier: Apache-2.0
// presence - shapes of what the server says about who is there, and the beat of this page.
import { onBeforeUnmount, onMounted } from 'vue'
import { api } from '@/api/client'
import type { Item, Reply } from '@/api/shapes'
import { now, stamp } from '@/app/now'
import { unitCode } from '@/session/session'

export type Presence = Reply<'presence.get'>
export type Shift = Presence['shifts'][number]
export type Fact = Shift['facts'][number]
export type Challenge = Item<'challenge.list'>
export type RollCall = Reply<'roll_call.get'>
export type Round = Item<'round.list'>
export type Flag = Omit<Item<'flag.list'>, 'evidence'> & { evidence: Evidence[] }
export type Rules = Reply<'presence.rules'>

// A type and no interface: only that may stand for "an object".
export type Evidence = {
  fact: string
  at: string
  until?: string
  name?: string
  entered_by_name?: string
  terminal?: string
  method?: string
  input_at?: string
  kind?: string
}

const BEAT_MS = 60_000

/** Tells the server every minute that this page is alive, and when a key was last pressed on it. */
export function useBeat(): void {
  let inputAt: number | null = null
  const touched = () => (inputAt = now.value)
  const beat = () =>
    void (
      unitCode.value &&
      api
        .post('/units/{unit}/presence/beat', {
          path: { unit: unitCode.value },
          body: inputAt ? { input_at: stamp(inputAt) } : {},
        })
        .catch(() => undefined)
    )
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    for (const kind of ['keydown', 'pointerdown']) window.addEventListener(kind, touched, { passive: true })
    beat()
    timer = setInterval(beat, BEAT_MS)
  })
  onBeforeUnmount(() => {
    for (const kind of ['keydown', 'pointerdown']) window.removeEventListener(kind, touched)
    clearInterval(timer)
  })
}
