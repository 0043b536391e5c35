import { readFile } from 'node:fs/promises'
import type { Account } from '../aws/account.js'
import type { Aws } from '../aws/live/clients.js'
import type { CallNote, ConnectOptions } from '../aws/live/connect.js'
import { recall } from '../aws/memory.js'
import type { Unread } from '../aws/read.js'
import type { CallerIdentity } from '../aws/reads/sts.js'
import { differenceOf, parseRuleRef, type RuleRef } from '../verdict/rule-address.js'
import { Stop } from './base.js'
import { agreeOnRegion, agreeWithSnapshot } from './place.js'

/** Where to look, out of the flags. */
export interface Place {
  /** Name or ARN of the rule; may be left out with a snapshot. */
  rule?: string
  bus?: string
  profile?: string
  targetProfile?: string
  organizationProfile?: string
  region?: string
  endpointUrl?: string
  /** The connection is for many rules: the services' own limits are kept to. */
  manyRules?: boolean
  sinceSeconds: number
  /** How many seconds ago the window ends; now without it. */
  untilSeconds?: number
  version: string
}

/** An account to look at, live or remembered, and what to look for in it. */
export interface AccountSource {
  account: Account
  /** What the account is looked at through; a snapshot has nothing of the kind. */
  aws?: Aws
  ref: RuleRef
  region: string
  now: Date
  sinceMinutes: number
  until?: Date
  kind: 'live' | 'snapshot'
}

/** Connects to AWS to look at a rule. Throws Stop when the flags are wrong or there is no region. */
export async function fromAws(
  request: Place,
  signal: () => AbortSignal,
  onCall: (call: CallNote) => void,
): Promise<AccountSource> {
  if (!request.rule) throw new Stop('wrong-usage', 'Name the rule to look at.', 'Example: eb-doctor rule my-rule.')
  const ref = parseRuleRef(request.rule, request.bus)
  agreeOnRegion(ref, request.region)
  const connection = await connectTo(request, ref.region, signal, onCall)
  const sinceMinutes = Math.ceil(request.sinceSeconds / 60)
  const now = new Date()
  const until = request.untilSeconds === undefined ? undefined : new Date(now.getTime() - request.untilSeconds * 1000)
  return { ...connection, ref, now, sinceMinutes, ...(until ? { until } : {}), kind: 'live' }
}

/** Connects to AWS in the Region that the flags name, else in `regionOfRef`, else in that of the profile. */
export async function connectTo(
  request: Omit<Place, 'sinceSeconds'> & Pick<ConnectOptions, 'credentials'>,
  regionOfRef: string | undefined,
  signal: () => AbortSignal,
  onCall: (call: CallNote) => void,
): Promise<Pick<AccountSource, 'account' | 'aws' | 'region'>> {
  if (request.endpointUrl !== undefined && !isHttpUrl(request.endpointUrl)) {
    throw new Stop(
      'wrong-usage',
      `"${request.endpointUrl}" is not the URL of an endpoint.`,
      'Example: http://127.0.0.1:5000.',
    )
  }
  const { connect, NoRegion } = await import('../aws/live/connect.js')
  const region = request.region ?? regionOfRef
  try {
    return await connect(
      {
        ...(request.profile ? { profile: request.profile } : {}),
        ...(request.targetProfile ? { targetProfile: request.targetProfile } : {}),
        ...(request.organizationProfile ? { organizationProfile: request.organizationProfile } : {}),
        ...(region ? { region } : {}),
        ...(request.credentials ? { credentials: request.credentials } : {}),
        ...(request.endpointUrl ? { endpointUrl: request.endpointUrl } : {}),
        ...(request.manyRules ? { manyRules: true } : {}),
        signal,
        version: request.version,
        onCall,
      },
      process.env,
    )
  } catch (thrown) {
    if (!(thrown instanceof NoRegion)) throw thrown
    throw new Stop('no-region', 'No AWS Region is set.', 'Name one with --region, AWS_REGION or in the profile.')
  }
}

/** Opens a snapshot. Throws Stop when the file is none, or is of another rule. */
export async function fromSnapshot(request: Place, file: string): Promise<AccountSource> {
  const { BadSnapshot, readSnapshot } = await import('../aws/snapshot.js')
  try {
    const snapshot = readSnapshot(await readFile(file, 'utf8'))
    const account = recall(snapshot.memory)
    if (differenceOf(snapshot.rule, snapshot)) {
      throw new BadSnapshot('Its rule is in another Region than the snapshot says.')
    }
    if (request.rule) {
      const caller = await account.caller()
      const place = { region: snapshot.region, ...(caller.state === 'found' ? pickPlace(caller.value) : {}) }
      const asked = parseRuleRef(request.rule)
      agreeWithSnapshot(file, asked, request.rule.startsWith('arn:'), { ...place, ...snapshot.rule })
    }
    return {
      account,
      ref: snapshot.rule,
      region: snapshot.region,
      now: new Date(snapshot.takenAt),
      sinceMinutes: snapshot.sinceMinutes,
      ...(snapshot.until ? { until: new Date(snapshot.until) } : {}),
      kind: 'snapshot',
    }
  } catch (thrown) {
    if (thrown instanceof Stop) throw thrown
    if (thrown instanceof BadSnapshot) throw new Stop('bad-snapshot', `${file}: ${thrown.message}`, '')
    if (thrown instanceof Error && 'code' in thrown) {
      throw new Stop('bad-snapshot', `The snapshot ${file} cannot be read (${String(thrown.code)}).`, '')
    }
    throw thrown
  }
}

const pickPlace = ({ account, partition }: CallerIdentity) => ({ account, partition })

/** What to say, and the exit code, when AWS could not be asked at all. */
export function notConnected(
  thrown: { unread: Unread; message: string },
  request: Pick<Place, 'profile'>,
  region: string,
): Stop {
  const { unread } = thrown
  if (unread.state === 'failed' && unread.error.kind === 'credentials') {
    const profile = request.profile ?? process.env['AWS_PROFILE']
    const login = profile ? `aws sso login --profile ${profile}` : 'aws configure, or aws sso login'
    return new Stop('no-credentials', credentialsText(thrown.message), `Try ${login}.`)
  }
  if (unread.state === 'denied') {
    // Nobody needs a permission for it: what stands between refuses it.
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    return new Stop(
      'not-reachable',
      `${unread.action} was denied in ${region}.`,
      'IAM cannot deny this call: look at the policy of the VPC endpoint, and at --endpoint-url.',
    )
  }
  return new Stop(
    'not-reachable',
    `AWS cannot be reached in ${region}: ${thrown.message.replace(/[.\s]+$/, '')}.`,
    'Check the network, the region and --endpoint-url.',
  )
}

/** No credentials at all, or some that AWS refused: the way out is the same, the reason is not. */
const credentialsText = (message: string): string =>
  /could not load credentials/i.test(message)
    ? 'There are no AWS credentials.'
    : `AWS did not accept the credentials: ${message.replace(/[.\s]+$/, '')}.`

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
