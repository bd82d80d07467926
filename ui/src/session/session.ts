// SPDX-License-Identifier: Apache-2.0
// session - who sits here.
import { computed, ref } from 'vue'
import { api, whenSignedOut } from '@/api/client'
import type { Me } from '@/api/shapes'
import { streamClose, streamOpen } from '@/api/stream'
import { setServerNow } from '@/app/now'

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

export async function sessionLoad(): Promise<void> {
  const first = me.value === null
  const loaded = await api.get<Me>('/me')
  if (loaded.now) setServerNow(loaded.now)
  me.value = loaded
  if (first) streamOpen(loaded.unit.code)
}

export async function signIn(account: string, password: string): Promise<void> {
  await api.post('/session', { account, password })
  await sessionLoad()
}

export async function signOut(): Promise<void> {
  await api.remove('/session').catch(() => undefined)
  forget()
}
