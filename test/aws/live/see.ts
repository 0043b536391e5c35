import { makeAws } from '../../../src/aws/live/clients.js'

export const HOME = '111122223333'
export const OTHER = '222233334444'

/** Looks with the credentials of account HOME from eu-west-1; nothing leaves the machine. */
export const see = makeAws({
  region: 'eu-west-1',
  signal: new AbortController().signal,
  config: { credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' } },
  homeAccount: async () => HOME,
  prepare: () => {},
})

/** An error as the SDK throws it: known by its name. */
export const apiError = (name: string, message = name): Error => Object.assign(new Error(message), { name })

/** Who may not look. */
export const noAccess = apiError('AccessDeniedException', 'User is not authorized')
