// SPDX-License-Identifier: Apache-2.0
// Every page as it comes out of the printer: A4, black on white by night too, whose and when at its head, lines to sign
// on and page numbers below, nothing to press, nothing cut off.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { Seat, launch } from '../support/browser.ts'
import { CITY, STREET, login } from '../support/city.ts'
import { PASSWORD } from '../support/client.ts'
import { openByLine } from '../support/people.ts'
import { readPdf, readPdfQr, readQr } from '../support/print.ts'
import { unseen } from '../support/routes.ts'
import { Server } from '../support/server.ts'

/** What a sheet is as wide as between its margins, in CSS pixels. */
const UPRIGHT = Math.floor((177 / 25.4) * 96)
const LYING = Math.floor((273 / 25.4) * 96)

let server: Server
let browser: Browser
let matter = ''
let dispatch = ''
/** What was printed, and what nobody prints: forms and keys; a sealed handover takes a whole night to come by. */
const printed = new Set(['/sign-in', '/terminal', '/credentials', '/calendar', '/new/any', '/handovers/any'])

before(async () => {
  server = await Server.start({ demo: true })
  browser = await launch()
  const officer = await server.client().signIn(login('officer'))
  matter = (
    await openByLine(officer, STREET, '幸福里小区5栋燃气爆炸，2人受伤，13800138000 李女士，119转')
  ).ok().id
  dispatch = (
    await officer.post(`/units/${STREET}/dispatches`, {
      matter,
      type: 'initial_report',
      urgency: 'urgent',
      to: [officer.me.unit.parent ?? CITY],
      title: '初报',
      body: '燃气爆炸',
    })
  ).ok().id
  await officer.post(`/units/${STREET}/log`, { type: 'call_in', text: '群众来电询问停水' })
  await officer.post(`/units/${STREET}/matters`, {
    kind: 'telegram',
    fields: {
      doc_no: '潇政办电〔2026〕7号',
      sender: '市政府办',
      urgency: 'top',
      title: '关于做好强降雨防范应对工作的紧急通知',
    },
  })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** What is wrong on paper: still to be pressed or filled in, on a ground, or wider than the sheet. */
async function faults(seat: Seat, width: number): Promise<string[]> {
  await seat.page.emulateMedia({ media: 'print', reducedMotion: 'reduce' })
  await seat.page.setViewportSize({ width, height: 1000 })
  const found = await seat.page.evaluate(
    (wide) =>
      Array.from(document.body.querySelectorAll('*'))
        .filter((one) => one.getClientRects().length > 0)
        .map((one) => [one, getComputedStyle(one)] as const)
        .map(
          ([one, style]) =>
            [
              one,
              [
                one.matches('nav, input, select, textarea, kbd, .button, [role=dialog]') && 'to press',
                !one.closest('.inked, .off') &&
                  /^rgb\((?!255, 255, 255)/.test(style.backgroundColor) &&
                  'on a ground',
                !one.childElementCount &&
                  one.textContent?.trim() &&
                  style.color !== 'rgb(0, 0, 0)' &&
                  'not black',
                !one.closest('.inked') && one.getBoundingClientRect().right > wide + 2 && 'cut off', // a bar holds as much of a name as it is long
                style.overflowY !== 'visible' &&
                  one.clientHeight > 0 &&
                  one.scrollHeight > one.clientHeight + 8 &&
                  'cut short',
              ]
                .filter(Boolean)
                .join(', '),
            ] as const,
        )
        .filter(([, fault]) => fault)
        .map(
          ([one, fault]) =>
            `${fault}: ${one.tagName} ${one.getAttribute('class') ?? ''} "${(one.textContent ?? '').trim().slice(0, 20)}"`,
        ),
    width,
  )
  await seat.page.emulateMedia({ media: null, reducedMotion: 'reduce' })
  return found.slice(0, 8)
}

async function tour(account: string, unit: string, paths: Record<string, string[]>): Promise<void> {
  const wrong: string[] = []
  const seat = await Seat.take(browser, server.base, { dark: true })
  await seat.enter(account)
  for (const [path, signers] of Object.entries(paths)) {
    await seat.open(path)
    printed.add(path)
    await seat.page.locator('main h1, main h2').first().waitFor()
    await seat.idle()
    const lying = await seat.page.locator('.sheet.wide').count()
    const print = readPdf(await seat.page.pdf({ preferCSSPageSize: true, printBackground: true }))
    wrong.push(...(await faults(seat, lying ? LYING : UPRIGHT)).map((fault) => `${path}: ${fault}`))
    const head = (print.pages[0] ?? '').replace(/\s+/g, '')
    if (!new RegExp(`^${unit}.*\\d{4}-\\d\\d-\\d\\d\\d\\d:\\d\\d.*打印`).test(head))
      wrong.push(`${path}: no head: ${head.slice(0, 60)}`)
    const end = (print.pages.at(-1) ?? '').replace(/\s+/g, '').slice(-160)
    for (const signer of signers)
      if (!end.includes(signer)) wrong.push(`${path}: no line for ${signer}: ${end}`)
    await seat.page.setViewportSize({ width: 1366, height: 768 })
  }
  await seat.close()
  assert.deepEqual(wrong, [])
}

test('the pages of a watch', async () => {
  const duty = ['值班员', '带班领导'],
    hand = ['交班人', '接班人', '带班领导'],
    usual = ['制表', '审核']
  const officer = await server.client().signIn(login('officer'))
  await tour(login('officer'), officer.me.unit.name, {
    '/': duty,
    '/log': duty,
    '/log/day': hand,
    '/log/volume': ['制表', '审核', '单位负责人'],
    '/handover': hand,
    '/registers': duty,
    '/registers/papers': usual,
    '/matters': usual,
    [`/matters/${matter}`]: duty,
    [`/dispatches/${dispatch}`]: ['签发', '值班员'],
    '/in': usual,
    '/out': usual,
    '/presence': ['审核', '单位负责人'],
    '/rounds': ['巡查人'],
    '/flags': usual,
    '/cards': usual,
    '/roster': usual,
    '/shift-changes': usual,
    '/duty-posts': usual,
    '/duty-sheet': usual,
    '/leaves': ['签发'],
    '/reach': usual,
    '/equipment': duty,
    [`/board/${STREET}`]: usual,
    '/journal': usual,
    '/people': usual,
    '/units': usual,
    '/kinds': usual,
  })
})

test('the pages from above', async () => {
  const inspector = await server.client().signIn(login('inspector', CITY))
  const name = inspector.me.unit.name
  await tour(login('inspector', CITY), name, {
    '/board': ['制表', '审核'],
    '/holidays': ['制表', '审核'],
    '/flags': ['制表', '审核'],
    '/roll-calls': ['制表', '审核'],
  })
})

test('a page that no list above names is printed too', async () => {
  const forgotten = unseen(printed)
  assert.deepEqual(
    forgotten.filter((route) => route.includes(':')),
    [],
  )
  const leader = await server.client().signIn(login('leader'))
  await tour(login('leader'), leader.me.unit.name, Object.fromEntries(forgotten.map((route) => [route, []])))
})

test('a whole city is a handful of sheets, its head repeated, a line a unit', async () => {
  const seat = await Seat.take(browser, server.base)
  await seat.enter(login('inspector', CITY), '/board')
  await seat.page.locator('tbody tr').nth(100).waitFor()
  const units = await seat.page.locator('tbody tr').count()
  const print = readPdf(await seat.page.pdf({ preferCSSPageSize: true }))
  assert.ok(print.pages.length <= Math.ceil(units / 35), `${print.pages.length} sheets for ${units} units`)
  for (const page of print.pages.filter((one) => /0731-/.test(one)))
    assert.match(page, /单位\s+带班领导\s+值班员/)
  await seat.close()
})

test('blank forms are given out and open as one PDF, each sheet with its serial', async () => {
  const seat = await Seat.take(browser, server.base)
  await seat.enter(login('officer'), '/registers/papers')
  await seat.page.getByLabel('表式').selectOption('telegram')
  await seat.page.getByLabel('张数').fill('2')
  await seat.page.keyboard.press('Enter')
  const open = seat.page.getByRole('link', { name: '打开 PDF 打印' })
  await open.waitFor()
  const answer = await seat.context.request.get(server.base + (await open.getAttribute('href')))
  const paper = new Uint8Array(await answer.body())
  const print = readPdf(paper)
  const serials = await seat.page.locator('tbody tr td:first-child').allInnerTexts()
  const codes = readPdfQr(paper)
  assert.equal(codes.length, 2)
  codes.forEach((code, i) => assert.ok(code.includes(serials[i]!), `${serials[i]} is not in ${code}`))
  assert.equal(print.pages.length, 2)
  print.pages.forEach((page, i) =>
    assert.ok(page.includes(`编号：${serials[i]}`), `${serials[i]} is not on ${page}`),
  )
  await seat.close()
})

test('a telephone’s camera reads the code for one-time codes off the screen', async () => {
  const seat = await Seat.take(browser, server.base)
  await seat.enter(login('officer'), '/credentials')
  await seat.page.locator('.mine input[autocomplete=current-password]').fill(PASSWORD)
  await seat.page.locator('.mine form').nth(2).getByRole('button').first().click()
  const code = seat.page.locator('img.qr')
  await code.waitFor()
  assert.equal(
    readQr(await code.screenshot()),
    await seat.page.locator('.mine a[href^="otpauth:"]').getAttribute('href'),
  )
  await seat.close()
})

test('a year is bound into one book: the page says how long it takes, how much is here, and keeps the file', async () => {
  const seat = await Seat.take(browser, server.base)
  await seat.enter(login('officer'), '/log/volume')
  await seat.page.locator('tbody tr').first().waitFor()
  let bind = () => undefined as void
  const held = new Promise<void>((resolve) => (bind = resolve))
  await seat.page.route('**/log/volume?*', async (route) => {
    await held
    await route.continue()
  })
  const kept = seat.page.waitForEvent('download')
  await seat.page.getByRole('button', { name: '年册（PDF）' }).click()
  await seat.page.getByText(/正在装订 \d+ 天的日志，已用 \d+ 秒/).waitFor()
  assert.ok(await seat.page.getByRole('button', { name: '年册（PDF）' }).isDisabled())
  bind()
  const file = await kept
  assert.match(file.suggestedFilename(), /^430102004 \d{4}年值班日志\.pdf$/)
  assert.match(readPdf(readFileSync(await file.path())).text, /年册/)
  await seat.page.locator('progress').waitFor({ state: 'detached' })
  await seat.close()
})
