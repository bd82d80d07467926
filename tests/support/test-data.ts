// SPDX-License-Identifier: Apache-2.0
// Public test data that stands beside the checkout and is read in place, never kept in it. Tests
// that need it say so and skip where it is absent.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = process.env.SHAODIAN_TEST_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

export const absent: string | false = existsSync(root)
  ? false
  : 'the shared test data is not here (SHAODIAN_TEST_DATA)'

export function dataText(path: string): string {
  return readFileSync(join(root, path), 'utf8').replace(/^\uFEFF/, '')
}

export function dataFiles(folder: string): { name: string; bytes: Buffer }[] {
  if (absent) return []
  return readdirSync(join(root, folder)).map((name) => ({
    name,
    bytes: readFileSync(join(root, folder, name)),
  }))
}
