import type { Counted, Report } from '../../report/report.js'
import type { ScanOptions } from '../../scan/engine.js'
import type { AppliedSettings, Place, Unseen } from '../../scan/report.js'
import type { Suppression } from '../../scan/settings.js'
import { pseudonyms, redactedCount, redactedRun } from '../redact.js'
import type { Told } from './found.js'

/** Puts pseudonyms in the place of names, in all that a scan tells. */
export interface Redaction {
  report: NonNullable<ScanOptions['redaction']>
  /** A name that somebody gave: of an event bus, a rule or a profile. */
  name(name: string): string
  settings(settings: AppliedSettings): AppliedSettings
  told(told: Told): Told
}

/** Makes the redaction for one run; `count` says how the settings of the team count a diagnosis, by its real names. */
export async function makeRedaction(
  count: ((report: Omit<Report, 'stats'>) => Counted | undefined) | undefined,
): Promise<Redaction> {
  const hidden = await pseudonyms()
  const { text, name } = hidden
  const placeOf = ({ profile: _, ...place }: Place): Place => ({
    ...place,
    account: text(place.account),
    identity: place.identity === null ? null : text(place.identity),
  })
  const unseenOf = ({ account, region, bus, because }: Unseen): Unseen => {
    const seen = { account: account && text(account), region, bus: bus && name(bus) }
    const of = seen.account ?? 'an account'
    const what = seen.bus === null ? 'the event buses' : `event bus ${seen.bus}`
    return { ...seen, what: `${what} of ${of}${region ? ` in ${region}` : ''}`, because: text(because) }
  }
  const suppressionOf = ({ rule, bus, reason, ...rest }: Suppression): Suppression => ({
    rule: rule.startsWith('arn:') ? text(rule) : rule.split('*').map(name).join('*'),
    ...(bus === undefined ? {} : { bus: name(bus) }),
    ...rest,
    reason: text(reason),
  })
  return {
    name,
    async report(asked, seen) {
      const counted = count?.(seen)
      const { report } = await redactedRun(asked, seen)
      return counted ? { ...report, counted: redactedCount(counted, hidden) } : report
    },
    settings: ({ suppress, expired, severities }) => ({
      suppress: suppress.map(suppressionOf),
      expired: expired.map(suppressionOf),
      severities,
    }),
    told(told) {
      if ('begun' in told) return { begun: placeOf(told.begun) }
      if ('same' in told) {
        return {
          same: { ...told.same, account: text(told.same.account), names: told.same.names.map(() => 'a profile') },
        }
      }
      if ('note' in told) return { note: text(told.note) }
      if ('planned' in told) return { planned: told.planned.map(unseenOf) }
      if ('unseen' in told) return { unseen: unseenOf(told.unseen) }
      const place = placeOf(told.place)
      const { one } = told
      switch (one.kind) {
        case 'rule':
          return { one, place }
        case 'buses':
          return { one: { ...one, names: one.names.map(name) }, place }
        case 'rules':
          return { one: { ...one, bus: name(one.bus), arns: one.arns.map(text) }, place }
        case 'no-bus':
          return { one: { ...one, bus: name(one.bus) }, place }
        case 'unseen':
          return { one: { ...one, unseen: unseenOf(one.unseen) }, place }
      }
    },
  }
}
