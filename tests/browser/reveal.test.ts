// SPDX-License-Identifier: Apache-2.0
// What is hidden is never shown as unknown: who called stands there as hidden, is shown when a reason is given, and that
// it was shown stands in the record.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Json } from '../support/client.ts'

const stage = demoStage()

test('the caller of a log line is hidden, and shown to who says why', async () => {
  const officer = await stage.server.client().signIn(login('officer'))
  const line = { type: 'call_in', text: '南桥头三盏灯不亮' }
  const { seq } = (
    await officer.post(`/units/${STREET}/log`, {
      ...line,
      caller_name: '王大爷',
      caller_phone: '13900139000',
    })
  ).ok(201)
  ;(await officer.post(`/units/${STREET}/log`, { ...line, text: '北桥头井盖夜里响' })).ok(201)
  const seat = await (
    await Seat.take(stage.browser, stage.server.base, { viewport: PHONE })
  ).enter(login('officer'), '/log')
  const row = (text: string) => seat.page.locator('.panel li', { hasText: text })
  await row('南桥头三盏灯不亮').getByText('个人信息，已遮蔽').waitFor()
  assert.doesNotMatch(await row('南桥头三盏灯不亮').innerText(), /王大爷|13900139000/)
  assert.doesNotMatch(await row('北桥头井盖夜里响').innerText(), /已遮蔽|来电人/, 'nobody said who called')
  await seat.accessible()
  await row('南桥头三盏灯不亮').getByRole('button', { name: '查看个人信息' }).click()
  await seat.page.locator('dialog input').fill('回访来电人')
  await seat.page.keyboard.press('Enter')
  await row('南桥头三盏灯不亮').getByText('王大爷').waitFor()
  await row('南桥头三盏灯不亮').getByRole('link', { name: '13900139000' }).waitFor()
  await seat.fits()
  await seat.close()
  const seen = (await officer.get(`/units/${STREET}/journal?after=${seq}&limit=200`)).text
  assert.match(seen, /log\.revealed/)
})

test('what a matter hides is told apart from what nobody knows, in its timeline too', async () => {
  const officer = await stage.server.client().signIn(login('officer'))
  const opened = (
    await officer.post(`/units/${STREET}/matters`, {
      kind: 'incident',
      fields: { summary: '楼道有焦糊味', caller_name: '王大爷', caller_phone: null },
    })
  ).ok(201) as Json
  const items = (await officer.get(`/matters/${opened.id}/timeline`)).ok().items as Json[]
  const item = items.find((one) => one.kind === 'matter.opened')!
  assert.deepEqual(item.masked, ['fields.caller_name'])
  const seat = await (
    await Seat.take(stage.browser, stage.server.base)
  ).enter(login('officer'), `/matters/${opened.id}`)
  const changes = seat.page.locator('.timeline .changes', { hasText: '楼道有焦糊味' })
  assert.match(await changes.innerText(), /报告人：个人信息，已遮蔽；报告人电话：不详/)
  await seat.close()
})
