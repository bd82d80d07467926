// SPDX-License-Identifier: Apache-2.0
// spaces - what stands between two pieces of a template.
//
// A line end between two elements is a space, as in any page: the formatter breaks lines there. The compiler by itself
// would drop it ("name" and "time" of a row would be glued together), or keep every blank as it was written.
import type { NodeTransform } from '@vue/compiler-core'

const ROOT = 0
const ELEMENT = 1
const TEXT = 2

export const spaces: NodeTransform = (node) => {
  if ((node.type !== ROOT && node.type !== ELEMENT) || ('tag' in node && node.tag === 'pre')) return
  const children = node.children as { type: number; content?: unknown }[]
  const isBlank = (one?: { type: number; content?: unknown }) =>
    one?.type === TEXT && !/[^\t\r\n\f ]/.test(one.content as string)
  const kept = children.filter(
    (one, i) => !isBlank(one) || (node.type !== ROOT && i > 0 && i < children.length - 1),
  )
  for (const one of kept)
    if (one.type === TEXT) one.content = (one.content as string).replace(/[\t\r\n\f ]+/g, ' ')
  node.children = kept as typeof node.children
}
