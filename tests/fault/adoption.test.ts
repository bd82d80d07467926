// SPDX-License-Identifier: Apache-2.0
// Incidents of a program that had three clocks for all reporting are taken over by the one that knows to whom: what
// was told stays told, what was not is asked from now on, and nothing rings for what is past.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Client, Json } from '../support/client.ts'
import { tamper } from '../support/database.ts'
import { ACCIDENTS, PASSWORD, STREET, TOWN } from '../support/fixture.ts'
import { fixturePlace } from '../support/fixtures.ts'
import { Server } from '../support/server.ts'

const NOON = Date.parse('2026-03-07T09:05:00+08:00')
const at = (minutes: number) => new Date(NOON + minutes * 60_000)

async function matterOf(client: Client, title: string): Promise<Json> {
  const rows = (await client.get(`/units/${STREET}/matters?limit=100`)).ok().items as Json[]
  const row = rows.find((one) => one.title === title)
  assert.ok(row, title)
  return (await client.get(`/matters/${row.id}`)).ok()
}
const telling = (matter: Json): Json[] => matter.obligations.filter((one: Json) => one.report === 'initial')
const brief = (matter: Json) =>
  telling(matter).map((one) => [one.channel, one.receiver.unit, one.state, one.why])
const running = (matter: Json): string[] =>
  matter.clocks
    .filter((one: Json) => ['running', 'late'].includes(one.state))
    .map((one: Json) => one.name as string)

describe('incidents from before obligations', () => {
  it('are taken over at the first start, once', { timeout: 300_000 }, async () => {
    const [place, cleanup] = await fixturePlace('c1b9985')
    let server = await Server.start({ place, clock: at(0).toISOString() })
    await server.moveClock(at(1))
    const officer = await server.client().signIn(`officer1@${STREET}`, PASSWORD)

    const told = await matterOf(officer, ACCIDENTS.told)
    assert.deepEqual(brief(told), [
      ['phone', TOWN, 'met', 'adopted'],
      ['written', TOWN, 'met', 'adopted'],
    ])
    const silent = await matterOf(officer, ACCIDENTS.silent)
    assert.deepEqual(brief(silent), [
      ['phone', TOWN, 'running', 'adopted_open'],
      ['written', TOWN, 'running', 'adopted_open'],
    ])
    for (const one of telling(silent)) {
      assert.equal(one.counted_from, 'adopted_at')
      assert.equal(Date.parse(one.start_at), NOON)
    }
    const fresh = await matterOf(officer, ACCIDENTS.fresh)
    assert.deepEqual(
      telling(fresh).map((one) => [one.state, one.counted_from]),
      [
        ['running', 'known_at'],
        ['running', 'known_at'],
      ],
    )
    assert.deepEqual((await matterOf(officer, ACCIDENTS.ended)).obligations, [])
    for (const one of [told, silent, fresh])
      assert.ok(!running(one).some((name) => ['report_phone', 'report_written', 'followup'].includes(name)))
    // The ledger of lateness begins here.
    assert.deepEqual((await officer.get(`/units/${STREET}/lateness`)).ok().items, [])
    assert.equal(tamper(place, "SELECT COUNT(*) FROM wake WHERE chore = 'incident.adopt'").trim(), '0')

    // Nothing that must be told is forgotten, and a later step does not bring the old time back.
    ;(await officer.post(`/matters/${silent.id}/steps/follow_up`, { fields: { present: '搜救中' } })).ok()
    await server.moveClock(at(40))
    const late = await matterOf(officer, ACCIDENTS.silent)
    assert.equal(telling(late)[0]!.state, 'late')
    assert.equal((await officer.get(`/units/${STREET}/lateness`)).ok().items.length > 0, true)
    await server.stop()

    server = await Server.start({ place, clock: at(41).toISOString() })
    const again = await server.client().signIn(`officer1@${STREET}`, PASSWORD)
    assert.deepEqual((await matterOf(again, ACCIDENTS.told)).obligations, told.obligations)
    await server.stop()
    assert.equal(server.command('rebuild', '--check').status, 0)
    assert.equal(server.command('audit', 'verify').status, 0)
    cleanup()
  })
})
