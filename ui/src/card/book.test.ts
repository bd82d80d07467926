// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { bookFind, type Entry } from './book'

const entry = (name: string, initials: string, what = '', phone = ''): Entry => ({
  key: name,
  name,
  what,
  phone,
  initials,
  group: 'own',
  order: 0,
})
const all = [
  entry('吴二', 'we', '副主任', '13800000001'),
  entry('王文', 'ww', '值班员'),
  entry('芙蓉区政府', 'frqzf'),
]

describe('book', () => {
  it('finds by initials, whoever begins with them first', () => {
    expect(bookFind(all, 'w').map((one) => one.name)).toEqual(['吴二', '王文'])
    expect(bookFind(all, 'zf').map((one) => one.name)).toEqual(['芙蓉区政府'])
    expect(bookFind(all, 'FR')[0].name).toBe('芙蓉区政府')
  })
  it('finds by part of a name, post or number', () => {
    expect(bookFind(all, '主任')).toHaveLength(1)
    expect(bookFind(all, '0001')).toHaveLength(1)
    expect(bookFind(all, '')).toHaveLength(3)
    expect(bookFind(all, 'xyz')).toHaveLength(0)
  })
})
