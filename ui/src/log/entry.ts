// SPDX-License-Identifier: Apache-2.0
// entry - what a line of the log may carry beside its text.
export interface LogExtra {
  handling?: string
  result?: string
  caller_unit?: string
  caller_name?: string
  caller_post?: string
  caller_phone?: string
  closed_at?: string
  attachments?: string[]
  from_paper?: string
  claimed_at?: string
  corrects?: string
}
export interface Silence {
  from: string
  until: string
  minutes: number
  claimed: number
}
