// SPDX-License-Identifier: Apache-2.0
// The disk is full, or the database is away: refused with 503, nothing half-written, and it goes on.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { STREET, login } from '../support/city.ts'
import type { Client } from '../support/client.ts'
import { engine, tamper, withoutConnections } from '../support/database.ts'
import { growOld } from '../support/fixtures.ts'
import { openByLine } from '../support/people.ts'
import { Server, command, newPlace } from '../support/server.ts'
import { quickest, until } from '../support/until.ts'

const isRoot = process.getuid?.() === 0

function fillUp(path: string): void {
  const file = openSync(path, 'w')
  const block = Buffer.alloc(4096)
  try {
    for (;;) writeSync(file, block)
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  }
  closeSync(file)
}

/** Waits until /healthz says so, nobody else writing meanwhile. */
async function health(server: Server, reason: string | undefined): Promise<void> {
  await until(`/healthz says ${reason}`, async () => {
    const reply = await fetch(`${server.base}/healthz`)
    const said = ((await reply.json()) as { reason?: string }).reason
    assert.equal(reply.status, said === undefined ? 200 : 503)
    return said === reason
  })
}

/** Until then it is refused with 503, and in no other way. */
async function taken(officer: Client, line: string): Promise<void> {
  await until('a line is taken again', async () => {
    const reply = await openByLine(officer, STREET, line)
    if (reply.status !== 503) reply.ok(201)
    return reply.status === 201
  })
}

describe('a record on a write-protected disk', () => {
  it(
    'is verified as any other, and what would write says so',
    { skip: engine !== 'sqlite' ? 'SQLite only' : !isRoot ? 'mounting wants root' : false },
    async () => {
      const [given, cleanup] = await newPlace(true)
      const folder = mkdtempSync(join(tmpdir(), 'shaodian-evidence-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', folder])
      try {
        execFileSync('cp', ['-a', `${given.data}/.`, folder])
        execFileSync('mount', ['-o', 'remount,ro', folder])
        const place = { data: folder, url: null }
        const done = command(place, 'audit', 'verify', '--unit', STREET)
        assert.equal(done.status, 0, done.stderr)
        assert.match(done.stdout, /equal the journal/)
        assert.match(command(place, 'audit', 'export', '--unit', STREET).stdout, /"unit.registered"/)
        execFileSync('mount', ['-o', 'remount,rw', folder])
        growOld(place)
        execFileSync('mount', ['-o', 'remount,ro', folder])
        for (const words of [['upgrade', '--prepare'], ['rebuild']]) {
          const refused = command(place, ...words)
          assert.equal(refused.status, 1, words.join(' '))
          assert.match(refused.stderr, /Read-only file system/)
        }
      } finally {
        execFileSync('umount', ['-l', folder])
        rmSync(folder, { recursive: true, force: true })
        cleanup()
      }
    },
  )
})

describe('a backup that finds no room', () => {
  it(
    'leaves nothing there, not even what SQLite laid beside it',
    { skip: engine !== 'sqlite' ? 'SQLite only' : !isRoot ? 'mounting wants root' : false },
    async () => {
      const [place, cleanup] = await newPlace(true)
      const folder = mkdtempSync(join(tmpdir(), 'shaodian-small-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder])
      try {
        const done = command(place, 'backup', join(folder, 'b.db'))
        assert.equal(done.status, 1)
        assert.match(done.stderr, /the disk is full/)
        assert.deepEqual(readdirSync(folder), [])
      } finally {
        execFileSync('umount', ['-l', folder])
        rmSync(folder, { recursive: true, force: true })
        cleanup()
      }
    },
  )
})

describe('a table that another session locked', () => {
  it(
    'keeps nobody waiting, /healthz least, and is forgotten when it is free',
    { skip: engine !== 'postgres' ? 'PostgreSQL only' : false },
    async () => {
      const [place, cleanup] = await newPlace(true)
      const server = await Server.start({ demo: true, place, clock: null })
      const officer = await server.client().signIn(login('officer'))
      // For as long as this test wants it.
      const locker = spawn('psql', ['-X', '-q', place.url!], { stdio: ['pipe', 'ignore', 'ignore'] })
      locker.stdin.write('BEGIN; LOCK TABLE session IN ACCESS EXCLUSIVE MODE;\n')
      const ended = new Promise((done) => locker.once('exit', done))
      const line = () => officer.post(`/units/${STREET}/log`, { type: 'other', text: '等谁' })
      await until('it is refused', async () => (await line()).status === 503)
      await health(server, 'database_away')
      const took = await quickest(async () =>
        assert.equal((await fetch(`${server.base}/healthz`)).status, 503),
      )
      assert.ok(took < 1000, `${took} ms`)
      locker.stdin.end('COMMIT;\n')
      await ended
      await health(server, undefined)
      await until('a line is taken again', async () => (await line()).status === 201)
      await server.stop()
      cleanup()
    },
  )
})

describe('a damaged file', () => {
  it(
    'is a state of its own, as soon as anybody was told so',
    { skip: engine !== 'sqlite' ? 'SQLite only' : false },
    async () => {
      const [place, cleanup] = await newPlace(true)
      const [page, size] = tamper(
        place,
        "SELECT rootpage FROM sqlite_master WHERE name = 'log'; PRAGMA page_size",
      )
        .trim()
        .split('\n')
        .map(Number)
      const file = openSync(join(place.data, 'shaodian.db'), 'r+')
      writeSync(file, Buffer.alloc(size!, 0xff), 0, size!, (page! - 1) * size!)
      closeSync(file)
      const server = await Server.start({ demo: true, place, clock: null })
      const officer = await server.client().signIn(login('officer'))
      ;(await officer.get(`/units/${STREET}/log`)).refused(500, 'damaged')
      await health(server, 'corrupt')
      await server.told(/not well, corrupt: .*restore/)
      await server.kill()
      cleanup()
    },
  )
})

describe('nowhere to write', () => {
  it(
    'a file that may not grow takes no writes, and ends no program',
    { skip: engine !== 'sqlite' ? 'SQLite only' : false },
    async () => {
      const [place, cleanup] = await newPlace(true)
      const server = await Server.start({ demo: true, place, clock: null })
      const limit = (bytes: string) =>
        execFileSync('prlimit', ['--pid', String(server.pid()), `--fsize=${bytes}:unlimited`])
      const officer = await server.client().signIn(login('officer'))
      limit('16384')
      ;(await openByLine(officer, STREET, '写不下了')).refused(503)
      await until('/healthz says so', async () => (await fetch(`${server.base}/healthz`)).status === 503)
      limit('unlimited')
      await health(server, undefined)
      await taken(officer, '又写得下了')
      await server.stop()
      cleanup()
    },
  )

  it(
    'a full disk is said plainly, and room again is used at once',
    { skip: engine !== 'sqlite' ? 'SQLite only' : !isRoot ? 'mounting wants root' : false },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'shaodian-full-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder])
      try {
        const [given, cleanup] = await newPlace(true)
        execFileSync('cp', ['-a', `${given.data}/.`, folder])
        cleanup()
        const place = { data: folder, url: null }
        const server = await Server.start({ demo: true, place, clock: null })
        const officer = await server.client().signIn(login('officer'))
        const first = (await openByLine(officer, STREET, '满盘之前')).ok(201)

        const ballast = join(folder, 'ballast')
        fillUp(ballast)
        let refused = 0
        for (let turn = 0; turn < 3000 && refused < 5; turn++) {
          const reply = await openByLine(officer, STREET, `满盘 ${turn}`)
          if (reply.status === 201) continue
          reply.refused(503)
          refused++
        }
        assert.equal(refused, 5, 'the disk never filled')
        await health(server, 'disk_full')
        assert.match((await officer.get('/metrics')).text, /^shaodian_healthy 0$/m)
        ;(await officer.get(`/matters/${first.id}`)).ok()

        rmSync(ballast)
        await health(server, undefined)
        await taken(officer, '又有地方了')
        await server.stop()
        for (const words of [
          ['audit', 'verify'],
          ['rebuild', '--check'],
        ]) {
          const done = command(place, ...words)
          assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
        }
      } finally {
        execFileSync('umount', ['-l', folder])
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )

  it(
    'a database that goes away and comes back',
    { skip: engine !== 'postgres' ? 'PostgreSQL only' : false },
    async () => {
      const server = await Server.start({ demo: true, clock: null })
      const officer = await server.client().signIn(login('officer'))
      ;(await openByLine(officer, STREET, '断开之前')).ok(201)
      await withoutConnections(server.place.url!, async () => {
        ;(await openByLine(officer, STREET, '断开之后')).refused(503)
      })
      await taken(officer, '又连上了')
      assert.equal(server.command('audit', 'verify').status, 0)
      await server.stop()
    },
  )

  it(
    'a second process on one SQLite file is refused in one line',
    { skip: engine !== 'sqlite' ? 'SQLite only' : false },
    async () => {
      const server = await Server.start({ demo: true })
      const second = command(server.place, 'serve', '--listen', '127.0.0.1:0')
      assert.notEqual(second.status, 0)
      assert.match(second.stderr.trim(), /^[^\n]*(another process|in use)[^\n]*$/)
      await server.stop()
    },
  )
})
