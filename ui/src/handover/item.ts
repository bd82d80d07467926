// SPDX-License-Identifier: Apache-2.0
// item - one thing that is handed over, as the server tells it; words for what it is and where it lies.
import type { Schema } from '@/api/shapes'
import { useWords } from '@/locales/words'
import { kinds, stateWord } from '@/matter/catalog'
import { word } from '@/ui/label'

export type Handover = Schema<'HandoverBegin'>
export type HandoverItem = Schema<'ItemShown'>
export type HandoverNow = Schema<'NowReply'>
export type HandoverLink = Schema<'HandoverListItems'>

const idOf = (item: HandoverItem) => item.item.slice(item.item.indexOf(':') + 1)

export function itemPath(item: HandoverItem): string | null {
  if (item.what === 'matter') return `/matters/${idOf(item)}`
  if (item.what === 'dispatch') return `/dispatches/${idOf(item)}`
  return item.matter ? `/matters/${item.matter}` : null
}

export function useItemWords() {
  const { t, tOr } = useWords()
  const kindWord = (item: HandoverItem): string => {
    if (item.what === 'matter') return word(kinds.value[item.kind ?? '']?.label, item.kind ?? '')
    const what = t(`handover.what.${item.what}`)
    if (item.what === 'dispatch') return tOr(`dispatch.types.${item.kind}`, what)
    return item.what === 'log' ? tOr(`log.types.${item.kind}`, what) : what
  }
  const state = (item: HandoverItem): string => {
    const now = item.state_now ?? item.state ?? ''
    if (item.what === 'matter') return stateWord(item.kind ?? '', now)
    if (item.what === 'dispatch') return tOr(`dispatch.states.${now}`, now)
    return ''
  }
  const title = (item: HandoverItem): string => {
    if (item.what === 'notice') return tOr(`notice.${item.kind}`, item.kind)
    if (item.what === 'flag')
      return [tOr(`notice.flag.${item.kind}`, item.kind), item.title].filter(Boolean).join(' · ')
    if (item.what === 'left') return t('handover.left', { name: item.title ?? '' })
    return item.title ?? item.number ?? idOf(item)
  }
  return { kindWord, state, title }
}
