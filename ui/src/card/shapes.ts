// SPDX-License-Identifier: Apache-2.0
// shapes - cards and questions as the page uses them.
import type { Need, Schema } from '@/api/shapes'

export type Contact = Schema<'Contact'>
export const cardKinds = ['procedure', 'contact', 'risk_point', 'key_place', 'area', 'rule'] as const
export type CardKind = (typeof cardKinds)[number]
/** Without an id: built in, not yet copied. */
export type Card = Schema<'CardShown'>
export type OwnCard = Need<Card, 'id'>
export type Question = Schema<'QuestionShown'>
