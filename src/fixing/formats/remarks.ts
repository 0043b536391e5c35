import type { Plan } from '../plan.js'
import { templateOf } from '../writes.js'

/** What a reader of a template has to know of a plan as a whole, since the template alone does not say it. */
export const remarks = (plan: Plan): string[] => [
  ...plan.changes.flatMap(({ call, title }) => {
    const template = templateOf(call)
    return typeof template === 'string' ? [] : [`Not in this file: ${title} ${template.none}`]
  }),
  ...plan.changes.flatMap(({ call, resource }) =>
    call.service === 'iam' || call.region === plan.context.region
      ? []
      : [`${resource} is in ${call.region}: deploy its part there.`],
  ),
  ...plan.withheld.map(({ title }) => `Not in this file without --include-key-policies: ${title}`),
]
