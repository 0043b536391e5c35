/** An ARN in its six parts. The resource keeps its own colons and slashes. */
export interface Arn {
  text: string
  partition: string
  service: string
  region: string
  account: string
  resource: string
}

/**
 * Splits an ARN; undefined when the text has fewer than six parts or does not begin with `arn:`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...rest] = text.split(':')
  if (arn !== 'arn' || !partition || !service || region === undefined || account === undefined || rest.length === 0) {
    return undefined
  }
  const resource = rest.join(':')
  return resource === '' ? undefined : { text, partition, service, region, account, resource }
}

/** The last part of a resource path: the name of a role, a rule or a cluster. */
export const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Whether the text is the id of an account: twelve digits. What AWS itself owns has none, or a word. */
export const isAccountId = (text: string): boolean => /^\d{12}$/.test(text)

/** Whether an ARN names a resource of another account than this one; without an account id it names none. */
export const isForeign = (arn: Pick<Arn, 'account'>, account: string): boolean =>
  isAccountId(arn.account) && arn.account !== account

/**
 * The ARN of a function or a state machine without its alias or version, of a log group without a `:*` behind its name.
 */
export const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':')

/** The alias or version in the ARN of a function, if any. */
export const qualifierOf = (arn: string): string | undefined => arn.split(':')[7]
