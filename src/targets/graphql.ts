import type { DocumentNode, SelectionSetNode } from 'graphql'

/** What a GraphQL document asks for: the kind of its operation, and the fields at its top. */
export interface Operation {
  kind: 'query' | 'mutation' | 'subscription'
  fields: readonly string[]
}

/**
 * The only operation of a GraphQL document and the fields that it selects at the top, which is what IAM authorizes
 * (`types/Mutation/fields/NAME`). Undefined when the text is not GraphQL, or has several operations: EventBridge names
 * none. The parser is loaded with the first document.
 * https://spec.graphql.org/October2021/#sec-Language.Operations
 */
export async function operationOf(text: string): Promise<Operation | undefined> {
  const { parse } = await import('graphql/language/parser.js')
  const document = attempt(() => parse(text, { noLocation: true, maxTokens: 20_000 }))
  const operations = (document?.definitions ?? []).filter((definition) => definition.kind === 'OperationDefinition')
  const [operation] = operations
  if (!document || !operation || operations.length > 1) return undefined
  const fields = [...new Set(fieldsOf(operation.selectionSet, document))]
  return fields.length > 0 ? { kind: operation.operation, fields } : undefined
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

/** The names of the selected fields (an alias counts as its field), through fragments, each of which counts once. */
function fieldsOf({ selections }: SelectionSetNode, document: DocumentNode, seen = new Set<string>()): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection.name.value]
    if (selection.kind === 'InlineFragment') return fieldsOf(selection.selectionSet, document, seen)
    const { value: name } = selection.name
    if (seen.has(name)) return []
    seen.add(name)
    return document.definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' && definition.name.value === name
        ? fieldsOf(definition.selectionSet, document, seen)
        : [],
    )
  })
}
