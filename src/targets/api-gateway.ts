import { type Arn, parseArn } from '../aws/arn.js'
import { mapRead } from '../aws/read.js'
import type { ApiMethod, WebApi } from '../aws/reads/apigateway.js'
import type { Target } from '../aws/reads/events.js'
import { decide } from '../remedies/decide.js'
import type { Fix } from '../verdict/fix.js'
import { looking } from '../verdict/look.js'
import type { Sender } from '../verdict/sender.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell, error, ok, unread, warning } from '../verdict/verdict.js'
import { type AttachedPolicy, type Flaw, STAR_IS_EVERYBODY, type TargetService } from './target.js'

const page = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-gateway-target.html'

/** Headers that EventBridge does not let a target set. */
const FORBIDDEN = new Set(
  'authorization connection content-encoding content-length host max-forwards te transfer-encoding trailer upgrade via www-authenticate x-forwarded-for'.split(
    ' ',
  ),
)

/** `APIID/STAGE/METHOD/PATH`, apart. */
function partsOf(arn: string) {
  const [id = '', stage = '', method = '', ...path] = parseArn(arn)?.resource.split('/') ?? []
  return { id, stage, method, path: path.join('/') }
}

const wildcards = (path: string): number => path.split('*').length - 1

/** The method's ARN as it is called: with the values that stand for the wildcards, as far as they are fixed. */
function called({ Arn, HttpParameters }: Target): string {
  const { id, stage, method, path } = partsOf(Arn)
  const values = [...(HttpParameters?.PathParameterValues ?? [])]
  const filled = path.replace(/\*/g, () => {
    const value = values.shift()
    return value === undefined || value.startsWith('$') ? '*' : value
  })
  const prefix = Arn.split(':').slice(0, 5).join(':')
  return `${prefix}:${[id, stage, method, ...(filled ? [filled] : [])].join('/')}`
}

/** REST and HTTP APIs. The target's ARN names one method of one stage. */
export const apiGateway: TargetService = {
  id: 'api-gateway',
  name: 'API Gateway API',
  arnForms: ['arn:aws:execute-api:REGION:ACCOUNT:APIID/STAGE/METHOD/PATH'],
  matches: (arn) => arn.service === 'execute-api',
  role: 'optional',
  crossAccount: 'direct',
  crossRegion: false,
  flaws: (target, arn) => [...arnFlaws(target, arn), ...pathFlaws(target), ...headerFlaws(target)],
  state: looking(['webApi'], async ({ target }: TargetSubject, account) => {
    const read = await account.webApi(target.Arn)
    if (read.state === 'missing') {
      return error('target-not-found', `The API ${target.Arn} does not exist.`, {
        because: ['apigateway:GET: NotFoundException, as a REST API and as an HTTP API'],
      })
    }
    if (read.state !== 'found') return unread(read, `the API ${target.Arn}`, 'to see whether it exists')
    return stateOf(read.value, target)
  }),
  needs: looking(['webApi'], async ({ target }: TargetSubject, account) => {
    const read = await account.webApi(target.Arn)
    const authorization = read.state === 'found' ? methodOf(read.value, target)?.authorization : undefined
    const needs = [
      {
        action: 'execute-api:Invoke' as const,
        resource: called(target),
        why: 'call the API',
        // Without IAM authorization API Gateway does not ask for it.
        severity: authorization === 'AWS_IAM' ? ('error' as const) : ('warning' as const),
      },
    ]
    return read.state === 'denied' || read.state === 'failed'
      ? { needs, unseen: cannotTell(read, `the API ${target.Arn}`, 'to know how its method is authorized') }
      : { needs: authorization === 'NONE' ? [] : needs }
  }),
  actions: ['execute-api:Invoke'],
  resourcePolicy: {
    noun: 'API resource policy',
    actions: ['execute-api:Invoke'],
    resource: called,
    own: () => ({ call: 'api-gateway', everybody: STAR_IS_EVERYBODY }),
    read: looking(['webApi'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.webApi(target.Arn), (api) => policyOf(api, target)),
    ),
  },
  history: null,
  docs: page,
}

function arnFlaws({ Id, Arn }: Target, arn: Arn): Flaw[] {
  if (arn.resource.split('/').length >= 3) return []
  return [
    {
      code: 'arn-malformed',
      summary: `The ARN of target ${Id} does not name a stage and a method.`,
      because: [`Arn = "${Arn}"`, 'wanted arn:aws:execute-api:REGION:ACCOUNT:APIID/STAGE/METHOD/PATH'],
    },
  ]
}

function pathFlaws({ Id, Arn, HttpParameters }: Target): Flaw[] {
  const { path } = partsOf(Arn)
  const values = HttpParameters?.PathParameterValues ?? []
  const places = wildcards(path)
  if (places === values.length) return []
  return [
    {
      code: 'parameters-invalid',
      // Values too many are of no use; of values too few the path cannot be made.
      severity: values.length < places ? 'error' : 'warning',
      summary: `The path of target ${Id} has ${places} wildcards but ${values.length} values.`,
      because: [`Arn = "${Arn}"`, `HttpParameters.PathParameterValues = ${JSON.stringify(values)}`],
    },
  ]
}

function headerFlaws({ Id, HttpParameters }: Target): Flaw[] {
  const names = Object.keys(HttpParameters?.HeaderParameters ?? {})
  return names
    .filter((name) => FORBIDDEN.has(name.toLowerCase()) || name.toLowerCase().startsWith('x-amz'))
    .map((name) => ({
      code: 'parameters-invalid',
      summary: `Target ${Id} sets the header ${name}, which EventBridge does not allow.`,
      because: [`HttpParameters.HeaderParameters has "${name}"`, page],
    }))
}

function stateOf(api: WebApi, target: Target) {
  const { stage, method, path } = partsOf(target.Arn)
  if (api.endpointTypes.length > 0 && api.endpointTypes.every((type) => type === 'PRIVATE')) {
    return error(
      'target-not-ready',
      `The API ${api.name} has a private endpoint only, which EventBridge cannot call.`,
      {
        because: [`endpointConfiguration.types = ${JSON.stringify(api.endpointTypes)}`, page],
      },
    )
  }
  if (stage !== '*' && !api.stages.includes(stage)) {
    return error('target-not-found', `The API ${api.name} has no stage "${stage}".`, {
      because: [`Arn = "${target.Arn}"`, `stages: ${api.stages.join(', ') || 'none'}`],
    })
  }
  if (!methodOf(api, target)) {
    // A warning: what the stage serves was deployed at some time, what was read is what would be deployed now.
    return warning('target-not-found', `The API ${api.name} has no method ${method} /${path}.`, {
      because: [
        `Arn = "${target.Arn}"`,
        `methods: ${
          api.methods
            .slice(0, 10)
            .map((m) => `${m.method} ${m.path}`)
            .join(', ') || 'none'
        }`,
      ],
    })
  }
  return ok(`The ${api.kind} API ${api.name} exists and has the stage and the method.`)
}

/** The method of the API that serves what the target's ARN names: the most exact one. */
function methodOf(api: WebApi, target: Target): ApiMethod | undefined {
  const { method, path } = partsOf(target.Arn)
  const serves = api.methods.filter(
    (m) => (method === '*' || m.method === 'ANY' || m.method === method) && pathServes(m.path, `/${path}`),
  )
  const inexact = ({ path, method }: ApiMethod): number =>
    (path === '$default' ? 4 : path.includes('+}') ? 2 : 0) + (method === 'ANY' ? 1 : 0)
  return [...serves].sort((a, b) => inexact(a) - inexact(b))[0]
}

/** `/pets/{id}` serves `/pets/*` and `/pets/7`; `/{proxy+}` serves everything. */
function pathServes(served: string, wanted: string): boolean {
  if (served === '$default') return true
  const ours = served.split('/').filter(Boolean)
  const theirs = wanted.split('/').filter(Boolean)
  const greedy = ours.findIndex((segment) => segment.endsWith('+}'))
  if (greedy >= 0 ? theirs.length <= greedy : ours.length !== theirs.length) return false
  const fixed = greedy >= 0 ? ours.slice(0, greedy) : ours
  return fixed.every((segment, i) => segment === theirs[i] || segment.startsWith('{') || theirs[i] === '*')
}

function policyOf(api: WebApi, target: Target): AttachedPolicy {
  const authorization = methodOf(api, target)?.authorization
  const documents =
    api.policy === null ? [] : [{ name: 'API resource policy', document: withFullArns(api.policy, target.Arn) }]
  if (documents.length === 0 && authorization === 'NONE') {
    return { documents, open: `The method of the ${api.kind} API is open: it has neither authorization nor a policy.` }
  }
  if (authorization && authorization !== 'NONE' && authorization !== 'AWS_IAM') {
    return {
      documents,
      unsure: `The method's authorizer (${authorization}) decides about EventBridge's call, and eb-doctor cannot evaluate it.`,
    }
  }
  if (!authorization && documents.length === 0) {
    return { documents, unsure: 'The method that the target names was not found, so its authorization is not known.' }
  }
  return { documents, fix: (sender) => allowCall(api, target, sender) }
}

/** The policy of an API counts only once the stage is deployed again, so a person has to do it. */
const allowCall = (api: WebApi, target: Target, sender: Sender): Fix => {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'execute-api:Invoke',
    Resource: target.Arn,
    Condition: { ArnEquals: { 'aws:SourceArn': sender.arn } },
  }
  const title = `Allow EventBridge to call the API ${api.name} for the ${sender.noun} ${sender.name}.`
  return api.kind === 'REST'
    ? decide(
        title,
        `Add this statement to the resource policy of the API and deploy the stage again: ${JSON.stringify(statement)}`,
      )
    : decide(title, 'This kind of API has no resource policy: give the target a role that may call execute-api:Invoke.')
}

/**
 * Within an API's own policy `execute-api:/stage/GET/path` is short for the ARN with this API's id; EventBridge's pages
 * use that form. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
function withFullArns(policy: string, arn: string): unknown {
  const prefix = `${arn.split(':').slice(0, 5).join(':')}:${partsOf(arn).id}`
  try {
    return JSON.parse(policy, (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith('execute-api:/')
        ? prefix + value.slice('execute-api:'.length)
        : value,
    )
  } catch {
    return policy
  }
}
