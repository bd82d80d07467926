// SPDX-License-Identifier: Apache-2.0
// The budgets of the design, measured on the release build beside a reference of the same run.
//
//   script/bench [intake] [paced] [read] [start] [volumes]
//
// SHAODIAN_TEST_DB=postgres: on a PostgreSQL of its own that waits for the disk; its reference is a
// loop of INSERT and COMMIT by pgbench on as many connections.
// Every part prints what it ran, how many rows the journal gained, and what `audit verify` says
// afterwards; without these a figure is none.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const borrowed = process.env.SHAODIAN_BIN
process.env.SHAODIAN_BIN ??= resolve(root, 'build/shaodian')
process.env.SHAODIAN_TEST_DB ??= 'sqlite'
const onPostgres = process.env.SHAODIAN_TEST_DB === 'postgres'
const { Server, newPlace } = await import('../tests/support/server.ts')
type Client = InstanceType<typeof import('../tests/support/client.ts').Client>
type Running = Awaited<ReturnType<typeof Server.start>>

const LINES = Number(process.env.BENCH_LINES ?? 3000) // of a volume
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10)
const load = resolve(root, 'build/bench/bench-load')
const work = mkdtempSync(join(process.env.BENCH_DIR ?? resolve(root, 'build'), 'bench-'))
process.env.TMPDIR = work
process.env.SHAODIAN_TEST_CACHE = join(work, 'cache')

interface LoadReport {
  answers: number
  a_second: number
  p50_ms: number
  p90_ms: number
  p99_ms: number
  max_ms: number
  broken: number
  statuses: Record<string, number>
}

function say(label: string, value: string): void {
  console.log(`  ${label.padEnd(44)} ${value}`)
}

/** 512 bytes appended and made durable, a second: what the disk itself can do. */
function fdatasyncRate(): number {
  const path = join(work, 'sync')
  const file = openSync(path, 'w')
  const block = Buffer.alloc(512, 1)
  const begun = performance.now()
  let count = 0
  while (performance.now() - begun < 3000) {
    writeSync(file, block)
    fdatasyncSync(file)
    count++
  }
  const rate = count / ((performance.now() - begun) / 1000)
  closeSync(file)
  rmSync(path)
  return rate
}

/** A transaction an event by pgbench, 16 connections, on the same server: what PostgreSQL can do. */
function commitRate(): number {
  const script = join(work, 'commit.sql')
  writeFileSync(
    script,
    "\\set n random(1, 1000000000)\nBEGIN;\nINSERT INTO bench_journal VALUES (:client_id, :n, repeat('x', 400));\n" +
      'UPDATE bench_head SET seq = seq + 1 WHERE unit = :client_id;\nCOMMIT;\n',
  )
  const url = process.env.SHAODIAN_TEST_PG!
  const sql = (text: string) => execFileSync('psql', ['-X', '-q', url, '-c', text], { stdio: 'pipe' })
  sql('DROP TABLE IF EXISTS bench_journal, bench_head; CREATE TABLE bench_journal (unit int, seq bigint, text text); CREATE TABLE bench_head (unit int PRIMARY KEY, seq bigint); INSERT INTO bench_head SELECT n, 0 FROM generate_series(0, 63) n')
  const bin = execFileSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | tail -1'], { encoding: 'utf8' }).trim()
  const text = execFileSync(`${bin}/pgbench`, ['-n', '-c', '16', '-j', '2', '-T', '5', '-f', script, url], { encoding: 'utf8', stdio: 'pipe' })
  sql('DROP TABLE bench_journal, bench_head')
  return Number(/tps = ([\d.]+)/.exec(text)?.[1])
}

/** Sessions of officers of many streets, and the request each connection sends. */
async function requests(server: Running, accounts: number, make: (unit: string) => { method: string; path: string; body: unknown }): Promise<string> {
  const top = await server.client().signIn('inspector@430100')
  const units = (await top.get('/units?under=430100&limit=200')).ok().items
    .map((row: { code: string; level: string }) => row)
    .filter((row: { level: string }) => row.level === 'township')
    .slice(0, accounts)
  const parts: Buffer[] = []
  for (const { code } of units) {
    const reply = await server.client().post('/session', { account: `officer@${code}`, password: 'shaodian-demo', bearer: true })
    const call = make(code)
    const body = call.body === undefined ? '' : JSON.stringify(call.body)
    const text = Buffer.from(
      `${call.method} /api/v1${call.path} HTTP/1.1\r\nHost: ${new URL(server.base).host}\r\nAuthorization: Bearer ${reply.ok().token}\r\n` +
        (call.method === 'GET' ? '' : `Idempotency-Key: bench-##########\r\n`) +
        (body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` : '') + `\r\n${body}`,
    )
    parts.push(Buffer.from(`${text.length}\n`), text)
  }
  const path = join(work, 'requests')
  writeFileSync(path, Buffer.concat(parts))
  return path
}

function intake(unit: string) {
  const fields = { summary: '解放路与人民路口燃气泄漏，围观群众较多，已通知燃气公司和消防 ##########' }
  return { method: 'POST', path: `/units/${unit}/matters`, body: { kind: 'incident', fields } }
}

function drive(server: Running, connections: number, rate: number, file: string): LoadReport {
  const { hostname, port } = new URL(server.base)
  const words = [hostname, port, String(connections), String(SECONDS), String(rate), file]
  console.log(`  $ bench-load ${words.slice(0, -1).join(' ')} REQUESTS`)
  return JSON.parse(execFileSync(load, words, { encoding: 'utf8' })) as LoadReport
}

function rowsWritten(server: Running): number {
  const text = execFileSync('curl', ['-s', `${server.base}/metrics`], { encoding: 'utf8' })
  return Number(/^shaodian_events_total (\d+)/m.exec(text)?.[1] ?? NaN)
}

function report(done: LoadReport, reference?: number): void {
  say('answers a second', String(done.a_second) + (reference ? ` (${(done.a_second / reference).toFixed(2)} × reference)` : ''))
  say('p50 · p90 · p99 · longest', `${done.p50_ms} · ${done.p90_ms} · ${done.p99_ms} · ${done.max_ms} ms`)
  say('statuses, broken connections', `${JSON.stringify(done.statuses)}, ${done.broken}`)
}

/** The demo city in a place that is there until its journal was verified. */
async function started(): Promise<readonly [Running, () => void]> {
  const [place, cleanup] = await newPlace(true)
  return [await Server.start({ demo: true, place, clock: null }), cleanup] as const
}

/** Milliseconds of processor time the server has used so far, its own and the kernel's for it. */
function cpuUsed(server: Running): [number, number] {
  const fields = readFileSync(`/proc/${server.pid()}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return [Number(fields[11]) * 10, Number(fields[12]) * 10]
}

async function finish(server: Running, before: number, cleanup: () => void): Promise<void> {
  const gained = rowsWritten(server) - before
  await server.stop()
  const verified = server.command('audit', 'verify')
  say('events written', String(gained))
  say('audit verify', verified.status === 0 ? verified.stdout.trim() : `FAILED: ${verified.stdout}${verified.stderr}`)
  if (verified.status !== 0) process.exitCode = 1
  cleanup()
}

/** Lines of the log in these rooms, enough for a book each. */
async function fillLogs(clients: Client[], units: string[], lines: number): Promise<void> {
  const text = '群众来电反映路灯不亮，已转有关单位处理，请跟踪办理并回复。'.repeat(4)
  await Promise.all(clients.flatMap((client, i) => Array.from({ length: 4 }, async (_, lane) => {
    for (let n = lane; n < lines; n += 4) (await client.post(`/units/${units[i]}/log`, { type: 'other', text: `${n} ${text}` })).ok(201)
  })))
}

/** How long writes and a page of others take until `end` has come: p50, p99 and longest of each, in ms. */
async function elsewhere(clients: Client[], units: string[], end: Promise<unknown>): Promise<string> {
  const times: number[][] = [[], []]
  let going = true
  void end.then(() => (going = false))
  await Promise.all(clients.map(async (client, i) => {
    for (let n = 0; going; n++) {
      const begun = performance.now(), page = i === 0 && n % 10 === 0
      if (page) assert.equal((await client.get(`/units/${units[i]}/day-log?day=2026-01-02&format=pdf`)).status, 200)
      else (await client.post(`/units/${units[i]}/log`, { type: 'other', text: '值班正常' })).ok(201)
      times[page ? 1 : 0]!.push(performance.now() - begun)
      await new Promise((then) => setTimeout(then, 20))
    }
  }))
  const sums = times.map((all) => all.sort((a, b) => a - b)).map((all) => [0.5, 0.99, 1].map((q) => all[Math.min(all.length - 1, Math.floor(all.length * q))]?.toFixed(0)).join(' · '))
  return `${sums[0]} ms (${times[0]!.length} writes); a page ${sums[1]} ms (${times[1]!.length})`
}

/** A year as a book, however it is answered. */
async function bind(client: Client, unit: string): Promise<void> {
  const reply = await client.get(`/units/${unit}/log/volume?year=${new Date().getFullYear()}`)
  if (reply.status === 200) return
  const place = `/works/${reply.ok(202).id}`
  while (!(await client.get(place)).ok().result) await new Promise((then) => setTimeout(then, 200))
  assert.equal((await client.get(`${place}/result`)).status, 200)
}

let fullSpeed = 0

const parts: Record<string, () => Promise<void>> = {
  async intake() {
    const reference = onPostgres ? commitRate() : fdatasyncRate()
    const [server, cleanup] = await started()
    const file = await requests(server, 64, intake)
    const before = rowsWritten(server)
    const cpu = cpuUsed(server)
    const done = drive(server, onPostgres ? 16 : 256, 0, file)
    const each = cpuUsed(server).map((ms, i) => (((ms - cpu[i]!) / done.answers) * 1000).toFixed(0))
    say('processor time a command, own + kernel', `${each.join(' + ')} µs`)
    say('load average of the machine', loadavg().map((load) => load.toFixed(1)).join(' '))
    fullSpeed = done.a_second
    say(onPostgres ? 'reference: pgbench, 16 connections, a second' : 'reference: fdatasync of 512 bytes, a second', reference.toFixed(0))
    report(done, reference)
    const wal = readdirSync(server.place.data).filter((name) => name.endsWith('-wal'))
    for (const name of wal) say('write-ahead log', `${(statSync(join(server.place.data, name)).size / 1048576).toFixed(0)} MiB`)
    await finish(server, before, cleanup)
  },

  async paced() {
    const [server, cleanup] = await started()
    const file = await requests(server, 64, intake)
    const before = rowsWritten(server)
    report(drive(server, onPostgres ? 16 : 256, Math.round(fullSpeed / 2) || 2000, file))
    await finish(server, before, cleanup)
  },

  async read() {
    const [server, cleanup] = await started()
    const before = rowsWritten(server)
    console.log('  GET /me')
    report(drive(server, 64, 0, await requests(server, 64, () => ({ method: 'GET', path: '/me', body: undefined }))))
    console.log('  GET /units/{unit}/matters?limit=50')
    report(drive(server, 64, 0, await requests(server, 64, (unit) => ({ method: 'GET', path: `/units/${unit}/matters?limit=50`, body: undefined }))))
    await finish(server, before, cleanup)
  },

  async volumes() {
    const [server, cleanup] = await started()
    const top = await server.client().signIn('inspector@430100')
    const towns = ((await top.get('/units?under=430100&limit=200')).ok().items as { code: string; level: string }[]).filter((row) => row.level === 'township').map((row) => row.code)
    const rooms = towns.slice(0, 4), others = towns.slice(4, 10)
    const officers = (units: string[]) => Promise.all(units.map((unit) => server.client().signIn(`officer@${unit}`)))
    const binders = await officers(rooms), writers = await officers(others)
    const before = rowsWritten(server)
    await fillLogs(binders, rooms, LINES)
    say('others, nothing under way: p50 · p99 · longest', await elsewhere(writers, others, new Promise((then) => setTimeout(then, SECONDS * 1000))))
    const begun = performance.now()
    const all = Promise.all(binders.map((client, i) => bind(client, rooms[i]!)))
    say(`others, four rooms binding ${LINES} lines each`, await elsewhere(writers, others, all))
    say('four volumes took', `${((performance.now() - begun) / 1000).toFixed(1)} s, load average ${loadavg()[0]!.toFixed(1)}`)
    await finish(server, before, cleanup)
  },

  async start() {
    const [place, cleanup] = await newPlace(true)
    await (await Server.start({ demo: true, place, clock: null })).stop()
    const times: number[] = []
    let resident = ''
    for (let round = 0; round < 5; round++) {
      const begun = performance.now()
      const server = await Server.start({ demo: true, place, clock: null })
      times.push(performance.now() - begun)
      await server.client().signIn('officer@430102004')
      resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid()}/status`, 'utf8'))![1]!
      await server.stop()
    }
    say('start to first answer on the demo city', `${times.map((ms) => ms.toFixed(0)).join(' ')} ms (polled every 25 ms)`)
    say('resident after the first sign-in', `${(Number(resident) / 1024).toFixed(1)} MiB`)
    const stripped = join(work, 'stripped')
    execFileSync('strip', ['-o', stripped, process.env.SHAODIAN_BIN!])
    say('program, stripped', `${(statSync(stripped).size / 1048576).toFixed(1)} MiB`)
    cleanup()
  },
}

mkdirSync(work, { recursive: true })
const commit = spawnSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).stdout.trim()
console.log(`${borrowed ? `program ${borrowed}` : `commit ${commit}`}, ${cpus().length} × ${cpus()[0]?.model}, ${SECONDS} s each, ${process.env.SHAODIAN_TEST_DB}`)
try {
  for (const name of process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(parts)) {
    if (!(name in parts)) throw new Error(`no part ${name}; there are: ${Object.keys(parts).join(' ')}`)
    console.log(`${name}:`)
    await parts[name]!()
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
