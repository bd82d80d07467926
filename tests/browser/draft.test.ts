// SPDX-License-Identifier: Apache-2.0
// A draft is mended by the officer and by the leader who is to sign it: nobody signs what they have not read,
// nobody's words are lost, and who changed what stays readable.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { DISTRICT, STREET, login } from '../support/city.ts'

const stage = demoStage()

test('officer and leader mend a draft, and what goes is what was read', async () => {
  const client = await stage.server.client().signIn(login('officer'))
  const words = {
    type: 'notice',
    urgency: 'urgent',
    to: [DISTRICT],
    title: '关于解放路塌陷的通知',
    body: '解放路发生塌陷，坑深一米。现场已围挡，无人受伤。',
  }
  const id = (await client.post(`/units/${STREET}/dispatches`, words)).ok(201).id
  const officer = await (
    await Seat.take(stage.browser, stage.server.base)
  ).enter(login('officer'), `/dispatches/${id}`)
  const leader = await (
    await Seat.take(stage.browser, stage.server.base, { viewport: PHONE })
  ).enter(login('leader'), `/dispatches/${id}`)
  await leader.page.getByText('坑深一米').waitFor()

  await officer.page.getByRole('button', { name: '修改' }).click()
  const body = officer.page.locator('form.revise').getByLabel('正文')
  await body.fill('解放路发生塌陷，坑深三米。现场已围挡，无人受伤。')
  await officer.page.reload()
  await officer.page.getByRole('button', { name: '修改' }).click()
  assert.match(await body.inputValue(), /坑深三米/, 'what was typed survives a reload')
  await officer.accessible()
  await officer.picture('draft-desk')
  await officer.page.getByRole('button', { name: /保存修改/ }).click()
  await officer.page.locator('.history ins', { hasText: '坑深三米' }).waitFor()

  await leader.page.locator('.body', { hasText: '坑深三米' }).waitFor()
  await leader.page.getByRole('button', { name: '修改' }).click()
  const mending = leader.page.locator('form.revise').getByLabel('正文')
  await mending.fill('解放路发生塌陷，坑深三米。现场已围挡，无人受伤，交通已管制。')
  ;(await client.post(`/dispatches/${id}/revise`, { title: '关于解放路路面塌陷的通知' })).ok()
  await leader.page.locator('.overtaken').waitFor()
  await leader.page.locator('h1', { hasText: '路面塌陷' }).waitFor()
  assert.equal(await leader.page.getByRole('button', { name: /保存修改/ }).isDisabled(), true)
  await leader.accessible()
  await leader.fits()
  await leader.picture('draft-overtaken-390')
  await leader.page.getByRole('button', { name: '已看过' }).click()
  await leader.page.locator('form.revise').getByLabel('标题').fill('关于解放路路面塌陷的通知')
  await leader.page.getByRole('button', { name: /保存修改/ }).click()
  await leader.page.locator('.history ins', { hasText: '交通已管制' }).waitFor()
  const changes = await leader.page.locator('.history li b').allTextContents()
  assert.equal(changes.length, 3)
  assert.notEqual(changes[0], changes[1], 'the leader and the officer, by name')
  for (const seat of [officer, leader]) {
    await seat.accessible()
    await seat.fits()
  }
  await leader.picture('draft-390')

  await leader.page.getByRole('button', { name: '签发', exact: true }).click()
  await leader.page.locator('article.dispatch header .tag', { hasText: '已发出' }).waitFor()
  await officer.page.locator('article.dispatch header .tag', { hasText: '已发出' }).waitFor()
  assert.equal(await officer.page.getByRole('button', { name: '修改' }).count(), 0)
  await client.settle()
  const above = await stage.server.client().signIn(login('officer', DISTRICT))
  const received = (await above.get(`/units/${DISTRICT}/dispatches?box=in&limit=5`))
    .ok()
    .items.find((one: { title: string }) => one.title === '关于解放路路面塌陷的通知')
  assert.match(
    (await above.get(`/dispatches/${received.id}`)).ok().body,
    /坑深三米。现场已围挡，无人受伤，交通已管制。/,
  )
  await officer.close()
  await leader.close()
})

test('a leader whose page has not heard of the change signs nothing unread', async () => {
  const client = await stage.server.client().signIn(login('officer'))
  const words = {
    type: 'notice',
    urgency: 'urgent',
    to: [DISTRICT],
    title: '关于停水的通知',
    body: '停水至六时。',
  }
  const id = (await client.post(`/units/${STREET}/dispatches`, words)).ok(201).id
  const leader = await Seat.take(stage.browser, stage.server.base)
  await leader.context.route(/\/stream/, (route) => route.abort())
  await leader.enter(login('leader'), `/dispatches/${id}`)
  await leader.page.getByText('停水至六时').waitFor()
  ;(await client.post(`/dispatches/${id}/revise`, { body: '停水至十八时。' })).ok()
  await leader.page.getByRole('button', { name: '签发', exact: true }).click()
  await leader.page.getByRole('alert').waitFor()
  await leader.page.getByText('停水至十八时').first().waitFor()
  assert.equal((await client.get(`/dispatches/${id}`)).ok().state, 'drafted')
  await leader.page.getByRole('button', { name: '签发', exact: true }).click()
  await leader.page.locator('article.dispatch header .tag', { hasText: '已发出' }).waitFor()
  await leader.close()
})
