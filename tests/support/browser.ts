// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium driven by playwright-core: one browser a test file, one context a person.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContext, type Page, type Request, chromium } from 'playwright-core'
import { PASSWORD } from './client.ts'
import { Server } from './server.ts'

export const DESK = { width: 1366, height: 768 }
export const PHONE = { width: 390, height: 844 }

// A bad line: every answer waits up to so many milliseconds. What a page shows early must not depend on what comes late.
const LAG = Number(process.env.SHAODIAN_TEST_LAG ?? 0)

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A demo city and a browser for all tests of a file. */
export interface Stage {
  server: Server
  browser: Browser
}
export function demoStage(): Stage {
  const stage = {} as Stage
  before(async () => {
    stage.server = await Server.start({ demo: true })
    stage.browser = await launch()
  })
  after(async () => {
    await stage.browser?.close()
    await stage.server?.stop()
  })
  return stage
}

export interface SeatOptions {
  viewport?: { width: number; height: number }
  language?: 'zh' | 'en'
  dark?: boolean
  /** The browser may keep the page and open it while the server is away. Elsewhere nothing comes between page and server. */
  keeps?: boolean
}

/** One person at one screen. Errors of the page fail the test at close(). */
export class Seat {
  readonly errors: string[] = []
  private asked = 0
  private waiting = 0

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly base: string,
  ) {}

  static async take(browser: Browser, base: string, options: SeatOptions = {}): Promise<Seat> {
    const context = await browser.newContext({
      viewport: options.viewport ?? DESK,
      locale: options.language === 'en' ? 'en-GB' : 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      colorScheme: options.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      bypassCSP: false,
      serviceWorkers: options.keeps ? 'allow' : 'block',
    })
    // Only where nothing was chosen yet: what the page remembers must survive a reload.
    await context.addInitScript(
      (chosen) => {
        for (const [name, value] of Object.entries(chosen)) {
          if (localStorage.getItem(name) === null) localStorage.setItem(name, value)
        }
      },
      { language: options.language ?? 'zh', theme: options.dark ? 'night' : 'day' },
    )
    if (LAG > 0) {
      await context.route(/\/api\/(?!.*\/stream)/, async (route) => {
        await sleep(Math.random() * LAG)
        await route.continue().catch(() => undefined)
      })
    }
    context.setDefaultTimeout(120_000) // only ends what never comes: the machine may be busy
    const page = await context.newPage()
    const seat = new Seat(context, page, base)
    page.on('request', (request) => {
      if (request.url().includes('/stream')) return
      seat.asked += 1
      seat.waiting += 1
    })
    const ended = (request: Request) => {
      if (!request.url().includes('/stream')) seat.waiting = Math.max(0, seat.waiting - 1)
    }
    page.on('requestfinished', ended)
    page.on('requestfailed', ended)
    page.on('pageerror', (error) => seat.errors.push(`${page.url()}: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (
        message.type() === 'error' &&
        !/status of (4\d\d|503)|ERR_CONNECTION|ERR_SOCKET_NOT_CONNECTED|ERR_INTERNET/.test(message.text())
      ) {
        seat.errors.push(`${page.url()}: ${message.text()}`)
      }
    })
    return seat
  }

  /** Signs in through the API, then opens the page at `path`. */
  async enter(account: string, path = '/'): Promise<this> {
    const reply = await this.context.request.post(`${this.base}/api/v1/session`, {
      data: { account, password: PASSWORD },
      headers: { origin: this.base },
    })
    assert.ok(reply.ok(), `sign-in of ${account}: ${reply.status()} ${await reply.text()}`)
    await this.open(path)
    return this
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.base + path, { waitUntil: 'load' })
  }

  /** Night or day, as the button in the bar would. */
  async light(isNight: boolean): Promise<void> {
    await this.page.evaluate((night) => {
      document.documentElement.dataset.theme = night ? 'night' : 'day'
      document.documentElement.classList.toggle('dark', night)
    }, isNight)
  }

  /** Until the page asks the server nothing more. A question cut off by leaving a page never ends: some patience will do. */
  async idle(): Promise<void> {
    const deadline = Date.now() + 60_000
    for (let quiet = 0; quiet < (this.waiting === 0 ? 2 : 10);) {
      const before = this.asked
      await sleep(60)
      assert.ok(Date.now() < deadline, `${this.page.url()} never comes to rest`)
      quiet = this.asked === before ? quiet + 1 : 0
    }
    this.waiting = 0
  }

  /** WCAG 2.2 AA by axe over the whole page; says what, where and why. */
  async accessible(): Promise<void> {
    // The page's own policy forbids inline script, so axe comes through the debugging protocol.
    await this.page.evaluate(axeSource)
    const found = await this.page.evaluate(async () => {
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      const axe = (globalThis as any).axe
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
      const result = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
      return result.violations.map(
        (v: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }) =>
          `${v.id}: ${v.help}\n` +
          v.nodes
            .slice(0, 5)
            .map((n) => `    ${n.target.join(' ')}: ${n.failureSummary}`)
            .join('\n'),
      ) as string[]
    })
    assert.deepEqual(found, [], `${this.page.url()}:\n${found.join('\n')}`)
  }

  /** Nothing scrolls sideways, and no column runs under its neighbour. */
  async fits(): Promise<void> {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.ok(wide <= 0, `${this.page.url()} is ${wide} px wider than the screen`)
    const out = await this.page.evaluate(() =>
      Array.from(document.querySelectorAll('.stack > *, .matter-row > *, .dispatch-row > *'))
        .filter(
          (one) => one.getBoundingClientRect().right > one.parentElement!.getBoundingClientRect().right + 2,
        )
        .map((one) => `${one.tagName} ${one.className}`),
    )
    assert.deepEqual(out, [], `${this.page.url()}: runs out of its column`)
  }

  /** A picture, kept only when SHAODIAN_TEST_PICTURES names a folder. */
  async picture(name: string): Promise<void> {
    const folder = process.env.SHAODIAN_TEST_PICTURES
    if (!folder) return
    mkdirSync(folder, { recursive: true })
    await this.page.screenshot({ path: join(folder, `${name}.png`) })
  }

  async close(): Promise<void> {
    await this.context.close()
    assert.deepEqual(this.errors, [], 'errors on the page')
  }
}
