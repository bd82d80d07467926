// SPDX-License-Identifier: Apache-2.0
// place - a page that has a way to it in the bar: its key, and the permission that shows it.
export interface Place {
  path: string
  title: string
  key?: string
  permission?: string
}
