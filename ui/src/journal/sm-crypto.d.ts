// SPDX-License-Identifier: Apache-2.0
declare module 'sm-crypto' {
  export function sm3(input: string | ArrayLike<number>): string
}
