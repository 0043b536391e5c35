import { scheduleText } from '../phrases.js'
import type { Report } from '../report.js'
import { type Html, html } from './escape.js'

/** What is known of the rule, and of who looked at it unless the page says that once for all rules. */
export function facts({ rule, context, generatedAt }: Report, within = false): Html {
  const lines: readonly [string, string | null | undefined][] = [
    ['Rule', rule.arn],
    ['Bus', rule.bus],
    ['State', rule.state],
    ['Schedule', rule.schedule && scheduleText(rule.schedule)],
    ['Pattern', rule.eventPattern],
    ['Managed', rule.managedBy && `by ${rule.managedBy}; it must not be changed`],
    ['Identity', within ? null : (context.identity ?? 'not known')],
    ['Source', context.source === 'snapshot' ? `a snapshot of ${generatedAt}` : null],
  ]
  return html`<dl class="facts">${lines.map(([name, text]) => (text ? html`<dt>${name}</dt><dd><code>${text}</code></dd>` : null))}</dl>`
}
