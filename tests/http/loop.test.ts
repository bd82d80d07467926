// SPDX-License-Identifier: Apache-2.0
// One gas explosion from the call at a street to its closing at the city, as people would do it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { tellToTheEnd } from '../support/told.ts'
import { Server } from '../support/server.ts'

const minute = 60_000
let server: Server
let now = Date.parse('2026-03-04T02:40:00+08:00')
let street: Client,
  streetLeader: Client,
  district: Client,
  districtLeader: Client,
  city: Client,
  cityLeader: Client

async function pass(minutes: number): Promise<void> {
  now += minutes * minute
  await server.moveClock(new Date(now))
}

/** Signed in and on watch, whether or not the demo had them there already. */
async function onWatch(account: string, unit: string, role: string): Promise<Client> {
  const client = await server.client().signIn(account)
  const reply = await client.post(`/units/${unit}/watch`, { role })
  assert.ok(reply.status === 201 || reply.status === 409, reply.text)
  return client
}

/** What came of this dispatch at its receiver, once the postman has brought it. */
async function arrived(client: Client, unit: string, origin: string): Promise<Json> {
  await client.settle()
  const items = (await client.get(`/units/${unit}/dispatches?box=in`)).ok().items as Json[]
  const found = items.find((item) => item.origin === origin)
  assert.ok(found, `${origin} did not arrive at ${unit}`)
  return (await client.get(`/dispatches/${found.id}`)).ok()
}

/** The dispatch as its sender sees it, who knows by now what the receiver did. */
async function known(client: Client, id: string, fits: (hop: Json) => boolean): Promise<Json> {
  await client.settle()
  const dispatch = (await client.get(`/dispatches/${id}`)).ok()
  assert.ok(dispatch.hops.some(fits), `no news of ${id}: ${JSON.stringify(dispatch.hops)}`)
  return dispatch
}

async function drafted(client: Client, unit: string, matter: string, type: string): Promise<string> {
  const text = (await client.get(`/matters/${matter}/draft?type=${type}`)).ok()
  const made = await client.post(`/units/${unit}/dispatches`, {
    matter,
    type,
    title: text.title,
    body: text.body,
  })
  return made.ok(201).id
}

const clock = (matter: Json, name: string): Json =>
  matter.clocks.filter((row: Json) => row.name === name).at(-1)
const duty = (matter: Json, name: string): Json =>
  matter.obligations.filter((row: Json) => row.name === name).at(-1)

before(async () => {
  server = await Server.start({ demo: true })
  now = Date.parse(
    (await (await server.client().signIn(login('officer'))).get('/me')).ok().now ??
      '2026-03-04T02:40:00+08:00',
  )
  street = await onWatch(login('officer'), STREET, 'officer')
  streetLeader = await onWatch(login('leader'), STREET, 'leader')
  district = await onWatch(login('officer', DISTRICT), DISTRICT, 'officer')
  districtLeader = await onWatch(login('leader', DISTRICT), DISTRICT, 'leader')
  city = await onWatch(login('officer', CITY), CITY, 'officer')
  cityLeader = await onWatch(login('leader', CITY), CITY, 'leader')
})
after(() => server.stop())

describe('the whole loop', () => {
  let below = '',
    above = '',
    top = '',
    up = '',
    on = ''

  it('the street takes the call and gets level, clocks and the rule behind them', async () => {
    const fields = {
      summary: '幸福里小区3栋燃气爆炸',
      kind: 'gas_explosion',
      source_kind: '119',
      caller_phone: '13800138000',
      occurred_at: new Date(now - 10 * minute).toISOString(),
      place: { text: '定王台街道幸福里小区' },
      deaths: 3,
      missing: null,
    }
    const matter = (await street.post(`/units/${STREET}/matters`, { kind: 'incident', fields })).ok(201)
    below = matter.id
    assert.equal(matter.level, 3)
    assert.equal(matter.fields.suggested_rule, 'work_safety.3')
    assert.equal(matter.fields.suggested_provisional, true)
    assert.equal(matter.fields.missing, null)
    assert.equal(duty(matter, 'report_phone').state, 'running')
    assert.equal(duty(matter, 'report_phone').limit_minutes, 30)
    assert.equal(duty(matter, 'report_written').limit_minutes, 60)
  })

  it('verifies, reports by telephone, and the written clock runs on', async () => {
    await pass(5)
    const verified = (
      await street.post(`/matters/${below}/steps/verify`, { fields: { serious_injuries: 2 } })
    ).ok()
    assert.equal(clock(verified, 'verify').state, 'met')
    const phoned = (
      await street.post(`/matters/${below}/steps/phone_report`, {
        fields: { to_unit: DISTRICT, to_person: '区总值班室', words: '燃气爆炸，三死' },
      })
    ).ok()
    assert.equal(duty(phoned, 'report_phone').state, 'met')
    assert.equal(duty(phoned, 'report_written').state, 'running')
  })

  it('the leader is at home: signed off orally with the words, it goes at once and stays flagged', async () => {
    up = await drafted(street, STREET, below, 'initial_report')
    ;(
      await streetLeader.post(`/dispatches/${up}/sign_off_oral`, {
        leader: streetLeader.me.person.id,
        words: '',
      })
    ).refused(422, undefined, 'words')
    const sent = (
      await street.post(`/dispatches/${up}/sign_off_oral`, {
        leader: streetLeader.me.person.id,
        words: '同意，马上报',
      })
    ).ok()
    assert.equal(sent.state, 'sent')
    assert.equal(sent.oral, true)
    assert.equal(sent.oral_words, '同意，马上报')
    const matter = (await street.get(`/matters/${below}`)).ok()
    assert.equal(duty(matter, 'report_written').state, 'met')
    assert.ok(matter.fields.written_at)
  })

  it('the district signs for it, opens its own incident with its own clocks', async () => {
    const received = await arrived(district, DISTRICT, up)
    assert.equal(received.from, STREET)
    assert.match(received.title, /燃气爆炸/)
    await pass(4)
    ;(await district.post(`/dispatches/${received.id}/sign_for`)).ok()
    const opened = (await district.post(`/dispatches/${received.id}/open`)).ok()
    above = opened.matter
    const matter = (await district.get(`/matters/${above}`)).ok()
    assert.equal(matter.fields.source_kind, 'subordinate')
    assert.equal(matter.fields.deaths, 3)
    assert.equal(matter.fields.caller_phone, undefined)
    assert.equal(Date.parse(matter.fields.received_at), Date.parse(received.received_at))
    assert.equal(duty(matter, 'report_phone').state, 'running')
    const back = await known(street, up, (hop) => hop.state === 'opened')
    assert.equal(back.hops[0].remote_matter, above)
    assert.equal(back.hops[0].late, false)
    const origin = (await street.get(`/matters/${below}`)).ok()
    assert.ok(origin.fields.upper_received_at)
  })

  it('the district reports on to the city, signed off at the desk', async () => {
    on = await drafted(district, DISTRICT, above, 'initial_report')
    ;(await district.post(`/dispatches/${on}/sign_off`)).refused(403)
    ;(await districtLeader.post(`/dispatches/${on}/sign_off`)).ok()
    const received = await arrived(city, CITY, on)
    top = (await city.post(`/dispatches/${received.id}/open`)).ok().matter
    assert.equal((await city.get(`/matters/${top}`)).ok().level, 3)
  })

  it('a follow-up with worse figures is re-graded and finds its way by itself', async () => {
    await pass(30)
    const graded = (
      await street.post(`/matters/${below}/steps/follow_up`, { fields: { deaths: 10, missing: 1 } })
    ).ok()
    assert.equal(graded.level, 2)
    const more = await drafted(street, STREET, below, 'followup_report')
    ;(await streetLeader.post(`/dispatches/${more}/sign_off`)).ok()
    const received = await arrived(district, DISTRICT, more)
    assert.equal(received.matter, above)
    assert.equal(received.state, 'attached')
    assert.match(received.title, /续报一/)
    assert.equal(received.carried.fields.deaths, 10)
    ;(await district.post(`/matters/${above}/steps/follow_up`, { fields: { deaths: 10 } })).ok()
    ;(await district.post(`/dispatches/${received.id}/sign_for`)).ok()
  })

  it('the leader confirms the oral sign-off in the morning', async () => {
    const confirmed = (await streetLeader.post(`/dispatches/${up}/confirm_oral`)).ok()
    assert.equal(confirmed.oral, false)
  })

  it('a report with a mistake comes back with a reason', async () => {
    const wrong = await drafted(district, DISTRICT, above, 'supplement_report')
    ;(await districtLeader.post(`/dispatches/${wrong}/sign_off`)).ok()
    const received = await arrived(city, CITY, wrong)
    assert.equal(received.matter, top)
    const other = (
      await street.post(`/units/${STREET}/dispatches`, {
        type: 'notice',
        title: '试报',
        body: '试报',
        to: [DISTRICT],
      })
    ).ok(201).id
    ;(await streetLeader.post(`/dispatches/${other}/sign_off`)).ok()
    const came = await arrived(district, DISTRICT, other)
    ;(await district.post(`/dispatches/${came.id}/return`, { reason: '无关内容' })).ok()
    const back = await known(street, other, (hop) => hop.state === 'returned')
    assert.equal(back.hops[0].reason, '无关内容')
  })

  it('what was carried to us we may see, and nothing else', async () => {
    ;(await district.get(`/matters/${below}`)).ok()
    ;(await street.get(`/matters/${above}`)).refused(404)
  })

  it('all three close, and the record fits', async () => {
    const units: [Client, string][] = [
      [street, below],
      [district, above],
      [city, top],
    ]
    const leaders: Record<string, Client> = {
      [STREET]: streetLeader,
      [DISTRICT]: districtLeader,
      [CITY]: cityLeader,
    }
    for (const [client, id] of units) {
      const state = (await client.get(`/matters/${id}`)).ok().state
      if (state !== 'handling') (await client.post(`/matters/${id}/steps/handle`)).ok()
      const unit = id.split('-')[0]!
      await tellToTheEnd(client, leaders[unit]!, unit, id)
      const closed = (
        await client.post(`/matters/${id}/steps/close`, { fields: { result: '明火已灭，伤员送医' } })
      ).ok()
      assert.equal(closed.state, 'closed')
      assert.ok(closed.clocks.every((row: Json) => row.ended_at !== null))
    }
    const checked = server.command('audit', 'verify')
    assert.equal(checked.status, 0, checked.stderr)
  })
})
