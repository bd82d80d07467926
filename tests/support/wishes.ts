// SPDX-License-Identifier: Apache-2.0
// Entries that writers wish to be kept, and what a server that was cut off must show of them: what was acknowledged is
// there, and nothing is there twice.
import assert from 'node:assert/strict'
import type { Client } from './client.ts'
import { openByLine } from './people.ts'

export interface Wish {
  text: string
  key: string
  unit: string
  id: string | null
}

/** Opens matters one after the other until the line goes dead. No text is the beginning of another. */
export async function wishOn(client: Client, unit: string, name: string, wishes: Wish[]): Promise<void> {
  for (let turn = 0; ; turn++) {
    const wish: Wish = {
      text: `第${name}次停电 ${unit} ${turn} 完`,
      key: `k-${name}-${turn}`,
      unit,
      id: null,
    }
    wishes.push(wish)
    try {
      const reply = await openByLine(client, unit, wish.text, { 'Idempotency-Key': wish.key })
      wish.id = reply.ok(201).id
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return
    }
  }
}

async function occurrences(client: Client, wish: Wish): Promise<number> {
  let found = 0
  let cursor = ''
  do {
    const page = (
      await client.get(`/units/${wish.unit}/matters?q=${encodeURIComponent(wish.text)}&limit=200${cursor}`)
    ).ok()
    for (const row of page.items) if (row.title.includes(wish.text)) found++
    cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : ''
  } while (cursor)
  return found
}

/** Every acknowledged one is there, under its key there is never a second; of every `each`-th the ledger is asked too.
    Gives how many were acknowledged. */
export async function wishesHold(
  clients: Map<string, Client>,
  wishes: Wish[],
  each: number,
): Promise<number> {
  let acknowledged = 0
  for (const wish of wishes) {
    const client = clients.get(wish.unit)!
    if (wish.id !== null) {
      acknowledged++
      const matter = (await client.get(`/matters/${wish.id}`)).ok()
      assert.ok(JSON.stringify(matter).includes(wish.text), `${wish.id} is not ${wish.text}`)
    }
    const repeated = (await openByLine(client, wish.unit, wish.text, { 'Idempotency-Key': wish.key })).ok(201)
    if (wish.id !== null) assert.equal(repeated.id, wish.id)
  }
  for (const wish of wishes.filter((_, n) => n % each === 0)) {
    assert.equal(await occurrences(clients.get(wish.unit)!, wish), 1, wish.text)
  }
  return acknowledged
}
