// SPDX-License-Identifier: Apache-2.0
// csv - rows as a file that a spreadsheet opens: RFC 4180 with BOM and CRLF; what it would take for a formula
// is led by a quote.
export type Cell = string | number | null | undefined

function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

export function csv(rows: Cell[][]): string {
  return '\ufeff' + rows.map((row) => row.map(cell).join(',') + '\r\n').join('')
}

export const download = (name: string, text: string): void =>
  keep(name, new Blob([text], { type: 'text/csv' }))

/** Into the folder of what was downloaded. */
export function keep(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
