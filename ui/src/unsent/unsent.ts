// SPDX-License-Identifier: Apache-2.0
// unsent - intake and log lines written while the server is away. Kept in IndexedDB under their own
// idempotency key, so that each arrives once, with the time it was written.
import { ref } from 'vue'
import { act, newKey, Problem } from '@/api/client'

export interface Unsent {
  key: string
  account: string
  path: string
  body: Record<string, unknown>
  text: string
  written_at: string
  refused?: string
}

export const unsent = ref<Unsent[]>([])
let flushing = false

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('shaodian', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('unsent', { keyPath: 'key' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database()
  return new Promise((resolve, reject) => {
    const txn = db.transaction('unsent', mode)
    const request = ask(txn.objectStore('unsent'))
    txn.oncomplete = () => resolve(request.result)
    txn.onerror = () => reject(txn.error)
  }).finally(() => db.close()) as Promise<T>
}

export async function unsentLoad(): Promise<void> {
  unsent.value = await run('readonly', (store) => store.getAll() as IDBRequest<Unsent[]>).catch(() => [])
  unsent.value.sort((a, b) => a.written_at.localeCompare(b.written_at))
}

/** Sends now; when the server can't be reached, keeps the line and returns null. */
export async function sendOrKeep<T>(line: Omit<Unsent, 'key'>): Promise<T | null> {
  // The body is the same at every try: the key stands for exactly these bytes.
  const kept: Unsent = { ...line, key: newKey(), body: { ...line.body, claimed_at: line.written_at } }
  try {
    return await act<T>(kept.path, kept.body, kept.key)
  } catch (problem) {
    if (!(problem instanceof Problem) || !problem.unreachable) throw problem
    await run('readwrite', (store) => store.put(kept))
    await unsentLoad()
    return null
  }
}

async function sendOne(line: Unsent): Promise<boolean> {
  try {
    await act(line.path, line.body, line.key)
  } catch (problem) {
    if (
      !(problem instanceof Problem) ||
      problem.unreachable ||
      problem.status >= 500 ||
      problem.status === 401
    )
      return false
    await run('readwrite', (store) => store.put({ ...line, refused: problem.code }))
    return true
  }
  await run('readwrite', (store) => store.delete(line.key))
  return true
}

export async function unsentFlush(account: string): Promise<void> {
  if (flushing) return
  flushing = true
  try {
    await unsentLoad()
    for (const line of unsent.value.filter((l) => l.account === account && !l.refused)) {
      if (!(await sendOne({ ...line, body: { ...line.body } }))) break
    }
    await unsentLoad()
  } finally {
    flushing = false
  }
}

export async function unsentDrop(key: string): Promise<void> {
  await run('readwrite', (store) => store.delete(key))
  await unsentLoad()
}
