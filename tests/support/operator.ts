// SPDX-License-Identifier: Apache-2.0
// operator - what tests of the command line share: places that are cleared away, and what a command is to come to.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Place, newPlace } from './server.ts'

const left: (() => void)[] = []
after(() => {
  for (const remove of left) remove()
})

/** A directory that is gone when the tests of the file are over. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'shaodian-test-'))
  left.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

export async function place(demo = false): Promise<Place> {
  const [made, cleanup] = await newPlace(demo)
  left.push(cleanup)
  return made
}

/** A data directory with SQLite, whatever the other tests of this run stand on. */
export function filePlace(): Place {
  return { data: folder(), url: null }
}

export function works(done: { status: number; stdout: string; stderr: string }): string {
  assert.equal(done.status, 0, done.stderr + done.stdout)
  return done.stdout
}

export function fails(
  done: { status: number; stdout: string; stderr: string },
  said: RegExp,
  status = 1,
): string {
  assert.equal(done.status, status, done.stderr + done.stdout)
  assert.match(done.stderr, said)
  assert.equal(done.stderr.trim().split('\n').length, 1, `more than one line: ${done.stderr}`)
  return done.stdout
}
