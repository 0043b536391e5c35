import { readSchedule } from '../../trigger/schedule.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { type Because, error, ok, undecidable, type Verdict } from '../../verdict/verdict.js'

/** The state with which a rule gets all management events; schedules are not for it. */
const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

/** Whether a time of the rule's schedule still comes. `expression` is its ScheduleExpression. */
export function scheduleFires(
  rule: RuleAddress,
  state: string,
  expression: string,
  now: Date,
): Verdict<'schedule-never-fires'> {
  // PutRule takes 256 characters; a snapshot may hold more.
  const quoted: Because = [`ScheduleExpression = "${expression.slice(0, 200)}"`]
  if (rule.bus !== 'default') {
    return error(
      'schedule-never-fires',
      `Rule ${rule.name} has a schedule, but schedules fire on the default bus only, not on ${rule.bus}.`,
      {
        because: quoted,
      },
    )
  }
  // Such rules stay quiet by design, and PutRule refuses new ones. https://github.com/hashicorp/terraform-provider-aws/issues/34988
  if (state === ALL_EVENTS) {
    return error(
      'schedule-never-fires',
      `The schedule of rule ${rule.name} does not run: its state is ${ALL_EVENTS}, which is for event patterns only.`,
      { because: [`State = "${ALL_EVENTS}"`, ...quoted] },
    )
  }
  const schedule = readSchedule(expression, now, 1)
  switch (schedule.state) {
    case 'fires':
      return ok(`The schedule fires next at ${schedule.next[0]} (UTC).`)
    case 'repeats':
      return ok(`The schedule fires every ${schedule.every}.`)
    case 'over':
      return error(
        'schedule-never-fires',
        `The schedule of rule ${rule.name} never fires again: none of its times lies ahead.`,
        {
          because: [...quoted, `the diagnosis was made at ${now.toISOString()} (UTC)`],
        },
      )
    // EventBridge has taken the expression: what cannot be followed here is no fault of it.
    case 'invalid':
    case 'unclear':
      return undecidable(
        `eb-doctor cannot tell when the schedule ${quoted[0].replace('ScheduleExpression = ', '')} of rule ${rule.name} fires: ${schedule.reason}. Look up its next times in the EventBridge console.`,
      )
  }
}
