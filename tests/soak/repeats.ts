// SPDX-License-Identifier: Apache-2.0
// The HTTP and browser tests ten times over, with four at once and answers that lag: whatever fails once is broken.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Part } from './part.ts'

/** What was done stands in a file, so that a run that was ended goes on where it was. */
export const repeats: Part = async (soak) => {
  const times = soak.rounds || 10
  const folder = join(soak.root, 'build', 'soak-tests')
  mkdirSync(folder, { recursive: true })
  const record = join(folder, `${process.env.SHAODIAN_TEST_DB ?? 'sqlite'}.json`)
  const done: Record<string, string> = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {}
  const files = ['http', 'browser'].flatMap((kind) =>
    readdirSync(join(soak.root, 'tests', kind))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${kind}/${name}`),
  )
  for (let time = 1; time <= times; time++) {
    for (const file of files) {
      const name = `${time} ${file}`
      if (done[name]) continue
      const run = spawnSync(
        'node',
        ['--import', 'tsx', '--test', '--test-reporter=tap', '--test-concurrency=4', file],
        {
          cwd: join(soak.root, 'tests'),
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          env: { ...process.env, SHAODIAN_TEST_LAG: process.env.SHAODIAN_TEST_LAG ?? '700' },
        },
      )
      done[name] = run.status === 0 ? 'ok' : 'failed'
      if (run.status !== 0)
        writeFileSync(join(folder, `${time}-${file.replace('/', '-')}.log`), run.stdout + run.stderr)
      writeFileSync(record, JSON.stringify(done, null, 1))
      if (run.status !== 0) soak.say(`${name} failed`)
    }
  }
  const bad = Object.entries(done)
    .filter(([, how]) => how !== 'ok')
    .map(([name]) => name)
  return `${Object.keys(done).length} runs of ${files.length} files, ${bad.length} failed${bad.length ? `: ${bad.join(', ')}` : ''}`
}
