// SPDX-License-Identifier: Apache-2.0
// The clock is in doubt: every page says so, and the administrator at the top says which time is right.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { CITY, login } from '../support/city.ts'
import { NIGHT } from '../support/server.ts'

const stage = demoStage()
const HOUR = 3_600_000
const iso = (at: number) => new Date(at).toISOString()

test('the doubt stands on the page until the administrator has looked at the time', async () => {
  const now = Date.parse(NIGHT)
  ;(await stage.server.client().post('/clock', { wall: iso(now + 8 * HOUR) })).ok()
  const officer = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  await officer.page.locator('.clock-note', { hasText: '2026-03-04 10:40' }).waitFor()
  assert.equal(await officer.page.locator('.clock-note button').count(), 0)
  await officer.accessible()
  await officer.picture('clock-officer')
  await officer.page.setViewportSize(PHONE)
  await officer.fits()
  await officer.accessible()
  await officer.picture('clock-officer-phone')
  await officer.open('/log')
  await officer.page.locator('.clock-note').waitFor()
  await officer.close()

  for (const [language, viewport] of [
    ['en', undefined],
    ['zh', PHONE],
  ] as const) {
    const seat = await (
      await Seat.take(stage.browser, stage.server.base, { language, viewport })
    ).enter(login('sysadmin', CITY))
    const note = seat.page.locator('.clock-note')
    await note.locator('button').click()
    await note.locator('input[type=radio]').nth(1).check()
    await note.locator('input.input').fill('12117')
    await seat.fits()
    await seat.accessible()
    await seat.picture(`clock-confirm-${language}`)
    await note.locator('button[type=submit]').click()
    await note.locator('p', { hasText: language === 'en' ? 'Confirmed' : '已由人核定' }).waitFor()
    await seat.close()
  }
})
