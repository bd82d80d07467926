// SPDX-License-Identifier: Apache-2.0
// All derived tables are deleted under a running demo and made anew from the journal: every page
// answers the same to the byte.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DISTRICT, STREET, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { tamper } from '../support/database.ts'
import { fill, operations } from '../support/openapi.ts'
import { openByLine } from '../support/people.ts'
import { Server, newPlace } from '../support/server.ts'

const READERS = [login('officer'), login('officer', DISTRICT), 'inspector@430100', login('sysadmin'), login('secadmin'), login('auditor')]
/** What tells of sessions and of the running process is no page of the record. */
const NOT_DERIVED = /^(me|session|setup|demo|clock|stream)\./

function derivedTables(): string[] {
  const folder = fileURLToPath(new URL('../../schema', import.meta.url))
  const found: string[] = []
  for (const name of readdirSync(folder)) {
    const text = readFileSync(`${folder}/${name}`, 'utf8')
    for (const match of text.matchAll(/^-- derived: .*\nCREATE TABLE (\w+)/gm)) found.push(match[1]!)
  }
  return found
}

/** Ids of a few things of each list, to fill into the paths of single ones. */
async function idsOf(client: Client, unit: string): Promise<string[]> {
  const ids = new Set<string>()
  for (const list of ['matters', 'dispatches?box=in', 'dispatches?box=out', 'people', 'log', 'notices']) {
    const reply = await client.get(`/units/${unit}/${list}`)
    if (reply.status === 200) for (const row of (reply.json.items ?? []).slice(0, 3) as Json[]) if (row.id) ids.add(row.id)
  }
  return [...ids]
}

/** The same sessions at a server that was started again: signing in anew would be recorded. */
function again(readers: Map<string, Client>, server: Server): Map<string, Client> {
  return new Map(
    [...readers].map(([account, client]) => [account, Object.assign(server.client(), { cookie: client.cookie, me: client.me })]),
  )
}

/** Everything that can be read, as each reader reads it: call → answer. */
async function everything(readers: Map<string, Client>): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  for (const [account, client] of readers) {
    const unit: string = client.me.unit.code
    const ids = await idsOf(client, unit)
    for (const call of (await operations(client)).filter((row) => row.method === 'GET' && !NOT_DERIVED.test(row.id))) {
      const query = call.inQuery.some((row) => row.name === 'under') ? `?under=${call.id === 'matter.list' ? 'true' : unit}` : ''
      for (const id of call.inPath.includes('id') ? ids : ['']) {
        const path = fill(call, { unit, id, kind: 'incident' }) + query
        const reply = await client.get(path, { signal: AbortSignal.timeout(20_000) })
        pages.set(`${account} ${path}`, `${reply.status} ${reply.headers.get('etag') ?? ''} ${withoutClock(reply.text)}`)
      }
    }
  }
  return pages
}

/** Sessions end with the process; the moment of reading is no part of what was read. */
function withoutClock(text: string): string {
  return text.replace(/"(now|read_at)":"[^"]*"/g, '"$1":""')
}

describe('rebuild', () => {
  it('gives every page back to the byte', { timeout: 300_000 }, async (test) => {
    const [place, cleanup] = await newPlace(true)
    let server = await Server.start({ demo: true, place })
    const officer = await server.client().signIn(login('officer'))
    ;(await openByLine(officer, STREET, '五一大道自来水管爆裂，路面积水')).ok(201)
    const readers = new Map<string, Client>()
    for (const account of READERS) readers.set(account, await server.client().signIn(account))
    const before = await everything(readers)
    assert.ok(before.size > 100, `only ${before.size} pages`)
    const answered = [...before.values()].filter((text) => text.startsWith('200')).length
    test.diagnostic(`${before.size} pages, ${answered} of them answered with 200`)
    assert.ok(answered > before.size / 3)

    for (const table of derivedTables()) tamper(place, `DELETE FROM ${table}`)
    assert.notDeepEqual((await officer.get(`/units/${STREET}/matters`)).text, before.get(`${login('officer')} /units/${STREET}/matters`))
    assert.equal(server.command('rebuild', '--check').status, 1)
    await server.stop()
    const rebuilt = server.command('rebuild')
    assert.equal(rebuilt.status, 0, rebuilt.stderr)
    assert.equal(server.command('rebuild', '--check').status, 0)

    server = await Server.start({ demo: true, place })
    const after = await everything(again(readers, server))
    assert.deepEqual([...after.keys()], [...before.keys()])
    for (const [page, text] of before) assert.equal(after.get(page), text, page)
    await server.stop()
    cleanup()
  })
})
