// SPDX-License-Identifier: Apache-2.0
// session - who sits here.
import { computed, ref } from 'vue'
import { api, Problem, whenSignedOut } from '@/api/client'
import type { Me } from '@/api/shapes'
import { streamClose, streamOpen } from '@/api/stream'
import { inTurn } from '@/api/turn'
import { setServerNow } from '@/app/now'
import { act } from '@/terminal/acting'

export const me = ref<Me | null>(null)
export const signedIn = computed(() => me.value !== null)
export const unitCode = computed(() => me.value?.unit.code ?? '')

export function may(permission: string): boolean {
  return me.value?.permissions.includes(permission) ?? false
}

/** Of two watches, does this one lead? */
export function leadsWatch(role: string | null | undefined): boolean {
  return !!role && role === me.value?.watches?.[0]
}

// Who sat here when the server was last heard, for this tab: reloaded while it is away, the page still takes
// lines.
const KEPT = 'shaodian.me'
const LASTS = 12 * 3_600_000 // as long as a session at most

function keep(loaded: Me): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ me: loaded, at: Date.now() }))
  } catch {
    // A browser that keeps nothing still works.
  }
}
function keptMe(): Me | null {
  try {
    const { me: kept, at } = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as { me: Me; at: number }
    const passed = Date.now() - at
    if (passed < 0 || passed > LASTS) return null
    return kept.now ? { ...kept, now: new Date(Date.parse(kept.now) + passed).toISOString() } : kept
  } catch {
    return null
  }
}

function forget(): void {
  sessionStorage.removeItem(KEPT)
  me.value = null
  streamClose()
}

whenSignedOut(forget)

const ask = inTurn()
export async function sessionLoad(): Promise<void> {
  const isNews = ask()
  // Asked once more when whoever wrote here has gone: the room itself is still signed in.
  const loaded = await api
    .get('/me')
    .catch((caught) => {
      if (caught instanceof Problem && caught.code === 'not_at_terminal') return api.get('/me')
      throw caught
    })
    .then(
      (found) => {
        keep(found)
        return found
      },
      (caught) => {
        const kept = me.value === null && caught instanceof Problem && caught.unreachable ? keptMe() : null
        if (kept) return kept
        throw caught
      },
    )
  if (!isNews()) return
  if (loaded.now) setServerNow(loaded.now)
  const first = me.value === null || me.value.must_change
  me.value = loaded
  if (first && !loaded.must_change) streamOpen(loaded.unit.code)
}

export async function signIn(account: string, password: string, otp?: string): Promise<void> {
  act('')
  await api.post('/session', { body: { account, password, otp } })
  await sessionLoad()
}

export async function signOut(): Promise<void> {
  await api.remove('/session').catch(() => undefined)
  forget()
}
