// SPDX-License-Identifier: Apache-2.0
// The ground under a running server: its files or its database are moved, removed, replaced or emptied, and what a start
// says that finds them so.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { STREET, login } from '../support/city.ts'
import { type Client, PASSWORD } from '../support/client.ts'
import { engine, recreate, tamper } from '../support/database.ts'
import { openByLine } from '../support/people.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'
import { until } from '../support/until.ts'

const onFiles = { skip: engine !== 'sqlite' ? 'SQLite only' : false }
const onServer = { skip: engine !== 'postgres' ? 'PostgreSQL only' : false }

async function health(server: Server): Promise<{ status: number; reason?: string }> {
  const reply = await fetch(`${server.base}/healthz`)
  const body = (await reply.json()) as { reason?: string }
  return { status: reply.status, reason: body.reason }
}

/** Waits until /healthz says so. */
async function says(server: Server, reason: string | undefined): Promise<void> {
  await until(`/healthz says ${reason}`, async () => (await health(server)).reason === reason)
}

async function withCity(
  act: (server: Server, officer: Client, place: Place) => Promise<void>,
): Promise<void> {
  const [place, cleanup] = await newPlace(true)
  const server = await Server.start({ demo: true, place, clock: null })
  try {
    const officer = await server.client().signIn(login('officer'))
    await act(server, officer, place)
  } finally {
    await server.kill()
    cleanup()
  }
}

/** The first write after it is refused, the reason is the same everywhere, and the log says it once. */
async function isGone(server: Server, officer: Client): Promise<void> {
  const problem = (await openByLine(officer, STREET, '写到哪里去')).refused(503, 'data_gone')
  assert.doesNotMatch(problem.detail ?? '', /\//, 'a path is told to whoever asks')
  await says(server, 'data_gone')
  assert.equal((await health(server)).status, 503)
  ;(await openByLine(officer, STREET, '还是没有地方')).refused(503, 'data_gone')
  const log = await server.told(/data_gone/)
  assert.equal(log.match(/data_gone/g)?.length, 1, log)
}

describe('the files are gone under a running server', onFiles, () => {
  const losses: [string, (data: string) => void][] = [
    ['the data directory is removed', (data) => rmSync(data, { recursive: true })],
    ['the data directory is moved', (data) => renameSync(data, `${data}.away`)],
    [
      'the data directory is copied over itself',
      (data) => {
        renameSync(data, `${data}.away`)
        cpSync(`${data}.away`, data, { recursive: true })
      },
    ],
    ['the database is removed', (data) => rmSync(join(data, 'shaodian.db'))],
    ['the log is removed', (data) => rmSync(join(data, 'shaodian.db-wal'))],
    [
      'another database lies there',
      (data) => {
        copyFileSync(join(data, 'shaodian.db'), join(data, 'copy'))
        renameSync(join(data, 'copy'), join(data, 'shaodian.db'))
      },
    ],
    ['the database is emptied', (data) => truncateSync(join(data, 'shaodian.db'))],
  ]
  for (const [name, lose] of losses) {
    it(name, () =>
      withCity(async (server, officer, place) => {
        ;(await openByLine(officer, STREET, '在此之前')).ok(201)
        lose(place.data)
        await isGone(server, officer)
        rmSync(`${place.data}.away`, { recursive: true, force: true })
      }),
    )
  }

  it('the very same directory, put back, is written again and holds all that was acknowledged', () =>
    withCity(async (server, officer, place) => {
      ;(await openByLine(officer, STREET, '移走之前')).ok(201)
      renameSync(place.data, `${place.data}.away`)
      await isGone(server, officer)
      renameSync(`${place.data}.away`, place.data)
      ;(await openByLine(officer, STREET, '放回之后')).ok(201)
      await says(server, undefined)
      const { seq } = await officer.head(STREET)
      await server.stop()
      assert.equal(command(place, 'audit', 'verify').status, 0)
      // A chore may have added to it meanwhile.
      assert.ok(Number(tamper(place, `SELECT seq FROM head WHERE unit = '${STREET}'`)) >= seq)
    }))

  it('nothing is acknowledged into a directory that is moved away in the middle of it all', () =>
    withCity(async (server, officer, place) => {
      let going = true
      const acknowledged: string[] = []
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let turn = 0; going && turn < 5000; turn++) {
          const reply = await openByLine(officer, STREET, `第 ${writer} 人第 ${turn} 笔`)
          if (reply.status !== 201) return
          acknowledged.push(reply.json.id)
        }
      })
      await until('all of them write', () => acknowledged.length > 16)
      renameSync(place.data, `${place.data}.away`)
      await Promise.all(writers)
      going = false
      await server.kill()
      renameSync(`${place.data}.away`, place.data)
      const there = new Set(tamper(place, 'SELECT subject FROM journal').split('\n'))
      assert.deepEqual(
        acknowledged.filter((id) => !there.has(id)),
        [],
      )
    }))
})

function start(place: Place, ...more: string[]): string {
  const done = command(place, 'serve', '--listen', '127.0.0.1:0', ...more)
  assert.equal(done.status, 1, `it started: ${done.stdout}${done.stderr}`)
  assert.match(done.stderr, /^[^\n]+\n$/)
  return done.stderr
}

describe('a start where something was', () => {
  it('a lost or emptied database is refused with the remedy, and restoring is it', async () => {
    const [place, cleanup] = await newPlace(true)
    await (await Server.start({ demo: true, place })).stop()
    const backup = `${place.data}.backup`
    const database = join(place.data, 'shaodian.db')
    assert.equal(command(place, 'backup', backup).status, 0)
    const id = readFileSync(join(place.data, 'shaodian.id'), 'utf8')

    if (engine === 'sqlite') {
      rmSync(database)
      assert.match(start(place), /shaodian\.id says .* restore .* rm /)
      assert.ok(!existsSync(database), 'a refused start made a database')
      writeFileSync(database, '')
      assert.match(start(place), /restore/)
      rmSync(database)
    } else {
      recreate(place.url!)
      assert.match(start(place), /shaodian\.id says .* restore .* rm /)
    }
    assert.match(command(place, 'doctor').stdout, /^fail +marker/m)
    const restored = command(place, 'restore', backup)
    assert.equal(restored.status, 0, restored.stderr)
    assert.equal(readFileSync(join(place.data, 'shaodian.id'), 'utf8'), id)
    await (await Server.start({ place, args: [] })).stop()
    rmSync(backup)
    cleanup()
  })

  it('a directory that was emptied is a new one, unless a marker elsewhere says what was there', async () => {
    const [place, cleanup] = await newPlace()
    const twin = `${place.data}.twin`
    await (await Server.start({ place, args: ['--marker', twin] })).stop()
    rmSync(place.data, { recursive: true })
    mkdirSync(place.data)
    if (engine === 'postgres') recreate(place.url!)
    assert.match(start(place, '--marker', twin), /\.twin says/)
    rmSync(twin)
    await (await Server.start({ place, args: ['--marker', twin] })).stop()
    cleanup()
    rmSync(twin)
  })

  it('another record than the marker names is refused', async () => {
    const [place, cleanup] = await newPlace()
    await (await Server.start({ place })).stop()
    writeFileSync(join(place.data, 'shaodian.id'), '17\n')
    assert.match(start(place), /another record/)
    assert.match(command(place, 'doctor').stdout, /^fail +marker/m)
    cleanup()
  })

  it('a log without its database is not thrown away', onFiles, async () => {
    const [place, cleanup] = await newPlace()
    const server = await Server.start({ place })
    await server.kill()
    const log = join(place.data, 'shaodian.db-wal')
    renameSync(join(place.data, 'shaodian.db'), join(place.data, 'x.db'))
    rmSync(join(place.data, 'shaodian.id'))
    assert.match(start(place), /shaodian\.db-wal/)
    assert.ok(existsSync(log))
    renameSync(join(place.data, 'x.db'), join(place.data, 'shaodian.db'))
    await (await Server.start({ place })).stop()
    cleanup()
  })
})

/** A stranger tries to sign in, which asks the database whoever they are. */
const knock = (server: Server) =>
  server.client().post('/session', { account: login('officer'), password: PASSWORD })

describe('the database is another one under a running server', onServer, () => {
  it('an empty one of the same name is not written to', async () => {
    const [place, cleanup] = await newPlace()
    const server = await Server.start({ place, clock: null })
    assert.ok((await knock(server)).status < 500)
    recreate(place.url!)
    await says(server, 'data_gone')
    ;(await knock(server)).refused(503, 'data_gone')
    assert.equal(tamper(place, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'").trim(), '0')
    await server.stop()
    cleanup()
  })
})

describe('a PostgreSQL that takes no writes for a while', onServer, () => {
  it('is written again without a restart, though its connections were told otherwise', async () => {
    const [place, cleanup] = await newPlace(true)
    const server = await Server.start({ demo: true, place, clock: null })
    const name = /\/([^/?]+)\?/.exec(place.url!)![1]!
    const officer = await server.client().signIn(login('officer'))
    tamper(place, `ALTER DATABASE ${name} SET default_transaction_read_only = on`)
    tamper(
      place,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
    )
    await says(server, 'read_only')
    ;(await openByLine(officer, STREET, '只读')).refused(503)
    tamper(place, `BEGIN READ WRITE; ALTER DATABASE ${name} RESET default_transaction_read_only; COMMIT`)
    await says(server, undefined)
    await until(
      'a line is taken again',
      async () => (await openByLine(officer, STREET, '又能写了')).status === 201,
    )
    await server.stop()
    cleanup()
  })
})

/** A PostgreSQL of its own, all of which can be made to stand still. */
function clusterOfItsOwn(): { url: string; signal: (name: string) => void; stop: () => void } {
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  const script = join(import.meta.dirname, '../../script/postgres')
  const environment = { ...process.env, TMPDIR: folder }
  execFileSync('chmod', ['755', folder])
  const url = execFileSync(script, ['start'], { env: environment, encoding: 'utf8' }).trim()
  const home = /host=([^&]*)\/socket/.exec(url)![1]!
  const postmaster = readFileSync(`${home}/data/postmaster.pid`, 'utf8').split('\n')[0]!
  const signal = (pid: string, name: string) => {
    try {
      process.kill(Number(pid), name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it went by itself meanwhile
    }
  }
  const children = () =>
    execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' })
      .split(/\s+/)
      .filter(Boolean)
  return {
    url,
    // First the one that makes others: no child is born between the look and the signal.
    signal: (name) => {
      signal(postmaster, name)
      for (const pid of children()) signal(pid, name)
    },
    stop: () => {
      execFileSync(script, ['stop'], { env: environment })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe('a PostgreSQL that stands still', onServer, () => {
  it('is said at once by /healthz and /metrics, refuses instead of hanging, and goes on', async () => {
    const cluster = clusterOfItsOwn()
    const [given, cleanup] = await newPlace()
    const place = { data: given.data, url: cluster.url }
    const server = await Server.start({ place, clock: null })
    try {
      cluster.signal('SIGSTOP')
      // As many readers as the port has threads, and more: they wait for the server until they are cut off.
      const readers = Array.from({ length: 6 }, () => knock(server))
      await says(server, 'database_away')
      for (const reader of readers) (await reader).refused(503, 'database_away')
      const problem = (await knock(server)).refused(503, 'database_away')
      assert.equal(problem.detail, 'the database is away')
      assert.match((await server.client().get('/metrics')).text, /^shaodian_healthy 0$/m)
      cluster.signal('SIGCONT')
      await says(server, undefined)
      assert.ok((await knock(server)).status < 500)
    } finally {
      cluster.signal('SIGCONT')
      await server.stop()
      cleanup()
      cluster.stop()
    }
  })
})

describe('one server a database', onFiles, () => {
  it('also where its lock file was removed, or the file is named otherwise', async () => {
    const [place, cleanup] = await newPlace(true)
    const server = await Server.start({ demo: true, place })
    rmSync(join(place.data, 'shaodian.db.lock'))
    await assert.rejects(
      Server.start({ demo: true, place }),
      /another process holds|another process \(\d+\) holds/,
    )
    execFileSync('ln', [join(place.data, 'shaodian.db'), join(place.data, 'other.db')])
    const second = command({ ...place, url: `sqlite:${join(place.data, 'other.db')}` }, 'rebuild')
    assert.equal(second.status, 1)
    assert.match(second.stderr, /another process .*holds/)
    const officer = await server.client().signIn(login('officer'))
    ;(await openByLine(officer, STREET, '照常登记')).ok(201)
    await server.stop()
    const again = await Server.start({ demo: true, place })
    await again.stop()
    cleanup()
  })
})

describe('the terminal that started it is closed', () => {
  it('ends it in order, unless it was started to outlive that', async () => {
    const [place, cleanup] = await newPlace(true)
    const server = await Server.start({ demo: true, place })
    process.kill(server.pid(), 'SIGHUP')
    assert.equal(await server.ended(), 0)
    const kept = await Server.start({ demo: true, place, wrapper: ['nohup'] })
    process.kill(kept.pid(), 'SIGHUP')
    await sleep(1000) // so long nothing is to happen
    assert.equal((await health(kept)).status, 200)
    await kept.stop()
    cleanup()
  })
})
