// SPDX-License-Identifier: Apache-2.0
// here - what a terminal says of itself and of the people who may come to it.
import type { Schema } from '@/api/shapes'

export type Here = Schema<'TerminalHere'>
export type Guest = Schema<'Guest'>
