// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'duty', order: 30 }
export const places: Place[] = [
  { path: '/presence', title: 'place.presence', key: 'f', permission: 'presence.read' },
  { path: '/rounds', title: 'place.rounds', permission: 'presence.read' },
  { path: '/flags', title: 'place.flags', permission: 'presence.read', group: 'above' },
  { path: '/roll-calls', title: 'place.roll_calls', permission: 'roll.call', group: 'above' },
]
export const routes: RouteRecordRaw[] = [
  {
    path: '/presence',
    component: () => import('@/presence/PresencePage.vue'),
    meta: { title: 'place.presence', signs: ['checked', 'head'] },
  },
  {
    path: '/rounds',
    component: () => import('@/presence/RoundsPage.vue'),
    meta: { title: 'place.rounds', signs: ['walked', 'checked'] },
  },
  { path: '/flags', component: () => import('@/presence/FlagsPage.vue'), meta: { title: 'place.flags' } },
  {
    path: '/roll-calls',
    component: () => import('@/presence/RollCallPage.vue'),
    meta: { title: 'place.roll_calls' },
  },
]
