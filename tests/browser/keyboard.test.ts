// SPDX-License-Identifier: Apache-2.0
// The keyboard: an input method's Enter never sends, letters do nothing inside a text, Alt and a letter always
// work; and what the frequent acts cost, counted, within what docs/guide/keys.md promises.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { Seat, demoStage } from '../support/browser.ts'
import { DISTRICT, STREET, login } from '../support/city.ts'
import { tellToTheEnd } from '../support/told.ts'

const stage = demoStage()

const LINE = '东湖路12号商铺燃气爆炸，1人受伤，13800138004 孙女士，119转'
const WHAT = '东湖路12号'

/** Presses keys, types words and clicks, and counts: words typed count nothing, each key and click one. */
class Hand {
  count = 0

  constructor(readonly page: Page) {}

  async key(name: string): Promise<void> {
    this.count += 1
    await this.page.keyboard.press(name)
  }
  async words(text: string): Promise<void> {
    await this.page.keyboard.insertText(text)
  }
  async click(selector: string, text?: string): Promise<void> {
    this.count += 1
    await this.page
      .locator(selector, text ? { hasText: text } : {})
      .first()
      .click()
  }
  /** The cost since the last time it was asked. */
  cost(): number {
    const n = this.count
    this.count = 0
    return n
  }
}

const table: [string, number, number][] = []
function counted(act: string, most: number, hand: Hand): void {
  const cost = hand.cost()
  table.push([act, cost, most])
  assert.ok(cost <= most, `${act}: ${cost} keys and clicks, promised are ${most}`)
}

async function focusIs(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((s) => document.activeElement?.matches(s) ?? false, selector)
}

test('an input method ends its composition with Enter, and nothing is sent', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  const page = seat.page
  let sent = 0
  page.on('request', (request) => {
    // What is read of a line is asked for while it is typed, and stored nowhere.
    if (request.method() === 'POST' && !/\/(presence\/beat|intake\/read)$/.test(request.url())) sent += 1
  })
  await page.locator('#intake').fill('幸福里')
  for (const selector of ['#intake', 'aside .write input']) {
    await page.locator(selector).fill('幸福里')
    await page.locator(selector).evaluate((box) => {
      for (const detail of [{ isComposing: true }, { keyCode: 229 }]) {
        box.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'Enter',
            code: 'Enter',
            bubbles: true,
            cancelable: true,
            ...detail,
          }),
        )
      }
    })
  }
  await seat.idle()
  assert.equal(sent, 0)
  assert.equal(await page.locator('#intake').inputValue(), '幸福里')

  await page.locator('#intake').focus()
  for (const letter of ['i', 'o', 'd', 't', 'j', '1', '?']) await page.keyboard.press(letter)
  assert.equal(new URL(page.url()).pathname, '/')
  assert.equal(await page.locator('#intake').inputValue(), '幸福里iodtj1?')
  assert.equal(await page.locator('[role=dialog]').count(), 0)
  await page.keyboard.press('Alt+o')
  await page.waitForURL(/\/out$/)
  await page.keyboard.press('i')
  await page.waitForURL(/\/in$/)
  await page.keyboard.press('d')
  await page.locator('#intake').waitFor()
  assert.equal(await page.locator('#intake').inputValue(), '幸福里iodtj1?')
  await page.locator('#intake').fill('')
  await seat.close()
})

test('what the frequent acts cost', async () => {
  const seat = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer'))
  const page = seat.page
  const hand = new Hand(page)
  await focusIs(page, '#intake')
  await hand.words(LINE)
  await hand.key('Enter')
  await page.waitForURL(/\/matters\//)
  counted('接一个电话（开着值班台）', 1, hand)
  const matter = page.url()

  await page.locator('.steps button').first().waitFor()
  await hand.key('1')
  await page.locator('form.step-form').waitFor()
  await focusIs(page, 'form.step-form *')
  await hand.key('Enter')
  await page.locator('header .tag', { hasText: '已核实' }).waitFor()
  counted('核实', 2, hand)

  await hand.click('.steps button', '电话上报')
  await page.locator('form.step-form').waitFor()
  await focusIs(page, 'form.step-form input')
  // Whoever must be told first is told, and what was said begins as what was written down.
  await hand.words('区总值班室小王')
  await hand.key('Enter')
  await page.locator('form.step-form').waitFor({ state: 'detached' })
  counted('电话上报', 2, hand)

  await hand.key('r')
  await page.waitForFunction(
    () =>
      ((document.querySelector('form.draft textarea') as HTMLTextAreaElement | null)?.value.length ?? 0) > 20,
  )
  await focusIs(page, 'form.draft button.main')
  await hand.key('Enter')
  await page.locator('article.dispatch').waitFor()
  counted('拟初报送签', 2, hand)

  await hand.click('.acts button', '口头签发')
  await focusIs(page, 'form.act input')
  await hand.words('同意，马上报')
  await hand.key('Enter')
  await page
    .locator('header .tag', { hasText: /已发出|已送达/ })
    .first()
    .waitFor()
  counted('口头签发', 2, hand)

  await page.goto(stage.server.base)
  await focusIs(page, '#intake')
  await hand.key('Alt+l')
  await hand.words('群众来电询问停水')
  await hand.key('Enter')
  await page.locator('aside li', { hasText: '询问停水' }).first().waitFor()
  counted('记一行日志', 2, hand)

  const district = await (await Seat.take(stage.browser, stage.server.base)).enter(login('officer', DISTRICT))
  const above = new Hand(district.page)
  await district.page.locator('.dispatch-row', { hasText: WHAT }).first().waitFor()
  await above.click('.dispatch-row', WHAT)
  await above.click('.acts button', '签收')
  await district.page.locator('header .tag', { hasText: '已签收' }).first().waitFor()
  counted('签收', 2, above)
  await above.click('.acts button', '立为事件')
  await district.page.waitForURL(/\/matters\//)
  counted('来文立为事件', 1, above)
  await district.close()

  const second = (
    await (
      await stage.server.client().signIn(login('officer'))
    ).post(`/units/${STREET}/dispatches`, {
      matter: matter.split('/').pop(),
      type: 'followup_report',
      urgency: 'urgent',
      to: [DISTRICT],
      title: `${WHAT}续报`,
      body: '明火已灭。',
    })
  ).ok()
  const leader = await (await Seat.take(stage.browser, stage.server.base)).enter(login('leader'))
  const chief = new Hand(leader.page)
  await leader.page.locator(`.dispatch-row[href$="${second.id}"]`).waitFor()
  await chief.click(`.dispatch-row[href$="${second.id}"]`)
  await chief.click('.acts button', '签发')
  await leader.page
    .locator('header .tag', { hasText: /已发出|已送达/ })
    .first()
    .waitFor()
  counted('领导签发', 2, chief)
  await leader.close()

  // Nobody closes what was not told to its end.
  const officer = await stage.server.client().signIn(login('officer'))
  const leads = await stage.server.client().signIn(login('leader'))
  await leads.post(`/units/${STREET}/watch`, { role: 'leader' })
  await tellToTheEnd(officer, leads, STREET, matter.split('/').at(-1)!)
  await page.goto(matter)
  await hand.click('.steps button', '办结')
  await focusIs(page, 'form.step-form *')
  await hand.words('明火已灭，伤者送医')
  await hand.key('Control+Enter')
  await page.locator('header .tag', { hasText: '已办结' }).waitFor()
  counted('办结', 2, hand)
  await seat.close()
  for (const [act, cost, most] of table) console.log(`# ${act}: ${cost} (${most})`)
})

test('Enter that is quicker than the catalog registers the call all the same', async () => {
  const seat = await Seat.take(stage.browser, stage.server.base)
  let release = () => {}
  const held = new Promise<void>((done) => (release = done))
  await seat.page.route('**/api/v1/kinds', async (route) => {
    await held
    await route.continue()
  })
  await seat.enter(login('officer'))
  await seat.page.locator('#intake').fill('和平路8号水管爆裂')
  await seat.page.locator('#intake').press('Enter')
  release()
  await seat.page.waitForURL(/\/matters\//)
  await seat.close()
})
