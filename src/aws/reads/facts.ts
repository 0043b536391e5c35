import type { IamAction, Read } from '../read.js'

/** A set of reads: methods that take plain JSON and answer with a `Read`. */
// biome-ignore lint/suspicious/noExplicitAny: arguments are contravariant, no narrower type fits every read
export type ReadMethod = (...args: any[]) => Promise<Read<unknown>>

/** What one read needs: every IAM action that it may call. The least policy of the tool is made from these lists. */
export type FactsOf<Reads> = { readonly [Name in keyof Reads]: { readonly actions: readonly IamAction[] } }
