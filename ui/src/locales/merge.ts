// SPDX-License-Identifier: Apache-2.0
// merge - the words of the page put together from the words of each capability; a word said twice is an error.
export type Words = { [name: string]: string | Words }

function join(into: Words, from: Words, at: string): void {
  for (const [name, value] of Object.entries(from)) {
    const held = into[name]
    if (typeof value === 'string') {
      if (held !== undefined) throw new Error(`said twice: ${at}${name}`)
      into[name] = value
    } else if (typeof held === 'string') {
      throw new Error(`a word and a group: ${at}${name}`)
    } else {
      join((into[name] = held ?? {}) as Words, value, `${at}${name}.`)
    }
  }
}

type Both<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer A) => void ? A : never

export function merge<All extends Words[]>(...all: All): Both<All[number]> {
  const words: Words = {}
  for (const one of all) join(words, one, '')
  return words as Both<All[number]>
}
