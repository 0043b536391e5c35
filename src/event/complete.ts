import type { Completion } from './given.js'

/** What to say of completed members that were made up. */
export const assumption = ({ account, region, assumed }: Completion, completed: readonly string[]): string[] =>
  assumed && completed.some((name) => name === 'account' || name === 'region')
    ? [`The event does not say its account and region: ${account} and ${region} are assumed.`]
    : []

/**
 * PutEvents takes entries of less than 1 MB.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const MOST_BYTES_OF_ENTRY = 1024 * 1024

/** What the members are that EventBridge itself fills in, as JSON text; in the order in which it writes them. */
export const ownMembers = (completion: Completion, n: number): Readonly<Record<string, string>> => ({
  version: '"0"',
  id: JSON.stringify(completion.id(n)),
  account: JSON.stringify(completion.account),
  time: JSON.stringify(completion.time),
  region: JSON.stringify(completion.region),
  resources: '[]',
})
