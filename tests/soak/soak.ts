// SPDX-License-Identifier: Apache-2.0
// What no test has the time for: the same attacks by the hundred and by the hour. Run by script/soak, by hand or at night;
// each part ends in one line for docs/guide/operate.md, and any failure ends it with the seed that brought it about.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cuts, kills } from './kills.ts'
import { disks } from './disks.ts'
import { floods } from './floods.ts'
import { type Part, type Soak, Dice } from './part.ts'
import { repeats } from './repeats.ts'
import { upgrades } from './upgrades.ts'

const parts: Record<string, Part> = { kills, cuts, upgrades, disks, floods, tests: repeats }

function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise)
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const database = process.env.SHAODIAN_TEST_DB ?? 'sqlite'
const seed = Number(option('seed', String(Date.now() % 1_000_000)))
const soak: Soak = {
  root,
  minutes: Number(option('minutes', '60')),
  rounds: Number(option('rounds', '0')),
  dice: new Dice(seed),
  say: (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`),
}
const wanted = process.argv
  .slice(2)
  .filter((word, n, all) => !word.startsWith('--') && !all[n - 1]?.startsWith('--'))
const commit = spawnSync('git', ['-C', root, 'describe', '--always', '--dirty'], {
  encoding: 'utf8',
}).stdout.trim()

console.log(`commit ${commit}, ${database}, seed ${seed}`)
for (const name of wanted.length ? wanted : Object.keys(parts)) {
  const part = parts[name]
  if (!part) throw new Error(`no part ${name}; there are: ${Object.keys(parts).join(' ')}`)
  soak.say(`${name} begins`)
  console.log(`| ${name} | ${database} | ${commit} | ${await part(soak)} |`)
}
