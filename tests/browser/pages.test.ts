// SPDX-License-Identifier: Apache-2.0
// Every page, in both languages, at both sizes, by day and by night: read by axe (WCAG 2.2 AA), never wider
// than the screen, no error on the console. Each pair of language, size and light is met somewhere.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { DESK, PHONE, Seat, launch } from '../support/browser.ts'
import { CITY, login } from '../support/city.ts'
import { openByLine } from '../support/people.ts'
import { unseen } from '../support/routes.ts'
import { Server, setupCode } from '../support/server.ts'

type Language = 'zh' | 'en'
const languages: Language[] = ['zh', 'en']
const LINE = '幸福里小区5栋燃气爆炸，2人受伤，13800138000 李女士，119转'

let server: Server
let browser: Browser
let matter = ''
let dispatch = ''
let kinds: string[] = []
let unit = ''
/** What was opened; a sealed handover is looked at in night.test.ts, where one is sealed. */
const opened = new Set(['/sign-in', '/handovers/any'])

before(async () => {
  server = await Server.start({ demo: true })
  browser = await launch()
  const officer = await server.client().signIn(login('officer'))
  unit = officer.me.unit.code
  matter = (await openByLine(officer, unit, LINE)).ok().id
  const body = {
    matter,
    type: 'initial_report',
    urgency: 'urgent',
    to: [officer.me.unit.parent ?? CITY],
    title: '初报',
    body: LINE,
  }
  dispatch = (await officer.post(`/units/${unit}/dispatches`, body)).ok().id
  await officer.post(`/units/${unit}/log`, { type: 'call_in', text: '群众来电询问停水' })
  kinds = (await officer.get('/kinds')).ok().items.map((kind: { kind: string }) => kind.kind)
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** What was found amiss: all of it is said at once, at the end of a tour. */
class Tour {
  private found: string[] = []

  async check(act: () => Promise<void>): Promise<void> {
    await act().catch((error: Error) => this.found.push(error.message.split('\n+ actual')[0]!))
  }

  end(): void {
    assert.equal(this.found.length, 0, this.found.join('\n'))
  }
}

/** Each list that can be taken out is given where the page says. */
async function given(seat: Seat): Promise<void> {
  const refused = await seat.page.evaluate(async () => {
    const links = Array.from(
      document.querySelectorAll<HTMLAnchorElement>('main a[download][href*="format=csv"]'),
    )
    const replies = await Promise.all(links.map((link) => fetch(link.href)))
    return replies.filter((reply) => !reply.ok).map((reply) => `${reply.status} ${reply.url}`)
  })
  assert.deepEqual(refused, [])
}

/** Looks at what is shown at both sizes, once by day and once by night. */
async function look(
  tour: Tour,
  seat: Seat,
  name: string,
  language: Language,
  sizes = [DESK, PHONE],
): Promise<void> {
  for (const size of sizes) {
    const isNight = (size === PHONE) === (language === 'zh')
    await seat.page.setViewportSize(size)
    await seat.light(isNight)
    await tour.check(() => seat.accessible())
    await tour.check(() => seat.fits())
    await seat.picture(`${name}-${language}-${size.width}-${isNight ? 'night' : 'day'}`)
  }
  await seat.page.setViewportSize(DESK)
}

async function visit(
  tour: Tour,
  account: string,
  paths: Record<string, string>,
  language: Language,
): Promise<void> {
  const seat = await Seat.take(browser, server.base, { language })
  await seat.enter(account)
  for (const [name, path] of Object.entries(paths)) {
    await seat.open(path)
    opened.add(path)
    await seat.page.locator('main h1, main h2').first().waitFor()
    await seat.idle()
    await look(tour, seat, name, language)
    await tour.check(() => given(seat))
  }
  await seat.close()
}

for (const language of languages) {
  test(`pages of the officer, ${language}`, async () => {
    const paths: Record<string, string> = {
      desk: '/',
      in: '/in',
      out: '/out',
      dispatch: `/dispatches/${dispatch}`,
      ledger: '/matters',
      matter: `/matters/${matter}`,
      log: '/log',
      board: '/board',
      journal: '/journal',
      units: '/units',
      people: '/people',
      kinds: '/kinds',
      roster: '/roster',
      'duty-posts': '/duty-posts',
      'duty-sheet': '/duty-sheet',
      holidays: '/holidays',
      'board-unit': `/board/${unit}`,
    }
    for (const kind of kinds) paths[`new-${kind}`] = `/new/${kind}`
    const tour = new Tour()
    await visit(tour, login('officer'), paths, language)
    tour.end()
  })

  test(`pages of a watch, ${language}`, async () => {
    const tour = new Tour()
    await visit(
      tour,
      login('officer'),
      {
        handover: '/handover',
        registers: '/registers',
        papers: '/registers/papers',
        day: '/log/day',
        volume: '/log/volume',
        presence: '/presence',
        flags: '/flags',
        cards: '/cards',
        leaves: '/leaves',
        reach: '/reach',
        equipment: '/equipment',
        credentials: '/credentials',
        'shift-changes': '/shift-changes',
      },
      language,
    )
    await visit(
      tour,
      login('leader'),
      {
        'handover-leader': '/handover',
        'presence-leader': '/presence',
        'flags-leader': '/flags',
        'roll-calls': '/roll-calls',
        rounds: '/rounds',
        'cards-leader': '/cards',
        'leaves-leader': '/leaves',
        'reach-leader': '/reach',
        'equipment-leader': '/equipment',
        'duty-sheet-leader': '/duty-sheet',
      },
      language,
    )
    tour.end()
  })

  test(`every step of a matter, its draft and the keys, ${language}`, async () => {
    const tour = new Tour()
    const seat = await Seat.take(browser, server.base, { language })
    await seat.enter(login('officer'), `/matters/${matter}`)
    const buttons = seat.page.locator('.steps button[data-step]')
    await seat.page.locator('.steps button.more').click()
    await buttons.first().waitFor()
    const names = await buttons.evaluateAll((all) =>
      all.map((one) => (one as HTMLElement).dataset.step ?? ''),
    )
    assert.ok(names.length >= 3, `only ${names.length} steps`)
    for (const name of names) {
      await seat.page.locator(`.steps button[data-step="${name}"]`).click()
      await seat.page.locator('form.step-form').waitFor()
      await seat.page
        .locator('form.step-form details')
        .evaluateAll((all) => all.forEach((one) => ((one as HTMLDetailsElement).open = true)))
      await look(tour, seat, `step-${name}`, language, language === 'zh' ? [DESK, PHONE] : [PHONE])
    }
    await seat.page.locator('.steps button[data-act="report"]').click()
    await seat.page.locator('form.draft').waitFor()
    await look(tour, seat, 'draft', language)
    await seat.page.keyboard.press('Escape')
    await seat.page.locator('form.draft').waitFor({ state: 'detached' })
    await seat.page.locator('h1').click()
    await seat.page.keyboard.press('?')
    await seat.page.locator('[role=dialog]').waitFor()
    await look(tour, seat, 'keys', language)
    await seat.close()
    tour.end()
  })

  test(`pages of an administrator and signing in, ${language}`, async () => {
    const tour = new Tour()
    await visit(
      tour,
      login('sysadmin', CITY),
      { 'units-admin': '/units', 'people-admin': '/people', terminals: '/terminal', calendar: '/calendar' },
      language,
    )
    await visit(tour, login('secadmin', CITY), { 'people-security': '/people' }, language)
    const seat = await Seat.take(browser, server.base, { language })
    await seat.open('/sign-in')
    await seat.page.locator('input[type=password]').waitFor()
    await look(tour, seat, 'sign-in', language)
    await seat.close()
    tour.end()
  })
}

test('a page that no list above names is looked at too; one that wants to be told of what is named', async () => {
  const forgotten = unseen(opened)
  assert.deepEqual(
    forgotten.filter((route) => route.includes(':')),
    [],
  )
  const tour = new Tour()
  for (const language of languages)
    await visit(
      tour,
      login('leader'),
      Object.fromEntries(forgotten.map((route) => [route.slice(1).replace(/\//g, '-'), route])),
      language,
    )
  tour.end()
})

test('an empty server asks for its unit and three administrators, and then lets one in', async () => {
  const empty = await Server.start()
  const tour = new Tour()
  try {
    for (const language of languages) {
      const seat = await Seat.take(browser, empty.base, { language })
      await seat.open('/')
      await seat.page.locator('fieldset').nth(2).waitFor()
      await look(tour, seat, 'setup', language)
      await seat.close()
    }
    const seat = await Seat.take(browser, empty.base)
    await seat.open('/')
    await seat.page.locator('fieldset').nth(2).waitFor()
    await seat.page.getByLabel('启用码').fill('23456-23456-23456-23456-23456')
    await seat.page.getByPlaceholder('430102').fill('430102')
    await seat.page.getByLabel('单位名称').fill('某区总值班室')
    for (const [i, name] of ['张一', '李二', '王三'].entries()) {
      await seat.page.locator('fieldset').nth(i).locator('input').first().fill(name)
      await seat.page.locator('fieldset').nth(i).locator('input[type=password]').fill(`First-night-${i}`)
    }
    await seat.page.getByText('auditor@430102').waitFor()
    await seat.page.locator('fieldset input[type=password]').first().fill('aaaaaaaaaaaa')
    await seat.page.locator('button.main').click()
    await seat.page.getByText('启用码不对').waitFor()
    await seat.page.getByLabel('启用码').fill(setupCode(empty.place))
    await seat.page.locator('button.main').click()
    await seat.page.getByText('系统管理员的口令：太简单').waitFor()
    await look(tour, seat, 'setup-refused', 'zh')
    await seat.page.locator('fieldset input[type=password]').first().fill('First-night-0')
    await seat.page.locator('button.main').click()
    await seat.page.locator('table').waitFor()
    for (const role of ['sysadmin', 'secadmin', 'auditor'])
      await seat.page.getByRole('cell', { name: `${role}@430102` }).waitFor()
    await look(tour, seat, 'setup-sheet', 'zh')
    await seat.page.locator('button.main').click()
    await seat.page.getByText('系统管理员先登录').waitFor()
    assert.equal(await seat.page.locator('input[autocomplete=username]').inputValue(), 'sysadmin@430102')
    await look(tour, seat, 'setup-done', 'zh')
    await seat.page.locator('input[type=password]').fill('First-night-0')
    await seat.page.keyboard.press('Enter')
    await seat.page.locator('nav.places').waitFor()
    await seat.close()
    tour.end()
  } finally {
    await empty.stop()
  }
})
