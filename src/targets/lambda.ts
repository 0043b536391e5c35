import type { Account } from '../aws/account.js'
import { qualifierOf, unqualified } from '../aws/arn.js'
import { mapRead } from '../aws/read.js'
import { decide } from '../remedies/decide.js'
import { allowInvoke } from '../remedies/lambda.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, error, ok, skipped, unread } from '../verdict/verdict.js'
import { type AttachedPolicy, STAR_IS_EVERYBODY, type TargetService } from './target.js'

/** Invoked asynchronously: a function that fails or is throttled is no failure of EventBridge. */
export const lambda: TargetService = {
  id: 'lambda',
  name: 'Lambda function',
  arnForms: ['arn:aws:lambda:REGION:ACCOUNT:function:NAME[:ALIAS|:VERSION]'],
  matches: (arn) => arn.service === 'lambda' && arn.resource.startsWith('function:'),
  role: 'optional',
  crossAccount: 'direct',
  crossRegion: false,
  state: looking(['lambdaFunction', 'lambdaConcurrency'], async ({ target }: TargetSubject, account) => {
    const [state, concurrency] = await Promise.all([functionState(target.Arn, account), reserved(target.Arn, account)])
    // Of a function that is not there the concurrency tells nothing.
    return state.status === 'problem' ? state : all([state, concurrency])
  }),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [{ action: 'lambda:InvokeFunction', resource: target.Arn, why: 'invoke the function', severity: 'error' }],
  })),
  resourcePolicy: {
    noun: 'function policy',
    actions: ['lambda:InvokeFunction'],
    resource: (target) => target.Arn,
    // aws:SourceAccount is sent too, as recorded invocations show, although the troubleshooting page says otherwise.
    own: () => ({ call: 'lambda', everybody: STAR_IS_EVERYBODY }),
    read: looking(['lambdaPolicy', 'lambdaFunction'], async ({ target }: TargetSubject, account) => {
      if (qualifierOf(target.Arn) === '$LATEST')
        return mapRead(await account.lambdaFunction(target.Arn), () => latest(target.Arn))
      // Lambda says "no policy" and "no function" alike; only the function itself tells which.
      const [policy, described] = await Promise.all([
        account.lambdaPolicy(target.Arn),
        account.lambdaFunction(target.Arn),
      ])
      if (policy.state === 'found' && policy.value === null && described.state !== 'found') return described
      return mapRead(policy, (document) => ({
        documents: document === null ? [] : [{ name: 'function policy', document }],
        fix: (sender) => allowInvoke(target.Arn, sender, document),
      }))
    }),
  },
  actions: ['lambda:InvokeFunction'],
  history: null,
  dataEvents: { source: 'lambda.amazonaws.com', events: ['Invoke'], type: 'AWS::Lambda::Function' },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
}

/**
 * Lambda refuses a policy for $LATEST, and the function's own policy holds for the ARN without a qualifier only: without a
 * role nothing can allow EventBridge to invoke such a target.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
const latest = (arn: string): AttachedPolicy => ({
  documents: [],
  none: [
    `Arn = "${arn}"`,
    'lambda:AddPermission refuses the qualifier $LATEST, and a statement without a qualifier does not hold for an ARN with one.',
  ],
  fix: (sender) =>
    decide(
      `Name the function without :$LATEST in the target, and allow EventBridge to invoke it there.`,
      `${unqualified(arn)} runs the same code as ${arn}, and its policy can have a statement for the ${sender.noun} ${sender.name}.`,
      'Or give the target a role that may call lambda:InvokeFunction on the ARN with :$LATEST.',
    ),
})

async function functionState(arn: string, account: Pick<Account, 'lambdaFunction'>) {
  const read = await account.lambdaFunction(arn)
  if (read.state === 'missing') {
    const qualifier = qualifierOf(arn)
    return error(
      'target-not-found',
      qualifier
        ? `The function ${arn} does not exist, or has no alias or version "${qualifier}".`
        : `The function ${arn} does not exist.`,
      { because: ['lambda:GetFunctionConfiguration: ResourceNotFoundException'] },
    )
  }
  if (read.state !== 'found') return unread(read, `the function ${arn}`, 'to see whether it exists and is active')
  const { state, stateReason } = read.value
  // Inactive is in order: an idle function is made active again by its next invocation.
  if (state === 'Failed' || state === 'Pending') {
    return error('target-not-ready', `The function ${arn} cannot be invoked: it is ${state}.`, {
      because: [`State = "${state}"${stateReason ? `, StateReason = "${stateReason}"` : ''}`],
    })
  }
  return ok(`The function exists${state ? ` and is ${state}` : ''}.`)
}

async function reserved(arn: string, account: Pick<Account, 'lambdaConcurrency'>) {
  const read = await account.lambdaConcurrency(unqualified(arn))
  if (read.state === 'missing') return skipped('The function was not found.')
  if (read.state !== 'found')
    return unread(read, `the concurrency of ${arn}`, 'to see whether its reserved concurrency is 0')
  if (read.value === 0) {
    return error('target-not-ready', `The function ${unqualified(arn)} cannot run: its reserved concurrency is 0.`, {
      because: ['ReservedConcurrentExecutions = 0: every invocation is throttled until the event is too old'],
    })
  }
  return ok(read.value === null ? 'No concurrency is reserved.' : `${read.value} concurrent executions are reserved.`)
}
