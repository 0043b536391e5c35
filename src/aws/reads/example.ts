// Parts of the examples that the declarations of reads give. Tests make whole accounts of them.

export const HOME = '111122223333'
export const REGION = 'eu-west-1'

/** The ARN of a resource in the account and Region of the examples. */
export const exampleArn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${HOME}:${resource}`

export const ROLE = `arn:aws:iam::${HOME}:role/deliver`
export const KEY = exampleArn('kms', 'key/11111111-2222-3333-4444-555555555555')

/** A policy document with one statement that allows everything, to a principal if it is a resource's. */
export const allowing = (statement: { Principal?: object; Action?: string } = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...statement }],
  })

/** A resource policy that allows EventBridge. */
export const LETS_EVENTBRIDGE_IN = allowing({ Principal: { Service: 'events.amazonaws.com' } })
