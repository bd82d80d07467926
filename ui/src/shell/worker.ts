// SPDX-License-Identifier: Apache-2.0
// worker - the service worker: opens the page while the server is away. The server always goes first; what is
// kept
// is the page itself, of the newest build, and nothing under /api.

declare const BUILD: string // the next two are put in by vite.config.ts
declare const FILES: string[]

const scope = self as unknown as ServiceWorkerGlobalScope
const kept = `shell-${BUILD}`
const files = new Set(FILES)

/** Paths of the page's own router; the server answers them all with the same shell. */
function isPage(path: string): boolean {
  return !/^\/(api|healthz|metrics)(\/|$)/.test(path) && !path.slice(path.lastIndexOf('/')).includes('.')
}

/** A proxy that stands before a server that is away says so with these. */
const isAway = (reply: Response): boolean => [502, 503, 504].includes(reply.status)

const keptFile = (path: string): Promise<Response | undefined> =>
  caches.match(path, { cacheName: kept, ignoreVary: true })

async function serverFirst(request: Request, path: string): Promise<Response> {
  try {
    const reply = await fetch(request)
    return isAway(reply) ? ((await keptFile(path)) ?? reply) : reply
  } catch (away) {
    const reply = await keptFile(path)
    if (reply) return reply
    throw away
  }
}

scope.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(kept)
      .then((cache) => cache.addAll(['/', ...FILES]))
      .then(() => scope.skipWaiting()),
  )
})

scope.addEventListener('activate', (event) => {
  const old = (names: string[]) => names.filter((one) => one.startsWith('shell-') && one !== kept)
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((one) => caches.delete(one))))
      .then(() => scope.clients.claim()),
  )
})

scope.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== scope.location.origin) return
  if (request.mode === 'navigate') {
    if (isPage(pathname)) event.respondWith(serverFirst(request, '/'))
  } else if (files.has(pathname)) event.respondWith(serverFirst(request, pathname))
})
