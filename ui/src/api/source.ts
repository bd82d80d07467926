// SPDX-License-Identifier: Apache-2.0
// source - one event stream that is opened again for as long as somebody listens. Whoever begins to hear
// loads anew:
// what happened since they asked is told by nobody.

export interface Message {
  entry?: { unit: string; seq: number; kind: string; subject: string }
  reload?: boolean
  state?: 'live' | 'away'
}

export interface Source {
  state: 'live' | 'away'
  close: () => void
}

const PAUSE = 4000

export function sourceOpen(url: string, tell: (message: Message) => void): Source {
  let events: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const source: Source = {
    state: 'away',
    close: () => {
      clearTimeout(timer)
      events?.close()
      events = null
    },
  }
  const begin = () => {
    events = new EventSource(url)
    events.onopen = () => {
      source.state = 'live'
      tell({ state: 'live', reload: true })
    }
    events.onerror = () => {
      source.state = 'away'
      tell({ state: 'away' })
      // A refusal closes it for good; a broken connection the browser mends itself.
      if (events?.readyState === EventSource.CLOSED) timer = setTimeout(begin, PAUSE)
    }
    events.onmessage = (message) => tell({ entry: JSON.parse(message.data) })
    events.addEventListener('reload', () => tell({ reload: true }))
  }
  begin()
  return source
}
