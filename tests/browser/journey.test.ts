// SPDX-License-Identifier: Apache-2.0
// The main job, as a newcomer would do it: a gas explosion at a street goes from the call to its
// closing at the city, with the record checked in the browser at the end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import { tellToTheEnd } from '../support/told.ts'

const stage = demoStage()

const LINE = '幸福里小区3栋燃气爆炸，2人受伤，13800138000 李女士，119转'
const WHAT = '幸福里小区3栋'
// The postman may be quicker than the page.
const SENT = /已发出|已送达/

async function seatOf(account: string, path = '/', phone = false): Promise<Seat> {
  const seat = await Seat.take(stage.browser, stage.server.base, phone ? { viewport: PHONE } : {})
  return seat.enter(account, path)
}

/** Takes a step of the matter on the page by its button, filling fields by their labels. */
async function step(seat: Seat, name: string, fields: Record<string, string> = {}): Promise<void> {
  await seat.page
    .locator('.steps')
    .getByRole('button', { name: new RegExp(`^\\d*\\s*${name}$`) })
    .click()
  const form = seat.page.locator('form.step-form')
  for (const [label, value] of Object.entries(fields))
    await form.getByLabel(label, { exact: false }).first().fill(value)
  await form.locator('button.main').click()
  await form.waitFor({ state: 'detached' })
}

async function act(seat: Seat, name: string): Promise<void> {
  await seat.page.locator('.acts').getByRole('button', { name, exact: true }).click()
}

async function state(seat: Seat, word: string | RegExp): Promise<void> {
  await seat.page.locator('header .tag', { hasText: word }).first().waitFor()
}

/** Opens the first dispatch about this call that waits on the desk. */
async function takeWaiting(seat: Seat): Promise<void> {
  await seat.page.locator('.dispatch-row', { hasText: WHAT }).first().click()
  await seat.page.locator('article.dispatch').waitFor()
}

/** Draws up the report for the unit above and leaves it ready for sign-off. */
async function draft(seat: Seat): Promise<void> {
  await seat.page.keyboard.press('r')
  const form = seat.page.locator('form.draft')
  await form.waitFor()
  await seat.page.waitForFunction(
    () =>
      ((document.querySelector('form.draft textarea') as HTMLTextAreaElement | null)?.value.length ?? 0) > 20,
  )
  await form.locator('button.main').click()
  await seat.page.locator('article.dispatch').waitFor()
}

async function receive(seat: Seat): Promise<void> {
  await takeWaiting(seat)
  await act(seat, '签收')
  await state(seat, '已签收')
  await act(seat, '立为事件')
  await seat.page.waitForURL(/\/matters\//)
}

test('one line and Enter register a call, and what the line says is understood', async () => {
  const street = await seatOf(login('officer'))
  await street.page.locator('#intake').fill(LINE)
  await street.page.locator('.said-fields [data-field=kind]').waitFor()
  assert.equal(await street.page.locator('#said-kind').inputValue(), 'gas_explosion')
  await street.page.keyboard.press('Enter')
  await street.page.waitForURL(/\/matters\//)
  await state(street, '已登记')
  await street.page.locator('aside', { hasText: '电话上报' }).first().waitFor()
  await street.close()
})

test('from the street over the district to the city, and closed at all three', async () => {
  const street = await seatOf(login('officer'), '/matters')
  await street.page.locator('td.title a', { hasText: WHAT }).first().click()
  await step(street, '核实', { 重伤: '1', 轻伤: '1' })
  await state(street, '已核实')
  await step(street, '电话上报', { 接听人: '区总值班室小王', 报告内容: '幸福里小区3栋燃气爆炸，一人重伤' })
  await draft(street)
  await act(street, '口头签发')
  await street.page.getByLabel('领导原话').fill('同意，马上报区里')
  await street.page.locator('form.act button.main').click()
  await state(street, SENT)

  const district = await seatOf(login('officer', DISTRICT))
  await receive(district)
  await step(district, '核实')
  await draft(district)

  const leader = await seatOf(login('leader', DISTRICT), '/', true)
  await takeWaiting(leader)
  await leader.fits()
  await leader.picture('sign-off-390')
  await act(leader, '签发')
  await state(leader, SENT)
  await leader.close()

  const city = await seatOf(login('officer', CITY))
  await receive(city)
  await step(city, '核实')

  // Nobody closes what was not told to its end.
  for (const unit of [STREET, DISTRICT, CITY]) {
    const officer = await stage.server.client().signIn(login('officer', unit))
    const found = (await officer.get(`/units/${unit}/matters?open=1&q=${encodeURIComponent(WHAT)}`)).ok()
    const leads = await stage.server.client().signIn(login('leader', unit))
    await leads.post(`/units/${unit}/watch`, { role: 'leader' })
    await tellToTheEnd(officer, leads, unit, found.items[0].id)
  }
  for (const seat of [street, district, city]) {
    await seat.open('/matters?open=true')
    await seat.page.locator('td.title a', { hasText: WHAT }).first().click()
    await step(seat, '办结', { 处置结果: '明火已灭，伤者送医，燃气已恢复' })
    await state(seat, '已办结')
    await seat.close()
  }
})

test('the leader confirms on the telephone what was said at night', async () => {
  const leader = await seatOf(login('leader'), '/', true)
  await takeWaiting(leader)
  await act(leader, '补签确认')
  await leader.page
    .getByText(/已确认/)
    .first()
    .waitFor()
  await leader.close()
})

test('the record checks itself in the browser', async () => {
  const seat = await seatOf(login('officer'), '/journal')
  const actor = seat.page.locator(`td[title^="${STREET}-"]`).first()
  await actor.locator('.account').waitFor()
  assert.match(
    await actor.innerText(),
    /^[\p{Script=Han}·]+\s+\d+-\d+$/u,
    'who acted stands there by name, the account beside it',
  )
  await seat.page.getByRole('button', { name: '验证' }).click()
  await seat.page.locator('main [role=status].good').waitFor()
  assert.match(await seat.page.locator('main [role=status].good').innerText(), /全部 \d+ 笔完好/)
  await seat.close()
})
