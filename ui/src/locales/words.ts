// SPDX-License-Identifier: Apache-2.0
// words - what the page says, by keys that are those of the Chinese locale: a key that is not there does not compile.
//
// A key that is known only when the page runs begins with a group that is there (`role.${role}`); what may come behind it is
// what the server sends, and words.test.ts reads that from the server's sources.
import { useI18n } from 'vue-i18n'
import type zh from './zh'

type Words = typeof zh
type KeyOf<T> = {
  [N in keyof T & string]: T[N] extends string ? N : `${N}.${KeyOf<T[N]>}`
}[keyof T & string]
type GroupOf<T> = {
  [N in keyof T & string]: T[N] extends string ? never : N | `${N}.${GroupOf<T[N]>}`
}[keyof T & string]

/** Of a sentence or a word. */
export type Key = KeyOf<Words>
type Group = GroupOf<Words>

type IsOpen<K extends string> = Record<never, never> extends Record<K, 1> ? true : false
type Known<K extends string> =
  IsOpen<K> extends true ? (K extends `${Group}.${string}` ? K : never) : K extends Key ? K : never

type Values = Record<string, unknown>
/** `plural`: how many, where a language has more than one form. */
type Options = { locale?: string; plural?: number }
export interface Speech {
  t<K extends string>(key: Known<K>, values?: Values, options?: Options): string
  /** The word of what the server sends, which may be newer than the page: else what is told beside it. */
  tOr<K extends string>(
    key: Known<K>,
    otherwise: string | null | undefined,
    values?: Values,
    options?: Options,
  ): string
}

export function useWords(): Speech {
  const { t, te } = useI18n()
  const say = t as Speech['t']
  return {
    t: say,
    tOr: (key, otherwise, values, options) =>
      te(key) ? t(key, values ?? {}, options ?? {}) : (otherwise ?? ''),
  }
}
