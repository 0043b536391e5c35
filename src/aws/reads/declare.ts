import { type GenericSchema, type InferOutput, string } from 'valibot'
import type { Aws } from '../live/clients.js'
import type { IamAction, Read } from '../read.js'

/** The values that a list of schemas takes. */
type Values<Schemas extends readonly GenericSchema[]> = { [I in keyof Schemas]: InferOutput<Schemas[I]> }

/** One read of AWS. All that the tool knows about it stands here; see docs/adding-a-read.md. */
export interface Declared<Args extends readonly GenericSchema[], Answer extends GenericSchema> {
  /** Every IAM action that the read may call. The least policy of the tool is made from these lists. */
  readonly actions: readonly [IamAction, ...IamAction[]]
  /** Set when it is made with the profile of the organization: its actions are for those credentials, not the caller's. */
  readonly profile?: 'organization'
  /** The arguments, plain JSON, so that an answer can be remembered together with its question. */
  readonly args: Args
  /**
   * Makes the form of what is found. A snapshot is held against it, and what `live` answers must fit it. A function, since
   * most runs read no snapshot: sixty forms that nobody asks for would take several milliseconds of each start.
   */
  readonly answer: () => Answer
  /** Loads the function that asks AWS, and with it the client of the service. */
  readonly live: () => Promise<(aws: Aws, ...args: Values<Args>) => Promise<Read<InferOutput<Answer>>>>
  /** For tests: arguments, and what a sound account answers to them or to others. */
  readonly example: {
    readonly args: Values<Args>
    readonly answer: (...args: Values<Args>) => InferOutput<Answer>
  }
}

/** Declares a read: it only gives the parts their types. */
export const read = <const Args extends readonly GenericSchema[], const Answer extends GenericSchema>(
  declared: Declared<Args, Answer>,
): Declared<Args, Answer> => declared

/** The values of a form, from the function that makes it. */
export type Formed<Make extends () => GenericSchema> = InferOutput<ReturnType<Make>>

/** What a declared read finds. */
export type Found<Of extends { readonly answer: () => GenericSchema }> = Formed<Of['answer']>

/** A declared read as a method of an account. */
export type MethodOf<Of> =
  Of extends Declared<infer Args, infer Answer> ? (...args: Values<Args>) => Promise<Read<InferOutput<Answer>>> : never

/** An argument that is an ARN. Any text is taken: a rule may name something that is none, and that is asked for, too. */
export const arn = string()

/** An argument that is a name. */
export const name = string()
