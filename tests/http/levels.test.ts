// SPDX-License-Identifier: Apache-2.0
// Which level an incident has, why in words, and what a first report still lacks.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let officer: Client

async function opened(fields: Json): Promise<Json> {
  return (await officer.post(`/units/${STREET}/matters`, { kind: 'incident', fields })).ok(201)
}

before(async () => {
  server = await Server.start({ demo: true })
  officer = await server.client().signIn(login('officer'))
  const began = await officer.post(`/units/${STREET}/watch`, { role: 'officer' })
  assert.ok(began.status === 201 || began.status === 409, began.text)
})
after(() => server.stop())

describe('a level', () => {
  const cases: [string, Json, number | null, string, boolean | null][] = [
    [
      'dangerous_chemicals',
      { poisoned: 60 },
      2,
      '重伤（含急性工业中毒）至少60人，达到重大（50人以上）',
      true,
    ],
    ['industrial', { poisoned: 10 }, 3, '重伤（含急性工业中毒）至少10人，达到较大（10人以上）', true],
    ['gas_explosion', { deaths: 3 }, 3, '死亡3人，达到较大（3人以上）', true],
    [
      'food_poisoning',
      { poisoned: 100, deaths: 0 },
      4,
      '中毒100人、死亡0人，达到一般（中毒30人以上100人及以下、死亡0人）',
      false,
    ],
    ['food_poisoning', { poisoned: 101, deaths: 0 }, 3, '中毒101人，达到较大（超过100人）', false],
    ['power_cut', { deaths: 3 }, 3, '死亡3人，达到较大（3人以上）', true],
    [
      'power_cut',
      { deaths: 1, power_grid: 'county_150', power_load_lost_percent: 60 },
      3,
      '减供负荷60%、县级市电网（负荷150兆瓦以上），达到较大（减供负荷60%以上）',
      true,
    ],
    ['gas_explosion', { deaths: 1 }, 4, '已知数字未达到更高等级，按一般', true],
  ]
  for (const [kind, figures, level, reason, provisional] of cases)
    it(`${kind} ${JSON.stringify(figures)}: ${reason}`, async () => {
      const matter = await opened({ summary: '测试', kind, ...figures })
      assert.equal(matter.level, level)
      assert.equal(matter.fields.suggested_reason, reason)
      assert.equal(matter.suggested.reason, reason)
      assert.equal(matter.fields.suggested_provisional, provisional)
    })

  it('that is not there is not said to be final, and the duty to report is said in words', async () => {
    const none = await opened({ summary: '不明原因发热', kind: 'epidemic' })
    assert.equal(none.level, null)
    assert.equal(none.fields.suggested_provisional ?? null, null)
    const miss = await opened({ summary: '燃气泄漏疏散', kind: 'gas_leak', evacuated: 500 })
    const kind = (await officer.get('/kinds/incident')).ok()
    const field = kind.fields.find((one: Json) => one.name === 'suggested_outcome')
    const choice = field.choices.find((one: Json) => one.name === miss.fields.suggested_outcome)
    assert.match(choice.label.zh, /涉险/)
    for (const name of ['suggested_rule', 'suggested_version', 'suggested_by'])
      assert.equal(kind.fields.find((one: Json) => one.name === name).inner, true, name)
  })
})

describe('a first report', () => {
  it('asks for every element of Order 493 art. 12 and says those that are known', async () => {
    const matter = await opened({ summary: '厂房坍塌', kind: 'industrial', deaths: 3 })
    const before = (await officer.get(`/matters/${matter.id}/draft?type=initial_report`)).ok()
    for (const element of ['事发单位概况', '现场情况', '直接经济损失', '已采取措施', '事发时间', '事发地点'])
      assert.ok(before.missing.includes(element), `${element}: ${before.missing}`)
    ;(
      await officer.post(`/matters/${matter.id}/steps/verify`, {
        fields: { unit_profile: '某机械厂，职工120人', scene_condition: '厂房东侧整体坍塌，明火已灭' },
      })
    ).ok()
    const known = (await officer.get(`/matters/${matter.id}/draft?type=initial_report`)).ok()
    assert.ok(!known.missing.includes('事发单位概况') && !known.missing.includes('现场情况'))
    assert.match(known.body, /事发单位概况：某机械厂，职工120人。/)
    assert.match(known.body, /现场情况：厂房东侧整体坍塌，明火已灭。/)
    assert.doesNotMatch(known.body, /work_safety|>=|suggested/)
  })
})
