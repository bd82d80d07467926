// SPDX-License-Identifier: Apache-2.0
// Loaded before each file of tests (script/test): a file that comes to no end is ended and named, and the seconds each
// took are kept in SHAODIAN_TEST_SECONDS. The runner's own bound is not known to the Node of Debian 12.
import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'

const BOUND_S = 1800

if (process.env.NODE_TEST_CONTEXT) {
  const file = basename(process.argv[1] ?? '')
  const timer = setTimeout(() => {
    process.stderr.write(`${file} came to no end within ${BOUND_S} s: ended\n`)
    process.exit(1)
  }, BOUND_S * 1000)
  timer.unref()
  const kept = process.env.SHAODIAN_TEST_SECONDS
  if (kept) process.once('exit', () => appendFileSync(kept, `${process.uptime().toFixed(0)} ${file}\n`))
}
