// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from '@/app/place'

export const stands: Stands = { group: 'admin', order: 70 }
export const places: Place[] = [
  { path: '/terminal', title: 'place.terminal', permission: 'terminal.manage', group: 'admin' },
  { path: '/credentials', title: 'place.credentials', group: 'admin' },
]
export const routes: RouteRecordRaw[] = [
  {
    path: '/terminal',
    name: 'terminal',
    component: () => import('@/terminal/TerminalPage.vue'),
    meta: { title: 'place.terminal', open: true, group: 'admin' },
  },
  {
    path: '/credentials',
    component: () => import('@/terminal/CredentialPage.vue'),
    meta: { title: 'place.credentials', group: 'admin' },
  },
]
