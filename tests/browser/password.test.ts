// SPDX-License-Identifier: Apache-2.0
// Who was given a password sees nothing but the form for their own; who was guessed at is told in a whole sentence.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DESK, PHONE, Seat, demoStage } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'

const stage = demoStage()

const accountOf = async (admin: Client, account: string): Promise<string> =>
  ((await admin.get(`/units/${STREET}/accounts`)).ok().items as Json[]).find((row) => row.login === account)!
    .id

test("a password that somebody else set opens nothing but the form for one of one's own", async () => {
  const admin = await stage.server.client().signIn(login('secadmin'))
  ;(
    await admin.put(`/accounts/${await accountOf(admin, login('leader'))}/password`, {
      password: 'Given-horse-3',
    })
  ).ok()
  const seat = await Seat.take(stage.browser, stage.server.base, { viewport: PHONE })
  const headers = { origin: stage.server.base }
  assert.ok(
    (
      await seat.context.request.post(`${stage.server.base}/api/v1/session`, {
        data: { account: login('leader'), password: 'Given-horse-3' },
        headers,
      })
    ).ok(),
  )
  await seat.open('/matters')
  const form = seat.page.locator('form.abreast')
  await form.waitFor()
  assert.equal(await seat.page.locator('nav').count(), 0)
  await seat.accessible()
  await seat.fits()
  await seat.picture('password-due')
  await form.getByLabel('给你的口令').fill('Given-horse-3')
  await form.getByLabel('新口令').fill('Own-horse-44x')
  await form.getByRole('button').click()
  await form.waitFor({ state: 'detached' })
  await seat.page.locator('nav').first().waitFor()
  await seat.close()
})

test('whoever was guessed at is told in words that fit both screens', async () => {
  for (let i = 0; i < 6; i++)
    await stage.server.client().post('/session', { account: login('officer'), password: 'wrong-horse-1' })
  const admin = await stage.server.client().signIn(login('secadmin'))
  await admin.post(`/accounts/${await accountOf(admin, login('officer'))}/unlock`)
  for (const viewport of [DESK, PHONE])
    for (const language of ['zh', 'en'] as const) {
      const seat = await (
        await Seat.take(stage.browser, stage.server.base, { viewport, language })
      ).enter(login('officer'))
      const note = seat.page.locator('.guess')
      await note.waitFor()
      assert.doesNotMatch(await note.innerText(), /—|null/)
      await seat.accessible()
      await seat.fits()
      await seat.picture(`guessed-${language}-${viewport.width}`)
      await seat.close()
    }
})
