// SPDX-License-Identifier: Apache-2.0
// place - a page that has a way to it in the bar: its key, and the permission that shows it.
export interface Place {
  path: string
  title: string
  key?: string
  permission?: string
  group?: Group // word of the bar it stands under
}

export const groups = ['duty', 'matter', 'roster', 'above', 'admin'] as const
export type Group = (typeof groups)[number]
