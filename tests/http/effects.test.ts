// SPDX-License-Identifier: Apache-2.0
// What a county's own kind asks of modules: a dispatch that leaves, a paper that can be printed; what nobody serves is refused.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'

const label = (zh: string) => ({ zh, en: zh })

function kind(effects: Json[]): Json {
  return {
    kind: 'hazard_x',
    version: 1,
    label: label('隐患'),
    number: { prefix: { zh: '隐', en: 'H' } },
    face: { title: 'summary' },
    fields: [
      { name: 'summary', label: label('何事'), type: 'line' },
      { name: 'phone', label: label('电话'), type: 'line', personal: true },
      { name: 'found_at', label: label('发现时间'), type: 'time' },
      {
        name: 'rank',
        label: label('等次'),
        type: 'choice',
        choices: [{ name: 'big', label: label('重大') }],
      },
      { name: 'told', label: label('通报单位'), type: 'units' },
    ],
    states: [
      { name: 'found', label: label('已发现'), owner: 'officer' },
      { name: 'gone', label: label('已消除') },
    ],
    ends: ['gone'],
    open: {
      label: label('登记'),
      to: 'found',
      who: ['anyone'],
      needs: ['summary'],
      takes: ['phone', 'found_at', 'rank', 'told'],
    },
    steps: [
      { name: 'tell', label: label('通报'), from: ['found'], who: ['anyone'], takes: ['told'], effects },
      { name: 'remove', label: label('消除'), from: ['found'], to: 'gone', who: ['anyone'] },
    ],
    clocks: [
      {
        name: 'remove',
        label: label('消除'),
        in: ['found'],
        due: 'P3D',
        owner: 'officer',
        escalate: [
          { after: 'P1D', tell: 'leader' },
          { after: 'P2D', tell: 'head' },
        ],
      },
    ],
  }
}

const ASKED = {
  type: 'inquiry',
  to: ['above', '$told'],
  title: '{rank}隐患：{summary}',
  body: '{number}，{found_at}发现。',
}
const PAPER = {
  title: '隐患通知书（{number}）',
  text: '{summary}。\n请于三日内整改。',
  fields: ['rank', 'found_at'],
}

const left: (() => void)[] = []
after(() => left.forEach((remove) => remove()))

async function place(one: Json): Promise<Place> {
  const [home, cleanup] = await newPlace(true)
  left.push(cleanup)
  mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
  writeFileSync(join(home.data, 'catalog', 'kinds', 'hazard_x.json'), JSON.stringify(one))
  return home
}

describe('a kind', () => {
  const wrong: [string, Json, RegExp][] = [
    ['an effect that no module serves', { telephone: {} }, /effect "telephone" is not known/],
    ['a dispatch without a type', { dispatch: {} }, /"type"/],
    ['a dispatch of no type', { dispatch: { type: 'letter' } }, /no type "letter"/],
    [
      'a dispatch with a member that is not known',
      { dispatch: { type: 'notice', too: 'above' } },
      /"too" is not known/,
    ],
    [
      'a dispatch to a field that holds no units',
      { dispatch: { type: 'notice', to: '$summary' } },
      /summary/,
    ],
    [
      'a dispatch that would tell a telephone number',
      { dispatch: { type: 'notice', body: '{phone}' } },
      /phone/,
    ],
    ['a paper with a field that is not there', { document: { fields: ['nothing'] } }, /nothing/],
    ['a paper that would print a telephone number', { document: { text: '{phone}' } }, /phone/],
  ]
  for (const [name, effect, reason] of wrong)
    it(`with ${name} is refused with its line`, async () => {
      const home = await place(kind([effect]))
      const checked = command(home, 'catalog', 'check')
      assert.equal(checked.status, 1)
      assert.match(checked.stdout, /hazard_x\.json:1: /)
      assert.match(checked.stdout, reason)
    })
})

describe('a step that asks for a dispatch and a paper', () => {
  let server: Server
  let officer: Client, above: Client
  let id = ''

  before(async () => {
    const home = await place(kind([{ dispatch: ASKED }, { document: PAPER }]))
    assert.equal(command(home, 'catalog', 'check').status, 0)
    server = await Server.start({ place: home })
    officer = await server.client().signIn(login('officer'))
    above = await server.client().signIn(login('officer', DISTRICT))
    const fields = {
      summary: '锅炉安全阀失灵',
      phone: '13800138000',
      found_at: '2026-03-04T01:05:00+08:00',
      rank: 'big',
    }
    id = (await officer.post(`/units/${STREET}/matters`, { kind: 'hazard_x', fields })).ok(201).id
    ;(await officer.post(`/matters/${id}/steps/tell`, {})).ok()
  })
  after(() => server.stop())

  it('sends the dispatch, in the words of its fields', async () => {
    await officer.settle()
    const sent = ((await officer.get(`/units/${STREET}/dispatches?box=out`)).ok().items as Json[]).find(
      (one) => one.matter === id,
    )
    assert.ok(sent, 'nothing left')
    assert.equal(sent.title, '重大隐患：锅炉安全阀失灵')
    const whole = (await officer.get(`/dispatches/${sent.id}`)).ok()
    assert.match(whole.body, /号，2026-03-04 01:05发现。$/)
    const arrived = ((await above.get(`/units/${DISTRICT}/dispatches?box=in`)).ok().items as Json[]).find(
      (one) => one.origin === sent.id,
    )
    assert.ok(arrived, 'nothing arrived')
  })

  it('offers the paper, which is the same each time and shows no telephone number', async () => {
    const listed = (await officer.get(`/matters/${id}/documents`)).ok().items as Json[]
    assert.equal(listed.length, 1)
    assert.match(listed[0].title, /^隐患通知书（隐〔2026〕1号）$/)
    const one = await officer.get(`/matters/${id}/documents/${listed[0].paper}`)
    assert.equal(one.status, 200, one.text)
    assert.match(one.headers.get('content-type') ?? '', /application\/pdf/)
    const again = await officer.get(`/matters/${id}/documents/${listed[0].paper}`)
    assert.equal(again.text, one.text)
    ;(await officer.get(`/matters/${id}/documents/1`)).refused(404, 'not_found')
    ;(await above.get(`/matters/${id}/documents`)).refused(403, 'denied')
  })

  it('goes to nobody at the top: the step says so and is not taken', async () => {
    const city = (await above.get(`/units/${DISTRICT}`)).ok().parent
    const top = await server.client().signIn(login('officer', city))
    const fields = { summary: '城市级隐患' }
    const own = (await top.post(`/units/${city}/matters`, { kind: 'hazard_x', fields })).ok(201).id
    ;(await top.post(`/matters/${own}/steps/tell`, {})).refused(409, 'no_receiver')
    ;(await top.post(`/matters/${own}/steps/tell`, { fields: { told: [STREET] } })).ok()
  })
})
