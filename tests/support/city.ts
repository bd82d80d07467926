// SPDX-License-Identifier: Apache-2.0
// The units and accounts of the demo city that tests speak of.
export const CITY = '430100'
export const DISTRICT = '430102'
export const STREET = '430102004'
export const OTHER_STREET = '430102008'
export const OTHER_DISTRICT = '430104'

export const ROLES = ['officer', 'leader', 'head', 'inspector', 'sysadmin', 'secadmin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

export function login(role: Role, unit: string = STREET): string {
  return `${role}@${unit}`
}
