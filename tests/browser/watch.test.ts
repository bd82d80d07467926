// SPDX-License-Identifier: Apache-2.0
// A double click does what one click does: it never takes anybody off watch; the last one is asked before they go.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { PHONE, Seat, launch } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

let browser: Browser, server: Server

before(async () => {
  browser = await launch()
  server = await Server.start({ demo: true })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const here = async (): Promise<Json[]> => {
  const officer = await server.client().signIn(login('officer'))
  return (await officer.get(`/units/${STREET}/watch`)).ok().items as Json[]
}

/** For a moment after a click no other is taken: until it is over, and nothing more is asked of the server. */
async function quiet(seat: Seat): Promise<void> {
  await seat.page.locator('button.leave[aria-disabled=false]').waitFor()
  await seat.idle()
}

for (const phone of [false, true])
  test(`a double click leaves nobody off watch${phone ? ', on a phone' : ''}`, async () => {
    const seat = await Seat.take(browser, server.base, phone ? { viewport: PHONE } : {})
    await seat.enter(login('officer'), '/')
    const { page } = seat
    const me = ((await (await server.client().signIn(login('officer'))).get('/me')).ok().person as Json).id
    const mine = async () => (await here()).some((one) => one.person === me)
    if (!(await mine())) {
      await page.getByRole('button', { name: '接班上岗' }).dblclick()
      await page.getByRole('button', { name: '离岗' }).waitFor()
      assert.ok(await mine(), 'coming on watch by a double click')
    }
    const hear = page.getByRole('button', { name: '我能听到警报' })
    if (await hear.isVisible()) {
      const before = await hear.boundingBox()
      await hear.dblclick()
      await quiet(seat)
      assert.ok(await mine(), '"I hear the alarm" by a double click')
      const leave = await page.getByRole('button', { name: '离岗' }).boundingBox()
      const apart =
        !!before && !!leave && (leave.y + leave.height <= before.y || before.y + before.height <= leave.y)
      assert.ok(apart, 'leaving stands where nothing else ever stood')
    }
    for (const other of (await here()).filter((one) => one.role === 'officer' && one.person !== me))
      (
        await (await server.client().signIn(login('leader'))).delete(`/units/${STREET}/watch/${other.id}`)
      ).ok()
    // The page has heard who is left, and takes clicks again.
    const left = (await here()).length
    await page.waitForFunction((n) => document.querySelectorAll('.people li:not(.vacant)').length === n, left)
    await quiet(seat)
    await page.getByRole('button', { name: '离岗' }).dblclick()
    await page.getByText('无人值守：来电').waitFor()
    assert.ok(await mine(), 'the last one is asked')
    await page.keyboard.press('Escape')
    await quiet(seat)
    assert.ok(await mine())
    await page.getByRole('button', { name: '离岗' }).click()
    await page.getByRole('button', { name: '仍然离岗' }).click()
    await page.getByRole('button', { name: '接班上岗' }).waitFor()
    assert.ok(!(await mine()))
    await seat.close()
  })
