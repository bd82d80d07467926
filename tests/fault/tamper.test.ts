// SPDX-License-Identifier: Apache-2.0
// Somebody with the database in their hands changes the record: it refuses, and if forced, it shows.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CITY, STREET, login } from '../support/city.ts'
import { engine, tamper } from '../support/database.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'

let place: Place
let cleanup: () => void

before(async () => {
  ;[place, cleanup] = await newPlace(true)
  await (await Server.start({ demo: true, place })).stop()
})
after(() => cleanup())

/** Takes the guard off the journal, as an owner of the database can. */
function disarm(on: Place): void {
  if (engine === 'postgres') {
    tamper(on, 'ALTER TABLE journal DISABLE TRIGGER ALL; ALTER TABLE head DISABLE TRIGGER ALL')
    return
  }
  for (const name of tamper(on, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .split('\n')
    .filter(Boolean)) {
    tamper(on, `DROP TRIGGER ${name}`)
  }
}

/** Does it to a copy of the record, and gives what `audit verify` says about it. */
async function afterwards(sql: string, ...words: string[]): Promise<{ status: number; text: string }> {
  const [copy, drop] = await newPlace(true)
  try {
    disarm(copy)
    tamper(copy, sql)
    const done = words.length ? command(copy, ...words) : command(copy, 'audit', 'verify')
    return { status: done.status, text: done.stdout + done.stderr }
  } finally {
    drop()
  }
}

const last = `(SELECT MAX(seq) FROM journal WHERE unit = '${STREET}')`

describe('a record that somebody touched', () => {
  it('fits itself before', () => {
    const done = command(place, 'audit', 'verify')
    assert.equal(done.status, 0, done.stdout + done.stderr)
  })

  it('refuses UPDATE and DELETE', () => {
    for (const sql of [
      `UPDATE journal SET text = text WHERE unit = '${STREET}' AND seq = 2`,
      `DELETE FROM journal WHERE unit = '${STREET}' AND seq = ${last}`,
    ]) {
      assert.throws(() => tamper(place, sql), /journal|append/i, sql)
    }
  })

  const cases: [string, string, RegExp][] = [
    [
      'a changed text',
      `UPDATE journal SET text = replace(text, '"seq":3', '"seq":3 ') WHERE unit = '${STREET}' AND seq = 3`,
      /\b3\b/,
    ],
    [
      'a changed column',
      `UPDATE journal SET actor = 'system2' WHERE unit = '${STREET}' AND seq = 4`,
      /\b4\b/,
    ],
    [
      'a changed hash',
      `UPDATE journal SET hash = (SELECT hash FROM journal WHERE unit = '${STREET}' AND seq = 2) WHERE unit = '${STREET}' AND seq = 5`,
      /\b5\b/,
    ],
    ['a removed event', `DELETE FROM journal WHERE unit = '${STREET}' AND seq = 3`, /\b3\b/],
    [
      'two events in each other’s place',
      `UPDATE journal SET seq = -1 WHERE unit = '${STREET}' AND seq = 2;
       UPDATE journal SET seq = 2 WHERE unit = '${STREET}' AND seq = 3;
       UPDATE journal SET seq = 3 WHERE unit = '${STREET}' AND seq = -1`,
      /\b2\b/,
    ],
    ['a tail cut off', `DELETE FROM journal WHERE unit = '${STREET}' AND seq = ${last}`, /head|missing/],
    [
      'a changed value in the vault',
      `UPDATE vault SET value = value || '.' WHERE unit = '${STREET}' AND seq = (SELECT MIN(seq) FROM vault WHERE unit = '${STREET}' AND value IS NOT NULL)`,
      /vault|digest/,
    ],
  ]
  for (const [name, sql, says] of cases) {
    it(`${name} is named`, async () => {
      const found = await afterwards(sql)
      assert.equal(found.status, 1, `not noticed: ${found.text}`)
      assert.match(found.text, new RegExp(STREET))
      assert.match(found.text, says)
    })
  }
})

describe('tables that somebody altered, the journal being whole', () => {
  const forged = `UPDATE log SET text = 'FORGED' WHERE unit = '${STREET}'`

  it('are said to fit before, and how many were compared', () => {
    const done = command(place, 'audit', 'verify')
    assert.match(done.stdout, /^tables of all \d+ units compared: they equal the journal$/m, done.stderr)
  })

  for (const words of [['audit', 'verify'], ['audit', 'verify', '--unit', STREET], ['doctor']]) {
    it(`are found by ${words.join(' ')}`, async () => {
      const found = await afterwards(forged, ...words)
      assert.equal(found.status, 1, `not noticed: ${found.text}`)
      assert.match(found.text, /table log: column text differs/)
    })
  }

  it(
    'are found in every table: a cell in each that has rows',
    { skip: engine !== 'sqlite' ? 'SQLite only' : false },
    async () => {
      const [copy, drop] = await newPlace(true)
      const names = tamper(copy, 'SELECT name FROM schema_table WHERE class = 1').trim().split('\n')
      const altered = names.filter((name) => tamper(copy, `SELECT COUNT(*) FROM ${name}`).trim() !== '0')
      assert.ok(altered.length > 30)
      for (const name of altered) {
        const [column, type] = tamper(
          copy,
          `SELECT name, type FROM pragma_table_info('${name}') ORDER BY cid DESC LIMIT 1`,
        )
          .trim()
          .split('|')
        tamper(
          copy,
          `UPDATE ${name} SET ${column} = ${type === 'BIGINT' ? `COALESCE(${column}, 0) + 7` : `COALESCE(${column}, '') || '~'`} WHERE rowid = (SELECT MAX(rowid) FROM ${name})`,
        )
      }
      const found = command(copy, 'rebuild', '--check')
      for (const name of altered) assert.match(found.stdout + found.stderr, new RegExp(`table ${name}\\b`))
      drop()
    },
  )

  it('with rows of a unit that has no journal are found', async () => {
    const found = await afterwards(`UPDATE log SET unit = '439999' WHERE unit = '${STREET}'`, 'doctor')
    assert.match(found.text, /table log: /)
  })

  it('are found in the night, kept by the unit at the top, and told by /healthz and /metrics', async () => {
    const [copy, drop] = await newPlace(true)
    tamper(copy, forged)
    // The demo's last night was in March: a start so much later is doubted, and its clock goes on from that night, 02:40.
    writeFileSync(join(copy.data, 'shaodian.conf'), 'selfcheck_hour = 2\n')
    const server = await Server.start({ demo: true, place: copy, clock: null })
    const head = await server.client().signIn(login('head', CITY))
    const selfcheck = async () => (await head.get(`/units/${CITY}/selfcheck`)).ok()
    await until('the record was looked at', async () => (await selfcheck()).at !== undefined)
    const last = await selfcheck()
    assert.equal(last.differences, 1)
    assert.match(last.found, /table log: column text differs/)
    assert.ok(last.units > 100 && last.events > 1000)
    await until('/healthz says it', async () => (await head.get('/healthz')).ok().selfcheck === 'differs')
    await until('/metrics says it', async () =>
      /^shaodian_selfcheck_differences 1$/m.test((await head.get('/metrics')).text),
    )
    const officer = await server.client().signIn(login('officer'))
    ;(await officer.get(`/units/${STREET}/selfcheck`)).refused(403)
    await server.stop()
    assert.equal(command(copy, 'audit', 'verify', '--unit', CITY).status, 0)
    drop()
  })
})
