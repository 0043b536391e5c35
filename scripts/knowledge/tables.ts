import { createHash } from 'node:crypto'

/** A table as a module: a constant that holds lines of text. */
export interface Table {
  file: string
  constant: string
  /** Completes "Lines: ...". */
  format: string
  lines: string
}

/** From where a set of tables was made, for headers and `docs/knowledge.md`. */
export interface Origin {
  package: string
  version: string
  licence: string
}

/** The text of a table's module. The lines must need no escape in a template literal: it throws when they do. */
export function moduleText(table: Table, origin: Origin, date: string): string {
  if (/[`\\]|\$\{/.test(table.lines)) throw new Error(`${table.file}: a line needs an escape`)
  return [
    `// Made by "npm run knowledge" on ${date} from ${origin.package} ${origin.version} (${origin.licence}). Do not edit.`,
    '',
    `/** Lines: ${table.format} */`,
    `export const ${table.constant} = \`${table.lines}\``,
    '',
  ].join('\n')
}

/** What tells whether tables are as they were made. */
export const hashOf = (tables: readonly string[]): string =>
  createHash('sha256').update(tables.join('\n\n')).digest('hex').slice(0, 32)
