// SPDX-License-Identifier: Apache-2.0
// A server of its own for a test: free port, temporary data directory, own database, manual clock.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from './client.ts'
import { connectAnew } from './connection.ts'
import { readContract } from './contract.ts'
import { type Database, createNamed, dropNamed, engine, namedUrl, newDatabase } from './database.ts'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

export const binary = resolve(
  process.env.SHAODIAN_BIN ?? fileURLToPath(new URL('../../build-asan/shaodian', import.meta.url)),
)

/** The night of every test begins here unless it says otherwise: 02:40 in China. */
export const NIGHT = '2026-03-04T02:40:00+08:00'

export interface ServerOptions {
  /** A filled demo city instead of an empty directory. */
  demo?: boolean
  /** RFC 3339; null: the real clock. */
  clock?: string | null
  /** Further arguments of `serve`. */
  args?: string[]
  /** A port that was used before, so that an open page finds the server again. */
  port?: number
  /** Put before the program, such as ['prlimit', '--fsize=...']. */
  wrapper?: string[]
  /** An existing place instead of a new one; it is then not removed. */
  place?: Place
}

export interface Place {
  data: string
  url: string | null
}

/** How many servers a stage starts is counted (script/count-costs). */
function noteStart(): void {
  const kept = process.env.SHAODIAN_TEST_SERVERS
  if (kept) appendFileSync(kept, '.')
}

export class Server {
  readonly base: string
  readonly place: Place
  private process: ChildProcess
  private output: string[] = []
  private exited: Promise<number | NodeJS.Signals>
  private cleanup: () => void
  private abandon: () => void

  private constructor(port: number, place: Place, child: ChildProcess, cleanup: () => void) {
    this.base = `http://127.0.0.1:${port}`
    this.place = place
    this.process = child
    this.cleanup = cleanup
    child.stdout?.on('data', (text) => this.output.push(String(text)))
    child.stderr?.on('data', (text) => this.output.push(String(text)))
    // 'close', not 'exit': then all that it said has come.
    this.exited = new Promise((done) => child.once('close', (code, signal) => done(signal ?? code ?? -1)))
    // A test that fails half-way leaves no server behind, and none keeps the test from ending.
    this.abandon = () => {
      child.kill('SIGKILL')
      cleanup()
    }
    process.once('exit', this.abandon)
    child.unref()
    for (const pipe of [child.stdout, child.stderr]) (pipe as Socket | null)?.unref()
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const [place, cleanup] = options.place
      ? ([options.place, () => {}] as const)
      : await newPlace(options.demo ?? false)
    const port = options.port ?? (await freePort())
    const clock = options.clock === undefined ? NIGHT : options.clock
    const words = [
      ...(options.wrapper ?? []),
      binary,
      'serve',
      ...placeArgs(place),
      '--listen',
      `127.0.0.1:${port}`,
      ...(options.demo ? ['--demo'] : []),
      ...(clock === null ? [] : ['--manual-clock', clock]),
      ...(options.args ?? []),
    ]
    noteStart()
    const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
    const server = new Server(port, place, child, cleanup)
    try {
      await server.ready()
    } catch (error) {
      child.kill('SIGKILL')
      cleanup()
      throw error
    }
    return server
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + 600_000
    let ended: number | NodeJS.Signals | undefined
    void this.exited.then((how) => (ended = how))
    while (Date.now() < deadline) {
      if (ended !== undefined) throw new Error(`the server ended (${ended}): ${this.log()}`)
      const answer = await fetch(`${this.base}/healthz`).catch(() => null)
      if (answer?.ok) return readContract(this.base)
      await sleep(25)
    }
    throw new Error(`the server does not answer: ${this.log()}`)
  }

  log(): string {
    return this.output.join('')
  }

  /** Waits until the server has said so: an answer may come before what is told of it. Gives all that it said. */
  async told(what: RegExp): Promise<string> {
    await until(`the server says ${what}`, () => what.test(this.log()))
    return this.log()
  }

  client(): Client {
    return new Client(this.base)
  }

  /** Moves the manual clock, serving what falls due on the way. */
  async moveClock(now: string | Date): Promise<void> {
    const text = typeof now === 'string' ? now : now.toISOString()
    const reply = await this.client().post('/clock', { now: text })
    if (reply.status >= 300) throw new Error(`POST /clock: ${reply.status} ${reply.text}`)
  }

  /** Ends it as an operator would and expects a clean end. */
  async stop(): Promise<void> {
    process.off('exit', this.abandon)
    this.process.ref()
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM')
    const how = await Promise.race([this.exited, sleep(120_000, 'late' as const, { ref: false })])
    if (how === 'late') this.process.kill('SIGKILL')
    this.cleanup()
    if (how !== 0) throw new Error(`the server ended with ${how}: ${this.log().slice(-8000)}`)
    if (/Sanitizer|runtime error:/.test(this.log())) throw new Error(this.log().slice(-8000))
  }

  /** kill -9: as a power cut would. */
  async kill(): Promise<void> {
    process.off('exit', this.abandon)
    this.process.ref()
    this.process.kill('SIGKILL')
    await this.exited
  }

  pid(): number {
    return this.process.pid!
  }

  async ended(): Promise<number | NodeJS.Signals> {
    this.process.ref()
    return this.exited
  }

  /** Removes what the test left, after kill(). */
  remove(): void {
    this.cleanup()
  }

  /** Another subcommand of the program on the same place. */
  command(...args: string[]): { status: number; stdout: string; stderr: string } {
    return command(this.place, ...args)
  }
}

export function placeArgs(place: Place): string[] {
  return ['--data', place.data, ...(place.url === null ? [] : ['--db', place.url])]
}

/** Runs `shaodian ARGS` on a place: `command(place, 'audit', 'verify')`. */
export function command(place: Place, ...args: string[]) {
  return commandTold(place, '', ...args)
}

/** The same with something on its stdin. */
export function commandTold(place: Place, input: string, ...args: string[]) {
  const done = spawnSync(binary, [...args, ...placeArgs(place)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    input,
  })
  connectAnew()
  return { status: done.status ?? -1, stdout: done.stdout, stderr: done.stderr }
}

/** What whoever sets the server up reads in its data directory. */
export function setupCode(place: Place): string {
  return readFileSync(join(place.data, 'setup-code'), 'utf8').trim()
}

/** A new data directory and database; with `demo`, a copy of one filled demo city. */
export async function newPlace(demo = false): Promise<readonly [Place, () => void]> {
  const data = mkdtempSync(join(tmpdir(), 'shaodian-test-'))
  const made = demo ? await filledDemo() : null
  if (made && made.data) cpSync(made.data, data, { recursive: true })
  const database: Database = newDatabase(made?.name)
  const cleanup = () => {
    rmSync(data, { recursive: true, force: true })
    database.drop()
  }
  return [{ data, url: database.url }, cleanup] as const
}

/** The demo city, filled once for each run of script/test (SHAODIAN_TEST_CACHE) and then copied. */
async function filledDemo(): Promise<{ data: string; name?: string } | null> {
  const cache = process.env.SHAODIAN_TEST_CACHE
  if (!cache) return null
  const home = join(cache, `demo-${engine}-${Math.floor(statSync(binary).mtimeMs)}`)
  const name = engine === 'postgres' ? `demo_${Math.floor(statSync(binary).mtimeMs)}` : undefined
  const lock = `${home}.lock`
  mkdirSync(cache, { recursive: true })
  for (;;) {
    if (existsSync(join(home, 'filled'))) return { data: join(home, 'data'), name }
    try {
      mkdirSync(lock)
      break
    } catch {
      await sleep(200)
    }
  }
  try {
    if (!existsSync(join(home, 'filled'))) {
      mkdirSync(join(home, 'data'), { recursive: true })
      if (name) {
        dropNamed(name)
        createNamed(name)
      }
      const place = { data: join(home, 'data'), url: name ? namedUrl(name) : null }
      const server = await Server.start({ demo: true, place })
      await server.stop()
      writeFileSync(join(home, 'filled'), '')
    }
  } finally {
    rmdirSync(lock)
  }
  return { data: join(home, 'data'), name }
}
