// SPDX-License-Identifier: Apache-2.0
// routes - every page that the page's own router knows, read from its sources: none can be forgotten by a tour.
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../ui/src', import.meta.url))

/** Such as "/matters" and "/matters/:id". */
export function routes(): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(^app\/router|\/places)\.ts$/.test(name),
  )
  const found = files.flatMap((name) =>
    [
      ...readFileSync(`${root}/${name}`, 'utf8').matchAll(
        /\{\s*path: '([^']+)',(?:\s*name: '[^']+',)?\s*component:/g,
      ),
    ].map((route) => route[1]!),
  )
  if (found.length < 30) throw new Error(`only ${found.length} routes were read`)
  return found
}

/** Those that none of these paths opens. */
export function unseen(paths: Iterable<string>): string[] {
  const seen = [...paths].map((path) => path.replace(/\?.*/, ''))
  return routes().filter((route) => {
    const fits = new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`)
    return !seen.some((path) => fits.test(path))
  })
}
