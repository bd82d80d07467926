// SPDX-License-Identifier: Apache-2.0
// label - words that come with the catalog, in the language chosen.
import type { Label } from '@/api/shapes'
import { language } from '@/app/preferences'

export function word(label?: Label | null, fallback = ''): string {
  if (!label) return fallback
  return label[language.value] || label.zh || fallback
}
