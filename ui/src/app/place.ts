// SPDX-License-Identifier: Apache-2.0
// place - a page that has a way to it in the bar: its key, and the permission that shows it.
import type { Key } from '@/locales/words'

export interface Place {
  path: string
  title: Key
  key?: string
  permission?: string
  group?: Group // word of the bar it stands under
}

/** The word of the bar that a capability's pages stand under where a page does not say, and when. */
export interface Stands {
  group: Group
  order: number
}

/** Who puts their name under a page on paper: words of sheet.sign. */
export type Signer =
  'drawn' | 'checked' | 'officer' | 'leader' | 'outgoing' | 'incoming' | 'head' | 'approved' | 'walked'

declare module 'vue-router' {
  interface RouteMeta {
    title?: Key
    group?: Group
    open?: boolean // to who has not signed in
    paper?: 'wide' | 'wall' // not upright with the usual margins
    signs?: readonly Signer[]
  }
}

export const groups = ['duty', 'matter', 'roster', 'above', 'admin'] as const
export type Group = (typeof groups)[number]
