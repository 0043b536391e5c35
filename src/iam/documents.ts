import { named, type Parsed, parseDocument } from './parse.js'
import { remember } from './remember.js'
import type { PolicyInput } from './types.js'

/** A policy that is attached: its name, if it was given one, and what it says. */
export interface AttachedPolicy {
  readonly name: string | undefined
  readonly policy: Parsed
}

/** The policies among these documents; what is no policy is left out. */
export function attached(inputs: readonly PolicyInput[]): AttachedPolicy[] {
  return inputs.flatMap((input) => {
    const { name, document } = named(input)
    const { policy } = read(document)
    return policy ? [{ name, policy }] : []
  })
}

interface Reading {
  /** Left out: the document is no policy. */
  readonly policy: Parsed | undefined
}

const parse = (document: unknown): Reading => ({ policy: parseDocument(document) })

/** A role's policies are asked about every target of every rule that uses the role, and parsed once. */
const ofText = remember(parse)
const ofObject = new WeakMap<object, Reading>()

function read(document: unknown): Reading {
  if (typeof document === 'string') return ofText(document)
  if (typeof document !== 'object' || document === null) return parse(document)
  const known = ofObject.get(document)
  if (known) return known
  const found = parse(document)
  ofObject.set(document, found)
  return found
}
