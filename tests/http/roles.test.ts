// SPDX-License-Identifier: Apache-2.0
// The table role × call, made from the program's own document: every cell is tried.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, OTHER_STREET, ROLES, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { type Operation, fill, operations, smallest } from '../support/openapi.ts'
import { Server } from '../support/server.ts'

/** Calls that end the session they are made with; tried with a session of their own. */
const ENDS_SESSION = /^session\.(end|revoke|delete)/

/** Calls of the level above about a thing of a unit below: the permission is asked there. */
const FROM_ABOVE = /^leave\.(agree|decline)$/

let server: Server
let calls: Operation[]
let permits: Map<string, Set<string>>

before(async () => {
  server = await Server.start({ demo: true })
  const officer = await server.client().signIn(login('officer'))
  calls = await operations(officer)
  const catalog = (await officer.get('/roles')).ok()
  permits = new Map(
    (catalog.items ?? catalog.roles).map((role: Json) => [
      role.name as string,
      new Set<string>(role.permissions),
    ]),
  )
})
after(() => server.stop())

function known(unit: string): Record<string, string> {
  return {
    unit,
    parent: unit,
    under: unit,
    code: '430102999',
    id: `${unit}-999999`,
    person: `${unit}-999999`,
    kind: 'incident',
    step: 'verify',
    act: 'close',
    hash: '0'.repeat(64),
    role: 'officer',
  }
}

async function attempt(client: Client, call: Operation, unit: string) {
  const query = call.inQuery
    .filter(
      (row) =>
        row.required ||
        (row.name in known(unit) &&
          row.schema.type === 'string' &&
          (!row.schema.enum || row.schema.enum.includes(known(unit)[row.name]))),
    )
    .map((row) => `${row.name}=${encodeURIComponent(String(known(unit)[row.name] ?? smallest(row.schema)))}`)
    .join('&')
  const path = fill(call, known(unit)) + (query ? `?${query}` : '')
  const body = call.body ? smallest(call.body, known(unit)) : undefined
  return client.call(call.method, path, body, { signal: AbortSignal.timeout(120_000) })
}

describe('what a role makes of a person', () => {
  it('is told with the person and to themselves: which watch they stand, whether they lead', async () => {
    const told = {
      officer: [['officer'], false, 2],
      leader: [['leader', 'officer'], true, 1],
      head: [['leader', 'officer'], true, 0],
      auditor: [[], false, 2],
    }
    for (const role of ['officer', 'leader', 'head', 'auditor'] as const) {
      const [stands, leads, rank] = told[role]
      const client = await server.client().signIn(login(role))
      const me = (await client.get('/me')).ok()
      assert.deepEqual([me.stands, me.leads, me.watches], [stands, leads, ['leader', 'officer']], role)
      const person = (await client.get(`/people/${me.person.id}`)).ok()
      assert.deepEqual([person.stands, person.leads, person.rank], [stands, leads, rank], role)
    }
  })
})

describe('role × call', () => {
  it('has calls to try', () => assert.ok(calls.length > 20, `${calls.length} calls`))

  it('nobody who is not signed in gets past a call that wants a session', async () => {
    for (const call of calls.filter((row) => !row.open)) {
      const reply = await attempt(server.client(), call, STREET)
      assert.equal(reply.status, 401, `${call.id}: ${reply.status} ${reply.text}`)
      assert.equal(reply.json.code, 'signed_out', call.id)
    }
  })

  for (const role of ROLES) {
    it(`${role}: each call is refused exactly when the role lacks its permission`, async () => {
      let client = await server.client().signIn(login(role))
      for (const call of calls.filter((row) => !row.open)) {
        if (ENDS_SESSION.test(call.id)) client = await server.client().signIn(login(role))
        const above = FROM_ABOVE.test(call.id)
        const asker = above ? await server.client().signIn(login(role, DISTRICT)) : client
        const reply = await attempt(asker, call, STREET)
        if (call.permission && !permits.get(role)!.has(call.permission)) {
          assert.equal(
            reply.status,
            403,
            `${role} × ${call.id} (${call.permission}): ${reply.status} ${reply.text}`,
          )
        } else {
          assert.notEqual(reply.status, 401, `${role} × ${call.id}: ${reply.text}`)
          assert.ok(reply.status < 500, `${role} × ${call.id}: ${reply.status} ${reply.text}`)
          const asked = /^(\S+) is not granted/.exec(reply.status === 403 ? reply.json.detail : '')?.[1]
          assert.ok(
            reply.status !== 403 || reply.json.code !== 'denied' || (asked && !permits.get(role)!.has(asked)),
            `${role} × ${call.id} (${call.permission}): ${reply.text}`,
          )
        }
        if (ENDS_SESSION.test(call.id)) client = await server.client().signIn(login(role))
      }
    })

    it(`${role} of a street has no say in the district above or the street beside`, async () => {
      const client = await server.client().signIn(login(role))
      for (const call of calls.filter((row) => !row.open && row.method !== 'GET' && row.inPath.length > 0)) {
        if (!call.inPath.includes('unit') && !call.inPath.includes('id')) continue
        for (const unit of [DISTRICT, OTHER_STREET]) {
          const reply = await attempt(client, call, unit)
          assert.ok(
            [403, 404].includes(reply.status),
            `${role} × ${call.id} at ${unit}: ${reply.status} ${reply.text}`,
          )
        }
      }
    })
  }
})
