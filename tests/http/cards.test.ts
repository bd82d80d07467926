// SPDX-License-Identifier: Apache-2.0
// Cards: found in two letters, copied and adapted, brought in and out; rules read by everyone, questions answered.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { unmoved, type Client, type Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let officer: Client, leader: Client, inspector: Client

before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
  leader = await server.client().signIn(login('leader'))
  inspector = await server.client().signIn(login('inspector', '430100'))
})
after(() => server.stop())

const cards = async (query: string): Promise<Json[]> =>
  (await officer.get(`/units/${STREET}/cards?${query}`)).ok().items

describe('cards', () => {
  it('that are built in serve by two letters and by kind of incident', async () => {
    const [first] = await cards('q=rq&starters=true')
    assert.equal(first.starter, 'gas_leak')
    assert.equal(first.contacts[0].phone, '119')
    assert.ok(
      (await cards('incident_kind=gas_explosion&starters=true')).some((card) => card.starter === 'gas_leak'),
    )
    assert.deepEqual(await cards('q=rq'), [])
  })

  it('are copied, changed by version, and a stale change is refused', async () => {
    const made = (await officer.post(`/units/${STREET}/cards/adopt`, { starters: ['gas_leak'] })).ok(201)
      .items[0]
    const next = {
      kind: made.kind,
      title: made.title,
      body: made.body,
      contacts: [{ post: '燃气公司', phone: '0731-88881234' }],
      triggers: made.triggers,
      note: '填本地号码',
      version: 1,
    }
    assert.equal((await officer.put(`/cards/${made.id}`, next)).ok().version, 2)
    ;(await unmoved(officer, STREET, () => officer.put(`/cards/${made.id}`, next))).refused(
      409,
      'card_changed',
    )
    const versions = (await inspector.get(`/cards/${made.id}/versions`)).ok().items
    assert.deepEqual(
      versions.map((one: Json) => one.version),
      [2, 1],
    )
    assert.equal((await cards('q=rq&starters=true')).length, 1)
  })

  it('come in as Markdown with every refused line named, and go out the same', async () => {
    const text = '# 暗河\n@ 水利站 | 李七 | 13800000000\n雨后两小时涨水\n# 坏的\n@ 谁 | | 打我\nx\n'
    const done = (
      await leader.post(`/units/${STREET}/cards/import`, { format: 'markdown', kind: 'risk_point', text })
    ).ok()
    assert.equal(done.accepted, 1)
    assert.deepEqual(
      done.refused.map((one: Json) => [one.line, one.problem]),
      [[4, 'not_a_phone']],
    )
    const out = await leader.get(`/units/${STREET}/cards/export`)
    assert.equal(out.status, 200)
    assert.match(out.text, /# 暗河\n@ 水利站 \| 李七 \| 13800000000\n雨后两小时涨水/)
    const csv = await leader.get(`/units/${STREET}/cards/export?format=csv`)
    const again = (
      await leader.post(`/units/${STREET}/cards/import`, { format: 'csv', text: csv.text, try: true })
    ).ok()
    assert.deepEqual([again.accepted, again.refused], [2, []])
  })
})

describe('rules', () => {
  it('ask each officer, and ask again with a new version', async () => {
    const rule = (
      await leader.post(`/units/${STREET}/cards`, { kind: 'rule', title: '值班制度', body: '双人双岗' })
    ).ok(201)
    ;(await officer.post(`/cards/${rule.id}/acknowledge`, { version: 1 })).ok()
    const read = async () =>
      ((await leader.get(`/cards/${rule.id}/readers`)).ok().items as Json[]).filter((one) => one.current)
        .length
    assert.equal(await read(), 1)
    ;(
      await leader.put(`/cards/${rule.id}`, {
        kind: 'rule',
        title: '值班制度',
        body: '双人双岗，不得脱岗',
        version: 1,
      })
    ).ok()
    assert.equal(await read(), 0)
    ;(
      await unmoved(officer, STREET, () => officer.post(`/cards/${rule.id}/acknowledge`, { version: 1 }))
    ).refused(409, 'card_changed')
    const other = await unmoved(officer, STREET, () =>
      inspector.post(`/cards/${rule.id}/acknowledge`, { version: 2 }),
    )
    assert.equal(other.status, 403)
  })

  it('are asked about, and the answers are counted', async () => {
    const [card] = await cards('q=rq')
    const question = (
      await leader.post(`/cards/${card.id}/questions`, {
        text: '先打给谁？',
        options: ['119', '物业'],
        answer: 0,
      })
    ).ok(201)
    assert.equal((await officer.post(`/questions/${question.id}/answer`, { option: 1 })).ok().correct, false)
    const results = (await leader.get(`/units/${STREET}/question-results`)).ok().items
    assert.deepEqual(
      results.map((one: Json) => [one.answered, one.correct]),
      [[1, 0]],
    )
  })
})
