// SPDX-License-Identifier: Apache-2.0
// preferences - what this browser remembers: language and light.
import { ref, watchEffect } from 'vue'

export type Theme = 'day' | 'night'
export type Language = 'zh' | 'en'

function stored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function darkHour(): boolean {
  const hour = new Date().getHours()
  return hour >= 19 || hour < 7
}

export const theme = ref<Theme>((stored('theme') as Theme) ?? (darkHour() ? 'night' : 'day'))
export const language = ref<Language>((stored('language') as Language) ?? 'zh')

watchEffect(() => {
  document.documentElement.dataset.theme = theme.value
  document.documentElement.classList.toggle('dark', theme.value === 'night')
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem('theme', theme.value)
    localStorage.setItem('language', language.value)
  } catch {
    // A browser that keeps nothing still works.
  }
})
