// SPDX-License-Identifier: Apache-2.0
// The roster changed by hand with the mouse: a name dropped on a shift, one shift on another; what a change breaks is
// said before it is made. A stand-in by the leader's word on the telephone, confirmed later. A rest day written down.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { DESK, PHONE, Seat, launch } from '../support/browser.ts'
import { DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let browser: Browser
let leader: Client
let draft = ''

before(async () => {
  server = await Server.start({ demo: true, clock: '2026-08-20T02:40:00+08:00' })
  browser = await launch()
  const sysadmin = await server.client().signIn(login('sysadmin'))
  const secadmin = await server.client().signIn(login('secadmin'))
  for (const [i, name] of ['罗永平', '谭文静'].entries()) {
    const person = (
      await sysadmin.post(`/units/${STREET}/people`, {
        name,
        engagement: 'staff',
        phone: `139073110${10 + i}`,
      })
    ).ok()
    ;(await secadmin.post(`/units/${STREET}/roles`, { person: person.id, role: 'leader' })).ok()
  }
  leader = await server.client().signIn(login('leader'))
  for (const one of (await leader.get(`/units/${STREET}/rosters?state=published`)).ok().items as Json[]) {
    if (one.to_day >= '2026-08-20')
      (await leader.post(`/rosters/${one.id}/withdraw`, { reason: '重新排班' })).ok()
  }
  for (const [from_day, to_day] of [
    ['2026-08-21', '2026-08-31'],
    ['2026-10-01', '2026-10-31'],
  ]) {
    draft = (await leader.post(`/units/${STREET}/rosters`, { from_day, to_day, generate: true })).ok().id
    if (from_day!.startsWith('2026-08'))
      (await leader.post(`/rosters/${draft}/publish`, { reason: '八月' })).ok()
  }
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const cell = (page: Page, row: number, column: number) => page.locator(`[data-at="${row}.${column}"]`)
const held = async (page: Page, row: number, column: number) =>
  (await cell(page, row, column).locator('.shift').innerText()).replace(/[^\p{Script=Han}].*$/su, '')
/** Who stands the shift of a day, by the server. */
const stands = async (row: number): Promise<string> =>
  ((await leader.get(`/rosters/${draft}`)).ok().shifts as Json[]).filter((one) => one.role === 'officer')[
    row
  ]!.person

test('a draft is changed by dragging, and what a change breaks is said before it is made', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('leader'), '/roster?month=2026-10')
  const { page } = seat
  await page.locator('table.roster tbody tr').nth(30).waitFor()
  const before = await stands(4)

  // Whoever stands the day before is dropped on the day after: no rest between. Left, nothing is changed; made, it stays marked.
  const tired = await held(page, 3, 1)
  assert.notEqual(tired, await held(page, 4, 1))
  await page.locator('.load .name', { hasText: tired }).dragTo(cell(page, 4, 1))
  await page.locator('.proposal li', { hasText: '休息不够' }).waitFor()
  assert.equal(await stands(4), before, 'nothing is made before it is said')
  await seat.accessible()
  await seat.picture('drag-breaks')
  await page.keyboard.press('Escape')
  await page.locator('.proposal').waitFor({ state: 'detached' })
  assert.equal(await stands(4), before)
  await page.locator('.load .name', { hasText: tired }).dragTo(cell(page, 4, 1))
  await page.locator('.proposal button.main', { hasText: '仍然' }).click()
  await page.locator('.proposal').waitFor({ state: 'detached' })
  await page.locator('[data-at="4.1"] .shift.wrong', { hasText: tired }).waitFor()
  await page.locator('#broken li', { hasText: '休息不够' }).first().waitFor()
  await page.keyboard.press('Alt+z')
  await page.locator('[data-at="4.1"] .shift.wrong').waitFor({ state: 'detached' })
  assert.equal(await stands(4), before, 'taken back')

  // One shift dropped on another: the two change places, whether or not it was asked about first.
  const [one, other] = [await held(page, 10, 1), await held(page, 13, 1)]
  assert.notEqual(one, other)
  await cell(page, 10, 1)
    .locator('.shift')
    .dragTo(cell(page, 13, 1))
  await page
    .locator('[data-at="10.1"] .shift', { hasText: other })
    .or(page.locator('.proposal'))
    .first()
    .waitFor()
  if (await page.locator('.proposal').count()) await page.locator('.proposal button.main').click()
  await page.locator('[data-at="10.1"] .shift', { hasText: other }).waitFor()
  await page.locator('[data-at="13.1"] .shift', { hasText: one }).waitFor()
  await seat.close()
})

test('a published shift is dragged only with a reason, and the turn stays on the record', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('leader'), '/roster?month=2026-08')
  const { page } = seat
  await cell(page, 28, 1).locator('.shift').waitFor()
  const was = await held(page, 28, 1)
  const names = await page.locator('.load .name').allInnerTexts()
  const officers = (await leader.get(`/units/${STREET}/people`))
    .ok()
    .items.filter((one: Json) => one.roles.includes('officer'))
    .map((one: Json) => one.name) as string[]
  const near = [await held(page, 27, 1), await held(page, 29, 1), was]
  const fresh = names.find((name) => officers.includes(name) && !near.includes(name))!
  await cell(page, 28, 1).scrollIntoViewIfNeeded()
  await page.locator('.load .name', { hasText: fresh }).dragTo(cell(page, 28, 1)) // the names stay in sight at the bottom of the month
  const proposal = page.locator('.proposal')
  await proposal.waitFor()
  await proposal.locator('.good, .lack').first().waitFor()
  await page.keyboard.press('Enter')
  assert.ok(await proposal.isVisible(), 'no reason, no change')
  await page.keyboard.type('临时抽调')
  await page.keyboard.press('Enter')
  await proposal.waitFor({ state: 'detached' })
  const shift = cell(page, 28, 1).locator('.shift', { hasText: fresh })
  await shift.waitFor()
  assert.match((await shift.getAttribute('title')) ?? '', new RegExp(`原轮到 ${was}`))
  await seat.close()
})

test('by night the leader’s word by telephone is written down, holds at once, and is confirmed later', async () => {
  const officer = await server.client().signIn(login('officer'))
  const mine = officer.me.person.id as string
  const shift = (
    (await officer.get(`/units/${STREET}/roster?from=2026-08-21&to=2026-08-31`)).ok().items as Json[]
  ).find((one) => one.person === mine)!
  const seat = await (
    await Seat.take(browser, server.base, { viewport: PHONE, dark: true })
  ).enter(login('officer'), '/roster')
  const { page } = seat
  await page.locator('.mine li button', { hasText: '换班' }).first().click()
  await page.locator('form.ask select').selectOption({ index: 1 })
  await page.locator('form.ask .good, form.ask .lack').first().waitFor()
  await page.locator('form.ask input[maxlength]').fill('夜里突发高烧')
  await page.locator('form.ask button.main').click()
  await page.locator('form.ask').waitFor({ state: 'detached' })
  await page.goto(`${server.base}/shift-changes`)
  const change = page.locator('article.change', { hasText: '夜里突发高烧' })
  await change.locator('button', { hasText: '领导电话同意' }).click()
  const form = change.locator('form.doing')
  await form.locator('select').selectOption({ label: leader.me.person.name })
  await form.locator('input[maxlength="500"]').fill('同意，路上注意安全')
  const reason = form.locator('input[minlength]')
  if (await reason.count()) await reason.fill('无人可换')
  await seat.accessible()
  await seat.fits()
  await seat.picture('oral-390')
  await form.locator('button.main').click()
  const unconfirmed = page.locator('section.panel', { hasText: '待领导确认' })
  await unconfirmed.locator('article.change', { hasText: '同意，路上注意安全' }).waitFor()
  assert.equal(
    await unconfirmed.locator('button', { hasText: '确认是我同意的' }).count(),
    0,
    'nobody confirms it for the leader',
  )
  const now = (
    (await officer.get(`/units/${STREET}/roster?from=${shift.day}&to=${shift.day}`)).ok().items as Json[]
  ).find((one) => one.shift === shift.shift)!
  assert.notEqual(now.person, mine, 'it holds at once')
  assert.equal(now.rostered, mine, 'whose turn it was stays')
  await seat.close()

  const chief = await (
    await Seat.take(browser, server.base, { viewport: PHONE })
  ).enter(login('leader'), '/shift-changes')
  await chief.page
    .locator('article.change', { hasText: '同意，路上注意安全' })
    .locator('button', { hasText: '确认是我同意的' })
    .click()
  await chief.page
    .locator('section.panel', { hasText: '已办' })
    .locator('article.change', { hasText: '夜里突发高烧' })
    .waitFor()
  await chief.accessible()
  await chief.picture('oral-confirmed-390')
  await chief.close()
  const [done] = ((await leader.get(`/units/${STREET}/shift-changes`)).ok().items as Json[]).filter(
    (one) => one.reason === '夜里突发高烧',
  )
  assert.deepEqual([done.mode, done.unconfirmed ?? false, done.state], ['oral', false, 'approved'])
})

test('a rest day is written down on the monthly sheet and taken back', async () => {
  const seat = await (
    await Seat.take(browser, server.base)
  ).enter(login('leader'), '/duty-sheet?month=2026-08')
  const { page } = seat
  const row = page.locator('table.ledger tbody tr').first()
  await row.waitFor()
  const left = await row.locator('td b').innerText()
  await row.locator('button').click()
  await page.locator('form.giving input[maxlength]').fill('值夜班后')
  await seat.accessible()
  await seat.picture('rest-day')
  await page.keyboard.press('Enter')
  await page.locator('.taken li', { hasText: '值夜班后' }).waitFor()
  const number = (text: string) => Number(text.replace('−', '-'))
  assert.equal(number(await row.locator('td b').innerText()), number(left) - 1)
  // What can't be taken back is asked in words: Escape leaves it, the keyboard stays inside, Enter does it.
  await page.locator('.taken button').click()
  const asked = page.locator('dialog.ask')
  await asked.waitFor()
  await seat.accessible()
  await seat.picture('sure')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => !!document.activeElement?.closest('nav, main, header')), false)
  await page.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  assert.equal(await page.locator('.taken li', { hasText: '值夜班后' }).count(), 1)
  await page.locator('.taken button').click()
  await asked.waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.taken li').waitFor({ state: 'detached' })
  assert.equal(await row.locator('td b').innerText(), left)
  const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true })
  assert.equal([...sheet.toString('latin1').matchAll(/\/Type\s*\/Page[^s]/g)].length, 1)
  await page.setViewportSize(DESK)
  await seat.close()
  await (
    await Seat.take(browser, server.base)
  )
    .enter(login('leader', DISTRICT), '/duty-sheet')
    .then((above) => above.close())
})
