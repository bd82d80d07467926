// SPDX-License-Identifier: Apache-2.0
// An upgrade that is cut off at any moment is whole or not begun. SHAODIAN_UPGRADE_CUTS: how many times it is killed
// and struck (by hand some hundreds, on a release build).
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { engine, tamper } from '../support/database.ts'
import { PASSWORD, STREET, TOWN } from '../support/fixture.ts'
import { count, emptyDerived, fixturePlace, growOld } from '../support/fixtures.ts'
import { openByLine } from '../support/people.ts'
import { type Place, Server, binary, command, placeArgs } from '../support/server.ts'

const CUTS = Number(process.env.SHAODIAN_UPGRADE_CUTS ?? 6)
/** Programs that were handed out, the oldest first. */
const HANDED_OUT = ['c5d2e0b', '214467f', 'c1b9985']
const OLD = HANDED_OUT[0]!
const LATER = '2026-03-07T10:00:00+08:00'

function done(place: Place, ...words: string[]): string {
  const ran = command(place, ...words)
  assert.equal(ran.status, 0, `${words.join(' ')}: ${ran.stdout}${ran.stderr}`)
  return ran.stdout + ran.stderr
}

/** Nothing is unfinished, and the tables are what the journal makes of them. */
function assertWhole(place: Place, people: number): void {
  done(place, 'audit', 'verify')
  done(place, 'rebuild', '--check')
  assert.equal(count(place, 'unit'), 3)
  assert.equal(count(place, 'person'), people)
  if (place.url === null) assert.ok(!existsSync(join(place.data, 'shaodian.db.next')))
  else
    assert.equal(tamper(place, "SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE '%\\_next'").trim(), '0')
}

const counted = new Map<string, number>()

/** How many people the record of that program has. */
async function peopleOf(name: string): Promise<number> {
  const known = counted.get(name)
  if (known !== undefined) return known
  const [place, cleanup] = await fixturePlace(name)
  const people = count(place, 'person')
  cleanup()
  counted.set(name, people)
  return people
}

/** Runs `upgrade` and pulls the plug after so long. How long it ran; whether it came to its end. */
async function cut(place: Place, after: number): Promise<{ ended: boolean; took: number }> {
  const began = performance.now()
  const child = spawn(binary, ['upgrade', ...placeArgs(place)], { stdio: 'ignore' })
  const exited = new Promise<number | null>((told) => child.once('exit', (code) => told(code)))
  const first = await Promise.race([exited, sleep(after, 'late' as const, { ref: false })])
  if (first === 'late') child.kill('SIGKILL')
  const code = await exited
  assert.ok(code === null || code === 0, `upgrade ended with ${code}`)
  return { ended: code === 0, took: performance.now() - began }
}

/** The same with the n-th call of the store failing as on a full disk. */
function strike(place: Place, n: number): boolean {
  const url = place.url ?? `sqlite:${place.data}/shaodian.db`
  const ran = command({ data: place.data, url: `fault:${n}:${url}` }, 'upgrade')
  assert.doesNotMatch(ran.stderr, /Sanitizer|runtime error/)
  return ran.status === 0
}

describe('an upgrade', () => {
  for (const program of HANDED_OUT)
    it(`of the record of ${program} brings everything along`, { timeout: 300_000 }, async () => {
      const people = await peopleOf(program)
      const [place, cleanup] = await fixturePlace(program)
      growOld(place)
      const server = await Server.start({ place, clock: LATER })
      await server.told(/upgrade: /)
      const { needed, demo } = (await server.client().get('/setup')).ok()
      assert.deepEqual({ needed, demo }, { needed: false, demo: false })
      const officer = await server.client().signIn(`officer1@${STREET}`, PASSWORD)
      ;(await openByLine(officer, STREET, '升级之后')).ok(201)
      await server.stop()
      assertWhole(place, people)
      cleanup()
    })

  it(`killed ${CUTS} times is whole or not begun`, { timeout: 3_600_000 }, async (test) => {
    const people = await peopleOf(OLD)
    const [measured, drop] = await fixturePlace(OLD)
    growOld(measured)
    const whole = await cut(measured, 60_000)
    drop()
    let killed = 0
    for (let n = 0; n < CUTS; n++) {
      const [place, cleanup] = await fixturePlace(OLD)
      growOld(place)
      const { ended } = await cut(place, (whole.took * (n + 0.5)) / CUTS)
      if (!ended) killed++
      assert.equal(count(place, 'unit'), 3, 'what pages read is there before anything is mended')
      assert.equal(count(place, 'person'), people)
      done(place, 'upgrade')
      assertWhole(place, people)
      cleanup()
    }
    test.diagnostic(`${killed} of ${CUTS} were killed before their end`)
  })

  it(
    `struck ${CUTS} times is whole or not begun, and goes on from there`,
    { timeout: 3_600_000 },
    async (test) => {
      const people = await peopleOf(OLD)
      let struck = 0
      const [place, cleanup] = await fixturePlace(OLD)
      growOld(place)
      for (let n = 0; n < CUTS; n++) {
        if (strike(place, 3 + Math.floor((n * 11_000) / CUTS))) {
          assertWhole(place, people)
          growOld(place)
        } else {
          struck++
          assert.equal(count(place, 'unit'), 3)
          assert.equal(count(place, 'person'), people)
        }
        if (n % 5 !== 4) continue
        done(place, 'upgrade')
        assertWhole(place, people)
        growOld(place)
      }
      done(place, 'upgrade')
      assertWhole(place, people)
      cleanup()
      test.diagnostic(`${struck} of ${CUTS} were struck before their end`)
    },
  )

  it(
    'is prepared while the server goes on, and what is entered meanwhile is not lost',
    { timeout: 300_000 },
    async () => {
      const people = await peopleOf(OLD)
      const [place, cleanup] = await fixturePlace(OLD)
      done(place, 'upgrade')
      const server = await Server.start({ place, clock: LATER })
      const officer = await server.client().signIn(`officer1@${STREET}`, PASSWORD)
      growOld(place)
      assert.match(done(place, 'upgrade', '--prepare'), /prepared up to \d+ events/)
      assert.match(command(place, 'doctor').stdout, /warn {2}upgrade/)
      const late = (await openByLine(officer, STREET, '准备之后')).ok(201).id
      await server.stop()

      const again = await Server.start({ place, clock: LATER })
      await again.told(/going on after \d+ events/)
      const back = await again.client().signIn(`officer1@${STREET}`, PASSWORD)
      assert.match((await back.get(`/matters/${late}`)).ok().title, /准备之后/)
      await again.stop()
      assertWhole(place, people)
      cleanup()
    },
  )

  // Whether the eraser came by before the stop is chance; both ways are right.
  it('that was prepared before a purge brings nothing of what was purged', { timeout: 300_000 }, async () => {
    const people = await peopleOf(OLD)
    const [place, cleanup] = await fixturePlace(OLD)
    done(place, 'upgrade')
    const server = await Server.start({ place, clock: LATER })
    const officer = await server.client().signIn(`officer1@${STREET}`, PASSWORD)
    const head = await server.client().signIn(`head1@${STREET}`, PASSWORD)
    const early = (
      await officer.post(`/units/${STREET}/matters`, { kind: 'inquiry', fields: { question: '先问' } })
    ).ok(201).id
    ;(await officer.post(`/matters/${early}/steps/answer`, { fields: { answer: '已答' } })).ok()
    ;(await officer.post(`/matters/${early}/steps/close`, {})).ok()
    growOld(place)
    assert.match(done(place, 'upgrade', '--prepare'), /prepared up to \d+ events/)
    ;(await head.post(`/matters/${early}/purge`, { reason: '依法销毁' })).ok()
    await server.stop()

    const again = await Server.start({ place, clock: LATER })
    await again.told(/upgrade: done: \d+ events/)
    const back = await again.client().signIn(`officer1@${STREET}`, PASSWORD)
    assert.doesNotMatch((await back.get(`/matters/${early}`)).text, /先问|已答/)
    await again.stop()
    assertWhole(place, people)
    cleanup()
  })

  it(
    'that an earlier program left half-way is noticed and mended at the start',
    { timeout: 300_000 },
    async () => {
      const people = await peopleOf(OLD)
      const [place, cleanup] = await fixturePlace(OLD)
      done(place, 'upgrade')
      emptyDerived(place)
      const sick = command(place, 'doctor')
      assert.notEqual(sick.status, 0)
      assert.match(sick.stdout, /fail {2}tables .*shaodian rebuild/)
      const server = await Server.start({ place, clock: LATER })
      assert.equal((await server.client().get('/setup')).ok().needed, false)
      await server.client().signIn(`officer1@${TOWN}`, PASSWORD)
      await server.stop()
      assertWhole(place, people)
      emptyDerived(place)
      done(place, 'rebuild')
      assertWhole(place, people)
      cleanup()
    },
  )

  it(
    'two processes come up together on one old database',
    { skip: engine !== 'postgres' ? 'PostgreSQL only' : false, timeout: 300_000 },
    async () => {
      const people = await peopleOf(OLD)
      const [place, cleanup] = await fixturePlace(OLD)
      growOld(place)
      const both = await Promise.all([1, 2].map(() => Server.start({ place, clock: LATER })))
      for (const server of both) {
        const officer = await server.client().signIn(`officer1@${STREET}`, PASSWORD)
        ;(await openByLine(officer, STREET, '两个进程')).ok(201)
      }
      for (const server of both) await server.stop()
      assertWhole(place, people)
      // A process that was not stopped says nothing of its version, or another one.
      const late =
        "INSERT INTO journal (unit, seq, at, actor, kind, subject, text, hash) VALUES ('430100', 99999, 1, 'x', 'x', 'x', '{}', '')"
      assert.throws(() => tamper(place, late), /refuses a program of another version/)
      assert.throws(
        () => tamper(place, `SET shaodian.version = 'older'; ${late}`),
        /refuses a program of another version/,
      )
      cleanup()
    },
  )

  it(
    'says how much room it wants, and leaves everything as it was without it',
    {
      skip: engine !== 'sqlite' ? 'SQLite only' : process.getuid?.() !== 0 ? 'mounting wants root' : false,
      timeout: 300_000,
    },
    async () => {
      const people = await peopleOf(OLD)
      const [given, cleanup] = await fixturePlace(OLD)
      growOld(given)
      const folder = mkdtempSync(join(tmpdir(), 'shaodian-room-'))
      const tmpfs = (...options: string[]) =>
        execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', folder])
      tmpfs('size=64m')
      try {
        cpSync(given.data, folder, { recursive: true })
        const place = { data: folder, url: null }
        const refused = command(place, 'upgrade')
        assert.notEqual(refused.status, 0)
        assert.match(refused.stderr, /wants \d+ MiB of room and has \d+: make room; nothing was changed/)
        assert.equal(count(place, 'person'), people)
        tmpfs('remount', 'size=600m')
        done(place, 'upgrade')
        assertWhole(place, people)
      } finally {
        execFileSync('umount', ['-l', folder])
        rmSync(folder, { recursive: true, force: true })
        cleanup()
      }
    },
  )
})
