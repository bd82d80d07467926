// SPDX-License-Identifier: Apache-2.0
// setup - what the first start made: which unit, and who signs in as what. No password is in it.
export interface SetupDone {
  unit: { code: string; name: string }
  administrators: { role: string; name: string; login: string }[]
}
