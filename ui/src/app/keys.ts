// SPDX-License-Identifier: Apache-2.0
// keys - a visible key on each frequent act. Alone while no text has the focus, with Alt always.
import { onBeforeUnmount, onMounted } from 'vue'

type Act = () => void

const acts = new Map<string, Act[]>()

function inText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

window.addEventListener('keydown', (press) => {
  if (press.isComposing || press.ctrlKey || press.metaKey) return
  if (!press.altKey && press.key !== 'Escape' && inText(press.target)) return
  const key = press.altKey ? press.code.replace(/^(Key|Digit)/, '').toLowerCase() : press.key.toLowerCase()
  const stack = acts.get(key)
  if (!stack?.length) return
  press.preventDefault()
  stack[stack.length - 1]()
})

/** Binds `key` while the component is there; the one mounted last wins. */
export function useKey(key: string, act: Act): void {
  onMounted(() => acts.set(key, [...(acts.get(key) ?? []), act]))
  onBeforeUnmount(() =>
    acts.set(
      key,
      (acts.get(key) ?? []).filter((a) => a !== act),
    ),
  )
}

/** True for the Enter that sends; false for the one that ends an input method's composition. */
export function isSend(press: KeyboardEvent): boolean {
  return press.key === 'Enter' && !press.isComposing && press.keyCode !== 229 && !press.shiftKey
}
