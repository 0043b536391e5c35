import { string } from 'valibot'
import { type Found, read } from './declare.js'
import { HOME } from './example.js'
import { object } from './form.js'

/** Whose credentials we look with. */
export type CallerIdentity = Found<typeof caller>

/** Who is looking: sts:GetCallerIdentity needs no permission. */
export const caller = read({
  actions: ['sts:GetCallerIdentity'],
  args: [],
  answer: () => object({ account: string(), arn: string(), partition: string() }),
  live: async () => (await import('../live/sts.js')).caller,
  example: {
    args: [],
    answer: () => ({ account: HOME, arn: `arn:aws:iam::${HOME}:user/me`, partition: 'aws' }),
  },
})
