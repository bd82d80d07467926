// SPDX-License-Identifier: Apache-2.0
// The room's computer in a browser: enrolled by its code, one officer comes by passkey, one by PIN, each key writes in its owner's name.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { DISTRICT, STREET, login } from '../support/city.ts'
import { type Json, PASSWORD } from '../support/client.ts'
import { PIN, named, withPin } from '../support/room.ts'

const stage = demoStage()

test('a passkey and a PIN come on watch at one computer, and each key writes in its own name', async () => {
  const sysadmin = await stage.server.client().signIn(login('sysadmin', DISTRICT))
  const leader = await withPin(stage.server, login('leader'))
  const seat = await Seat.take(stage.browser, named(stage.server))
  const { page } = seat
  const devtools = await seat.context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })

  // The officer makes a passkey of their own, signed in by password, and signs out.
  await seat.enter(login('officer'), '/credentials')
  await page.locator('.mine input[autocomplete=current-password]').fill(PASSWORD)
  await page.locator('.mine form').nth(1).locator('input').fill('本机')
  await page.locator('.mine form').nth(1).locator('button.main').click()
  await page.locator('.mine li b', { hasText: '本机' }).waitFor()
  await seat.accessible()
  await seat.fits()
  const officer = (await (await seat.context.request.get(`${seat.base}/api/v1/me`)).json()).person as {
    id: string
    name: string
  }
  await seat.context.request.delete(`${seat.base}/api/v1/session`, { headers: { origin: seat.base } })

  // The computer becomes the room's.
  const { code } = (await sysadmin.post(`/units/${STREET}/terminals`, { name: '值班台' })).ok(201)
  await seat.open('/terminal')
  await page.locator('.enrol input').first().fill(STREET)
  await page.locator('.enrol .code').fill(code)
  await page.keyboard.press('Enter')
  await page.locator('.come .people').waitFor()
  await seat.accessible()
  await seat.fits()
  const people = (await (await seat.context.request.get(`${seat.base}/api/v1/terminal`)).json())
    .people as Json[]
  const initials = (id: string) => people.find((one) => one.person === id).initials as string

  // Initials, Enter, passkey.
  await page.locator('.come input').first().fill(initials(officer.id))
  await page.keyboard.press('Enter')
  await page.locator('.come button', { hasText: '用通行密钥' }).click()
  await page.waitForURL(`${seat.base}/`)
  await page.locator('.writes button.main', { hasText: officer.name }).waitFor()

  // Initials, Enter, PIN, Enter.
  await seat.open('/terminal')
  await page.locator('.come .people button').first().waitFor()
  await page.locator('.come input').first().fill(initials(leader))
  await page.keyboard.press('Enter')
  await page.locator('.pin').waitFor()
  await seat.accessible()
  await page.keyboard.type(PIN)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${seat.base}/`)

  const reader = await stage.server.client().signIn(login('head'))
  const watches = (await reader.get(`/units/${STREET}/watch`)).ok().items as Json[]
  const method = (id: string) => watches.find((one) => one.person === id)?.method
  assert.deepEqual([method(officer.id), method(leader)], ['passkey', 'pin'])

  // One key each: what is shown as pressed is in whose name it goes.
  const keys = page.locator('.writes button[aria-pressed]')
  assert.equal(await keys.count(), 2)
  for (const index of [1, 2, 1]) {
    await page.keyboard.press(`Alt+${index}`)
    const name = ((await keys.nth(index - 1).textContent()) ?? '').replace(/\s*Alt.*$/, '').trim()
    await page.locator('.writes button.main', { hasText: name }).waitFor()
    await page.locator('.bar .who', { hasText: name }).waitFor()
  }
  await page.setViewportSize(PHONE)
  await seat.fits()
  await seat.accessible()
  await seat.close()
})
