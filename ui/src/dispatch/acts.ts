// SPDX-License-Identifier: Apache-2.0
// acts - what can be done with a dispatch and what each act asks for.
import type { ActOf } from '@/api/shapes'

export type DispatchAct = ActOf<'/dispatches/{id}'>

export interface ActField {
  name: string
  type: 'text' | 'line' | 'time' | 'unit' | 'units' | 'matter' | 'person' | 'choice'
  choices?: string[]
  optional?: boolean
}

export interface Act {
  main?: boolean
  fields: ActField[]
}

/** What became of the word it went by. */
export const oralState = (dispatch: { oral_state?: string | null }) =>
  (dispatch.oral_state ?? 'open') as 'open' | 'confirmed' | 'denied' | 'stands' | 'void'

export const urgencies = ['top', 'urgent', 'expedited', 'normal']

export const acts: Record<string, Act> = {
  send: { main: true, fields: [] },
  sign_off: { main: true, fields: [] },
  sign_off_oral: {
    main: true,
    fields: [
      { name: 'leader', type: 'person' },
      { name: 'words', type: 'line' },
      { name: 'at', type: 'time', optional: true },
    ],
  },
  confirm_oral: { main: true, fields: [] },
  deny_oral: { fields: [{ name: 'words', type: 'line' }] },
  settle_oral: {
    main: true,
    fields: [
      { name: 'outcome', type: 'choice', choices: ['stands', 'void'] },
      { name: 'words', type: 'line' },
    ],
  },
  revise: { fields: [] }, // has a form of its own
  discard: { fields: [{ name: 'reason', type: 'line', optional: true }] },
  sign_for: { main: true, fields: [] },
  open: { main: true, fields: [] },
  attach: { fields: [{ name: 'matter', type: 'matter' }] },
  return: { fields: [{ name: 'reason', type: 'line' }] },
  answer: { main: true, fields: [{ name: 'body', type: 'text' }] },
  forward: { main: true, fields: [{ name: 'to', type: 'units' }] },
  confirm_phone: {
    fields: [
      { name: 'person', type: 'line' },
      { name: 'at', type: 'time', optional: true },
    ],
  },
  close: { fields: [{ name: 'note', type: 'line', optional: true }] },
}
