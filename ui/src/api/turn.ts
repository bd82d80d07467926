// SPDX-License-Identifier: Apache-2.0
// turn - of answers that overtake each other on a bad line, the one that was asked last stays.

/** Returns an act to call when asking; what that returns is called with the answer's coming, and is false for
 * one older than what is shown. */
export function inTurn(): () => () => boolean {
  let asked = 0
  let shown = 0
  return () => {
    const mine = ++asked
    return () => {
      if (mine < shown) return false
      shown = mine
      return true
    }
  }
}
