import { parseArn } from '../aws/arn.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok, warning } from '../verdict/verdict.js'
import { secretNeed, statementFlaws, statementNameFlaws, statementNeed } from './redshift-data.js'
import { callOn, notReady, stateOf } from './state.js'
import type { TargetService } from './target.js'

/** A serverless workgroup, through the Data API. */
export const redshiftServerless: TargetService = {
  id: 'redshift-serverless',
  name: 'Redshift Serverless workgroup',
  arnForms: ['arn:aws:redshift-serverless:REGION:ACCOUNT:workgroup/ID'],
  matches: (arn) => arn.service === 'redshift-serverless' && arn.resource.startsWith('workgroup/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  flaws: statementFlaws,
  settings: looking([], async (subject: TargetSubject) => ({ flaws: statementNameFlaws(subject) })),
  state: looking(['redshiftWorkgroup'], async ({ target }: TargetSubject, account) =>
    stateOf(
      await account.redshiftWorkgroup(target.Arn),
      { what: `the workgroup ${target.Arn}`, absent: 'redshift-serverless:ListWorkgroups: no workgroup has this ARN' },
      ({ name, status }) => {
        if (status === 'DELETING') return notReady(`The workgroup ${name} is being deleted.`, `status = "${status}"`)
        return status === 'CREATING'
          ? warning('target-not-ready', `The workgroup ${name} is still being created.`, {
              because: [`status = "${status}"`],
            })
          : ok(`The workgroup ${name} exists and is ${status}.`)
      },
    ),
  ),
  needs: looking([], async ({ target }: TargetSubject) => {
    const arn = parseArn(target.Arn)
    if (!arn) return { needs: [] }
    const credentials =
      secretNeed(target, arn) ?? callOn(target, 'redshift-serverless:GetCredentials', 'log in to the workgroup')
    return { needs: [statementNeed(target), credentials] }
  }),
  actions: [
    'redshift-data:ExecuteStatement',
    'redshift-data:BatchExecuteStatement',
    'redshift-serverless:GetCredentials',
    'secretsmanager:GetSecretValue',
  ],
  history: { source: 'redshift-data.amazonaws.com', events: ['ExecuteStatement', 'BatchExecuteStatement'] },
  docs: 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-event-bridge.html',
}
