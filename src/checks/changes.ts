import { isUnread } from '../aws/read.js'
import { tagReads } from '../aws/tags.js'
import { count, minuteOf, windowText } from '../evidence/moment.js'
import { windowOf } from '../evidence/window.js'
import { ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { ruleCheck } from './check.js'
import { changeReads, changeReadsFor, changesOf } from './happened/changes.js'

/**
 * Who changed what on the way, and when. A change is no fault: it is put beside the failures that came after it, and a delivery
 * from before it clears nothing.
 */
export const changes = ruleCheck({
  id: 'changes',
  title: 'CloudTrail tells what was changed on the way',
  stop: null,
  reads: changeReads,
  readsFor: changeReadsFor,
  // The tags name the stack of what was changed: only its name is lacking without them.
  tellsMoreWith: tagReads,
  findings: [],
  evidence: true,

  async run(subject, account): Promise<Verdict<never>> {
    const { rule, now } = subject
    const targets = await account.targets(rule.name, rule.busRef)
    if (isUnread(targets)) return unread(targets, `the targets of ${rule.name}`, 'to know what is on the way')
    const known = await changesOf(subject, targets.state === 'found' ? targets.value : [], account)
    const when = windowText(windowOf(subject), now)
    const last = known.list.at(-1)
    const said = last
      ? `${count(known.list.length, 'change')} in ${when}, the last at ${minuteOf(last.time)}: ${last.text}`
      : `CloudTrail shows no change in ${when}. It is up to 15 minutes late.`
    if (known.unread) return unread(known.unread.read, known.unread.what, 'to see what was changed on the way')
    if (known.more) return skipped(`There are more records than were read, so a change may not have been seen. ${said}`)
    return ok(said)
  },
})
