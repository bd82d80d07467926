// SPDX-License-Identifier: Apache-2.0
// focus - a form that opens takes the keyboard: its first empty field that is needed,
// else the first text of a short form, else its button.
import { nextTick, onMounted, type Ref } from 'vue'

const SHORT = 8
const texts = 'textarea, input.input:not([type=search]):not([type=datetime-local])'

/** Returns the same act, for a form whose fields come later. */
export function useFormFocus(form: Ref<HTMLFormElement | null>): () => Promise<void> {
  const take = async () => {
    await nextTick()
    const all = Array.from(
      form.value?.querySelectorAll<HTMLElement>(
        '[data-needed] input, [data-needed] select, [data-needed] textarea, :required',
      ) ?? [],
    )
    const empty = all.find((one) => !(one as HTMLInputElement).value)
    const isShort = (form.value?.querySelectorAll('.input').length ?? 0) <= SHORT
    const target =
      empty ??
      (isShort && !all.length ? form.value?.querySelector<HTMLElement>(texts) : null) ??
      form.value?.querySelector<HTMLElement>('button.main')
    target?.focus({ preventScroll: true })
    form.value?.scrollIntoView({ block: 'nearest' })
  }
  onMounted(take)
  return take
}

/** Ctrl+Enter sends a form from any of its fields. */
export function sendByKeys(press: KeyboardEvent): void {
  if (press.key !== 'Enter' || !press.ctrlKey || press.isComposing) return
  press.preventDefault()
  ;(press.currentTarget as HTMLFormElement).requestSubmit()
}

/** Tab stays inside a dialog that must be answered first. */
export function keepTab(press: KeyboardEvent): void {
  if (press.key !== 'Tab') return
  const all = Array.from(
    (press.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea',
    ),
  ).filter((one) => one.tabIndex >= 0 && !(one as HTMLButtonElement).disabled)
  const [from, to] = press.shiftKey ? [all[0], all[all.length - 1]] : [all[all.length - 1], all[0]]
  if (document.activeElement !== from && all.includes(document.activeElement as HTMLElement)) return
  press.preventDefault()
  to?.focus()
}
