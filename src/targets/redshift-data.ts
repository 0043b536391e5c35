import type { Arn } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { doubtful, invalid } from './parameters.js'
import { callOn } from './state.js'
import type { Flaw } from './target.js'

/** What both kinds of Redshift ask of the statement. */
export function statementFlaws({ Id, RedshiftDataParameters: data }: Target): Flaw[] {
  const sql = data?.Sql !== undefined && data.Sql !== ''
  const sqls = (data?.Sqls?.length ?? 0) > 0
  return [
    ...(data?.Database
      ? []
      : [invalid(`Target ${Id} names no database.`, 'RedshiftDataParameters.Database is absent')]),
    ...(sql === sqls
      ? [
          invalid(
            `Target ${Id} must have either one SQL statement or several.`,
            sql ? 'RedshiftDataParameters has both Sql and Sqls' : 'RedshiftDataParameters has neither Sql nor Sqls',
          ),
        ]
      : []),
  ]
}

/**
 * The Redshift console finds the statement only when it is called like the rule.
 * https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-event-bridge.html
 */
export function statementNameFlaws({ target, sender }: TargetSubject): Flaw[] {
  const name = target.RedshiftDataParameters?.StatementName
  return name === undefined || name === sender.name
    ? []
    : [
        doubtful(
          `The statement name of target ${target.Id} is not the name of the rule, as Redshift requires.`,
          `RedshiftDataParameters.StatementName = "${name}"`,
          `rule = "${sender.name}"`,
          'see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-event-bridge.html',
        ),
      ]
}

/** The call itself: one statement, or several in one transaction. */
export const statementNeed = (target: Target): Need =>
  (target.RedshiftDataParameters?.Sqls?.length ?? 0) > 0
    ? callOn(target, 'redshift-data:BatchExecuteStatement', 'run the SQL statements')
    : callOn(target, 'redshift-data:ExecuteStatement', 'run the SQL statement')

/** The secret that opens the database, when the target names one. */
export function secretNeed(target: Target, arn: Arn): Need | undefined {
  const secret = target.RedshiftDataParameters?.SecretManagerArn
  if (!secret) return undefined
  return {
    action: 'secretsmanager:GetSecretValue',
    // A name stands for an ARN with six characters after it that only Secrets Manager knows.
    resource: secret.startsWith('arn:')
      ? secret
      : `arn:${arn.partition}:secretsmanager:${arn.region}:${arn.account}:secret:${secret}-??????`,
    why: 'read the secret with the database credentials',
    severity: 'error',
  }
}
