// SPDX-License-Identifier: Apache-2.0
// Two at their desks: what one does the other sees without a reload; a clock that rings is seen; an ended
// session loses the page; many tabs share one stream.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'
import { openByLine } from '../support/people.ts'

const stage = demoStage()

const FIRE = '光明巷9号民房起火，13800138003 周先生，119转'

test('whoever oversees others sees what waits for an answer there, whatever their role', async () => {
  const client = await stage.server.client().signIn(login('leader', CITY))
  const waiting = (await client.get(`/flags?under=${CITY}&state=waiting`)).ok().items as Json[]
  assert.ok(waiting.length > 0, 'the demo has some')
  const leader = await (await Seat.take(stage.browser, stage.server.base)).enter(login('leader', CITY))
  await leader.open('/flags')
  await leader.page.locator('article.flag').first().waitFor()
  assert.equal(await leader.page.locator('article.flag').count(), waiting.length)
  await leader.accessible()
})

test('what one does the other sees, and what rings is heard and answered', async () => {
  const officer = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  const leader = await (
    await Seat.take(stage.browser, stage.server.base, { viewport: PHONE })
  ).enter(login('leader'))
  await leader.page.locator('.tag.live').waitFor()
  await officer.page.locator('#intake').fill(FIRE)
  await officer.page.locator('#intake').press('Control+Enter')
  const row = leader.page.locator('.matter-row', { hasText: '光明巷9号' }).first()
  await row.waitFor()
  await row.click()
  await leader.page.locator('header .tag', { hasText: '已登记' }).waitFor()

  const client = await stage.server.client().signIn(login('officer'))
  const matter = (await client.get(`/units/${STREET}/matters?limit=200`))
    .ok()
    .items.find((one: Json) => one.title.includes('光明巷9号'))
  await stage.server.moveClock('2026-03-04T02:56:00+08:00')
  const notice = officer.page
    .locator('aside li', { hasText: '光明巷9号' })
    .filter({ hasText: '核实' })
    .first()
  await notice.waitFor()
  await officer.page.locator('.clock', { hasText: '02:56' }).waitFor()
  await officer.page.locator('.matter-row', { hasText: '光明巷9号' }).getByText(/超时/).waitFor()
  const left = await officer.page.locator('aside li', { hasText: '光明巷9号' }).count()
  await notice.getByRole('button', { name: '已看' }).click()
  await officer.page.waitForFunction(
    (n) =>
      Array.from(document.querySelectorAll('aside li')).filter((li) => li.textContent?.includes('光明巷9号'))
        .length < n,
    left,
  )
  ;(await client.post(`/matters/${matter.id}/steps/verify`, { fields: {} })).ok()
  await leader.page.locator('header .tag', { hasText: '已核实' }).waitFor()
  await officer.close()
  await leader.close()
})

test('what happens after the page has asked and before it hears is seen', async () => {
  const seat = await Seat.take(stage.browser, stage.server.base)
  await seat.page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
  let goesOn = () => {}
  const held = new Promise<void>((resolve) => (goesOn = resolve))
  await seat.page.route(/\/api\/v1\/stream/, (route) => held.then(() => route.continue()))
  await seat.enter(login('officer'))
  await seat.page.locator('.matter-row').first().waitFor()
  const client = await stage.server.client().signIn(login('officer'))
  ;(await openByLine(client, STREET, '柳叶湖西岸有人落水，已救起')).ok()
  assert.equal(await seat.page.locator('.tag.live').count(), 0)
  goesOn()
  await seat.page.locator('.matter-row', { hasText: '有人落水' }).first().waitFor()
  await seat.close()
})

test('a dispatch from below comes to the desk above by itself', async () => {
  const above = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer', DISTRICT))
  await above.page.locator('.tag.live').waitFor()
  const officer = await stage.server.client().signIn(login('officer'))
  const matter = (await openByLine(officer, STREET, '文昌巷围墙倒塌，无人受伤')).ok()
  const body = {
    matter: matter.id,
    type: 'initial_report',
    urgency: 'urgent',
    to: [DISTRICT],
    title: '关于文昌巷围墙倒塌的初报',
    body: '文昌巷围墙倒塌，无人受伤。',
  }
  const dispatch = (await officer.post(`/units/${STREET}/dispatches`, body)).ok()
  const leader = await stage.server.client().signIn(login('leader'))
  ;(await leader.post(`/dispatches/${dispatch.id}/sign_off`)).ok()
  const all = above.page.locator('.waiting .more')
  await above.page.locator('.waiting').waitFor()
  if (await all.isVisible()) await all.click()
  await above.page.locator('.dispatch-row', { hasText: '文昌巷' }).first().waitFor()
  await above.close()
})

test('a session that is ended elsewhere loses the page', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  await seat.page.locator('.tag.live').waitFor()
  const other = await stage.server.client().signIn(login('officer'))
  const sessions: Json[] = (await other.get('/sessions')).ok().items
  for (const session of sessions.filter((one) => !one.current))
    (await other.delete(`/sessions/${session.id}`)).ok()
  await seat.page.waitForURL(/\/sign-in/)
  await seat.page.locator('input[type=password]').waitFor()
  assert.equal(await seat.page.locator('nav.places').count(), 0)
  await seat.close()
})

test('seven tabs share one stream, and each of them lives', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('leader'), '/log')
  const tabs = [seat.page]
  for (let i = 1; i < 7; i += 1) {
    const page = await seat.context.newPage()
    await page.goto(`${stage.server.base}/log`)
    await page.locator('h1').waitFor()
    tabs.push(page)
  }
  for (const tab of tabs) await tab.locator('.tag.live').waitFor()
  const officer = await stage.server.client().signIn(login('officer'))
  ;(await officer.post(`/units/${STREET}/log`, { type: 'other', text: '七个窗口都看得到' })).ok()
  for (const tab of tabs) await tab.getByText('七个窗口都看得到').first().waitFor()
  await seat.close()
})
