/** Anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A JSON object. Of a value that is known to be JSON the members are known to be JSON too. */
type ObjectOf<T> = T extends Json ? { readonly [member: string]: Json } & T : T & { readonly [member: string]: unknown }

/** Whether a value is a JSON object: neither null nor a list. */
export function isObject<T>(value: T): value is ObjectOf<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of the JSON object that a text is; none where it is no object, or no JSON: a record of another form tells nothing. */
export function membersIn(text: string): { readonly [member: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
