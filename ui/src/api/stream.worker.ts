// SPDX-License-Identifier: Apache-2.0
// stream.worker - one event stream for all tabs of a browser: six connections a host are few.
import { sourceOpen, type Message, type Source } from './source'

const scope = self as unknown as { onconnect: ((connect: MessageEvent) => void) | null }

const ports = new Set<MessagePort>()
let source: Source | null = null
let watching = ''

function tell(message: Message): void {
  for (const port of ports) port.postMessage(message)
}

function open(url: string): void {
  if (source && watching === url) return
  source?.close()
  watching = url
  source = sourceOpen(url, tell)
}

scope.onconnect = (connect: MessageEvent) => {
  const port = connect.ports[0]
  ports.add(port)
  port.onmessage = (message: MessageEvent<{ url?: string; leave?: boolean }>) => {
    if (message.data.url) {
      open(message.data.url)
      if (source?.state === 'live') port.postMessage({ state: 'live', reload: true })
    }
    if (message.data.leave) ports.delete(port)
    if (ports.size === 0) {
      source?.close()
      source = null
    }
  }
}
