// SPDX-License-Identifier: Apache-2.0
// stream - what just happened, told to every page that listens.
import { ref } from 'vue'
import { address } from './request'
import { sourceOpen, type Source } from './source'

export interface Entry {
  unit: string
  seq: number
  kind: string
  subject: string
}

type Listener = (entry: Entry | null) => void // null: something was missed, load anew

const listeners = new Set<Listener>()
export const live = ref(false)
let port: MessagePort | null = null
let source: Source | null = null
let onLost: () => void = () => undefined

/** Called when the stream breaks off: the server is away, or this session has ended. */
export function whenLost(then: () => void): void {
  onLost = then
}

function hear(message: { entry?: Entry; reload?: boolean; state?: string }): void {
  if (message.state) live.value = message.state === 'live'
  if (message.state === 'away') onLost()
  if (message.entry) for (const listener of listeners) listener(message.entry)
  if (message.reload) for (const listener of listeners) listener(null)
}

function openDirectly(url: string): void {
  source = sourceOpen(url, hear)
}

export function streamOpen(under: string): void {
  streamClose()
  const url = address('/stream', { under })
  if (typeof SharedWorker === 'undefined') return openDirectly(url)
  const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), {
    type: 'module',
    name: under,
  })
  port = worker.port
  port.onmessage = (message) => hear(message.data)
  port.postMessage({ url })
  window.addEventListener('pagehide', streamClose, { once: true })
}

export function streamClose(): void {
  port?.postMessage({ leave: true })
  port?.close()
  port = null
  source?.close()
  source = null
}

export function listen(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
