// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'roster', order: 60 }
export const places: Place[] = [
  { path: '/leaves', title: 'place.leave', permission: 'roster.read' },
  { path: '/reach', title: 'place.reach', permission: 'presence.read' },
  { path: '/equipment', title: 'place.equipment', permission: 'duty.handover', group: 'duty' },
]
export const routes: RouteRecordRaw[] = [
  {
    path: '/leaves',
    component: () => import('@/leave/LeavePage.vue'),
    meta: { title: 'place.leave', signs: ['drawn', 'approved'] },
  },
  { path: '/reach', component: () => import('@/leave/ReachPage.vue'), meta: { title: 'place.reach' } },
  {
    path: '/equipment',
    component: () => import('@/leave/EquipmentPage.vue'),
    meta: { title: 'place.equipment', signs: ['officer', 'leader'] },
  },
]
