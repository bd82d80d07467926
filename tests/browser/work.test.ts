// SPDX-License-Identifier: Apache-2.0
// What takes long on a page: how far it is, called off by its button or by leaving, and what was done by then.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DISTRICT, login } from '../support/city.ts'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { until } from '../support/until.ts'

const stage = demoStage()
/** So many that no machine is through with them before somebody has looked at the page. */
const people = (letter: string) =>
  `name,phone\n${Array.from({ length: 30_000 }, (_, i) => `${letter}${i},139${String(30_000_000 + i)}`).join('\n')}\n`
const cancelled = async () =>
  Number(
    /^shaodian_works_cancelled_total (\d+)$/m.exec((await stage.server.client().get('/metrics')).text)![1],
  )

async function begin(seat: Seat, names: { open: RegExp; letter: string }): Promise<void> {
  await seat.page.getByRole('button', { name: names.open }).first().click()
  await seat.page
    .locator('form.box input[type=file]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people(names.letter)) })
  // A look first, then the import itself.
  await seat.page.locator('form.box .button.main').click()
  await seat.page.locator('form.box [role=status] .tag').first().waitFor()
  await seat.page.locator('form.box .button.main').click()
  await seat.page.locator('form.box progress').waitFor()
  await seat.page.getByText(/ \d+%/).waitFor()
}

test('an import says how far it is and stops at once when it is cancelled', async () => {
  const seat = await Seat.take(stage.browser, stage.server.base)
  await seat.enter(login('sysadmin', DISTRICT), '/people')
  await begin(seat, { open: /导入/, letter: '子' })
  await seat.accessible()
  await seat.fits()
  await seat.picture('work-desk')
  await seat.page.locator('form.box').getByRole('button', { name: '取消' }).click()
  await seat.page.getByText(/已取消，余下 \d+ 行未处理/).waitFor()
  await seat.page.locator('form.box progress').waitFor({ state: 'detached' })
  await seat.picture('work-desk-cancelled')
  await seat.close()
})

test('on a phone too, and whoever leaves the page calls it off', async () => {
  const seat = await Seat.take(stage.browser, stage.server.base, { viewport: PHONE, language: 'en' })
  await seat.enter(login('sysadmin', DISTRICT), '/people')
  const before = await cancelled()
  await begin(seat, { open: /import/i, letter: '丑' })
  await seat.accessible()
  await seat.fits()
  await seat.picture('work-phone')
  await seat.open('/')
  await until('it is called off', async () => (await cancelled()) > before)
  assert.equal(await cancelled(), before + 1)
  await seat.close()
})
