import { isUnread } from '../aws/read.js'
import { LOG_CODES, type LogCode, logVerdict } from '../evidence/log-verdict.js'
import { isRule } from '../verdict/rule-address.js'
import { skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { busLog, busLogReads } from './happened/bus-log.js'

/**
 * What the log of the bus says about the deliveries to one target. It must have been switched on before the event came, and AWS
 * does not promise to log everything: a record that is absent proves nothing.
 */
export const busLogCheck = targetCheck({
  id: 'bus-log',
  title: "The bus's log shows no failed delivery",
  stop: (code) => (code === 'logged-failure' ? 'end' : 'rule'),
  reads: ['targets', ...busLogReads],
  findings: LOG_CODES,
  evidence: true,

  async run({ sender, target, ...when }, account): Promise<Verdict<LogCode>> {
    if (!isRule(sender)) return skipped('Only the deliveries of rules are logged by an event bus.')
    const [log, targets, rule] = await Promise.all([
      busLog({ ...when, rule: sender }, account),
      account.targets(sender.name, sender.busRef),
      account.rule(sender.name, sender.busRef),
    ])
    if (log.state === 'none') return skipped(log.because)
    if (log.state === 'unread') return unread(log.read, log.what, 'to see which deliveries failed, and why')
    if (isUnread(targets)) return unread(targets, `the targets of ${sender.name}`, 'to tell them apart in the log')
    return logVerdict(log.records, {
      rule: sender,
      pattern: rule.state === 'found' ? rule.value.eventPattern : undefined,
      target,
      targets: targets.state === 'found' ? targets.value : [target],
      level: log.level,
    })
  },
})
