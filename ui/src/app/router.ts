// SPDX-License-Identifier: Apache-2.0
// router - every page with its key and the permission that shows it.
import { createRouter, createWebHistory } from 'vue-router'
import * as roster from '@/roster/places'
import * as presence from '@/presence/places'
import * as terminal from '@/terminal/places'
import * as handover from '@/handover/places'
import * as register from '@/register/places'
import * as leave from '@/leave/places'
import * as card from '@/card/places'
import type { Place } from './place'

const duty = [roster, presence, terminal, handover, register, leave, card]

export const places: Place[] = [
  { path: '/', title: 'place.desk', key: 'd', permission: 'matter.open' },
  { path: '/in', title: 'place.in', key: 'i', permission: 'dispatch.read' },
  { path: '/out', title: 'place.out', key: 'o', permission: 'dispatch.read' },
  { path: '/matters', title: 'place.ledger', key: 't', permission: 'matter.read' },
  { path: '/log', title: 'place.log', permission: 'matter.read' },
  ...duty.flatMap((one) => one.places),
  { path: '/board', title: 'place.board', key: 'b', permission: 'board.read' },
  { path: '/journal', title: 'place.journal', key: 'j', permission: 'journal.read' },
  { path: '/units', title: 'place.units', key: 'u' },
  { path: '/people', title: 'place.people', key: 'p' },
  { path: '/kinds', title: 'place.kinds' },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('@/session/SignInPage.vue'), meta: { title: 'session.enter' } },
    { path: '/', component: () => import('@/desk/DeskPage.vue'), meta: { title: 'place.desk' } },
    { path: '/in', component: () => import('@/dispatch/BoxPage.vue'), props: { box: 'in' }, meta: { title: 'place.in' } },
    { path: '/out', component: () => import('@/dispatch/BoxPage.vue'), props: { box: 'out' }, meta: { title: 'place.out' } },
    { path: '/dispatches/:id', component: () => import('@/dispatch/DispatchPage.vue'), props: true, meta: { title: 'place.dispatch' } },
    { path: '/matters', component: () => import('@/matter/LedgerPage.vue'), meta: { title: 'place.ledger' } },
    { path: '/new/:kind', component: () => import('@/matter/OpenPage.vue'), props: true, meta: { title: 'place.matter' } },
    { path: '/matters/:id', component: () => import('@/matter/MatterPage.vue'), props: true, meta: { title: 'place.matter' } },
    { path: '/log', component: () => import('@/log/LogPage.vue'), meta: { title: 'place.log' } },
    { path: '/board', component: () => import('@/board/BoardPage.vue'), meta: { title: 'place.board' } },
    { path: '/journal', component: () => import('@/journal/JournalPage.vue'), meta: { title: 'place.journal' } },
    { path: '/units', component: () => import('@/unit/UnitsPage.vue'), meta: { title: 'place.units' } },
    { path: '/people', component: () => import('@/people/PeoplePage.vue'), meta: { title: 'place.people' } },
    { path: '/kinds', component: () => import('@/matter/KindsPage.vue'), meta: { title: 'place.kinds' } },
    ...duty.flatMap((one) => one.routes),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
