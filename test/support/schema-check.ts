import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'

/**
 * What a JSON schema of test/support/schemas says against a document, one line each; none when it is valid. Where the schemas
 * come from stands in their folder.
 */
export function faultsOf(name: string, document: unknown): string[] {
  const schema = JSON.parse(readFileSync(new URL(`schemas/${name}.json`, import.meta.url), 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false, logger: false })
  const { $schema: _, $id: __, ...rules } = schema
  const validate = ajv.compile(rules)
  validate(document)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}
