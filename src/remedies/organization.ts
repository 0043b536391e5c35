import type { Fix } from '../verdict/fix.js'
import { decide } from './decide.js'

/** An organization restricts its accounts on purpose: what to tell whoever runs it. */
export const askOrganization = (who: string, action: string, what: string): Fix =>
  decide(
    `Let ${who} call ${action}.`,
    `${what} eb-doctor changes no policy of an organization: whoever runs it has to decide.`,
  )
