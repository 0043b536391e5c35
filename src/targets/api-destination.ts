import type { Account } from '../aws/account.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, cannotTell, error, ok, type Verdict, warning } from '../verdict/verdict.js'
import { doubtful } from './parameters.js'
import { notReady, oneCall, stateOf } from './state.js'
import type { StateCode, TargetService } from './target.js'

/** An HTTP endpoint, called with the credentials of a connection. */
export const apiDestination: TargetService = {
  id: 'api-destination',
  name: 'API destination',
  arnForms: ['arn:aws:events:REGION:ACCOUNT:api-destination/NAME/ID'],
  matches: (arn) => arn.service === 'events' && arn.resource.startsWith('api-destination/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  settings: looking(['apiDestination'], async ({ target }: TargetSubject, account) => {
    const read = await account.apiDestination(target.Arn)
    if (read.state === 'missing') return { flaws: [] }
    if (read.state !== 'found') {
      const purpose = 'to count the wildcards of its address'
      return { flaws: [], unseen: cannotTell(read, `the API destination ${target.Arn}`, purpose) }
    }
    const wildcards = read.value.endpoint.split('*').length - 1
    const values = target.HttpParameters?.PathParameterValues?.length ?? 0
    return {
      flaws:
        wildcards === values
          ? []
          : [
              doubtful(
                `The address of target ${target.Id} has ${wildcards} wildcards, but the target gives ${values} values.`,
                `InvocationEndpoint = "${read.value.endpoint}"`,
                `HttpParameters.PathParameterValues has ${values} values`,
              ),
            ],
    }
  }),
  state: looking(['apiDestination', 'connection'], async ({ target }: TargetSubject, account) => {
    const read = await account.apiDestination(target.Arn)
    const own = stateOf(
      read,
      {
        what: `the API destination ${target.Arn}`,
        absent: 'events:DescribeApiDestination: ResourceNotFoundException',
        purpose: 'to see whether it is ACTIVE',
      },
      ({ arn, state }): Verdict<StateCode> => {
        if (arn !== target.Arn) {
          return error(
            'target-not-found',
            `The API destination ${target.Arn} does not exist any more; its name now has another id.`,
            {
              because: [`target: ${target.Arn}`, `events:DescribeApiDestination: ${arn}`],
            },
          )
        }
        return state === 'ACTIVE'
          ? ok('The API destination is ACTIVE.')
          : notReady(`The API destination ${target.Arn} is ${state}.`, `ApiDestinationState = "${state}"`)
      },
    )
    return read.state === 'found' ? all([own, await connectionState(read.value.connectionArn, account)]) : own
  }),
  needs: oneCall('events:InvokeApiDestination', 'call the API destination'),
  actions: ['events:InvokeApiDestination'],
  history: null,
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html',
}

/**
 * Events wait and are tried again while a connection is being made; no credentials means that each of them fails.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html
 */
const PASSING = ['CREATING', 'UPDATING', 'AUTHORIZING']

async function connectionState(arn: string, account: Pick<Account, 'connection'>): Promise<Verdict<StateCode>> {
  return stateOf(
    await account.connection(arn),
    {
      what: `the connection ${arn}`,
      absent: 'events:DescribeConnection: ResourceNotFoundException',
      purpose: 'to see whether it is authorized',
    },
    ({ state, stateReason }) => {
      const seen = `ConnectionState = "${state}"${stateReason ? `, StateReason = "${stateReason}"` : ''}`
      // ACTIVE is what a connection to a private endpoint says.
      if (state === 'AUTHORIZED' || state === 'ACTIVE') return ok(`Its connection is ${state}.`)
      return PASSING.includes(state)
        ? warning('target-not-ready', `The connection ${arn} is still ${state}.`, { because: [seen] })
        : notReady(`The connection ${arn} cannot be used: it is ${state}.`, seen)
    },
  )
}
