import { isObject, type Json } from '../../text/json.js'

/**
 * Whether CloudFormation takes an object with this key for a function.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const isFunctionKey = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::')

/**
 * What CloudFormation would replace in a value that is meant as it stands, a sentence each: a template has no escape for
 * it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function replacedIn(value: Json, path: string): string[] {
  if (typeof value === 'string') {
    return value.includes('{{resolve:')
      ? [
          `${path}: CloudFormation replaces {{resolve:...}} by the value that it names; the text here is meant as it stands.`,
        ]
      : []
  }
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, i) => replacedIn(item, `${path}.${i}`))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => [
    ...(isFunctionKey(key)
      ? [`${path}: CloudFormation takes the key ${key} for a function; it is meant as it stands.`]
      : []),
    ...replacedIn(item, `${path}.${key}`),
  ])
}
