// SPDX-License-Identifier: Apache-2.0
// Somebody goes away who stands a shift: the leave and the roster say so until somebody else stands it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'

const stage = demoStage()
const DAY = 86_400_000

test('an approved leave asks for a stand-in until there is one', async () => {
  const leader = await stage.server.client().signIn(login('leader'))
  const now = Date.parse(leader.me.now)
  const day = (n: number) => new Date(now + n * DAY).toISOString().slice(0, 10)
  const shifts = (await leader.get(`/units/${STREET}/roster?from=${day(4)}&to=${day(12)}`)).ok()
    .items as Json[]
  const shift = shifts.find(
    (one) => one.role === 'officer' && one.person && Date.parse(one.begins_at) > now + 4 * DAY,
  ) as Json
  const leave = (
    await leader.post(`/units/${STREET}/leaves`, {
      person: shift.person,
      kind: 'holiday',
      place: '岳阳市',
      reason: '探望父母',
      from: shift.begins_at,
      until: shift.ends_at,
    })
  ).ok(201)
  ;(await leader.post(`/leaves/${leave.id}/approve`)).ok()
  const seat = await (
    await Seat.take(stage.browser, stage.server.base)
  ).enter(login('leader'), `/roster?month=${shift.day.slice(0, 7)}`)
  const { page } = seat
  const touch = page.locator('.touch', { hasText: shift.name })
  await page.locator('.shift.away', { hasText: '请假' }).waitFor()
  await page.locator('button.gaps', { hasText: '1 个班无人' }).click()
  await page.waitForFunction(() => document.activeElement?.querySelector('.away'))
  await seat.accessible()
  await seat.open('/leaves')
  await touch.locator('button').first().waitFor()
  await seat.accessible()
  await page.setViewportSize(PHONE)
  await seat.fits()
  await seat.accessible()
  await touch.locator('button').first().click()
  await touch.locator('.tag', { hasText: '待批' }).waitFor()
  await seat.open('/leaves')
  await touch.locator('.tag', { hasText: '待批' }).waitFor()
  assert.equal(await touch.locator('button').count(), 0, 'who was asked is known after a reload')

  const [change] = (await leader.get(`/units/${STREET}/shift-changes`)).ok().items
  ;(await leader.post(`/shift-changes/${change.id}/approve`, { reason: '同意' })).ok()
  await touch.waitFor({ state: 'detached' })
  await seat.open(`/roster?month=${shift.day.slice(0, 7)}`)
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.locator('.shift .how').first().waitFor()
  await page.locator('.gaps').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.shift.away').count(), 0)
  await seat.close()
})
