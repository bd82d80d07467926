// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'duty', order: 20 }
export const places: Place[] = [
  { path: '/registers', title: 'place.registers', key: 'g', permission: 'matter.read' },
]
export const routes: RouteRecordRaw[] = [
  {
    path: '/registers',
    component: () => import('./RegisterPage.vue'),
    meta: { title: 'place.registers', signs: ['officer', 'leader'] },
  },
  {
    path: '/log/day',
    component: () => import('@/log/DayPage.vue'),
    meta: { title: 'log.day', group: 'duty', signs: ['outgoing', 'incoming', 'leader'] },
  },
  {
    path: '/log/volume',
    component: () => import('@/log/VolumePage.vue'),
    meta: { title: 'log.days', group: 'duty', signs: ['drawn', 'checked', 'head'] },
  },
  {
    path: '/registers/papers',
    component: () => import('./PaperPage.vue'),
    meta: { title: 'place.papers', group: 'duty' },
  },
]
