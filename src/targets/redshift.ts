import { type Arn, parseArn } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok } from '../verdict/verdict.js'
import { secretNeed, statementFlaws, statementNameFlaws, statementNeed } from './redshift-data.js'
import { notReady, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** A provisioned cluster, through the Data API. */
export const redshift: TargetService = {
  id: 'redshift',
  name: 'Redshift cluster',
  arnForms: ['arn:aws:redshift:REGION:ACCOUNT:cluster:NAME'],
  matches: (arn) => arn.service === 'redshift' && arn.resource.startsWith('cluster:'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  flaws: statementFlaws,
  settings: looking([], async (subject: TargetSubject) => ({ flaws: statementNameFlaws(subject) })),
  state: looking(['redshiftCluster'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.redshiftCluster(target.Arn),
      { what: `the cluster ${target.Arn}`, absent: 'redshift:DescribeClusters: ClusterNotFound' },
      ({ name, status, availability }) => {
        const seen = `ClusterStatus = "${status}"${availability ? `, ClusterAvailabilityStatus = "${availability}"` : ''}`
        // Most states take queries; AWS says in a field of its own when none are taken.
        const down = /^(paused|pausing|deleting|final-snapshot|creating|hardware-failure|incompatible-)/.test(status)
        return down || availability === 'Unavailable' || availability === 'Failed'
          ? notReady(`The cluster ${name} does not accept queries: it is ${status}.`, seen)
          : ok(`The cluster ${name} exists and is ${status}.`)
      },
    ),
  ),
  needs: looking([], async ({ target }: TargetSubject) => {
    const arn = parseArn(target.Arn)
    return { needs: arn ? [statementNeed(target), ...credentialNeeds(target, arn)] : [] }
  }),
  actions: [
    'redshift-data:ExecuteStatement',
    'redshift-data:BatchExecuteStatement',
    'redshift:GetClusterCredentials',
    'redshift:GetClusterCredentialsWithIAM',
    'secretsmanager:GetSecretValue',
  ],
  history: { source: 'redshift-data.amazonaws.com', events: ['ExecuteStatement', 'BatchExecuteStatement'] },
  docs: 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-event-bridge.html',
}

/**
 * Three ways into the database: a secret, a database user, or the role itself.
 * https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ExecuteStatement.html
 */
function credentialNeeds(target: Target, arn: Arn): Need[] {
  const secret = secretNeed(target, arn)
  if (secret) return [secret]
  const { DbUser: user, Database: database } = target.RedshiftDataParameters ?? {}
  const cluster = arn.resource.slice('cluster:'.length)
  const prefix = `arn:${arn.partition}:redshift:${arn.region}:${arn.account}`
  const need = (action: Need['action'], resource: string, why: string): Need => ({
    action,
    resource: `${prefix}:${resource}`,
    why,
    severity: 'error',
  })
  if (user) {
    return [
      need('redshift:GetClusterCredentials', `dbuser:${cluster}/${user}`, `log in as the database user ${user}`),
      ...(database
        ? [need('redshift:GetClusterCredentials', `dbname:${cluster}/${database}`, `open the database ${database}`)]
        : []),
    ]
  }
  return database
    ? [need('redshift:GetClusterCredentialsWithIAM', `dbname:${cluster}/${database}`, `open the database ${database}`)]
    : []
}
