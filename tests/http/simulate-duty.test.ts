// SPDX-License-Identifier: Apache-2.0
// Days of duty in which people stay away, send somebody else, sign for a colleague, leave the room or hand over late, and
// in which honest people look as if they did: every one planted is found in time, and nobody else is blamed. What `simulate`
// says of itself is held against what an inspector of the level above reads.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DISTRICT, login } from '../support/city.ts'
import type { Client, Json } from '../support/client.ts'
import { type Place, Server, command, newPlace } from '../support/server.ts'

const SEEDS = [1, 2, 3]
const DAYS = '3'
/** By so much the minute of what was planted may lie beside what was found. */
const SLACK = 20 * 60_000
/** Kinds of flags that are planted; unrostered is what the demo's own gaps bring. */
const FLAGS = ['absent', 'left_post', 'unauthorized_substitute', 'leader_absent', 'unrostered']

let place: Place
let cleanup: () => void
let server: Server
let flags: Json[]
const lives: Json[] = []
const planted: Json[] = []

async function flagsBelow(client: Client): Promise<Json[]> {
  const reply = (await client.get(`/flags?under=${DISTRICT}&state=all&limit=500`)).ok()
  return reply.items.filter((flag: Json) => Date.parse(flag.since) >= Date.parse(lives[0]!.from))
}

before(async () => {
  ;[place, cleanup] = await newPlace(true)
  const filling = await Server.start({ demo: true, place })
  await filling.stop()
  for (const seed of SEEDS) {
    const lived = command(
      place,
      'simulate',
      '--under',
      DISTRICT,
      '--days',
      DAYS,
      '--rate',
      '0.1',
      '--seed',
      `${seed}`,
      '--json',
    )
    assert.equal(lived.status, 0, lived.stderr + lived.stdout)
    lives.push(JSON.parse(lived.stdout))
  }
  planted.push(
    ...lives.flatMap((life) =>
      (life.planted as Json[]).map((plant) => ({ ...plant, until: Date.parse(life.until) })),
    ),
  )
  server = await Server.start({ place, clock: lives.at(-1)!.until })
  flags = await flagsBelow(await server.client().signIn(login('inspector', DISTRICT)))
})
after(async () => {
  await server?.stop()
  cleanup()
})

function wrongs(kind: string): Json[] {
  return planted.filter((plant) => plant.kind === kind && !plant.honest)
}

function honest(kind: string): Json[] {
  return planted.filter((plant) => plant.kind === kind && plant.honest)
}

/** One of two officers was signed for by the other, who works honestly. */
function oneOfTwo(): Json[] {
  return planted.filter((plant) => plant.kind === 'absent' && plant.other)
}

/** On watch by what a program entered every day, and nobody ever sat there. */
function inNameOnly(): Json[] {
  return planted.filter((plant) => plant.kind === 'left_post' && plant.within > 1440)
}

/** When the record must show it at the latest. */
function dueAt(plant: Json): number {
  return Date.parse(plant.at) + (plant.within ?? 45) * 60_000
}

/** Nobody plays on what was planted in an earlier life: only what is over in its own must show. */
function isOver(plant: Json): boolean {
  return dueAt(plant) <= plant.until
}

/** The flag that says what was planted. */
function flagOf(plant: Json): Json | undefined {
  const at = Date.parse(plant.at)
  return flags.find(
    (flag) =>
      flag.kind === plant.kind &&
      flag.unit === plant.unit &&
      (!plant.what || flag.what === plant.what) &&
      at >= Date.parse(flag.since) - SLACK &&
      at - SLACK <= Date.parse(flag.ended_at ?? lives.at(-1)!.until),
  )
}

describe('duty, lived by chance', () => {
  it('went as its scripts have it, with some of everything in it', () => {
    for (const life of lives) assert.deepEqual(life.failed, {})
    for (const kind of [
      'absent',
      'unauthorized_substitute',
      'left_post',
      'relief_late',
      'unsigned',
      'silent',
    ]) {
      assert.ok(wrongs(kind).length > 0, `${kind} is planted`)
    }
    for (const kind of [
      'a few minutes late',
      'an approved stand-in',
      'one computer for two',
      'came together, one writes nothing for hours',
      'a day on paper, typed when it is over',
    ]) {
      assert.ok(honest(kind).length > 0, `${kind} is planted`)
    }
    assert.ok(
      planted.some((plant) => plant.within === 480),
      'somebody signed for a colleague',
    )
    assert.ok(
      oneOfTwo().some((plant) => plant.within < 1440),
      'somebody entered one of two',
    )
    assert.ok(
      oneOfTwo().some((plant) => plant.within > 1440),
      'somebody used the PIN of one of two',
    )
    assert.ok(inNameOnly().length > 0, 'a program entered a room alone')
  })

  it('missed nothing and invented nothing', () => {
    for (const life of lives) {
      assert.deepEqual(life.duty.missed, [])
      assert.deepEqual(life.duty.invented, [])
      for (const [kind, row] of Object.entries<Json>(life.duty.kinds))
        assert.equal(row.found, row.planted, kind)
      for (const [kind, row] of Object.entries<Json>(life.duty.honest)) assert.equal(row.blamed, 0, kind)
    }
  })

  it('shows the level above the same: a flag for each, and no other', () => {
    for (const plant of planted.filter((one) => FLAGS.includes(one.kind) && one.what && isOver(one))) {
      assert.ok(flagOf(plant), JSON.stringify(plant))
    }
    for (const flag of flags) {
      const causes = wrongs(flag.kind).filter(
        (plant) => plant.unit === flag.unit && (!plant.what || plant.what === flag.what),
      )
      assert.ok(causes.length > 0, `${flag.kind} at ${flag.unit} since ${flag.since}`)
    }
  })

  it('finds who signed for a colleague the same night, with the evidence, before the watch ends', () => {
    for (const plant of planted.filter((one) => one.within === 480)) {
      const flag = flagOf(plant)
      if (!flag && !isOver(plant)) continue
      assert.ok(flag, JSON.stringify(plant))
      assert.equal(flag.person, plant.person)
      assert.equal(flag.other, plant.other)
      const shift = flag.evidence.find((fact: Json) => fact.fact === 'rostered')
      assert.ok(Date.parse(flag.raised_at) < Date.parse(shift.until), flag.raised_at)
      const entered = flag.evidence.find(
        (fact: Json) => fact.fact === 'watch' && fact.person === plant.person,
      )
      assert.ok(
        entered && !entered.method && entered.entered_by,
        'entered by somebody else, without a proof of their own',
      )
      assert.ok(
        flag.evidence.filter((fact: Json) => fact.fact === 'wrote' && fact.person === plant.other).length >=
          3,
      )
    }
  })

  it('finds that one of two officers was signed for, though the other works', () => {
    for (const plant of oneOfTwo()) {
      const flag = flagOf(plant)
      if (!flag && !isOver(plant)) continue
      assert.ok(flag, JSON.stringify(plant))
      assert.equal(flag.person, plant.person)
      assert.equal(flag.other, plant.other)
      const came = flag.evidence.find((fact: Json) => fact.fact === 'watch' && fact.person === plant.person)
      const with_ = flag.evidence.find((fact: Json) => fact.fact === 'watch' && fact.person === plant.other)
      assert.ok(came && with_, 'how both came on watch')
      if (plant.within < 1440)
        assert.ok(!came.method && came.entered_by === plant.other, 'entered by the other')
      else assert.ok(came.method === 'pin' && came.terminal === with_.terminal, 'at one computer, by PIN')
      assert.ok(flag.evidence.some((fact: Json) => fact.fact === 'unproved' && fact.person === plant.person))
      assert.ok(
        flag.evidence.some((fact: Json) => fact.fact === 'wrote' && fact.person === plant.other),
        'the other works',
      )
      assert.ok(
        !flag.evidence.some(
          (fact: Json) =>
            fact.fact === 'wrote' && fact.person === plant.person && fact.kind === 'log.written',
        ),
      )
    }
  })

  it('finds the room that only a program enters on watch, when the shift is over, and never the one on paper', () => {
    const over = inNameOnly().filter(isOver)
    assert.ok(over.length > 0, 'a shift of a program alone is over')
    for (const plant of over) {
      const flag = flagOf(plant)
      assert.ok(flag, JSON.stringify(plant))
      assert.equal(flag.person, plant.person)
      const shift = flag.evidence.find((fact: Json) => fact.fact === 'rostered')
      assert.ok(Date.parse(flag.raised_at) > Date.parse(shift.until), flag.raised_at)
      const came = flag.evidence.find((fact: Json) => fact.fact === 'watch' && fact.person === plant.person)
      assert.ok(came && !came.terminal, 'came on watch at no computer')
      const signs = flag.evidence.filter((fact: Json) => ['page', 'challenge'].includes(fact.fact))
      assert.deepEqual(signs, [], 'no page and no answer')
      const wrote = flag.evidence.filter(
        (fact: Json) => fact.fact === 'wrote' && !/^(watch|relief)\./.test(fact.kind),
      )
      assert.deepEqual(wrote, [], 'not a line')
    }
    const onPaper = new Set(honest('a day on paper, typed when it is over').map((plant) => plant.unit))
    assert.deepEqual(
      flags.filter((flag) => onPaper.has(flag.unit) && flag.kind !== 'unrostered'),
      [],
    )
  })

  it('leaves a record that fits itself', () => {
    const checked = command(place, 'rebuild', '--check')
    assert.equal(checked.status, 0, checked.stdout + checked.stderr)
  })
})
