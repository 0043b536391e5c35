import {
  array,
  custom,
  type GenericSchema,
  type InferOutput,
  type ObjectEntries,
  object as objectOf,
  pipe,
  rawCheck,
  readonly,
  safeParse,
} from 'valibot'
import { isObject } from '../../text/json.js'

/**
 * An object with these members. Other members are allowed: a later version may have written them. Unlike valibot's own
 * `object` it refuses a list.
 */
export const object = <const Entries extends ObjectEntries>(entries: Entries) =>
  pipe(custom<object>(isObject), objectOf(entries))

/** A list of items of one form. */
export const list = <const Item extends GenericSchema>(item: Item) => pipe(array(item), readonly())

/**
 * An object used as a map, whose values have one form. Unlike valibot's own `record` it refuses a list, and it looks at
 * every member, whatever its name: a tag may be called "constructor".
 */
export const map = <const Value extends GenericSchema>(value: Value) =>
  pipe(
    custom<Readonly<Record<string, InferOutput<Value>>>>(isObject),
    rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      for (const [key, input] of Object.entries(dataset.value)) {
        const [issue] = safeParse(value, input, { abortEarly: true }).issues ?? []
        const here = { type: 'object', origin: 'value', input: dataset.value, key, value: input } as const
        if (issue)
          addIssue({ input: issue.input, expected: issue.expected ?? undefined, path: [here, ...(issue.path ?? [])] })
      }
    }),
  )
