// SPDX-License-Identifier: Apache-2.0
// The disk is full, or the database is away: refused with 503, nothing half-written, and it goes on.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { STREET, login } from '../support/city.ts'
import { engine, withoutConnections } from '../support/database.ts'
import { openByLine } from '../support/people.ts'
import { Server, command, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'

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
      await until(
        'a line is taken again',
        async () => (await openByLine(officer, STREET, '又写得下了')).status === 201,
      )
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
        const deadline = Date.now() + 15_000
        let reply = await openByLine(officer, STREET, '又有地方了')
        while (reply.status === 503 && Date.now() < deadline) {
          await sleep(200)
          reply = await openByLine(officer, STREET, '又有地方了')
        }
        reply.ok(201)
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
      const deadline = Date.now() + 20_000
      let reply = await openByLine(officer, STREET, '又连上了')
      while (reply.status >= 500 && Date.now() < deadline) {
        await sleep(200)
        reply = await openByLine(officer, STREET, '又连上了')
      }
      reply.ok(201)
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
