// SPDX-License-Identifier: Apache-2.0
// The head of a unit destroys what a closed matter holds: told before what goes, asked why, told after what is left.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, Seat, demoStage } from '../support/browser.ts'
import { STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'

const stage = demoStage()
const SECRET = '当事人王某某，住幸福里3栋201'
let officer: Client
let id = ''

test('a matter is opened', async () => {
  officer = await stage.server.client().signIn(login('officer'))
  await officer.post(`/units/${STREET}/watch`, { role: 'officer' })
  id = (
    await officer.post(`/units/${STREET}/matters`, {
      kind: 'inquiry',
      fields: { question: SECRET, asked_of: '水利站' },
    })
  ).ok(201).id
})

test('an open matter, and whoever is not the head, has no such button', async () => {
  const head = await (
    await Seat.take(stage.browser, stage.server.base)
  ).enter(login('head'), `/matters/${id}`)
  await head.page.getByRole('heading', { level: 1 }).waitFor()
  assert.equal(await head.page.locator('[data-act=purge]').count(), 0)
  await head.close()
  ;(
    await officer.post(`/matters/${id}/steps/answer`, { fields: { answer: '已答复', answered_by: '水利站' } })
  ).ok()
  ;(await officer.post(`/matters/${id}/steps/close`, {})).ok()
  const other = await (
    await Seat.take(stage.browser, stage.server.base)
  ).enter(login('officer'), `/matters/${id}`)
  await other.page.getByRole('heading', { level: 1 }).waitFor()
  assert.equal(await other.page.locator('[data-act=purge]').count(), 0)
  await other.close()
})

test('nothing goes without a reason and a yes; then it is gone, and what is left is named', async () => {
  const head = await (
    await Seat.take(stage.browser, stage.server.base, { viewport: PHONE })
  ).enter(login('head'), `/matters/${id}`)
  await head.page.locator('[data-act=purge]').click()
  const form = head.page.locator('form.purge')
  const act = form.getByRole('button', { name: '销毁', exact: true })
  await head.accessible()
  await head.fits()
  assert.equal(await act.isDisabled(), true)
  await form.getByLabel('销毁事由').fill('应急结束，依法销毁')
  assert.equal(await act.isDisabled(), true)
  await head.page.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })
  assert.equal((await officer.get(`/matters/${id}`)).ok().purged, false)
  await head.page.locator('[data-act=purge]').click()
  await form.getByLabel('销毁事由').fill('应急结束，依法销毁')
  await form.getByRole('checkbox').check()
  await act.click()
  const left = head.page.locator('section.purge')
  await left.getByText('备份').waitFor()
  await head.accessible()
  await left.getByRole('button').click()
  await head.page.getByText('本事项的内容已依法销毁').waitFor()
  assert.equal(await head.page.locator('[data-act=purge]').count(), 0)
  assert.ok(!(await head.page.content()).includes(SECRET))
  assert.equal((await officer.get(`/matters/${id}`)).ok().purged, true)
  await head.close()
})
