// SPDX-License-Identifier: Apache-2.0
// Where a server under test keeps its record: an SQLite file in its data directory, or a database
// of its own on the PostgreSQL that SHAODIAN_TEST_PG names. SHAODIAN_TEST_DB chooses.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { connectAnew } from './connection.ts'

export type Engine = 'sqlite' | 'postgres'

export const engine: Engine = process.env.SHAODIAN_TEST_DB === 'postgres' ? 'postgres' : 'sqlite'

function cluster(): string {
  const url = process.env.SHAODIAN_TEST_PG
  if (!url) throw new Error('SHAODIAN_TEST_PG is not set: script/postgres start prints a URL for it')
  return url
}

function onCluster(sql: string): void {
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', cluster(), '-c', sql], { stdio: 'pipe' })
}

function urlOf(name: string): string {
  return cluster().replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
}

export interface Database {
  /** What `--db` takes; null: the default file in the data directory. */
  url: string | null
  drop(): void
}

/** A new database, empty or a copy of another. */
export function newDatabase(template?: string): Database {
  if (engine === 'sqlite') return { url: null, drop: () => {} }
  const name = `t_${randomBytes(6).toString('hex')}`
  createNamed(name, template)
  return { url: urlOf(name), drop: () => dropNamed(name) }
}

export function createNamed(name: string, template = 'template0'): void {
  const locale = template === 'template0' ? " ENCODING 'UTF8' LOCALE 'C'" : ''
  onCluster(`CREATE DATABASE ${name} TEMPLATE ${template}${locale}`)
}

export function dropNamed(name: string): void {
  onCluster(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
}

export function namedUrl(name: string): string {
  return urlOf(name)
}

/** Runs SQL behind the program's back, as somebody who tampers with the record would. */
export function tamper(place: { data: string; url: string | null }, sql: string): string {
  connectAnew()
  if (place.url === null) {
    // The server may be writing at this moment.
    const words = ['-cmd', '.timeout 60000', `${place.data}/shaodian.db`, sql]
    return execFileSync('sqlite3', words, { encoding: 'utf8', stdio: 'pipe' })
  }
  return execFileSync('psql', ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1', place.url, '-c', sql], {
    encoding: 'utf8',
  })
}

/** Lets nobody into the database of `url` while `act` runs, as when the server is away. */
export async function withoutConnections(url: string, act: () => Promise<void>): Promise<void> {
  const name = /\/([^/?]+)(\?|$)/.exec(url)![1]!
  onCluster(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  onCluster(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
  try {
    await act()
  } finally {
    onCluster(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  }
}

/** Makes the database of `url` anew, empty, whoever is connected to it. */
export function recreate(url: string): void {
  const name = /\/([^/?]+)(\?|$)/.exec(url)![1]!
  dropNamed(name)
  createNamed(name)
}
