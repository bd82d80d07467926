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

const code = sources('src')
/** The texts of a C literal that goes over lines. */
const literal = (text: string) => [...text.matchAll(/"([^"]*)"/g)].map((found) => found[1]).join('')
/** view -> the words of its columns, its own or those that any sheet's column of the name has. */
const views = new Map(
  code.flatMap((text) =>
    [...text.matchAll(/const View (\w+) = \{([\s\S]*?)\n\};/g)].flatMap(([, name, body]) => {
      const thing = /\.thing = "(\w+)"/.exec(body)?.[1]
      const sheet = /\.sheet =\s*((?:"[^"]*"\s*)+)/.exec(body)?.[1]
      const members = sheet ? literal(sheet).split(' ') : []
      return [[name, members.map((member) => [`${thing}.${member}`, member])] as const]
    }),
  ),
)

it('the columns of sheets have words', () => {
  const tables = code.flatMap((text) =>
    [...text.matchAll(/SheetColumn \w+\[\] = \{([\s\S]*?)\n\};/g)].map((found) => found[1]),
  )
  const keys = tables.flatMap((table) =>
    [...table.matchAll(/\{\s*"[a-z0-9_]+",\s*"([a-z0-9_.]+)"/g)].map((found) => found[1]),
  )
  const columns = [...views.values()].flat()
  expect(keys.length + columns.length).toBeGreaterThan(100)
  expect(keys.filter((key) => !spoken(sheets.columns[key]?.label))).toEqual([])
  expect(
    columns.filter((names) => !names.some((name) => spoken(sheets.columns[name]?.label))).map(([own]) => own),
  ).toEqual([])
})
it('a list that can be taken away has a title', () => {
  const lists = code.flatMap((text) =>
    [
      ...text.matchAll(
        /\.name = "([\w.]+)"(?:(?!\.name = )[\s\S])*?\.args = (\w+)(?:(?!\.name = )[\s\S])*?\.lists = &(\w+)/g,
      ),
    ]
      .filter(
        ([, , args, view]) => views.get(view)?.length && text.includes(`${args}[] = {\n    SHEET_FIELDS`),
      )
      .map(([, name]) => name),
  )
  expect(lists.length).toBeGreaterThan(15)
  expect(lists.filter((name) => !spoken(sheets.sheets[name]))).toEqual([])
})
it('and so have their titles and codes', () => {
  expect(Object.entries(sheets.sheets).filter(([, words]) => !spoken(words))).toEqual([])
  expect(
    Object.values(sheets.columns)
      .flatMap((column) => Object.values(column.values ?? {}))
      .filter((words) => !spoken(words)),
  ).toEqual([])
})
