// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'roster', order: 50 }
export const places: Place[] = [
  { path: '/roster', title: 'place.roster', key: 's', permission: 'roster.read' },
  { path: '/shift-changes', title: 'place.shift_changes', permission: 'roster.read' },
  { path: '/duty-posts', title: 'place.duty_posts', permission: 'roster.read' },
  { path: '/duty-sheet', title: 'place.duty_sheet', permission: 'roster.read' },
  { path: '/calendar', title: 'place.calendar', permission: 'setting.manage', group: 'admin' },
]
export const routes: RouteRecordRaw[] = [
  {
    path: '/roster',
    component: () => import('@/roster/RosterPage.vue'),
    meta: { title: 'place.roster', paper: 'wall' },
  },
  {
    path: '/shift-changes',
    component: () => import('@/roster/ShiftChangesPage.vue'),
    meta: { title: 'place.shift_changes' },
  },
  {
    path: '/duty-posts',
    component: () => import('@/roster/DutyPostsPage.vue'),
    meta: { title: 'place.duty_posts' },
  },
  {
    path: '/duty-sheet',
    component: () => import('@/roster/DutySheetPage.vue'),
    meta: { title: 'place.duty_sheet' },
  },
  {
    path: '/calendar',
    component: () => import('@/roster/CalendarPage.vue'),
    meta: { title: 'place.calendar', group: 'admin' },
  },
]
