// SPDX-License-Identifier: Apache-2.0
// stream.worker - one event stream for all tabs of a browser: six connections a host are few.

const scope = self as unknown as { onconnect: ((connect: MessageEvent) => void) | null }

const ports = new Set<MessagePort>()
let source: EventSource | null = null
let watching = ''

function tell(message: unknown): void {
  for (const port of ports) port.postMessage(message)
}

function open(url: string): void {
  if (source && watching === url) return
  source?.close()
  watching = url
  source = new EventSource(url)
  source.onopen = () => tell({ state: 'live' })
  source.onerror = () => tell({ state: 'away' })
  source.onmessage = (message) => tell({ entry: JSON.parse(message.data) })
  source.addEventListener('reload', () => tell({ reload: true }))
}

scope.onconnect = (connect: MessageEvent) => {
  const port = connect.ports[0]
  ports.add(port)
  port.onmessage = (message: MessageEvent<{ url?: string; leave?: boolean }>) => {
    if (message.data.url) open(message.data.url)
    if (message.data.leave) ports.delete(port)
    if (ports.size === 0) {
      source?.close()
      source = null
    }
  }
}
