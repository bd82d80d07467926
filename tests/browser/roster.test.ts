// SPDX-License-Identifier: Apache-2.0
// October 2026 of one street, whose August and September are published: posts arranged, the month drawn up by turn, a gap made and mended by keyboard, a
// change that breaks a rule said before it is made, published, printed on one A4, seen from the district.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { DESK, PHONE, Seat, launch } from '../support/browser.ts'
import { DISTRICT, STREET, login } from '../support/city.ts'
import { Server } from '../support/server.ts'

let server: Server
let browser: Browser
const crowd: [string, string, string][] = [
  ['陈立春', 'staff', 'officer'],
  ['黄敏', 'contract', 'officer'],
  ['吴建军', 'staff', 'officer'],
  ['周晓燕', 'staff', 'officer'],
  ['何志强', 'staff', 'officer'],
  ['罗永平', 'staff', 'leader'],
  ['谭文静', 'staff', 'leader'],
  ['邓国华', 'staff', 'leader'],
]

before(async () => {
  server = await Server.start({ demo: true, clock: '2026-08-20T02:40:00+08:00' })
  browser = await launch()
  const sysadmin = await server.client().signIn(login('sysadmin'))
  const secadmin = await server.client().signIn(login('secadmin'))
  for (const [i, [name, engagement, role]] of crowd.entries()) {
    const person = (
      await sysadmin.post(`/units/${STREET}/people`, { name, engagement, phone: `139073110${10 + i}` })
    ).ok()
    ;(await secadmin.post(`/units/${STREET}/roles`, { person: person.id, role })).ok()
  }
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

test('a month is drawn up, mended by keyboard, published, and seen from above', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('leader'), '/duty-posts')
  const { page } = seat
  await page.locator('fieldset.post').nth(1).waitFor()
  await page.locator('form button', { hasText: '副班' }).click()
  assert.deepEqual(
    await page
      .locator('fieldset.post input[maxlength]')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
    ['带班领导', '主班', '副班'],
  )
  await page.locator('form button.main').click()
  await page.locator('.good', { hasText: '已保存' }).waitFor()

  await page.keyboard.press('Alt+s')
  await page.locator('h1', { hasText: '排班表' }).waitFor()
  await page.locator('.month b', { hasText: '8 月' }).waitFor()
  await page.keyboard.press(']')
  await page.locator('.month b', { hasText: '9 月' }).waitFor()
  await page.keyboard.press(']')
  await page.locator('.month b', { hasText: '10 月' }).waitFor()
  await page.locator('.empty').waitFor()
  await page.keyboard.press('n')
  await page.locator('form.generate').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('table.roster tbody tr').nth(30).waitFor()
  assert.equal(await page.locator('table.roster tbody tr').count(), 31)
  assert.equal(await page.locator('tr.holiday').count(), 7, 'the holiday of 2026 has seven days')
  assert.equal(await page.locator('.mark.work').count(), 1, 'one weekend is worked in exchange')
  assert.equal(await page.locator('.shift.gap').count(), 0)
  assert.equal(await page.locator('.shift').count(), 93)

  // A gap is made, and is loud; the key goes to it, an initial and Enter mend it.
  await page.locator('[data-at="4.1"]').click()
  const was = await page.locator('[data-at="4.1"] .shift').innerText()
  await page.keyboard.press('Delete')
  await page.locator('[data-at="4.1"] .gap').waitFor()
  await page.locator('button.gaps', { hasText: '1 个班无人' }).waitFor()
  await page.locator('[data-at="20.2"]').click()
  await page.keyboard.press('Alt+e')
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.at), '4.1')
  await page.keyboard.press('Enter')
  await page.locator('.picker').waitFor()
  await page.locator('.verdict.good').waitFor()
  const chosen = await page.locator('[role=option][aria-selected=true] b').innerText()
  await page.keyboard.press('Enter')
  await page.locator('.picker').waitFor({ state: 'detached' })
  await page.locator('[data-at="4.1"] .shift', { hasText: chosen }).waitFor()
  assert.equal(await page.locator('.shift.gap').count(), 0)
  assert.equal(
    await page.evaluate(() => (document.activeElement as HTMLElement).dataset.at),
    '4.1',
    'the focus stays where the hand was',
  )

  // Taking back, once and twice.
  await page.keyboard.press('Alt+z')
  await page.locator('[data-at="4.1"] .gap').waitFor()
  await page.keyboard.press('Alt+z')
  await page.locator('[data-at="4.1"] .shift', { hasText: was }).waitFor()

  // Whoever stands the neighbouring shift cannot rest: it is said first, and nothing is changed when it is left.
  const tired = await page.locator('[data-at="5.1"] .shift').innerText()
  await page.locator('[data-at="4.1"]').click()
  await page.keyboard.press('Enter')
  await page.locator('.picker input').fill(tired)
  await page.locator('.verdict.bad', { hasText: '休息不够' }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.proposal li', { hasText: '休息不够' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.proposal').waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-at="4.1"] .shift').innerText(), was)

  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await seat.accessible()
    await seat.fits()
    await seat.picture(`roster-${size.width}`)
  }
  await page.setViewportSize(DESK)
  await page.locator('button', { hasText: '公布' }).click()
  await page.locator('header .tag.good', { hasText: '已公布' }).waitFor()
  const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true })
  assert.equal(
    [...sheet.toString('latin1').matchAll(/\/Type\s*\/Page[^s]/g)].length,
    1,
    'the wall roster takes one page',
  )

  const leader = await server.client().signIn(login('leader'))
  const on = (await leader.get(`/units/${STREET}/on-duty?at=2026-10-05T12:00:00%2B08:00`)).ok().items
  assert.deepEqual(on.map((one: { name: string }) => one.name)[1], was)
  await seat.close()
})

test('an officer’s phone shows today’s people and their own turns', async () => {
  // The demo is rostered around the time it was filled, which may be another one.
  const chief = await server.client().signIn(login('leader'))
  const month = { from_day: '2026-08-01', to_day: '2026-08-31', generate: true }
  const reply = await chief.post(`/units/${STREET}/rosters`, month)
  if (reply.status < 300) await chief.post(`/rosters/${reply.ok().id}/publish`, { reason: '八月' })
  const seat = await (
    await Seat.take(browser, server.base, { viewport: PHONE, dark: true })
  ).enter(login('officer'), '/roster')
  await seat.page.locator('.mine .call').first().waitFor()
  assert.match((await seat.page.locator('.mine .call').first().getAttribute('href')) ?? '', /^tel:/)
  assert.ok((await seat.page.locator('.mine section').nth(2).locator('li').count()) > 0)
  await seat.accessible()
  await seat.fits()
  await seat.picture('my-shifts-390')
  await seat.close()
})

test('a stand-in is asked from the phone, approved on the phone, and stays on the record', async () => {
  const seat = await (
    await Seat.take(browser, server.base, { viewport: PHONE })
  ).enter(login('officer'), '/roster')
  const { page } = seat
  await page.locator('.mine li button', { hasText: '换班' }).last().click()
  await page.locator('form.ask').waitFor()
  await page.locator('form.ask select').selectOption({ index: 3 })
  await page.locator('form.ask .good, form.ask .breaks').first().waitFor()
  await page.locator('form.ask input[maxlength]').fill('孩子发烧住院')
  await seat.accessible()
  await seat.picture('ask-390')
  await page.locator('form.ask button.main').click()
  await page.locator('form.ask').waitFor({ state: 'detached' })
  await seat.close()

  const chief = await (
    await Seat.take(browser, server.base, { viewport: PHONE, dark: true })
  ).enter(login('leader'), '/shift-changes')
  await chief.page.locator('article.change', { hasText: '孩子发烧住院' }).waitFor()
  await chief.accessible()
  await chief.fits()
  await chief.picture('approve-390')
  await chief.page.locator('article.change button.main').click()
  const reason = chief.page.locator('form.doing input')
  await chief.page.locator('.tag.approved, form.doing input').first().waitFor()
  if (await reason.count()) {
    await reason.fill('确有急事')
    await chief.page.locator('form.doing button.main').click()
  }
  await chief.page.locator('.tag.approved').waitFor()
  await chief.page.goto(`${server.base}/roster?month=2026-10`)
  await chief.page.setViewportSize(DESK)
  await chief.page.locator('.how', { hasText: '替' }).waitFor()
  const title = await chief.page.locator('.shift', { has: chief.page.locator('.how') }).getAttribute('title')
  assert.match(title ?? '', /原轮到/, 'whose turn it was is still said')
  await chief.close()
})

test('the district finds the street on its board', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('officer', DISTRICT), '/board')
  const row = seat.page.locator('tr', { hasText: STREET }).first()
  await row.waitFor()
  await seat.page.keyboard.press('/')
  await seat.page.keyboard.type(STREET)
  await seat.page.waitForFunction(() => document.querySelectorAll('table.ledger tbody tr').length === 1)
  await row.locator('.unit a.touch').click()
  await seat.page.waitForURL(new RegExp(`/board/${STREET}$`))
  await seat.page.locator('h1').waitFor()
  await seat.accessible()
  await seat.close()
})
