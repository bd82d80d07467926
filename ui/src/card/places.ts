// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'duty', order: 40 }
export const places: Place[] = [{ path: '/cards', title: 'place.card', permission: 'card.read' }]
export const routes: RouteRecordRaw[] = [
  { path: '/cards', component: () => import('@/card/CardsPage.vue'), meta: { title: 'place.card' } },
]
