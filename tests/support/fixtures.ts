// SPDX-License-Identifier: Apache-2.0
// Databases of earlier programs (script/fixture-database), and what may have become of them.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { tamper } from './database.ts'
import { type Place, newPlace } from './server.ts'

/** A place with the record that this program left: `fixturePlace('c5d2e0b')`. */
export async function fixturePlace(name: string): Promise<readonly [Place, () => void]> {
  const [place, cleanup] = await newPlace()
  const path = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
  if (place.url === null) {
    writeFileSync(`${place.data}/shaodian.db`, gunzipSync(readFileSync(`${path}.db.gz`)), { mode: 0o600 })
  } else {
    const input = gunzipSync(readFileSync(`${path}.sql.gz`))
    execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', place.url], {
      input,
      stdio: ['pipe', 'ignore', 'pipe'],
    })
  }
  return [place, cleanup] as const
}

/** As if the derived tables had been defined otherwise. */
export function growOld(place: Place): void {
  tamper(place, "UPDATE schema_version SET derived = 'older'")
}

/** As a killed upgrade of c5d2e0b left them: of this version, and empty. */
export function emptyDerived(place: Place): void {
  const names = tamper(place, 'SELECT name FROM schema_table WHERE class = 1').trim().split('\n')
  tamper(place, names.map((name) => `DELETE FROM ${name};`).join(' '))
}

export function count(place: Place, table: string): number {
  return Number(tamper(place, `SELECT COUNT(*) FROM ${table}`))
}
