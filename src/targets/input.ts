import type { Target } from '../aws/reads/events.js'
import { isObject } from '../text/json.js'
import type { Because, Severity } from '../verdict/verdict.js'
import { isNeverScalar, pathFlaw } from './json-path.js'
import type { Flaw, InputForm, TargetService } from './target.js'
import { kindOf, quotedVariablesOf, skeletonOf, variablesOf, WHOLE_EVENT } from './template.js'

const PAGE = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html'
const API_PAGE = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html'

/**
 * What is wrong with the input that a target is given: a constant that is no JSON, a path that is none, variables that
 * are not defined, a template that cannot become what the service takes. Pure; code `input-invalid`.
 */
export function inputFlaws(target: Target, service: TargetService | undefined): readonly Flaw[] {
  const given = (['Input', 'InputPath', 'InputTransformer'] as const).filter((key) => target[key] !== undefined)
  return [
    ...(given.length > 1
      ? [
          flaw(
            `Target ${target.Id} has more than one kind of input.`,
            `${given.join(', ')} are all set; only one may be`,
          ),
        ]
      : []),
    ...constantFlaws(target, service?.input),
    ...inputPathFlaws(target, service?.input),
    ...transformerFlaws(target, service?.input),
  ]
}

/**
 * The JSON object that the target's input is, as far as the settings tell: `null` stands for a value that comes from the
 * event. Undefined when the input is the event, a part of it, or no object.
 */
export function inputObject(target: Target): Readonly<Record<string, unknown>> | undefined {
  const template = target.Input ?? target.InputTransformer?.InputTemplate
  if (template === undefined) return undefined
  const { value } = { value: undefined, ...skeletonOf(template) }
  return isObject(value) ? value : undefined
}

const flaw = (summary: string, ...because: Because): Flaw => ({ code: 'input-invalid', summary, because })
const doubt = (severity: Severity, found: Flaw): Flaw => ({ ...found, severity })

const quote = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}...` : text)

function constantFlaws({ Id, Input }: Target, form: InputForm | undefined): Flaw[] {
  if (Input === undefined) return []
  if (form === 'log-record') return [notForLogs(Id, 'Input')]
  try {
    return formFlaws(JSON.parse(Input), form, `The input of target ${Id}`, `Input = ${quote(Input)}`)
  } catch (thrown) {
    return [
      flaw(`The input of target ${Id} is not JSON.`, `Input = ${quote(Input)}`, String((thrown as Error).message)),
    ]
  }
}

function inputPathFlaws({ Id, InputPath }: Target, form: InputForm | undefined): Flaw[] {
  if (InputPath === undefined) return []
  return [
    ...(form === 'log-record' ? [notForLogs(Id, 'InputPath')] : []),
    ...pathFlaws(`The input path of target ${Id}`, `InputPath = ${quote(InputPath)}`, InputPath),
  ]
}

/** CloudWatch Logs takes an event as it is, or a record with a time and a message. */
const notForLogs = (id: string, key: string): Flaw =>
  doubt(
    'warning',
    flaw(
      `Target ${id} is a log group, which accepts only the unchanged event or an input transformer.`,
      `${key} is set`,
      'see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html',
    ),
  )

function pathFlaws(subject: string, seen: string, path: string): Flaw[] {
  const found = pathFlaw(path)
  if (!found) return []
  return found.kind === 'malformed'
    ? [flaw(`${subject} is not a JSON path.`, seen, found.text)]
    : [doubt('warning', flaw(`${subject} may find nothing.`, seen, found.text, `see ${PAGE}`))]
}

function transformerFlaws({ Id, InputTransformer }: Target, form: InputForm | undefined): Flaw[] {
  if (!InputTransformer) return []
  const paths = InputTransformer.InputPathsMap ?? {}
  const template = InputTransformer.InputTemplate ?? ''
  const seen = `InputTransformer.InputTemplate = ${quote(template)}`
  if (template.trim() === '') return [flaw(`Target ${Id} has an input transformer without a template.`, seen)]
  const names = Object.keys(paths)
  const undefinedOnes = variablesOf(template).filter((name) => !Object.hasOwn(paths, name))
  return [
    ...undefinedOnes.map((name) =>
      flaw(
        `The input template of target ${Id} uses <${name}>, which no path defines.`,
        seen,
        names.length > 0 ? `InputPathsMap defines ${names.join(', ')}` : 'InputPathsMap defines nothing',
      ),
    ),
    ...names
      .filter((name) => /^aws\./i.test(name))
      .map((name) => flaw(`Target ${Id} defines a variable with a reserved name.`, `InputPathsMap has "${name}"`)),
    ...Object.entries(paths).flatMap(([name, path]) =>
      pathFlaws(`The path of <${name}> in target ${Id}`, `InputPathsMap["${name}"] = ${quote(path)}`, path),
    ),
    ...quotedFlaws(Id, template, seen, paths),
    ...templateFlaws(Id, template, seen, form),
  ]
}

/**
 * In a JSON template EventBridge puts an object or a list in place with its own quotes, so within quotes no JSON comes
 * of it: AWS takes such a target, then drops each event and says nothing. Of other paths only an event can tell.
 */
function quotedFlaws(id: string, template: string, seen: string, paths: Readonly<Record<string, string>>): Flaw[] {
  if (kindOf(template) !== 'json') return []
  return quotedVariablesOf(template).flatMap((name) => {
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined
    const because = WHOLE_EVENT.has(name)
      ? `<${name}> is an object`
      : path !== undefined && isNeverScalar(path)
        ? `InputPathsMap["${name}"] = ${quote(path)}, which is ${path === '$.resources' ? 'a list' : 'an object'} in every event`
        : undefined
    if (because === undefined) return []
    return [
      flaw(
        `The input template of target ${id} has <${name}> in quotes, so EventBridge drops the events.`,
        seen,
        because,
        `an object or a list can stand in a JSON template only without quotes: {"key": <${name}>}`,
        `see ${PAGE}`,
      ),
    ]
  })
}

function templateFlaws(id: string, template: string, seen: string, form: InputForm | undefined): Flaw[] {
  const skeleton = skeletonOf(template)
  if (skeleton.valid) return formFlaws(skeleton.value, form, `The input template of target ${id}`, seen)
  if (kindOf(template) === 'broken') {
    return [
      flaw(
        `The input template of target ${id} does not become JSON.`,
        seen,
        skeleton.error,
        'eb-doctor put a JSON value in place of each variable outside quotes; a variable cannot be a key',
      ),
    ]
  }
  // AWS's pages differ: one shows text without quotes, the other asks for them.
  return [
    doubt(
      'warning',
      flaw(
        `The input template of target ${id} is text that is not in quotes.`,
        seen,
        `"For strings, quotes are required": ${PAGE}`,
        `an example without quotes: ${API_PAGE}`,
      ),
    ),
  ]
}

/** `null` is a value that comes from the event: nothing can be said of it. */
function formFlaws(value: unknown, form: InputForm | undefined, subject: string, seen: string): Flaw[] {
  if (form === undefined || value === null) return []
  if (!isObject(value)) {
    return [flaw(`${subject} is not a JSON object, which its service needs.`, seen)]
  }
  if (form === 'object') return []
  const keys = Object.keys(value).sort().join(', ')
  return keys === 'message, timestamp'
    ? []
    : [
        flaw(
          `${subject} does not have the form that a log group accepts.`,
          seen,
          `its keys are ${keys || 'none'}; wanted {"timestamp":<timestamp>,"message":<message>}`,
        ),
      ]
}
