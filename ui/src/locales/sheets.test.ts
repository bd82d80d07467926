// SPDX-License-Identifier: Apache-2.0
// Every column of a table that is taken away as a spreadsheet or on paper has its words in both languages.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

interface Words {
  zh: string
  en: string
}
const root = fileURLToPath(new URL('../../../', import.meta.url))
const sheets = JSON.parse(readFileSync(`${root}catalog/sheets.json`, 'utf8')) as {
  columns: Record<string, { label: Words; values?: Record<string, Words> }>
  sheets: Record<string, Words>
}

function sources(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sources(path)
    return /\.c$/.test(entry.name) && !/_(test|fixture)\.c$/.test(entry.name)
      ? [readFileSync(root + path, 'utf8')]
      : []
  })
}
const spoken = (words?: Words) => Boolean(words?.zh && words.en)

it('the columns of sheets have words', () => {
  const tables = sources('src').flatMap((text) =>
    [...text.matchAll(/SheetColumn \w+\[\] = \{([\s\S]*?)\n\};/g)].map((found) => found[1]),
  )
  const keys = tables.flatMap((table) =>
    [...table.matchAll(/\{\s*"[a-z0-9_]+",\s*"([a-z0-9_.]+)"/g)].map((found) => found[1]),
  )
  expect(keys.length).toBeGreaterThan(20)
  expect(keys.filter((key) => !spoken(sheets.columns[key]?.label))).toEqual([])
})
it('and so have their titles and codes', () => {
  expect(Object.entries(sheets.sheets).filter(([, words]) => !spoken(words))).toEqual([])
  expect(
    Object.values(sheets.columns)
      .flatMap((column) => Object.values(column.values ?? {}))
      .filter((words) => !spoken(words)),
  ).toEqual([])
})
