// SPDX-License-Identifier: Apache-2.0
// here - what a terminal says of itself and of the people who may come to it.
import type { Reply } from '@/api/shapes'

export type Here = Omit<Reply<'terminal.here'>, 'people'> & { people: Guest[] }
export interface Guest {
  person: string
  name?: string | null
  initials?: string | null
  stands: string[]
  pin: boolean
  passkey: boolean
  watch?: string | null
  role?: string | null
  here: boolean
}
