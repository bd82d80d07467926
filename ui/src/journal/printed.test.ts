// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { printed } from './printed'

const hash = '9dcaf1bed75b9c576cf87921b031d241a8d962e4e6d9bae461943f5a6f0d6b15'

test('reads the code of a sheet', () => {
  expect(printed(` shaodian:430102008:journal:167:${hash}\n`, '430100')).toEqual({
    unit: '430102008',
    seq: 167,
    hash,
  })
})
test('reads what is typed from it, with or without the unit, whole or its beginning', () => {
  expect(printed(`167 ${hash}`, '430102')).toEqual({ unit: '430102', seq: 167, hash })
  expect(printed(`430102008　存证链至第 167 号，摘要 ${hash}`, '430102')).toEqual({
    unit: '430102008',
    seq: 167,
    hash,
  })
  expect(printed('167 9DCAF1BE D75B9C57', '430102')).toEqual({
    unit: '430102',
    seq: 167,
    hash: '9dcaf1bed75b9c57',
  })
})
test('refuses what is no such thing', () => {
  for (const text of ['', '167', hash, `0 ${hash}`, '167 9dcaf1be'])
    expect(printed(text, '430102')).toBeNull()
})
