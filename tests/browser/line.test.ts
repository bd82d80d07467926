// SPDX-License-Identifier: Apache-2.0
// What was understood of a typed line stands under it before Enter: a plain figure is struck, a doubtful one accepted,
// a wrong one corrected, by one key or touch; and what nobody saw read is marked to be checked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'

const stage = demoStage()

async function stored(words: string): Promise<Json> {
  const client = await stage.server.client().signIn(login('officer'))
  const listed = (await client.get(`/units/${STREET}/matters?limit=200`)).ok().items as Json[]
  const found = listed.find((one) => String(one.title).includes(words))
  assert.ok(found, words)
  return (await client.get(`/matters/${found.id}`)).ok()
}
async function register(seat: Seat): Promise<void> {
  await seat.page.locator('#intake').press('Control+Enter')
  await seat.page.locator('.said', { hasText: /已登记|Saved/ }).waitFor()
}

for (const language of ['zh', 'en'] as const)
  for (const [size, viewport] of [
    ['1280', { width: 1280, height: 800 }],
    ['390', PHONE],
  ] as const)
    test(`the line fits and can be used by everybody: ${language} ${size}`, async () => {
      const seat = await (
        await Seat.take(stage.browser, stage.server.base, { viewport, language })
      ).enter(login('officer'))
      await seat.page
        .locator('#intake')
        .fill('幸福里小区3栋燃气爆炸，2死5伤，30余名工人被困，13800138000 李女士，119转')
      await seat.page.locator('.said-fields [data-field=trapped].amber').waitFor()
      await seat.fits()
      await seat.accessible()
      await seat.picture(`line-${language}-${size}`)
      await seat.page.locator('#intake').fill('')
      await seat.close()
    })

test('a plain figure is struck and a doubtful one accepted by one key each', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  const { page } = seat
  await page.locator('#intake').fill('东湖路2号仓库起火，2死5伤，30余名工人被困，13800138000')
  const fields = page.locator('.said-fields li')
  await page.locator('.said-fields [data-field=trapped].amber').waitFor()
  const names = await fields.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.field))
  assert.equal(await page.locator('#said-deaths').inputValue(), '2')
  assert.equal(await page.locator('#said-trapped').inputValue(), '')
  await page.locator('#intake').press(`Alt+${names.indexOf('deaths') + 1}`)
  await page.locator('.said-fields [data-field=deaths].struck').waitFor()
  await page.locator('#intake').press(`Alt+${names.indexOf('trapped') + 1}`)
  await page.waitForFunction(
    () => (document.querySelector('#said-trapped') as HTMLInputElement | null)?.value === '30',
  )
  await register(seat)
  const { fields: kept, masked } = await stored('东湖路2号')
  assert.equal(kept.deaths ?? null, null)
  assert.equal(kept.injured, 5)
  assert.equal(kept.trapped, 30)
  assert.ok(masked.includes('fields.caller_phone'))
  assert.notEqual(kept.unchecked, true)
  await seat.close()
})

test('what is doubtful is not stored unasked, and a wrong figure is put right by hand', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  const { page } = seat
  await page.locator('#intake').fill('东湖路4号仓库起火，2死，10余人受伤')
  await page.locator('.said-fields [data-field=injured].amber').waitFor()
  await page.locator('#said-deaths').fill('3')
  await page.locator('#said-deaths').press('Tab')
  await register(seat)
  const { fields } = await stored('东湖路4号')
  assert.equal(fields.deaths, 3)
  assert.equal(fields.injured ?? null, null)
  await seat.close()
})

test('a line that was entered before it was read is read on arrival, and says so', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  const { page } = seat
  await page.route(/intake\/read/, (route) => route.abort('connectionrefused'))
  await page.locator('#intake').fill('东湖路6号仓库起火，2死5伤')
  await register(seat)
  const { fields } = await stored('东湖路6号')
  assert.equal(fields.deaths, 2)
  assert.equal(fields.unchecked, true)
  await page.locator('.matter-row', { hasText: '东湖路6号' }).locator('.tag', { hasText: '待核对' }).waitFor()
  await page.unroute(/intake\/read/)
  await seat.close()
})
