// SPDX-License-Identifier: Apache-2.0
// wording - what one wording has that another has not, clause by clause.

export interface Piece {
  kind: 'same' | 'out' | 'in'
  text: string
}

const CELLS_MOST = 1_000_000 // of the table below: a longer text is shown as replaced whole

const clauses = (text: string): string[] =>
  text.match(/[^，。；！？、,;!?\n]*[，。；！？、,;!?\n]?/g)!.filter(Boolean)

/** Length of the longest common run of clauses from (i, j) on, as rows of a table. */
function commons(before: string[], after: string[]): Uint16Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      rows[i][j] = before[i] === after[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1])
  return rows
}

function put(pieces: Piece[], kind: Piece['kind'], text: string): void {
  const last = pieces[pieces.length - 1]
  if (last?.kind === kind) last.text += text
  else if (text) pieces.push({ kind, text })
}

export function compare(before: string, after: string): Piece[] {
  const [old, now] = [clauses(before), clauses(after)]
  const pieces: Piece[] = []
  if (old.length * now.length > CELLS_MOST) {
    put(pieces, 'out', before)
    put(pieces, 'in', after)
    return pieces
  }
  const common = commons(old, now)
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      put(pieces, 'same', old[i++])
      j++
    } else if (i < old.length && (j === now.length || common[i + 1][j] >= common[i][j + 1]))
      put(pieces, 'out', old[i++])
    else put(pieces, 'in', now[j++])
  }
  return pieces
}
