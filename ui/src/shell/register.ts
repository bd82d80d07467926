// SPDX-License-Identifier: Apache-2.0
// register - lets the browser keep the page. Where it will not (no https, a certificate it does not trust),
// the page works as before, but
// can't be reloaded while the server is away.

export function shellKeep(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // After the page itself: what is asked for now comes first.
  window.addEventListener(
    'load',
    () => void navigator.serviceWorker.register('/shell.js').catch(() => undefined),
  )
}
