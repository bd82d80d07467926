// SPDX-License-Identifier: Apache-2.0
// What the one who runs the server does to keep the record: backup, restore, and one process a file.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { keepAnswer } from '../support/contract.ts'
import { engine, tamper } from '../support/database.ts'
import { type Place, Server, binary, command, placeArgs } from '../support/server.ts'
import { filePlace, fails, folder, place, works } from '../support/operator.ts'
import { until } from '../support/until.ts'

/** What people see of the demo city; each must be the same after a restore. */
const PAGES: [string, string][] = [
  [login('inspector', CITY), `/board?under=${CITY}`],
  [login('inspector', CITY), `/units?under=${DISTRICT}`],
  [login('officer'), `/units/${STREET}/people`],
  [login('officer'), `/units/${STREET}/watch`],
  [login('officer'), `/units/${STREET}/matters`],
  [login('officer'), `/units/${STREET}/log`],
  [login('officer'), `/units/${STREET}/dispatches?box=in`],
  [login('officer'), `/units/${STREET}/notices`],
  [login('secadmin'), `/units/${STREET}/accounts`],
  [login('secadmin'), `/units/${STREET}/roles`],
]

async function pages(server: Server): Promise<string[]> {
  const clients = new Map<string, Client>()
  const seen: string[] = []
  for (const [account, path] of PAGES) {
    if (!clients.has(account)) clients.set(account, await server.client().signIn(account))
    const reply = await clients.get(account)!.get(path)
    reply.ok(200)
    seen.push(`${path} ${reply.text}`)
  }
  return seen
}

let scratch: string
before(() => {
  scratch = folder()
})

describe('backup and restore', () => {
  let source: Place
  let quiet: string // a backup of the demo city at rest
  before(async () => {
    source = await place(true)
    const server = await Server.start({ place: source })
    quiet = join(scratch, 'quiet')
    works(command(source, 'backup', quiet))
    await server.stop()
  })

  it('writes one private file that is a database whose record fits', () => {
    assert.equal(statSync(quiet).mode & 0o777, 0o600)
    assert.ok(!existsSync(`${quiet}-wal`) && !existsSync(`${quiet}.part`) && !existsSync(`${quiet}.rows`))
    const bytes = readFileSync(quiet)
    const itself = { data: source.data, url: `sqlite:${quiet}` }
    assert.match(works(command(itself, 'audit', 'verify')), /events of \d+ units fit/)
    assert.match(works(command(itself, 'rebuild', '--check')), /equal the journal/)
    assert.ok(bytes.length > 100_000)
  })

  it('never overwrites a file', () => {
    const before = statSync(quiet).mtimeMs
    fails(command(source, 'backup', quiet), /exists already/)
    assert.equal(statSync(quiet).mtimeMs, before)
  })

  it('gives back the same record and the same pages', async () => {
    const target = await place()
    assert.match(works(command(target, 'restore', quiet)), /all of them fit/)
    assert.equal(works(command(target, 'audit', 'export')), works(command(source, 'audit', 'export')))
    assert.match(works(command(target, 'rebuild', '--check')), /equal the journal/)

    const one = await Server.start({ place: source })
    const expected = await pages(one).finally(() => one.stop())
    const other = await Server.start({ place: target })
    assert.deepEqual(await pages(other).finally(() => other.stop()), expected)
  })

  it('goes from one kind of database to the other and back', async () => {
    const file = filePlace()
    const second = await place()
    const again = join(scratch, 'again')
    works(command(file, 'restore', quiet))
    works(command(file, 'backup', again))
    works(command(second, 'restore', again))
    assert.equal(works(command(second, 'audit', 'export')), works(command(file, 'audit', 'export')))
  })

  it('is made under load and holds every entry acknowledged before it', async () => {
    const busy = await place(true)
    const server = await Server.start({ place: busy })
    const clerk = await server.client().signIn(login('sysadmin'))
    let stop = false
    let known = 0
    const write = async () => {
      while (!stop) {
        ;(await clerk.post(`/units/${STREET}/people`, { name: `测试${known}` })).ok(201)
        known++
      }
    }
    const writers = [write(), write(), write(), write()]
    await until('they write', () => known >= 20)
    const atLeast = known
    // Not with command(), which waits: the writers must go on meanwhile.
    const made = await new Promise<ReturnType<typeof command>>((done) =>
      execFile(binary, ['backup', join(scratch, 'busy'), ...placeArgs(busy)], (error, stdout, stderr) =>
        done({ status: error ? Number(error.code) : 0, stdout, stderr }),
      ),
    )
    const during = known - atLeast
    stop = true
    await Promise.all(writers)
    await server.stop()
    works(made)
    assert.ok(during > 0, 'nobody could write while the backup was made')

    const target = await place()
    works(command(target, 'restore', join(scratch, 'busy')))
    works(command(target, 'audit', 'verify'))
    assert.match(works(command(target, 'rebuild', '--check')), /equal the journal/)
    const kept = works(command(target, 'audit', 'export', '--unit', STREET))
    const whole = works(command(busy, 'audit', 'export', '--unit', STREET))
    assert.ok(whole.startsWith(kept), 'the backup is not a beginning of the record')
    const people = kept.split('\n').filter((line) => line.includes('"person.registered"')).length
    const all = whole.split('\n').filter((line) => line.includes('"person.registered"')).length
    assert.ok(people >= all - (known - atLeast), `${people} of ${all}, ${atLeast} acknowledged before`)
  })

  it('leaves sessions behind: who was signed in signs in again', async () => {
    const target = await place(true)
    const server = await Server.start({ place: target })
    const client = await server.client().signIn(login('officer'))
    const file = join(scratch, 'signed-in')
    works(server.command('backup', file))
    await server.stop()
    const fresh = await place()
    works(command(fresh, 'restore', file))
    const other = await Server.start({ place: fresh })
    const same = other.client()
    same.cookie = client.cookie
    ;(await same.get('/me')).refused(401, 'signed_out')
    await other.stop()
  })

  it('takes nothing into a database that holds a record', () => {
    const before = works(command(source, 'audit', 'export', '--unit', CITY))
    fails(command(source, 'restore', quiet), /there is a record in this database already/)
    assert.equal(works(command(source, 'audit', 'export', '--unit', CITY)), before)
  })

  const forgeries: [string, string, RegExp][] = [
    [
      'an event was changed',
      `DROP TRIGGER journal_no_update; UPDATE journal SET text = replace(text, '"at":', '"at": ') WHERE unit = '${STREET}' AND seq = 3`,
      new RegExp(`unit ${STREET}, event 3: `),
    ],
    [
      'an event was taken out',
      `DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE unit = '${STREET}' AND seq = 4`,
      new RegExp(`unit ${STREET}, event \\d+: `),
    ],
    [
      'a hash was changed',
      `DROP TRIGGER journal_no_update; UPDATE journal SET hash = zeroblob(32) WHERE unit = '${STREET}' AND seq = 2`,
      new RegExp(`unit ${STREET}, event 2: `),
    ],
    [
      'the tail was cut',
      `DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE unit = '${STREET}' AND seq = (SELECT seq FROM head WHERE unit = '${STREET}')`,
      new RegExp(`unit ${STREET}, event \\d+: `),
    ],
    [
      'a name was changed in the vault',
      `UPDATE vault SET value = '张三' WHERE rowid = (SELECT rowid FROM vault WHERE unit = '${STREET}' AND value IS NOT NULL ORDER BY seq LIMIT 1)`,
      new RegExp(`unit ${STREET}, event \\d+: `),
    ],
    [
      'a later program made it',
      `INSERT INTO schema_version (file, kept, derived, working) VALUES ('999_later.sql', '', '', '')`,
      /999_later\.sql, which this program does not know/,
    ],
  ]
  for (const [name, sql, said] of forgeries) {
    it(`refuses a file in which ${name}, and takes nothing of it`, async () => {
      const folder = mkdtempSync(join(scratch, 'forged-'))
      const file = join(folder, 'shaodian.db')
      writeFileSync(file, readFileSync(quiet))
      tamper({ data: folder, url: null }, sql)
      const target = await place()
      fails(command(target, 'restore', file), said)
      works(command(target, 'restore', quiet))
    })
  }

  it('killed at any moment, a restore leaves nothing half done and can be run again', async () => {
    // Of an older version, so that it is copied and brought up to date first.
    const file = join(scratch, 'older')
    mkdirSync(file)
    writeFileSync(join(file, 'shaodian.db'), readFileSync(quiet))
    tamper({ data: file, url: null }, `UPDATE schema_version SET derived = 'x'`)
    let target = await place()
    let killed = 0
    for (const wait of [60, 120, 250, 500, 900]) {
      const run = spawn(binary, ['restore', join(file, 'shaodian.db'), ...placeArgs(target)], {
        stdio: 'ignore',
      })
      const ended = new Promise<boolean>((done) => run.once('exit', (code) => done(code === 0)))
      await new Promise((done) => setTimeout(done, wait))
      run.kill('SIGKILL')
      if (!(await ended)) killed++
      else if (killed > 0) break
      else target = await place() // it was quicker than this test: once more, into another
    }
    assert.ok(killed > 0, 'it was never killed')
    const last = command(target, 'restore', join(file, 'shaodian.db'))
    assert.match(last.stdout + last.stderr, /all of them fit|a record in this database already/)
    const itself = { data: source.data, url: `sqlite:${quiet}` }
    assert.equal(works(command(target, 'audit', 'export')), works(command(itself, 'audit', 'export')))
    assert.match(works(command(target, 'rebuild', '--check')), /equal the journal/)
    works(command(target, 'backup', join(scratch, 'after-kill')))
  })

  it('refuses a file that is cut short or something else', async () => {
    const target = await place()
    const whole = readFileSync(quiet)
    writeFileSync(join(scratch, 'short'), whole.subarray(0, Math.floor(whole.length / 2)))
    writeFileSync(join(scratch, 'letter'), '此件不是数据库，是一封信。'.repeat(40))
    const bytes = Buffer.from(whole)
    bytes.fill(0x5a, 8192, 12288)
    writeFileSync(join(scratch, 'scratched'), bytes)
    for (const name of ['short', 'letter', 'scratched', 'absent']) {
      fails(command(target, 'restore', join(scratch, name)), new RegExp(name))
    }
    works(command(target, 'restore', quiet))
  })
})

describe('attachments in a backup', () => {
  it('come back, and one that was touched or taken out is found', async () => {
    const home = await place(true)
    const server = await Server.start({ place: home })
    const officer = await server.client().signIn(login('officer'))
    const picture = Buffer.alloc(70_000, 7)
    const made = (
      await officer.call('POST', `/units/${STREET}/blobs?name=photo.png`, undefined, {
        raw: picture,
        headers: { 'content-type': 'image/png' },
      })
    ).ok(201)
    const file = join(scratch, 'with-photo')
    works(server.command('backup', file))
    await server.stop()

    const target = await place()
    works(command(target, 'restore', file))
    const other = await Server.start({ place: target })
    const again = await other.client().signIn(login('officer'))
    const url = `${other.base}/api/v1/blobs/${made.hash}`
    const answer = await fetch(url, { headers: { cookie: again.cookie } })
    await keepAnswer('GET', url, answer)
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), picture)
    await other.stop()

    for (const [sql, said] of [
      [`UPDATE blob_content SET bytes = CAST('x' AS BLOB)`, /attachment is not what was taken in/],
      ['DELETE FROM blob_content', /attachment is missing/],
    ] as const) {
      const folder = mkdtempSync(join(scratch, 'forged-'))
      writeFileSync(join(folder, 'shaodian.db'), readFileSync(file))
      tamper({ data: folder, url: null }, sql)
      fails(command({ data: folder, url: null }, 'audit', 'verify'), said)
      fails(command(await place(), 'restore', join(folder, 'shaodian.db')), said)
    }
  })
})

describe('one file, one process', { skip: engine !== 'sqlite' }, () => {
  it('a second server on the same file is refused plainly, and reading goes on beside the first', async () => {
    const home = await place(true)
    const server = await Server.start({ place: home })
    const said = new RegExp(`another process \\(${server.pid()}\\) holds`)
    fails(command(home, 'serve', '--listen', '127.0.0.1:0'), said)
    fails(command(home, 'rebuild'), said)
    fails(command(home, 'restore', join(scratch, 'any')), said)
    works(command(home, 'audit', 'verify'))
    works(command(home, 'rebuild', '--check'))
    works(command(home, 'user', 'list'))
    await server.stop()
  })
})
