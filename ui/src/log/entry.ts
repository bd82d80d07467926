// SPDX-License-Identifier: Apache-2.0
// entry - what a line of the log may carry beside its text.
import type { Body, Schema } from '@/api/shapes'

export type LogExtra = Omit<Body<'log.write'>, 'text' | 'type'>
export type Silence = Schema<'SilenceShown'>
