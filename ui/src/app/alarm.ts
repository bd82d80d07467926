// SPDX-License-Identifier: Apache-2.0
// alarm - the desk's sound. Browsers keep it silent until a click: "I hear the alarm" is that click.
import { ref } from 'vue'

export const alarmReady = ref(false)
let context: AudioContext | null = null

function tone(at: number, frequency: number): void {
  if (!context) return
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  oscillator.frequency.value = frequency
  gain.gain.setValueAtTime(0.0001, at)
  gain.gain.exponentialRampToValueAtTime(0.4, at + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.35)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + 0.4)
}

export async function alarmUnlock(): Promise<void> {
  context ??= new AudioContext()
  await context.resume()
  alarmReady.value = context.state === 'running'
  alarmRing()
}

export function alarmRing(): void {
  if (!context || context.state !== 'running') return
  for (const [i, frequency] of [880, 660, 880, 660].entries()) tone(context.currentTime + i * 0.4, frequency)
}
