// SPDX-License-Identifier: Apache-2.0
// Each hop of the public record whose two times stand there: start, due, met and lateness as worked out by hand
// (hops.json). What arises for the rest is compared in src/incident/obligation_cases.json. Skipped without the record.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { Server } from '../support/server.ts'

const file = fileURLToPath(new URL('../../../shared/data/09-accidents/timelines.csv', import.meta.url))
const table = JSON.parse(readFileSync(new URL('./hops.json', import.meta.url), 'utf8')) as Json
const MINUTE = 60_000
const units: Record<string, string> = { street: STREET, district: DISTRICT, city: CITY }
const hours = (text: string) => `${text}:00+08:00`

/** By "event.seq": time and kind. */
function record(): Map<string, { at: string; kind: string }> {
  const rows = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  return new Map(
    rows.map((line) => {
      const cells = line.split(',')
      return [`${cells[0]}.${cells[2]}`, { at: hours(cells[3]!.replace(' ', 'T')), kind: cells[5]! }]
    }),
  )
}

describe(
  'hops of the public record',
  { skip: existsSync(file) ? false : 'the record is not beside this tree' },
  () => {
    let server: Server
    const people: Record<string, Client> = {}
    async function onDuty(unit: string, role: 'officer' | 'leader' = 'officer'): Promise<Client> {
      const client = (people[`${role}.${unit}`] ??= await server.client().signIn(login(role, unit)))
      const reply = await client.post(`/units/${unit}/watch`, { role })
      assert.ok(reply.status === 201 || reply.status === 409, reply.text)
      return client
    }
    /** Written down today, with the times of then; the call is accepted by the leader, who has seen the evidence. */
    async function replayed(hop: Json, rows: ReturnType<typeof record>): Promise<Json> {
      const unit = units[hop.who]!
      const knew = rows.get(`${hop.event}.${hop.knew}`)!.at
      const told = rows.get(`${hop.event}.${hop.told}`)!.at
      const officer = await onDuty(unit)
      const fields = { summary: '事故', kind: hop.kind, known_at: knew, received_at: knew, ...hop.values }
      const matter = (await officer.post(`/units/${unit}/matters`, { kind: 'incident', fields })).ok(201)
      await officer.settle() // what fell due years ago is late once the program has looked
      const to = hop.to.includes('@') ? { to_office: hop.to } : { to_unit: hop.to }
      const call = { ...to, to_person: '值班员', words: '报告情况', phoned_at: told }
      const typed = (await officer.post(`/matters/${matter.id}/steps/phone_report`, { fields: call })).ok()
      if (!typed.obligations.some((one: Json) => one.claimed)) return typed
      const leader = await onDuty(unit, 'leader')
      return (
        await leader.post(`/matters/${matter.id}/steps/confirm_report`, { fields: to, note: '有通话记录' })
      ).ok()
    }
    const duty = (matter: Json, hop: Json, channel: string): Json =>
      matter.obligations.find(
        (one: Json) =>
          one.report === 'initial' &&
          one.channel === channel &&
          (one.receiver.unit ?? one.receiver.office) === hop.to,
      )

    before(async () => {
      server = await Server.start({ demo: true })
    })
    after(() => server.stop())

    it('no row that tells upward is left out', () => {
      const upward = [...record()].filter(([, row]) => row.kind.startsWith('上报')).map(([key]) => key)
      const listed = table.hops
        .map((hop: Json) => `${hop.event}.${hop.told}`)
        .concat(Object.keys(table.not_hops))
      assert.deepEqual(upward.sort(), [...new Set(listed)].sort())
    })

    for (const hop of table.hops as Json[])
      it(hop.name, async () => {
        const rows = record()
        const told = Date.parse(rows.get(`${hop.event}.${hop.told}`)!.at)
        const matter = await replayed(hop, rows)
        for (const want of hop.want as Json[]) {
          const one = duty(matter, hop, want.channel)
          assert.ok(one, `${want.channel}: ${JSON.stringify(matter.obligations)}`)
          assert.equal(Date.parse(one.start_at), Date.parse(hours(want.start)), want.how)
          assert.equal(Date.parse(one.due_at), Date.parse(hours(want.due)), want.how)
          if (want.late === null) {
            assert.equal(one.met_at, null)
            continue
          }
          assert.equal(Date.parse(one.met_at), told)
          assert.equal(
            Math.max(0, (Date.parse(one.met_at) - Date.parse(one.due_at)) / MINUTE),
            want.late,
            want.how,
          )
          assert.equal(one.state, want.late > 0 ? 'late_met' : 'met')
          const unit = units[hop.who]!
          const ledger = (await (await onDuty(unit)).get(`/units/${unit}/lateness`)).ok().items as Json[]
          const row = ledger.find((item) => one.id === `${item.matter}.o${item.ordinal}`)
          assert.equal(row?.minutes ?? 0, want.late)
        }
        if (!hop.two_hours) return
        const phone = duty(matter, hop, 'phone')
        const due = Date.parse(hours(hop.two_hours.due))
        assert.ok(
          phone.also.some((also: Json) => Date.parse(also.due_at) === due),
          JSON.stringify(phone.also),
        )
        assert.equal((told - due) / MINUTE, hop.two_hours.late, hop.two_hours.how)
        assert.equal((told - Date.parse(phone.start_at)) / MINUTE, hop.after_knowing)
      })

    it('Qixia 2021: a receipt typed later moves nothing, and who typed it stands there', async () => {
      const rows = record()
      const hop = table.hops.find((one: Json) => one.told === 6) as Json
      const nominal = rows.get('X0110.5')!.at
      const matter = await replayed(hop, rows)
      const before = duty(matter, hop, 'phone')
      const change = { fields: { received_at: nominal }, note: '按企业报告时间登记' }
      const correct = `/matters/${matter.id}/steps/correct`
      ;(await (await onDuty(DISTRICT)).post(correct, change)).refused(403, 'needs_leader')
      const leader = await onDuty(DISTRICT, 'leader')
      const after = duty((await leader.post(correct, change)).ok(), hop, 'phone')
      for (const name of ['start_at', 'first_due_at', 'due_at', 'met_at', 'state', 'late'])
        assert.deepEqual(after[name], before[name], name)
      const line = (await leader.get(`/matters/${matter.id}/timeline`)).ok().items as Json[]
      const typed = line.find((item) => item.step === 'correct')
      assert.ok(typed, JSON.stringify(line.at(-1)))
      const shown = JSON.stringify(typed)
      assert.equal(Date.parse(typed.fields.received_at), Date.parse(nominal), shown)
      assert.ok(typed.by?.name ?? typed.actor?.name, shown)
    })
  },
)
