// SPDX-License-Identifier: Apache-2.0
// What a room writes down, after public bug reports: times in order, halves of a day, one paper that comes twice, one roster
// published twice, divisions that are none.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import { type Client, type Json, unmoved } from '../support/client.ts'
import { Server } from '../support/server.ts'

let server: Server
let leader: Client, officer: Client, sysadmin: Client, auditor: Client
let now = 0
const unit = (path: string) => `/units/${STREET}${path}`
const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString()
const day = (days: number): string =>
  new Date(now + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10)

before(async () => {
  server = await Server.start({ demo: true })
  leader = await server.client().signIn(login('leader'))
  officer = await server.client().signIn(login('officer'))
  sysadmin = await server.client().signIn(login('sysadmin'))
  auditor = await server.client().signIn(login('auditor'))
  now = Date.parse((await officer.get('/me')).ok().now)
})
after(() => server.stop())

describe('two times', () => {
  it('B-029 an entry of the log is not over before it began, and nothing was before 2000', async () => {
    const write = (more: Json) => officer.post(unit('/log'), { type: 'other', text: '停电', ...more })
    await unmoved(auditor, STREET, async () => {
      ;(await write({ claimed_at: at(-60), closed_at: at(-90) })).refused(422, 'invalid', 'closed_at')
      ;(await write({ closed_at: at(-90) })).refused(422, 'invalid', 'closed_at')
      ;(await write({ claimed_at: '1970-01-01T00:00:00Z' })).refused(422, 'invalid', 'claimed_at')
      ;(await write({ claimed_at: at(-60), closed_at: '1970-01-01T08:00:00+08:00' })).refused(
        422,
        'invalid',
        'closed_at',
      )
    })
    ;(await write({ claimed_at: at(-60), closed_at: at(-60) })).ok(201)
    ;(await write({ claimed_at: at(-60), closed_at: at(-30) })).ok(201)
  })

  it('B-029 siblings: a paper is not signed for before it came, an incident not known before it was', async () => {
    const fields = { doc_no: '潇时〔2026〕1号', sender: '市政府办', urgency: 'top' }
    const open = (kind: string, given: Json) => officer.post(unit('/matters'), { kind, fields: given })
    ;(await open('telegram', { ...fields, received_at: '1970-01-01T00:00:00Z' })).refused(
      422,
      'invalid',
      'fields.received_at',
    )
    const paper = (await open('telegram', { ...fields, received_at: at(-20) })).ok(201)
    const step = (name: string, given: Json) =>
      officer.post(`/matters/${paper.id}/steps/${name}`, { fields: given })
    ;(await step('hand', { handed_to: '刘主任', handed_at: at(-30) })).refused(
      422,
      'invalid',
      'fields.handed_at',
    )
    ;(await step('hand', { handed_to: '刘主任', handed_at: at(-10) })).ok()
    ;(await step('sign', { signed_by: '刘主任', signed_at: at(-15) })).refused(
      422,
      'invalid',
      'fields.signed_at',
    )
    ;(await step('sign', { signed_by: '刘主任', signed_at: at(-5) })).ok()
    const incident = { summary: '沿街商铺起火' }
    const refused = await open('incident', { ...incident, occurred_at: at(-10), known_at: at(-40) })
    refused.refused(422, 'invalid', 'fields.known_at')
  })
})

describe('a day of rest', () => {
  it('B-034 is taken in one piece or two halves, and once', async () => {
    const people = (await leader.get(unit('/people?limit=5'))).ok().items as Json[]
    const person = people[0].id
    const take = (days: number, half: boolean) =>
      leader.post(unit('/rest-days'), { person, day: day(days), half })
    ;(await take(3, true)).ok(201)
    await unmoved(auditor, STREET, async () => (await take(3, false)).refused(409, 'taken_already'))
    ;(await take(3, true)).ok(201)
    await unmoved(auditor, STREET, async () => (await take(3, true)).refused(409, 'taken_already'))
    const rests = (await leader.get(unit(`/rest-days?from=${day(3)}&to=${day(3)}`))).ok().items as Json[]
    assert.deepEqual(
      rests.map((one) => one.tenths),
      [5, 5],
    )
    ;(await take(4, false)).ok(201)
    ;(await take(4, true)).refused(409, 'taken_already')
  })
})

describe('a paper that comes by fax and by the system', () => {
  const register = async (given: Json): Promise<Json> =>
    (
      await officer.post(unit('/matters'), {
        kind: 'telegram',
        fields: { urgency: 'urgent', sender: '市政府办', ...given },
      })
    ).ok(201)

  it('B-033 is registered each time, and says under which number it stands already', async () => {
    const first = await register({ doc_no: '潇政办电〔2026〕33号', medium: 'fax' })
    assert.equal(first.fields.same_as ?? null, null)
    for (const doc_no of ['潇政办电〔2026〕33号', '潇政办电[2026]33号', ' 潇政办电（２０２６） ３３ 号']) {
      const again = await register({ doc_no, medium: 'exchange', sender: '潇湘市政府办' })
      assert.equal(again.fields.same_as, first.number, doc_no)
    }
    const other = await register({ doc_no: '潇政办电〔2026〕3号' })
    assert.equal(other.fields.same_as ?? null, null)
    await register({ doc_no: '7号', sender: '市水利局' })
    assert.equal((await register({ doc_no: '7号', sender: '市气象局' })).fields.same_as ?? null, null)
    assert.ok((await register({ doc_no: '7号', sender: '市水利局' })).fields.same_as)
  })
})

describe('a roster published twice', () => {
  const first = '2026-10-10'
  const last = '2026-10-12'
  const publish = async (): Promise<Json> => {
    const draft = (await leader.post(unit('/rosters'), { from_day: first, to_day: last, generate: true })).ok(
      201,
    )
    return (await leader.post(`/rosters/${draft.id}/publish`, { reason: '假期排班' })).ok()
  }
  const get = async (path: string): Promise<Json[]> => (await leader.get(unit(path))).ok().items
  const live = async (): Promise<Json[]> =>
    (await get(`/roster?from=${first}&to=${last}`)).filter((one) => one.day >= first && one.day <= last)
  const key = (one: Json) => `${one.post} ${one.begins_at} ${one.person}`

  it('B-024 counts one person, post and time once; whichever is withdrawn, the other one holds', async () => {
    for (const one of await get('/rosters?state=published'))
      if (one.to_day >= first) (await leader.post(`/rosters/${one.id}/withdraw`, { reason: '另排' })).ok()
    const one = await publish()
    const once = await live()
    assert.ok(once.length > 0)
    const copy = (
      await leader.post(unit('/rosters'), {
        from_day: first,
        to_day: last,
        assignments: once.map(({ day, post, person }) => ({ day, post, person })),
      })
    ).ok(201)
    ;(await leader.post(`/rosters/${copy.id}/publish`, { reason: '再公布一次' })).ok()
    assert.deepEqual((await live()).map(key).sort(), once.map(key).sort())
    const month = (await leader.get(unit('/duty-sheet?month=2026-10'))).ok().items as Json[]
    ;(await leader.post(`/rosters/${one.id}/withdraw`, { reason: '只留后一张' })).ok()
    const kept = await live()
    assert.deepEqual(kept.map(key).sort(), once.map(key).sort())
    assert.ok(kept.every((shift) => shift.shift.startsWith(`${copy.id}.`)))
    assert.deepEqual((await leader.get(unit('/duty-sheet?month=2026-10'))).ok().items, month)
    ;(await leader.post(`/rosters/${copy.id}/withdraw`, { reason: '都不要' })).ok()
    assert.deepEqual(await live(), [])
  })
})

describe('a division', () => {
  it('that no table knows is refused, in whatever length it is written', async () => {
    const change = (division: string) => sysadmin.call('PATCH', `/units/${STREET}`, { division })
    for (const division of ['19', '990000', '4399', '439900', '431999001', '439901001001', '110300'])
      (await change(division)).refused(422, 'invalid', 'division')
  })
})
