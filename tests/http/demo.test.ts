// SPDX-License-Identifier: Apache-2.0
// The demo city: what its desk shows, that its record is whole, and that every page is made from the
// journal alone: all derived tables are emptied, made anew, and each page answers the same bytes.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CITY, DISTRICT, ROLES, STREET, login } from '../support/city.ts'
import { Client, type Json } from '../support/client.ts'
import { tamper } from '../support/database.ts'
import { type Operation, fill, operations } from '../support/openapi.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'

const schema = fileURLToPath(new URL('../../schema', import.meta.url))
const ACCOUNTS = [
  ...ROLES.map((role) => login(role)),
  login('officer', DISTRICT),
  login('inspector', DISTRICT),
  login('officer', CITY),
]

let place: Place
let cleanup: () => void
let server: Server

before(async () => {
  ;[place, cleanup] = await newPlace(true)
  server = await Server.start({ demo: true, place })
})
after(async () => {
  await server.stop()
  cleanup()
})

function derivedTables(): string[] {
  const names: string[] = []
  for (const file of readdirSync(schema).filter((name) => name.endsWith('.sql'))) {
    const text = readFileSync(`${schema}/${file}`, 'utf8')
    for (const found of text.matchAll(/^-- derived: .*\n(?:--.*\n)*CREATE TABLE (\w+)/gm))
      names.push(found[1]!)
  }
  return names
}

/** Ids that stand for `{id}` in a path, by what the path begins with. */
async function idsSeen(client: Client, unit: string): Promise<Record<string, string[]>> {
  const list = async (path: string): Promise<string[]> => {
    const reply = await client.get(path)
    return reply.status === 200 ? (reply.json.items as Json[]).map((row) => row.id as string) : []
  }
  return {
    matters: await list(`/units/${unit}/matters?limit=30`),
    dispatches: [
      ...(await list(`/units/${unit}/dispatches?box=in&limit=20`)),
      ...(await list(`/units/${unit}/dispatches?box=out&limit=20`)),
    ],
    people: (await list(`/units/${unit}/people?limit=3`)).slice(0, 3),
  }
}

function pathsOf(call: Operation, unit: string, ids: Record<string, string[]>): string[] {
  const known = { unit, kind: 'incident', role: 'officer', hash: '0'.repeat(64) }
  const required = call.inQuery.filter((row) => row.required).map((row) => `${row.name}=${unit}`)
  const query = required.length ? `?${required.join('&')}` : ''
  if (!call.inPath.includes('id')) return [fill(call, known) + query]
  const first = call.path.replace('/api/v1', '').split('/')[1]!
  return (ids[first] ?? [`${unit}-1`]).map((id) => fill(call, { ...known, id }) + query)
}

/** What every page answers to several accounts: "account path" to status and text. */
async function pages(clients: Map<string, Client>, calls: Operation[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>()
  for (const [account, client] of clients) {
    const unit = account.split('@')[1]!
    const ids = await idsSeen(client, unit)
    for (const call of calls) {
      for (const path of pathsOf(call, unit, ids)) {
        const reply = await client.get(path)
        assert.ok(reply.status < 500, `${path}: ${reply.status} ${reply.text}`)
        seen.set(`${account} ${path}`, `${reply.status} ${reply.text}`)
      }
    }
  }
  return seen
}

async function openMatters(client: Client, unit: string): Promise<Json[]> {
  return (await client.get(`/units/${unit}/matters?open=1&limit=50`)).ok().items
}

async function box(client: Client, unit: string, name: 'in' | 'out'): Promise<Json[]> {
  return (await client.get(`/units/${unit}/dispatches?box=${name}&limit=100`)).ok().items
}

describe('the demo city', () => {
  it('shows a desk at work: matters of several levels and states, each with its time', async () => {
    const officer = await server.client().signIn(login('officer'))
    const open = await openMatters(officer, STREET)
    assert.ok(open.length >= 5 && open.length <= 12, `${open.length} open matters`)
    assert.ok(new Set(open.map((row) => row.level)).size >= 3, 'at least three levels, one not judged yet')
    assert.ok(new Set(open.map((row) => row.state)).size >= 3, 'in several states')
    assert.ok(
      open.some((row) => row.late),
      'one is late',
    )
    assert.ok(open.filter((row) => row.due_at).length >= 5, 'clocks run')
    assert.equal((await officer.get('/me')).ok().on_watch, true)
    assert.ok((await officer.get(`/units/${STREET}/log`)).ok().items.length > 0, 'a log')
    const closed = (await officer.get(`/units/${STREET}/matters?open=0`)).ok().items
    assert.ok(closed.length >= 2, 'and some are closed')
  })

  it('leaves the leader a report to sign off and an oral sign-off to confirm', async () => {
    const leader = await server.client().signIn(login('leader'))
    const sent = await box(leader, STREET, 'out')
    const drafted = sent.filter((row) => row.state === 'drafted')
    assert.equal(drafted.length, 1)
    const draft = (await leader.get(`/dispatches/${drafted[0].id}`)).ok()
    assert.ok(draft.may.includes('sign_off'), `${draft.may}`)
    assert.ok(draft.body.length > 60, draft.body)
    const oral = sent.filter((row) => row.oral)
    assert.ok(oral.length >= 1)
    assert.ok((await leader.get(`/dispatches/${oral[0].id}`)).ok().may.includes('confirm_oral'))
    assert.ok(
      sent.some((row) => row.state !== 'drafted' && !row.oral),
      'others went in due form',
    )
  })

  it('has something on its way at the street, the district and the city', async () => {
    const officer = await server.client().signIn(login('officer'))
    const inbox = await box(officer, STREET, 'in')
    assert.ok(
      inbox.some((row) => row.due_for === 'answer' || row.due_for === 'sign_for'),
      'something waits in the inbox',
    )
    for (const unit of [DISTRICT, CITY]) {
      const above = await server.client().signIn(login('officer', unit))
      const matters = await openMatters(above, unit)
      assert.ok(matters.length > 0, `nothing open at ${unit}`)
      assert.ok(
        (await box(above, unit, 'in')).some((row) => row.opened || row.state === 'opened'),
        `no report opened a matter at ${unit}`,
      )
    }
    const district = await server.client().signIn(login('officer', DISTRICT))
    const boxes = await box(district, DISTRICT, 'in')
    assert.ok(
      boxes.some((row) => row.state === 'returned'),
      'one report was returned',
    )
  })

  it('answers every page the same from tables made anew', async (t) => {
    const clients = new Map<string, Client>()
    for (const account of ACCOUNTS) clients.set(account, await server.client().signIn(account))
    const calls = (await operations(clients.get(login('officer'))!)).filter(
      (call) => call.method === 'GET' && !/stream|openapi|healthz|metrics/.test(call.path),
    )
    const first = await pages(clients, calls)
    await server.stop()

    const tables = derivedTables()
    assert.ok(tables.length > 15, tables.join(' '))
    for (const table of tables) tamper(place, `DELETE FROM ${table}`)
    assert.equal(tamper(place, 'SELECT COUNT(*) FROM matter').trim(), '0')
    const rebuilt = command(place, 'rebuild')
    assert.equal(rebuilt.status, 0, rebuilt.stderr)

    server = await Server.start({ demo: true, place })
    for (const [account, client] of clients) {
      const again = server.client()
      again.cookie = client.cookie
      clients.set(account, again)
    }
    const second = await pages(clients, calls)
    assert.deepEqual([...second.keys()], [...first.keys()])
    for (const [page, answer] of first) assert.equal(second.get(page), answer, page)
    const good = [...first.values()].filter((answer) => answer.startsWith('200 ')).length
    t.diagnostic(`${first.size} pages, ${good} of them with content, ${tables.length} tables`)
    assert.ok(good > 300, `only ${good} of ${first.size} pages had content`)
  })

  it('has a record that fits itself, and tables that equal it', () => {
    const verified = command(place, 'audit', 'verify')
    assert.equal(verified.status, 0, verified.stdout + verified.stderr)
    const checked = command(place, 'rebuild', '--check')
    assert.equal(checked.status, 0, checked.stdout + checked.stderr)
  })
})
