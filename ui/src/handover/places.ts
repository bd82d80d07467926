// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'duty', order: 10 }
export const places: Place[] = [
  { path: '/handover', title: 'place.handover', key: 'h', permission: 'dispatch.read' },
]
export const routes: RouteRecordRaw[] = [
  {
    path: '/handover',
    component: () => import('./HandoverPage.vue'),
    meta: { title: 'place.handover', signs: ['outgoing', 'incoming', 'leader'] },
  },
  {
    path: '/handovers/:id',
    component: () => import('./SealedPage.vue'),
    props: true,
    meta: { title: 'place.handover', group: 'duty', signs: ['outgoing', 'incoming', 'leader'] },
  },
]
