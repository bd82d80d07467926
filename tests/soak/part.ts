// SPDX-License-Identifier: Apache-2.0
// What every part of the soak is given.
import assert from 'node:assert/strict'
import { type Place, command } from '../support/server.ts'

export interface Soak {
  root: string
  /** How long a part goes on, unless it is told how often. */
  minutes: number
  /** How often; 0: as long as the minutes last. */
  rounds: number
  dice: Dice
  say(text: string): void
}

/** Does its worst and gives one line of figures; throws when anything was lost. */
export type Part = (soak: Soak) => Promise<string>

/** Numbers that come again with the same seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  between(least: number, most: number): number {
    return Math.floor(least + this.next() * (most - least + 1))
  }
}

/** Rounds until the minutes are over, or as many as were asked for. */
export function* rounds(soak: Soak): Generator<number> {
  const end = Date.now() + soak.minutes * 60_000
  for (let round = 1; soak.rounds > 0 ? round <= soak.rounds : Date.now() < end; round++) yield round
}

/** The record fits itself, and the tables fit the record. */
export function sound(place: Place): void {
  for (const words of [
    ['audit', 'verify'],
    ['rebuild', '--check'],
  ]) {
    const done = command(place, ...words)
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stdout}${done.stderr}`)
  }
}
