import { readFileSync } from 'node:fs'
import { parse, type ScalarTag } from 'yaml'

const root = new URL('../../', import.meta.url)

/** A short form of CloudFormation, `!Ref` or `!Sub`, as what it is short for. */
const short = (name: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (text) => ({ [name === 'Ref' ? name : `Fn::${name}`]: name === 'GetAtt' ? text.split('.') : text }),
})

const sequence = (name: string) => ({
  tag: `!${name}`,
  collection: 'seq' as const,
  resolve: (items: { toJSON(): unknown }) => ({ [`Fn::${name}`]: items.toJSON() }),
})

/** A template of `deploy/` as data. */
function template(file: string) {
  const text = readFileSync(new URL(`deploy/${file}`, root), 'utf8')
  const customTags = [...['Ref', 'Sub', 'GetAtt'].map(short), ...['If', 'Not', 'Equals'].map(sequence)]
  return parse(text, { customTags, logLevel: 'error' }) as {
    Parameters: Record<string, { Default?: string | number }>
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>
  }
}

/** The properties of a resource of a template. */
export function propertiesOf<T>(file: string, resource: string): T {
  const found = template(file).Resources[resource]
  if (!found) throw new Error(`${file} has no ${resource}`)
  return found.Properties as T
}

/** The definition of the hub's state machine, with values in place of what the stack fills in. */
export function definitionWith(values: Readonly<Record<string, string | number>>): string {
  const definition = propertiesOf<{ DefinitionString: string }>('hub.yaml', 'Machine').DefinitionString
  return definition.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new Error(`the definition wants ${name}`)
    return String(values[name])
  })
}

interface Statement {
  Sid: string
  Effect: string
  Action: string | readonly string[]
  Resource: unknown
}

/** The statements of a role in a template. */
export function statementsOf(file: string, role: string): Statement[] {
  const { Policies } = propertiesOf<{
    Policies: { PolicyDocument: { Statement: (Statement | { 'Fn::If': [string, Statement, unknown] })[] } }[]
  }>(file, role)
  return Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map((one) => ('Fn::If' in one ? one['Fn::If'][1] : one)),
  )
}

/** The actions that a role in a template allows. */
export const actionsOf = (file: string, role: string): string[] =>
  statementsOf(file, role).flatMap(({ Action }) => Action)
