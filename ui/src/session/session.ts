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

function forget(): void {
  me.value = null
  streamClose()
}

whenSignedOut(forget)

const ask = inTurn()
export async function sessionLoad(): Promise<void> {
  const isNews = ask()
  // Asked once more when whoever wrote here has gone: the room itself is still signed in.
  const loaded = await api.get<Me>('/me').catch((caught) => {
    if (caught instanceof Problem && caught.code === 'not_at_terminal') return api.get<Me>('/me')
    throw caught
  })
  if (!isNews()) return
  if (loaded.now) setServerNow(loaded.now)
  const first = me.value === null
  me.value = loaded
  if (first) streamOpen(loaded.unit.code)
}

export async function signIn(account: string, password: string, otp?: string): Promise<void> {
  act('')
  await api.post('/session', { account, password, otp })
  await sessionLoad()
}

export async function signOut(): Promise<void> {
  await api.remove('/session').catch(() => undefined)
  forget()
}
