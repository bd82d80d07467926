// SPDX-License-Identifier: Apache-2.0
// The server goes away in the middle of a night: what is written meanwhile stays in the browser, is
// shown as unsent, survives a reload, and arrives once, with the time it was written.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { Seat, launch } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'
import { Server, newPlace } from '../support/server.ts'

let server: Server
let browser: Browser
let clean: () => void
let place: Awaited<ReturnType<typeof newPlace>>[0]

before(async () => {
  ;[place, clean] = await newPlace(true)
  server = await Server.start({ demo: true, place })
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server?.stop()
  clean?.()
})

const CALL = '建设路12号水管爆裂，13800138001 王先生'
const LOG = '停电十分钟，已启用备用电源'
const OFFLINE = '河西路路灯杆倾倒，13800138003 周先生'
const TWICE = '东风桥下积水，13800138002 赵师傅'

async function intake(page: Page, line: string): Promise<void> {
  await page.locator('#intake').fill(line)
  await page.locator('#intake').press('Enter')
}
async function count(line: string): Promise<number> {
  const officer = await server.client().signIn(login('officer'))
  const items: Json[] = (await officer.get(`/units/${STREET}/matters?limit=200`)).ok().items
  return items.filter((item) => String(item.title).includes(line)).length
}

test('what is written while the server is away arrives once, with its own time', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('officer'))
  const page = seat.page
  await page.locator('.tag.live').waitFor()
  await seat.idle() // in the midst of a night the desk is there
  const port = Number(new URL(server.base).port)
  await server.kill()
  await page.locator('.tag.away').waitFor()

  await intake(page, CALL)
  await page.locator('.unsent li', { hasText: CALL }).waitFor()
  const log = page.getByLabel('一行一事，回车即记')
  await log.fill(LOG)
  await log.press('Enter')
  await page.locator('.unsent li', { hasText: LOG }).waitFor()
  await page.locator('#intake').fill('还没写完的一')
  await page.locator('.said', { hasText: '已存在本机' }).waitFor()

  // The server answers again, but not yet to what is written: a reload must lose nothing.
  await page.route(/\/units\/\d+\/(matters|log)$/, (route) =>
    route.request().method() === 'POST' ? route.abort('connectionrefused') : route.continue(),
  )
  server = await Server.start({ demo: true, place, port, clock: '2026-03-04T02:55:00+08:00' })
  await page.reload()
  await page.locator('.unsent li', { hasText: CALL }).waitFor()
  await page.locator('.unsent li', { hasText: LOG }).waitFor()
  assert.equal(await page.locator('#intake').inputValue(), '还没写完的一')
  assert.equal(await count('建设路12号水管爆裂'), 0)

  await page.unroute(/\/units\/\d+\/(matters|log)$/)
  await page.locator('.unsent').waitFor({ state: 'detached' })
  await page.locator('.matter-row', { hasText: '建设路12号水管爆裂' }).waitFor()
  assert.equal(await count('建设路12号水管爆裂'), 1)
  const officer = await server.client().signIn(login('officer'))
  const entry = (await officer.get(`/units/${STREET}/log`)).ok().items.find((one: Json) => one.text === LOG)
  assert.match(entry.claimed_at, /^2026-03-04T02:4/)
  assert.match(entry.at, /^2026-03-04T02:5/)
  await seat.close()
})

const LATE = '断网后重开页面才写的一行'

test('the page opens while the server is away, shows what is unsent and takes more', async () => {
  const seat = await (await Seat.take(browser, server.base, { keeps: true })).enter(login('officer'))
  const page = seat.page
  await page.locator('.tag.live').waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  const port = Number(new URL(server.base).port)
  const now = (await server.client().get('/clock')).json.now
  await server.kill()
  await page.locator('.tag.away').waitFor()
  await intake(page, OFFLINE)
  await page.locator('.unsent li', { hasText: OFFLINE }).waitFor()

  for (const path of ['/', '/log', '/']) {
    await page.goto(server.base + path)
    await page.locator('.tag.away').waitFor()
    await page.locator('.unsent li', { hasText: OFFLINE }).waitFor()
  }
  await page.reload()
  await page.locator('.unsent li', { hasText: OFFLINE }).waitFor()
  const log = page.getByLabel('一行一事，回车即记')
  await log.fill(LATE)
  await log.press('Enter')
  await page.locator('.unsent li', { hasText: LATE }).waitFor()
  // What it was not told it does not claim: not that nobody is on watch, not that nothing is open.
  for (const claim of ['无人值守', '当前没有在办事项', '没有未看的提醒', '今天还没有记录'])
    assert.equal(await page.getByText(claim).count(), 0, claim)
  await seat.accessible()
  await seat.picture('offline-desk')

  server = await Server.start({
    demo: true,
    place,
    port,
    clock: new Date(Date.parse(now) + 3_600_000).toISOString(),
  })
  await page.locator('.unsent').waitFor({ state: 'detached' })
  await page.locator('.tag.live').waitFor()
  assert.equal(await count('河西路路灯杆倾倒'), 1)
  assert.equal(await count('13800138003'), 0)
  await page
    .locator('.matter-row', { hasText: '河西路路灯杆倾倒' })
    .locator('.tag', { hasText: '待核对' })
    .waitFor()
  const officer = await server.client().signIn(login('officer'))
  assert.equal(
    (await officer.get(`/units/${STREET}/log`)).ok().items.filter((one: Json) => one.text === LATE).length,
    1,
  )
  await seat.close()
})

test('what the browser keeps is the page and nothing of the interface, and the server goes first', async () => {
  const seat = await (await Seat.take(browser, server.base, { keeps: true })).enter(login('officer'))
  const page = seat.page
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  await page.reload()
  await page.locator('.tag.live').waitFor()
  const kept = await page.evaluate(async () => {
    const found: string[] = []
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname)
    return found
  })
  assert.ok(kept.includes('/') && kept.length > 20, kept.join(' '))
  assert.deepEqual(
    kept.filter((path) => !/^\/(assets\/[\w.-]+|icon\.svg)?$/.test(path)),
    [],
  )
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      await cache.put('/', new Response('an old shell', { headers: { 'content-type': 'text/html' } }))
      for (const request of await cache.keys())
        if (request.url.endsWith('.js'))
          await cache.put(
            request,
            new Response('throw new Error("old")', { headers: { 'content-type': 'text/javascript' } }),
          )
    }
  })
  await page.reload()
  await page.locator('.tag.live').waitFor()
  const away = await page.evaluate(async () => (await fetch('/api/v1/nothing')).status)
  assert.equal(away, 404)
  // Who signs out leaves nothing of themselves in the tab.
  await page.getByRole('button', { name: '退出' }).click()
  await page.waitForURL(/\/sign-in/)
  assert.equal(await page.evaluate(() => sessionStorage.getItem('shaodian.me')), null)
  await seat.close()
})

test('a line whose reply is lost is sent again and arrives once', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('officer'))
  const page = seat.page
  let tries = 0
  await page.route(/\/units\/\d+\/matters$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    tries += 1
    if (tries > 1) return route.continue()
    await route.fetch()
    return route.abort('connectionrefused')
  })
  await intake(page, TWICE)
  await page.locator('.unsent li', { hasText: TWICE }).waitFor()
  await page.locator('.unsent').waitFor({ state: 'detached' })
  assert.equal(tries, 2)
  assert.equal(await count('东风桥下积水'), 1)
  await seat.close()
})

test('a half-filled step and a half-written report survive a reload', async () => {
  const seat = await (await Seat.take(browser, server.base)).enter(login('officer'), '/matters?q=东风桥')
  const page = seat.page
  await page.locator('td.title a', { hasText: '东风桥' }).first().click()
  await page.locator('.steps button[data-step="verify"]').click()
  await page.locator('form.step-form').getByLabel('何事').fill('东风桥下积水约四十厘米')
  const address = page.url()
  await page.reload()
  await page.locator('.steps button[data-step="verify"]').click()
  assert.equal(await page.locator('form.step-form').getByLabel('何事').inputValue(), '东风桥下积水约四十厘米')
  await page.locator('.steps button[data-act="report"]').click()
  await page.waitForFunction(
    () =>
      ((document.querySelector('form.draft textarea') as HTMLTextAreaElement | null)?.value.length ?? 0) > 20,
  )
  await page.locator('form.draft textarea').fill('手写的正文')
  await page.goto(address)
  await page.locator('.steps button[data-act="report"]').click()
  await page.waitForFunction(
    () =>
      (document.querySelector('form.draft textarea') as HTMLTextAreaElement | null)?.value === '手写的正文',
  )
  await seat.close()
})
