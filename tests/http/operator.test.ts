// SPDX-License-Identifier: Apache-2.0
// What the one who runs the server does at the command line: backup, restore, doctor, catalog.
import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CITY, DISTRICT, STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { keepAnswer } from '../support/contract.ts'
import { engine, tamper } from '../support/database.ts'
import { type Place, Server, binary, command, newPlace, placeArgs } from '../support/server.ts'

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

const left: (() => void)[] = []
let scratch: string

async function place(demo = false): Promise<Place> {
  const [made, cleanup] = await newPlace(demo)
  left.push(cleanup)
  return made
}

/** A data directory with SQLite, whatever the other tests of this run stand on. */
function filePlace(): Place {
  const data = mkdtempSync(join(tmpdir(), 'shaodian-test-'))
  left.push(() => rmSync(data, { recursive: true, force: true }))
  return { data, url: null }
}

function works(done: { status: number; stdout: string; stderr: string }): string {
  assert.equal(done.status, 0, done.stderr + done.stdout)
  return done.stdout
}

function fails(done: { status: number; stdout: string; stderr: string }, said: RegExp, status = 1): string {
  assert.equal(done.status, status, done.stderr + done.stdout)
  assert.match(done.stderr, said)
  assert.equal(done.stderr.trim().split('\n').length, 1, `more than one line: ${done.stderr}`)
  return done.stdout
}

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

before(() => {
  scratch = mkdtempSync(join(tmpdir(), 'shaodian-test-'))
})
after(() => {
  for (const remove of left) remove()
  rmSync(scratch, { recursive: true, force: true })
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
    while (known < 20) await new Promise((done) => setTimeout(done, 5))
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
    ['an event was changed',
      `DROP TRIGGER journal_no_update; UPDATE journal SET text = replace(text, '"at":', '"at": ') WHERE unit = '${STREET}' AND seq = 3`,
      new RegExp(`unit ${STREET}, event 3: `)],
    ['an event was taken out',
      `DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE unit = '${STREET}' AND seq = 4`,
      new RegExp(`unit ${STREET}, event \\d+: `)],
    ['a hash was changed',
      `DROP TRIGGER journal_no_update; UPDATE journal SET hash = zeroblob(32) WHERE unit = '${STREET}' AND seq = 2`,
      new RegExp(`unit ${STREET}, event 2: `)],
    ['the tail was cut',
      `DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE unit = '${STREET}' AND seq = (SELECT seq FROM head WHERE unit = '${STREET}')`,
      new RegExp(`unit ${STREET}, event \\d+: `)],
    ['a name was changed in the vault',
      `UPDATE vault SET value = '张三' WHERE rowid = (SELECT rowid FROM vault WHERE unit = '${STREET}' AND value IS NOT NULL ORDER BY seq LIMIT 1)`,
      new RegExp(`unit ${STREET}, event \\d+: `)],
    ['a later program made it',
      `INSERT INTO schema_version (file, kept, derived, working) VALUES ('999_later.sql', '', '', '')`,
      /999_later\.sql, which this program does not know/],
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
    const target = await place()
    let killed = 0
    for (const wait of [60, 120, 250, 500, 900]) {
      const run = spawn(binary, ['restore', join(file, 'shaodian.db'), ...placeArgs(target)], { stdio: 'ignore' })
      const ended = new Promise<boolean>((done) => run.once('exit', (code) => done(code === 0)))
      await new Promise((done) => setTimeout(done, wait))
      run.kill('SIGKILL')
      if (await ended) break
      killed++
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
    const made = (await officer.call('POST', `/units/${STREET}/blobs?name=photo.png`, undefined, {
      raw: picture, headers: { 'content-type': 'image/png' },
    })).ok(201)
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

describe('doctor', () => {
  const line = (text: string, what: string) =>
    text.split('\n').filter((row) => row.slice(6).startsWith(what)).join('\n')

  it('finds nothing wrong with the demo city, beside the server too', async () => {
    const home = await place(true)
    const server = await Server.start({ place: home, clock: null })
    const said = works(server.command('doctor'))
    for (const what of ['data directory', 'disk', 'settings', 'page', 'catalog', 'database', 'collation', 'version', 'journal', 'administrators']) {
      assert.match(line(said, what), /^ok/, `${what}: ${said}`)
    }
    await server.stop()
  })

  it('names what a restore or a backup left that was killed', () => {
    const home = filePlace()
    assert.match(line(works(command(home, 'doctor')), 'left over'), /^ok/)
    for (const name of ['restoring.db', 'restoring.db-wal', 'kept.db.rows']) writeFileSync(join(home.data, name), '')
    const said = line(works(command(home, 'doctor')), 'left over').split('\n')
    assert.equal(said.length, 2, 'the journals go with their files')
    for (const row of said) assert.match(row, /^warn .*(restoring\.db|kept\.db\.rows) .*remove it/)
  })

  it('says what to do before the first start', () => {
    const said = works(command(filePlace(), 'doctor'))
    assert.match(line(said, 'database'), /^warn .*first start/)
  })

  const broken: [string, string, RegExp, (home: Place) => void][] = [
    ['a directory that others may read', 'data directory', /chmod 700/, (home) => chmodSync(home.data, 0o755)],
    ['a setting that does not exist', 'settings', /shaodian\.conf/, (home) =>
      writeFileSync(join(home.data, 'shaodian.conf'), 'lisen = 127.0.0.1:80\n')],
    ['a port open to the network without a certificate', 'certificate', /shaodian init/, (home) =>
      writeFileSync(join(home.data, 'shaodian.conf'), 'listen = 0.0.0.0:8420\n')],
    ['a proxy that is no address', 'clients', /trusted_proxy/, (home) =>
      writeFileSync(join(home.data, 'shaodian.conf'), 'trusted_proxy = proxy.lan\n')],
    ['a name of its own without the proxy that gives it', 'clients', /`trusted_proxy`/, (home) =>
      writeFileSync(join(home.data, 'shaodian.conf'), 'hosts = duty.example.cn\n')],
    ['a certificate that is not there', 'certificate', /shaodian init/, (home) =>
      writeFileSync(join(home.data, 'shaodian.conf'), 'tls_cert = /nonexistent.crt\ntls_key = /nonexistent.key\n')],
    ['a kind that cannot be read', 'catalog', /slip\.json:\d+: /, (home) => {
      mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
      writeFileSync(join(home.data, 'catalog', 'kinds', 'slip.json'), '{"kind": "slip",\n "version": }')
    }],
    ['a head that does not fit', 'journal', /audit verify/, (home) =>
      void tamper(home, `UPDATE head SET seq = seq - 1 WHERE unit = '${STREET}'`)],
    ['no security administrator', 'administrators', /nobody is secadmin/, (home) =>
      void tamper(home, `DELETE FROM role_grant WHERE role = 'secadmin'`)],
    ['a database of an older version', 'version', /back it up/, (home) =>
      void tamper(home, `UPDATE schema_version SET derived = 'x'`)],
  ]
  for (const [name, what, remedy, breakIt] of broken) {
    it(`names ${name} and the remedy`, async () => {
      const home = await place(true)
      breakIt(home)
      const done = command(home, 'doctor')
      const found = line(done.stdout, what)
      assert.match(found, /^(fail|warn)/m, done.stdout)
      assert.match(found, remedy)
      assert.equal(done.status, /^fail/m.test(done.stdout) ? 1 : 0)
    })
  }

  it('names a database that is away', { skip: engine !== 'postgres' }, () => {
    const done = command({ data: scratch, url: 'postgresql://nobody@127.0.0.1:1/none' }, 'doctor')
    assert.equal(done.status, 1)
    assert.match(line(done.stdout, 'database'), /^fail/)
  })
})

describe('an operator’s own kinds', () => {
  const GOOD = {
    kind: 'lostproperty', version: 1, label: { zh: '失物招领', en: 'Lost property' },
    number: { prefix: { zh: '失', en: 'L' } },
    fields: [{ name: 'summary', label: { zh: '情况', en: 'What' }, type: 'text', max: 500 }],
    states: [
      { name: 'kept', label: { zh: '保管中', en: 'Kept' }, owner: 'officer', waits: true },
      { name: 'closed', label: { zh: '已办结', en: 'Closed' } },
    ],
    open: { to: 'kept', who: ['officer'], needs: ['summary'], takes: ['*'] },
    steps: [{ name: 'hand_over', label: { zh: '交还', en: 'Hand over' }, from: ['kept'], to: 'closed', who: ['officer'] }],
    clocks: [{
      name: 'keep', label: { zh: '保管期限', en: 'Keep' }, in: ['kept'], warn: 'P10D', due: 'P30D', owner: 'officer',
      escalate: [{ after: 'P1D', tell: 'leader' }, { after: 'P2D', tell: 'head' }],
    }],
    ends: ['closed'],
  }

  function folder(kind: unknown): string {
    const made = mkdtempSync(join(scratch, 'catalog-'))
    mkdirSync(join(made, 'kinds'))
    writeFileSync(join(made, 'kinds', 'lostproperty.json'), JSON.stringify(kind, null, 1))
    return made
  }

  it('what is built in passes', () => {
    assert.match(works(command(filePlace(), 'catalog', 'check')), /kinds/)
  })

  it('a right one passes, is served, and can be opened', async () => {
    works(command(filePlace(), 'catalog', 'check', folder(GOOD)))
    const home = await place(true)
    mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
    writeFileSync(join(home.data, 'catalog', 'kinds', 'lostproperty.json'), JSON.stringify(GOOD))
    const server = await Server.start({ place: home })
    const officer = await server.client().signIn(login('officer'))
    assert.equal((await officer.get('/kinds/lostproperty')).ok().label.zh, '失物招领')
    const opened = (await officer.post(`/units/${STREET}/matters`, { kind: 'lostproperty', fields: { summary: '黑色双肩包一个' } })).ok(201)
    assert.equal(opened.state, 'kept')
    await server.stop()
  })

  const wrong: [string, (kind: typeof GOOD) => unknown, RegExp][] = [
    ['waits without a clock', (kind) => ({ ...kind, clocks: [] }), /kept/],
    ['cannot be closed', (kind) => ({ ...kind, steps: [] }), /kept|closed/],
    ['uses a field it does not declare', (kind) => ({ ...kind, open: { ...kind.open, needs: ['colour'] } }), /colour/],
    ['lets nobody take a step', (kind) => ({ ...kind, steps: [{ ...kind.steps[0], who: [] }] }), /hand_over/],
    ['escalates to nobody who is always there', (kind) => ({
      ...kind, clocks: [{ ...kind.clocks[0], escalate: [{ after: 'P1D', tell: 'member' }] }],
    }), /member|keep/],
  ]
  for (const [name, change, said] of wrong) {
    it(`one that ${name} is refused with file, line and reason`, () => {
      const made = folder(change(structuredClone(GOOD)))
      const done = command(filePlace(), 'catalog', 'check', made)
      fails(done, /fault/)
      assert.match(done.stdout, /lostproperty\.json:\d+: .+/)
      assert.match(done.stdout, said)
    })
  }

  it('one that is not JSON is refused with its line, and the server serves the others', async () => {
    const text = JSON.stringify(GOOD, null, 1).replace('"fields": [', '"fields": [,')
    const home = await place(true)
    mkdirSync(join(home.data, 'catalog', 'kinds'), { recursive: true })
    writeFileSync(join(home.data, 'catalog', 'kinds', 'lostproperty.json'), text)
    const at = text.split('\n').findIndex((row) => row.includes('[,')) + 1
    const done = command(home, 'catalog', 'check')
    fails(done, /fault/)
    assert.match(done.stdout, new RegExp(`lostproperty\\.json:${at}: `))
    const server = await Server.start({ place: home })
    const officer = await server.client().signIn(login('officer'))
    ;(await officer.get('/kinds/lostproperty')).refused(404)
    ;(await officer.get('/kinds/task')).ok()
    assert.match(server.log(), new RegExp(`lostproperty\\.json:${at}: `))
    await server.stop()
  })

  it('one with a misspelt member is refused, and told what is known', () => {
    const made = folder({ ...GOOD, fields: [{ ...GOOD.fields[0], personnal: true }, ...GOOD.fields.slice(1)] })
    const done = command(filePlace(), 'catalog', 'check', made)
    fails(done, /fault/)
    assert.match(done.stdout, /lostproperty\.json:\d+: "personnal" is not known here; known are: .*personal/)
  })

  it('roles of their own are refused by name', async () => {
    const home = await place(true)
    mkdirSync(join(home.data, 'catalog'), { recursive: true })
    writeFileSync(join(home.data, 'catalog', 'roles.json'), '{"roles": []}')
    const done = command(home, 'catalog', 'check')
    fails(done, /fault/)
    assert.match(done.stdout, /roles\.json:1: roles are built in/)
    assert.equal(done.stdout.trim().split('\n').length, 1, done.stdout)
  })

  it('a directory that is not there is named', () => {
    fails(command(filePlace(), 'catalog', 'check', join(scratch, 'nowhere')), /nowhere/)
  })
})

describe('accounts from the command line', () => {
  const given = (home: Place, input: string, ...words: string[]) => {
    const done = spawnSync(binary, [...words, ...placeArgs(home)], { encoding: 'utf8', input })
    return { status: done.status ?? -1, stdout: done.stdout, stderr: done.stderr }
  }

  it('adds somebody who can then sign in and do what the role may', async () => {
    const home = await place(true)
    works(given(home, 'Luoyang-1949\n', 'user', 'add', `zhangsan@${STREET}`, '--name', '张三', '--role', 'officer,leader', '--phone', '13800138000'))
    const row = works(command(home, 'user', 'list', '--unit', STREET)).split('\n').find((one) => one.startsWith('zhangsan@'))
    assert.match(row ?? '', /张三\t(officer,leader|leader,officer)\tin use/)
    const server = await Server.start({ place: home })
    const client = await server.client().signIn(`zhangsan@${STREET}`, 'Luoyang-1949')
    assert.deepEqual([...client.me.roles].sort(), ['leader', 'officer'])
    await server.stop()
    works(command(home, 'audit', 'verify'))
  })

  it('sets a password anew, and the old one and its sessions are no longer good', async () => {
    const home = await place(true)
    works(given(home, 'Another-place-7\n', 'user', 'passwd', login('officer')))
    const server = await Server.start({ place: home })
    const tried = await server.client().post('/session', { account: login('officer'), password: 'shaodian-demo' })
    tried.refused(403)
    await server.client().signIn(login('officer'), 'Another-place-7')
    await server.stop()
  })

  it('refuses what is wrong in one line and changes nothing', async () => {
    const home = await place(true)
    const before = works(command(home, 'audit', 'export', '--unit', STREET))
    const add = (account: string, input: string, ...more: string[]) => given(home, input, 'user', 'add', account, ...more)
    fails(add(`a@${STREET}`, 'short\n', '--name', '张三'), /too_short/)
    fails(add(`a@${STREET}`, '', '--name', '张三'), /standard input/)
    fails(add(`a@${STREET}`, 'Luoyang-1949\n'), /--name is missing/)
    fails(add(`a@${STREET}`, 'Luoyang-1949\n', '--name', '张三', '--role', 'king'), /no role 'king'/)
    fails(add('a', 'Luoyang-1949\n', '--name', '张三'), /not NAME@UNIT/)
    fails(add('a@999999', 'Luoyang-1949\n', '--name', '张三'), /unit/)
    fails(add(login('officer'), 'Luoyang-1949\n', '--name', '张三'), /exists already/)
    fails(add(`a@${STREET}`, 'Luoyang-1949\n', '--name', '张三', '--password', 'x'), /no option --password/, 2)
    fails(given(home, 'Luoyang-1949\n', 'user', 'passwd', `nobody@${STREET}`), /account/)
    assert.equal(works(command(home, 'audit', 'export', '--unit', STREET)), before)
  })
})

describe('tables from the command line', () => {
  const file = (name: string, text: string) => {
    const path = join(scratch, name)
    writeFileSync(path, text)
    return path
  }

  it('takes units and people in, and names each refused line', async () => {
    const home = await place(true)
    const units = file('units.csv', '\ufeffcode,name,parent,level,functions\n4301DATA,长沙市数据资源管理局,430100,bureau,\n4301!,坏代码,430100,bureau,\n4301PORT,长沙新港,430199,bureau,\n')
    const done = command(home, 'import', 'units', units)
    fails({ ...done, stderr: done.stderr.split('\n').filter((row) => !/\d+ of \d+/.test(row)).join('\n') }, /refus/)
    assert.match(done.stdout, /units\.csv:3: code: not_a_code/)
    assert.match(done.stdout, /units\.csv:4: /)
    assert.match(done.stdout, /1 taken in/)
    assert.match(done.stderr, /3 of 3/)

    const people = file('people.csv', 'name,unit,phone,roles,login,password\n刘一,4301DATA,13800138001,officer,liuyi,Luoyang-1949\n陈二,4301DATA,123,officer,,\n张三,4301NONE,,,,\n')
    const second = command(home, 'import', 'people', people)
    assert.equal(second.status, 1)
    assert.match(second.stdout, /people\.csv:3: phone: not_a_phone/)
    assert.match(second.stdout, /people\.csv:4: unit: no_such_unit/)
    assert.match(second.stdout, /1 taken in/)

    const again = works(command(home, 'import', 'units', file('again.csv', 'code,name,parent,level\n4301DATA,长沙市数据资源管理局,430100,bureau\n')))
    assert.match(again, /0 taken in, 1 there already/)
    const server = await Server.start({ place: home })
    await server.client().signIn('liuyi@4301DATA', 'Luoyang-1949')
    await server.stop()
    works(command(home, 'audit', 'verify'))
    assert.match(works(command(home, 'rebuild', '--check')), /equal the journal/)
  })

  it('a table without the columns it needs is refused whole', async () => {
    const home = await place(true)
    const done = command(home, 'import', 'people', file('odd.csv', 'naam,unit\nx,y\n'))
    assert.equal(done.status, 1)
    assert.match(done.stderr, /names no column "name"/)
  })
})

describe('the command line', () => {
  it('does nothing for words it does not know, and says so', () => {
    const home = filePlace()
    fails(command(home, 'backup'), /FILE is missing/, 2)
    fails(command(home, 'doctor', '--loud'), /no option --loud/, 2)
    fails(command(home, 'restore', 'a', 'b'), /'b' is not expected/, 2)
    fails(command(home, 'backup', join(scratch, 'none')), /there is no database/)
  })

  for (const name of ['serve', 'init', 'import units', 'import people', 'user add', 'user passwd', 'user list', 'audit verify', 'audit export', 'rebuild', 'catalog check', 'classify', 'backup', 'restore', 'doctor']) {
    it(`${name} --help`, () => {
      assert.match(works(command(filePlace(), ...name.split(' '), '--help')), new RegExp(`usage: shaodian ${name}`))
    })
  }
})
