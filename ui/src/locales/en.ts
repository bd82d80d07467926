// SPDX-License-Identifier: Apache-2.0
// Every word of the page, in English: all files of en/. words.test.ts holds them against the Chinese ones.
import { type Words, merge } from './merge'
import type zh from './zh'

const files = import.meta.glob<Words>('./en/*.ts', { eager: true, import: 'default' })

export default merge(...Object.values(files)) as unknown as typeof zh
