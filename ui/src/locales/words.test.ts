// SPDX-License-Identifier: Apache-2.0
// Every word the server sends as a code is said in both languages; what it may send is read from its sources.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh'

const root = fileURLToPath(new URL('../../../', import.meta.url))

function sources(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sources(path)
    return /\.[ch]$/.test(entry.name) && !/_(test|fixture)\.c$/.test(entry.name) && !path.includes('/cli/')
      ? [readFileSync(root + path, 'utf8')]
      : []
  })
}
const texts = sources('src')

/** The arguments of each call of `name`, as written. */
function calls(name: string): string[][] {
  return texts.flatMap((text) =>
    [...text.matchAll(new RegExp(`\\b${name}\\(`, 'g'))].map((found) => {
      const out = ['']
      let depth = 1
      let inText = false
      for (let i = found.index + found[0].length; depth > 0 && i < text.length; i += 1) {
        const c = text[i]
        if (c === '"' && text[i - 1] !== '\\') inText = !inText
        if (!inText && c === '(') depth += 1
        if (!inText && c === ')') depth -= 1
        if (!inText && depth === 1 && c === ',') out.push('')
        else if (depth > 0) out[out.length - 1] += c
      }
      return out
    }),
  )
}
const literals = (argument?: string) =>
  [...(argument ?? '').matchAll(/"([a-z][a-z0-9_.]*)"/g)].map((m) => m[1])
const unique = (words: string[]) => [...new Set(words)].sort()

function missing(prefix: string, words: string[]): string[] {
  const has = (all: object, path: string) =>
    typeof path
      .split('.')
      .reduce((at: unknown, part) => (at as Record<string, unknown> | undefined)?.[part], all) === 'string'
  return unique(words)
    .flatMap((one) =>
      [zh, en].map((all, i) => (has(all, `${prefix}.${one}`) ? '' : `${['zh', 'en'][i]}: ${prefix}.${one}`)),
    )
    .filter(Boolean)
}
function leaves(all: object, at = ''): string[] {
  return Object.entries(all).flatMap(([name, value]) =>
    typeof value === 'object' ? leaves(value, `${at}${name}.`) : [at + name],
  )
}

describe('words', () => {
  it('are the same in both languages', () => {
    expect(leaves(en).sort()).toEqual(leaves(zh).sort())
  })
  it('say every reason of a refusal', () => {
    const refusals = [
      ['fail_as', 2],
      ['statement_find', 1],
      ['statement_one', 2],
      ['statement_post_as', 2],
    ].flatMap(([name, at]) => calls(name as string).flatMap((call) => literals(call[at as number])))
    const reasons = [...refusals, 'invalid', 'denied', 'not_found', 'conflict', 'unavailable', 'corrupt']
    expect(reasons.length).toBeGreaterThan(30)
    expect(missing('problem', reasons)).toEqual([])
  })
  it('say every problem of a field', () => {
    const problems = calls('fail_field').flatMap((call) => literals(call[2]))
    expect(problems.length).toBeGreaterThan(30)
    expect(missing('field_problem', problems)).toEqual([])
  })
  it('say every kind of event', () => {
    const named = texts.flatMap((text) =>
      [...text.matchAll(/#define EVENT_\w+ "([a-z_.]+)"/g)].map((m) => m[1]),
    )
    const kinds = texts
      .flatMap((text) =>
        [...text.matchAll(/EventKind \w+\[\] = \{([\s\S]*?)\n\};/g)].flatMap((table) =>
          [...table[1].matchAll(/^ {4}\{\s*(?:\.name = )?"([a-z_]+\.[a-z_]+)"/gm)].map((m) => m[1]),
        ),
      )
      .concat(named)
    expect(kinds.length).toBeGreaterThan(30)
    expect(missing('event', kinds)).toEqual([])
  })
  it('say every alert', () => {
    const raised = calls('notice_raise').flatMap((call) => literals(call[3]))
    expect(
      missing('notice', [
        ...raised,
        'clock.warn',
        'clock.late',
        'clock.escalate',
        'dispatch.sign_for_late',
        'dispatch.answer_late',
      ]),
    ).toEqual([])
  })
  it('say every note of the board, and its column', () => {
    const notes = texts.flatMap((text) =>
      [...text.matchAll(/NoteKind \w+\[\] = \{([\s\S]*?)\n\};/g)].flatMap((table) =>
        [...table[1].matchAll(/^ {4}\{(\w+), "(\w+)", \d+, "([a-z ]+)", .*, (\d+)\},$/gm)].map((m) => ({
          name: texts.join('\n').match(new RegExp(`#define ${m[1]} "(\\w+)"`))?.[1] ?? m[1],
          group: m[2],
          holds: m[3].split(' '),
          weight: Number(m[4]),
        })),
      ),
    )
    expect(notes.length).toBeGreaterThan(8)
    const words = notes.flatMap((one) => [
      `${one.name}.name`,
      ...(one.holds.includes('word') ? [] : [`${one.name}.says`]),
      ...(one.weight > 0 ? [`${one.name}.look`, `${one.name}.short`] : []),
    ])
    expect(missing('board.note', words)).toEqual([])
    expect(
      missing(
        'board.group',
        notes.map((one) => one.group),
      ),
    ).toEqual([])
    expect(
      missing(
        'board.member',
        notes.flatMap((one) => one.holds),
      ),
    ).toEqual([])
  })
  it('say every type of dispatch', () => {
    const rules = JSON.parse(readFileSync(`${root}catalog/rules/dispatch.json`, 'utf8'))
    const types = rules.types.map((type: { id: string }) => type.id)
    expect(missing('dispatch.types', types)).toEqual([])
  })
  it('say every role', () => {
    const roles = JSON.parse(readFileSync(`${root}catalog/roles.json`, 'utf8')).roles.map(
      (role: { name: string }) => role.name,
    )
    expect(missing('role', roles)).toEqual([])
  })
})
