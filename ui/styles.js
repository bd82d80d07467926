// SPDX-License-Identifier: Apache-2.0
// styles - refuses what is styled over and over: a look that three components share has a class of its own in
// src/app/style.css. Part of `npm run lint`.
import { readFileSync, readdirSync } from 'node:fs'

const root = new URL('./src/', import.meta.url)
const MOST = 2 // components that may say the same

const files = readdirSync(root, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.vue'))
  .sort()

/** Every block of a sheet: its selectors, and its declarations in an order of their own. */
function blocks(css) {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '')
  return [...plain.matchAll(/([^{};]+)\{([^{}]*)\}/g)].map(([, selectors, body]) => ({
    selectors: selectors.split(',').map((one) => one.trim().replace(/\s+/g, ' ')),
    says: body
      .split(';')
      .map((one) => one.trim().replace(/\s+/g, ' '))
      .filter(Boolean)
      .sort(),
  }))
}
const shared = new Map() // what style.css says of a class alone
for (const { selectors, says } of blocks(readFileSync(new URL('app/style.css', root), 'utf8')))
  for (const one of selectors) shared.set(one, [...(shared.get(one) ?? []), ...says])

const faults = []
const found = new Map() // what is said -> components that say it
for (const file of files) {
  const styles = [...readFileSync(new URL(file, root), 'utf8').matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)]
  for (const { selectors, says } of styles.flatMap(([, css]) => blocks(css))) {
    const where = `${file}: ${selectors.join(', ')}`
    if (says.includes('list-style: none')) faults.push(`${where}: a list without points has the class "bare"`)
    for (const one of selectors)
      if (shared.has(one) && says.every((line) => shared.get(one).includes(line)))
        faults.push(`${where}: style.css says this of ${one} already`)
    if (says.length < 2) continue
    const key = says.join('; ')
    found.set(key, [...(found.get(key) ?? []), file])
  }
}
for (const [says, all] of found) {
  const places = [...new Set(all)]
  if (places.length > MOST)
    faults.push(`${places.join(', ')}: the same "${says}"; give it a class in style.css`)
}
for (const fault of faults) console.error(fault)
process.exitCode = faults.length ? 1 : 0
