// SPDX-License-Identifier: Apache-2.0
// One who listens to the stream, as a browser's EventSource would.
import type { Client, Json } from './client.ts'
import { keepAnswer } from './contract.ts'

export interface Heard {
  id: string
  event: string
  data: Json
}

export class Listener {
  readonly heard: Heard[] = []
  private rest = ''
  private id = ''
  private over = false
  private waiting: (() => void)[] = []
  private stop = new AbortController()

  /** Opens a stream and returns once the server has begun it. */
  static async open(client: Client, options: { under?: string; after?: string } = {}): Promise<Listener> {
    const listener = new Listener()
    const query = options.under ? `?under=${options.under}` : ''
    const headers: Record<string, string> = { cookie: client.cookie }
    if (options.after) headers['last-event-id'] = options.after
    const url = `${client.base}/api/v1/stream${query}`
    const answer = await fetch(url, { headers, signal: listener.stop.signal })
    await keepAnswer('GET', url, answer)
    if (answer.status !== 200) throw new Error(`GET /stream: ${answer.status} ${await answer.text()}`)
    void listener.listen(answer.body!)
    return listener
  }

  private async listen(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    try {
      for await (const piece of body as unknown as AsyncIterable<Uint8Array>)
        this.take(decoder.decode(piece, { stream: true }))
    } catch {
      // closed, by us or by the server
    }
    this.over = true
    this.wake()
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n')
    this.rest = blocks.pop()!
    for (const block of blocks) this.takeBlock(block.split('\n'))
    this.wake()
  }

  private takeBlock(lines: string[]): void {
    let event = 'message'
    let data: string | null = null
    for (const line of lines) {
      if (line.startsWith('id: ')) this.id = line.slice(4)
      if (line.startsWith('event: ')) event = line.slice(7)
      if (line.startsWith('data: ')) data = (data ?? '') + line.slice(6)
    }
    if (data !== null) this.heard.push({ id: this.id, event, data: JSON.parse(data) })
  }

  private wake(): void {
    for (const done of this.waiting.splice(0)) done()
  }

  private async next(deadline: number): Promise<void> {
    await new Promise<void>((done, failed) => {
      const timer = setTimeout(
        () => failed(new Error(`not heard; only ${JSON.stringify(this.heard)}`)),
        deadline - Date.now(),
      )
      this.waiting.push(() => {
        clearTimeout(timer)
        done()
      })
    })
  }

  /** The first event heard, now or later, that fits. */
  async until(fits: (event: Heard) => boolean, within = 120_000): Promise<Heard> {
    const deadline = Date.now() + within
    for (;;) {
      const found = this.heard.find(fits)
      if (found) return found
      if (this.over) throw new Error(`the stream ended; heard ${JSON.stringify(this.heard)}`)
      await this.next(deadline)
    }
  }

  async ended(within = 120_000): Promise<void> {
    const deadline = Date.now() + within
    while (!this.over) await this.next(deadline)
  }

  close(): void {
    this.stop.abort()
  }
}
