import { isUnread } from '../aws/read.js'
import { METRIC_CODES, type MetricCode, metricsVerdict } from '../evidence/metric-verdict.js'
import { windowOf } from '../evidence/window.js'
import { skipped, unread, type Verdict } from '../verdict/verdict.js'
import { ruleCheck } from './check.js'
import { ruleMetrics } from './happened/metrics.js'

/**
 * What CloudWatch counted. The numbers are the rule's: with several targets they blame and clear none of them. What was not
 * counted proves nothing.
 */
export const metrics = ruleCheck({
  id: 'metrics',
  title: 'The metrics show no lost events',
  stop: (code) =>
    code === 'schedule-missed' ? 'event' : code === 'rule-throttled' || code === 'loop-stopped' ? 'rule' : 'end',
  reads: ['rule', 'targets', 'metricData'],
  findings: METRIC_CODES,
  evidence: true,

  async run(subject, account): Promise<Verdict<MetricCode>> {
    const { rule, now } = subject
    const [known, targets, read] = await Promise.all([
      account.rule(rule.name, rule.busRef),
      account.targets(rule.name, rule.busRef),
      ruleMetrics(subject, account),
    ])
    if (read.state === 'missing') return skipped("The rule belongs to another account, which has the rule's metrics.")
    if (isUnread(read)) return unread(read, 'the metrics of the rule', 'to see whether events are delivered')
    if (isUnread(known)) return unread(known, `the rule ${rule.name}`, 'to know its schedule')
    if (isUnread(targets)) return unread(targets, `the targets of ${rule.name}`, 'to know how many share the numbers')
    const all = targets.state === 'found' ? targets.value : []
    return metricsVerdict(read.value, {
      name: rule.name,
      targets: all.length,
      queues: all.filter(({ DeadLetterConfig }) => DeadLetterConfig?.Arn !== undefined).length,
      schedule: known.state === 'found' ? known.value.scheduleExpression : undefined,
      window: windowOf(subject),
      now,
    })
  },
})
