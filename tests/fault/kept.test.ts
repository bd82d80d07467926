// SPDX-License-Identifier: Apache-2.0
// Somebody writes into the kept tables beside the journal: a password of their own, a session, a unit taken away with its
// chain. What the journal recorded says so, and opens nothing.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, OTHER_STREET, STREET, login } from '../support/city.ts'
import { Client, PASSWORD } from '../support/client.ts'
import { engine, tamper } from '../support/database.ts'
import { fixturePlace } from '../support/fixtures.ts'
import { PIN, enrolRoom, withPin } from '../support/room.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'

const FORGED = 'Forged-horse-22'
const sha = (text: string) => createHash('sha256').update(text).digest('hex')

/** Takes the guard off the journal, as an owner of the database can. */
function disarm(on: Place): void {
  if (engine === 'postgres')
    return void tamper(on, 'ALTER TABLE journal DISABLE TRIGGER ALL; ALTER TABLE head DISABLE TRIGGER ALL')
  for (const name of tamper(on, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .split('\n')
    .filter(Boolean))
    tamper(on, `DROP TRIGGER ${name}`)
}

const accountOf = (name: string) => `(SELECT id FROM account WHERE login = '${name}')`

/** `audit verify` of one unit says so, which is quick. */
function isFound(place: Place, unit: string, says: RegExp): void {
  const done = command(place, 'audit', 'verify', '--unit', unit)
  assert.equal(done.status, 1, done.stdout + done.stderr)
  assert.match(done.stderr, says)
}

function isRight(place: Place, unit: string): void {
  const done = command(place, 'audit', 'verify', '--unit', unit)
  assert.equal(done.status, 0, done.stderr)
}

describe('secrets that somebody put in', () => {
  let server: Server
  let place: Place
  before(async () => {
    server = await Server.start({ demo: true })
    place = server.place
    const other = await server.client().signIn(login('officer', OTHER_STREET))
    ;(await other.post('/me/password', { old: PASSWORD, new: FORGED })).ok()
  })
  after(() => server.stop())

  it('all fit before, and how many is said', async () => {
    const done = command(place, 'audit', 'verify', '--unit', STREET)
    assert.equal(done.status, 0, done.stderr)
    assert.match(
      done.stdout,
      /^[1-9]\d* passwords, PINs, keys, tokens and sessions are those that the journal recorded; of 0 others/m,
    )
  })

  it('a password: opens nothing, is found, and set anew by the operator it is right again', async () => {
    const known = await server.client().signIn(login('secadmin', DISTRICT))
    tamper(
      place,
      `UPDATE account_secret SET hash = (SELECT hash FROM account_secret WHERE account = ${accountOf(login('officer', OTHER_STREET))}) WHERE account = ${accountOf(login('secadmin', DISTRICT))}`,
    )
    ;(
      await server.client().post('/session', { account: login('secadmin', DISTRICT), password: FORGED })
    ).refused(500, 'secret_altered')
    ;(await known.post('/me/password', { old: FORGED, new: 'Whatever-it-is-1' })).refused(
      500,
      'secret_altered',
    )
    await server.told(/the password kept for account \S+ is not the one that the journal recorded/)
    isFound(place, DISTRICT, /the password of account 430102-\d+ is not the one that the journal recorded/)
    const doctor = command(place, 'doctor')
    assert.match(doctor.stdout, /^fail +kept .*the password of account 430102-\d+/m)
    tamper(
      place,
      `UPDATE account_secret SET hash = (SELECT hash FROM account_secret WHERE account = ${accountOf(login('secadmin', CITY))}) WHERE account = ${accountOf(login('secadmin', DISTRICT))}`,
    )
    // The demo's passwords are one.
    isRight(place, DISTRICT)
  })

  it('a row more', async () => {
    tamper(
      place,
      `INSERT INTO account_secret (unit, account, hash, set_at) SELECT unit, '430102-999999', hash, set_at FROM account_secret WHERE account = ${accountOf(login('officer'))}`,
    )
    isFound(place, STREET, /account 430102\d*-999999 is not the one/)
    tamper(place, "DELETE FROM account_secret WHERE account = '430102-999999'")
  })

  it('a PIN and a generator of codes: neither altered nor taken away do they let anybody in', async () => {
    const sysadmin = await server.client().signIn(login('sysadmin', DISTRICT))
    const room = await enrolRoom(server, STREET, sysadmin)
    const person = await withPin(server, login('officer'))
    await withPin(server, login('leader'), '817263')
    const pinOf = (id: string) =>
      `(SELECT id FROM credential WHERE person = '${id}' AND kind = 'pin' AND removed_at IS NULL)`
    const leader = (await server.client().signIn(login('leader'))).me.person.id
    const kept = tamper(
      place,
      `SELECT secret FROM credential_secret WHERE credential = ${pinOf(person)}`,
    ).trim()
    tamper(
      place,
      `UPDATE credential_secret SET secret = (SELECT secret FROM credential_secret WHERE credential = ${pinOf(leader)}) WHERE credential = ${pinOf(person)}`,
    )
    ;(await room.post('/terminal/proof', { person, pin: '817263' })).refused(500, 'secret_altered')
    isFound(place, STREET, /generator 430102004-\d+ is not the one/)
    const row = tamper(
      place,
      `SELECT credential || ' ' || set_at FROM credential_secret WHERE credential = ${pinOf(person)}`,
    )
      .trim()
      .split(' ')
    tamper(place, `DELETE FROM credential_secret WHERE credential = '${row[0]}'`)
    ;(await room.post('/terminal/proof', { person, pin: PIN })).refused(500, 'secret_altered')
    isFound(place, STREET, /430102004-\d+ is missing/)
    tamper(
      place,
      `INSERT INTO credential_secret (unit, credential, secret, handle, site, algorithm, counter, set_at) VALUES ('${STREET}', '${row[0]}', '${kept}', '', '', 0, 0, ${row[1]})`,
    )
    ;(await room.post('/terminal/proof', { person, pin: PIN })).ok()
    isRight(place, STREET)
  })

  it('a session and a terminal’s token are nobody’s', async () => {
    await server.client().signIn(login('officer'))
    const own = sha('a'.repeat(64))
    tamper(
      place,
      `UPDATE session SET digest = '${own}' WHERE digest = (SELECT MAX(digest) FROM session WHERE account = ${accountOf(login('officer'))})`,
    )
    const forged = new Client(server.base)
    ;(
      await forged.call('GET', '/me', undefined, { headers: { authorization: `Bearer ${'a'.repeat(64)}` } })
    ).refused(401, 'signed_out')
    isFound(place, STREET, /the session 430102004-\d+ is not the one/)
    tamper(place, `DELETE FROM session WHERE digest = '${own}'`)
    const token = `t${'b'.repeat(64)}`
    tamper(
      place,
      `UPDATE terminal_secret SET digest = '${sha(token)}' WHERE digest = (SELECT MIN(digest) FROM terminal_secret)`,
    )
    ;(
      await forged.call('GET', '/terminal', undefined, { headers: { authorization: `Bearer ${token}` } })
    ).refused(401, 'signed_out')
    isFound(place, STREET, /the token of terminal \S+ is not the one/)
  })

  it('events of before there were seals cover nothing, which is said and is no fault', async () => {
    const [old, drop] = await fixturePlace('c5d2e0b')
    assert.equal(command(old, 'upgrade').status, 0)
    const told = command(old, 'audit', 'verify')
    assert.equal(told.status, 0, told.stderr)
    assert.match(
      told.stdout,
      /^0 passwords, .*; of [1-9]\d* others, set by an earlier version, it says nothing$/m,
    )
    drop()
  })
})

describe('versions of kinds and rules', () => {
  for (const [what, sql] of [
    [
      'another name',
      "UPDATE catalog_version SET name = 'kind:other' WHERE name = (SELECT MIN(name) FROM catalog_version WHERE name LIKE 'kind:%')",
    ],
    [
      'another text',
      "UPDATE catalog_version SET text = replace(text, '\"version\":1', '\"version\":2') WHERE name LIKE 'kind:%'",
    ],
    ['taken away', "DELETE FROM catalog_version WHERE name LIKE 'kind:%'"],
  ] as const) {
    it(`${what}: is found`, async () => {
      const [copy, drop] = await newPlace(true)
      tamper(copy, sql)
      isFound(copy, STREET, /the version [0-9a-f]{64}.* (another text or name|is missing)/)
      drop()
    })
  }
})

describe('chains below', () => {
  /** Every row of the unit, in every table. */
  function erase(on: Place, unit: string): void {
    disarm(on)
    const tables =
      engine === 'postgres'
        ? tamper(
            on,
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'unit'",
          )
        : tamper(
            on,
            "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'unit'",
          )
    for (const table of tables.split('\n').filter(Boolean))
      tamper(on, `DELETE FROM ${table} WHERE unit = '${unit}'`)
  }

  it('are noted by the unit above, so that a unit taken away with its chain is missed, and a tail cut off with its head', async () => {
    const [copy, drop] = await newPlace(true)
    const server = await Server.start({ demo: true, place: copy, clock: null })
    await until(
      'units are noted',
      () =>
        Number(tamper(copy, 'SELECT COUNT(*) FROM unit_below')) ===
        Number(tamper(copy, 'SELECT COUNT(*) FROM unit WHERE parent IS NOT NULL')),
    )
    await server.stop()
    isRight(copy, DISTRICT)
    const end = tamper(copy, `SELECT seq, at FROM journal WHERE unit = '${STREET}' ORDER BY seq DESC LIMIT 2`)
      .trim()
      .split('\n')[1]!
      .split('|')
    disarm(copy)
    tamper(
      copy,
      `DELETE FROM vault WHERE unit = '${STREET}' AND seq > ${end[0]}; DELETE FROM journal WHERE unit = '${STREET}' AND seq > ${end[0]}; UPDATE head SET seq = ${end[0]}, at = ${end[1]}, hash = (SELECT hash FROM journal WHERE unit = '${STREET}' AND seq = ${end[0]}) WHERE unit = '${STREET}'`,
    )
    const cut = command(copy, 'audit', 'verify', '--unit', DISTRICT)
    assert.match(
      cut.stderr,
      new RegExp(
        `unit ${STREET} lacks events, or all of them, that were there: they are on record in the journal of ${DISTRICT}`,
      ),
    )
    erase(copy, OTHER_STREET)
    isFound(copy, DISTRICT, /journal is not what it recorded \(2\)/)
    drop()
  })

  it('a unit above that is gone is named by those below', async () => {
    const [copy, drop] = await newPlace(true)
    erase(copy, DISTRICT)
    isFound(copy, STREET, new RegExp(`names a unit above it that has no journal: ${DISTRICT}`))
    drop()
  })
})

describe('heads that are not the last event’s', () => {
  for (const [what, sql] of [
    ['ahead of it', `UPDATE head SET seq = seq + 1 WHERE unit = '${STREET}'`],
    ['behind it', `UPDATE head SET seq = seq - 1 WHERE unit = '${STREET}'`],
    [
      'with another hash',
      `UPDATE head SET hash = (SELECT hash FROM head WHERE unit = '${CITY}') WHERE unit = '${STREET}'`,
    ],
  ] as const) {
    it(`${what}: nothing is chained on to it`, async () => {
      const [copy, drop] = await newPlace(true)
      disarm(copy)
      tamper(copy, sql)
      await assert.rejects(
        Server.start({ demo: true, place: copy }),
        /the chain of unit 430102004 does not end where its head says.*audit verify.*restore/s,
      )
      drop()
    })
  }

  it('while it runs: /healthz says it', async () => {
    const [copy, drop] = await newPlace(true)
    disarm(copy)
    const server = await Server.start({ demo: true, place: copy })
    tamper(copy, `UPDATE head SET seq = seq + 1 WHERE unit = '${STREET}'`)
    await until(
      'healthz fails',
      async () => (await server.client().get('/healthz')).json.reason === 'corrupt',
    )
    await server.told(/not well, corrupt: .*restore/)
    await server.stop()
    drop()
  })
})
