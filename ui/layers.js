// SPDX-License-Identifier: Apache-2.0
// layers - who may import whom under src/; eslint.config.js keeps it. `api` sees nothing of the page; `ui` and the
// plain parts of `app` are for everybody; the rest of `app` puts the pages together and sees all; a capability
// sees of another only the faces that stand here.

import { readdirSync } from 'node:fs'

/** Parts of app/ that are for everybody: time, keys, drafts, sound, language, what a place is. */
export const plain = ['alarm', 'draft', 'keys', 'now', 'place', 'preferences']

/** A folder that is not named below sees what is for everybody. */
const folders = readdirSync(new URL('./src/', import.meta.url), { withFileTypes: true })
  .filter((one) => one.isDirectory() && !['app', 'locales', 'shell'].includes(one.name))
  .map((one) => [one.name, []])

export const faces = {
  ...Object.fromEntries(folders),
  api: null,
  ui: ['session/session'],
  session: ['terminal/acting'],
  board: ['roster/KeepingLine.vue', 'roster/calendar', 'roster/days', 'roster/grid', 'roster/shapes'],
  card: ['matter/catalog'],
  desk: [
    'card/at-hand',
    'dispatch/DispatchRow.vue',
    'leave/ReachAsk.vue',
    'log/LogPanel.vue',
    'matter/MatterRow.vue',
    'matter/catalog',
    'matter/LineFields.vue',
    'matter/reading',
    'unsent/unsent',
  ],
  dispatch: ['unit/names'],
  document: ['roster/shapes'],
  handover: ['matter/catalog'],
  log: ['matter/BlobInput.vue', 'matter/catalog', 'unsent/unsent'],
  matter: ['card/at-hand', 'dispatch/DispatchDraft.vue', 'dispatch/MatterDispatches.vue'],
  presence: ['card/CardBody.vue'],
  register: [
    'log/DayPage.vue',
    'log/VolumePage.vue',
    'matter/FieldGroups.vue',
    'matter/StepForm.vue',
    'matter/catalog',
  ],
  roster: ['document/RosterFiles.vue'],
}

const exactly = (names) => names.map((name) => `${name.replace(/\./g, '\\.')}$`)

function rule(own, seen) {
  const allowed = ['api\\.d$', `${own}/`, ...seen].join('|')
  const message = `not a face that ${own} may see: ui/layers.js`
  const patterns = [
    { regex: `^@/(?!${allowed})`, message },
    { regex: '^\\.\\./', message: 'begins with @/' },
  ]
  return { 'no-restricted-imports': ['error', { patterns }] }
}

const common = [
  'api/',
  'ui/',
  'session/session$',
  'locales/words$',
  ...exactly(plain.map((name) => `app/${name}`)),
]

/** The configuration of the linter: one block a folder. */
export const layers = [
  ...Object.entries(faces).map(([own, list]) => ({
    files: [`src/${own}/**`],
    ignores: ['**/*.test.ts'],
    rules: rule(own, list === null ? [] : [...common, ...exactly(list)]),
  })),
  { files: plain.map((name) => `src/app/${name}.ts`), rules: rule('app', ['api/', 'locales/words$']) },
]
