// SPDX-License-Identifier: Apache-2.0
// router - every page with its key and the permission that shows it.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import type { Place, Stands } from './place'

interface Capability {
  stands: Stands
  places: Place[]
  routes: RouteRecordRaw[]
}
/** Every folder that has a places.ts. */
const capabilities = Object.values(import.meta.glob<Capability>('@/*/places.ts', { eager: true })).sort(
  (a, b) => a.stands.order - b.stands.order,
)

export const places: Place[] = [
  { path: '/', title: 'place.desk', key: 'd', permission: 'matter.open', group: 'duty' },
  { path: '/log', title: 'place.log', permission: 'matter.read', group: 'duty' },
  { path: '/matters', title: 'place.ledger', key: 't', permission: 'matter.read', group: 'matter' },
  { path: '/lateness', title: 'place.lateness', permission: 'matter.read', group: 'matter' },
  { path: '/exempt', title: 'place.exempt', permission: 'matter.read', group: 'matter' },
  { path: '/in', title: 'place.in', key: 'i', permission: 'dispatch.read', group: 'matter' },
  { path: '/out', title: 'place.out', key: 'o', permission: 'dispatch.read', group: 'matter' },
  ...capabilities.flatMap(({ stands, places }) => places.map((place) => ({ group: stands.group, ...place }))),
  { path: '/board', title: 'place.board', key: 'b', permission: 'board.read', group: 'above' },
  { path: '/holidays', title: 'place.holiday', key: 'y', permission: 'board.read', group: 'above' },
  { path: '/journal', title: 'place.journal', key: 'j', permission: 'journal.read', group: 'admin' },
  { path: '/units', title: 'place.units', key: 'u', group: 'admin' },
  { path: '/people', title: 'place.people', key: 'p', group: 'admin' },
  { path: '/kinds', title: 'place.kinds', group: 'admin' },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('@/session/SignInPage.vue'),
      meta: { title: 'session.enter' },
    },
    {
      path: '/',
      component: () => import('@/desk/DeskPage.vue'),
      meta: { title: 'place.desk', signs: ['officer', 'leader'] },
    },
    {
      path: '/in',
      component: () => import('@/dispatch/BoxPage.vue'),
      props: { box: 'in' },
      meta: { title: 'place.in' },
    },
    {
      path: '/out',
      component: () => import('@/dispatch/BoxPage.vue'),
      props: { box: 'out' },
      meta: { title: 'place.out' },
    },
    {
      path: '/dispatches/:id',
      component: () => import('@/dispatch/DispatchPage.vue'),
      props: true,
      meta: { title: 'place.dispatch', group: 'matter', signs: ['approved', 'officer'] },
    },
    { path: '/matters', component: () => import('@/matter/LedgerPage.vue'), meta: { title: 'place.ledger' } },
    {
      path: '/lateness',
      component: () => import('@/matter/LatenessPage.vue'),
      meta: { title: 'place.lateness' },
    },
    {
      path: '/exempt',
      component: () => import('@/matter/ExemptPage.vue'),
      meta: { title: 'place.exempt' },
    },
    {
      path: '/new/:kind',
      component: () => import('@/matter/OpenPage.vue'),
      props: true,
      meta: { title: 'place.matter', group: 'matter' },
    },
    {
      path: '/matters/:id',
      component: () => import('@/matter/MatterPage.vue'),
      props: true,
      meta: { title: 'place.matter', signs: ['officer', 'leader'] },
    },
    {
      path: '/log',
      component: () => import('@/log/LogPage.vue'),
      meta: { title: 'place.log', signs: ['officer', 'leader'] },
    },
    {
      path: '/board',
      component: () => import('@/board/BoardPage.vue'),
      meta: { title: 'place.board', paper: 'wide' },
    },
    {
      path: '/board/:unit',
      component: () => import('@/board/UnitDutyPage.vue'),
      props: true,
      meta: { title: 'place.board' },
    },
    {
      path: '/holidays',
      component: () => import('@/board/HolidayPage.vue'),
      meta: { title: 'place.holiday', paper: 'wide' },
    },
    {
      path: '/journal',
      component: () => import('@/journal/JournalPage.vue'),
      meta: { title: 'place.journal' },
    },
    { path: '/units', component: () => import('@/unit/UnitsPage.vue'), meta: { title: 'place.units' } },
    { path: '/people', component: () => import('@/people/PeoplePage.vue'), meta: { title: 'place.people' } },
    { path: '/kinds', component: () => import('@/matter/KindsPage.vue'), meta: { title: 'place.kinds' } },
    ...capabilities.flatMap(({ routes }) => routes),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
