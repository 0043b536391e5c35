import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { READS } from '../aws/account.js'
import { firstLooks } from '../diagnosis/first-looks.js'

/** Where Node tells of each request that begins. */
const REQUESTS = 'http.client.request.start'

/**
 * Asks for what a diagnosis asks first, and resolves when a request has begun: what diagnoses is loaded while AWS answers
 * (docs/decisions/start-of-a-command.md). The account has to remember what it was asked.
 */
export async function headStart(look: Parameters<typeof firstLooks>[0]): Promise<void> {
  // Both clients, so that neither is still to be loaded when the other's request has begun.
  await Promise.all([READS.caller.live(), READS.rule.live()])
  let begun = () => {}
  const request = new Promise<void>((resolve) => {
    begun = resolve
  })
  subscribe(REQUESTS, begun)
  try {
    await Promise.race([request, firstLooks(look)])
  } finally {
    unsubscribe(REQUESTS, begun)
  }
  // What is asked next; who asks it says what is wrong with it.
  READS.auditEvents.live().catch(() => {})
}
