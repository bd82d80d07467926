// SPDX-License-Identifier: Apache-2.0
// What an officer does all night, as few lines of test.
import type { Client, Json } from './client.ts'

/** Opens a matter of the kind that one line of typing opens, with `text` as its line. */
export async function openByLine(
  client: Client,
  unit: string,
  text: string,
  headers: Record<string, string> = {},
) {
  const kind = await intakeKind(client)
  const fields: Record<string, Json> = { [kind.line]: text }
  return client.post(`/units/${unit}/matters`, { kind: kind.kind, fields }, { headers })
}

const kinds = new Map<string, { kind: string; line: string }>()

/** The kind whose file says `"intake": true`, and the field that takes the line. */
export async function intakeKind(client: Client): Promise<{ kind: string; line: string }> {
  const had = kinds.get(client.base)
  if (had) return had
  for (const row of (await client.get('/kinds')).ok().items as Json[]) {
    const kind = (await client.get(`/kinds/${row.kind ?? row.name}`)).ok()
    if (kind.intake) {
      const found = { kind: kind.kind, line: kind.line }
      kinds.set(client.base, found)
      return found
    }
  }
  throw new Error('no kind takes a line')
}
