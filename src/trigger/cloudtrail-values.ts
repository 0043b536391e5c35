import { equalOf, type Flaw, values } from './flaw.js'
import { type Alternative, fieldsAt, literalsAt, quote } from './pattern.js'

/** Names under which Lambda's calls stand in CloudTrail: with the version of the API. */
const LAMBDA_NAMES: Readonly<Record<string, string>> = {
  CreateFunction: 'CreateFunction20150331',
  UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
  UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
  DeleteFunction: 'DeleteFunction20150331',
  AddPermission: 'AddPermission20150331v2',
  RemovePermission: 'RemovePermission20150331v2',
}

/** What is wrong with values that CloudTrail's records never have. */
export function cloudTrailFlaws(alternative: Alternative): readonly Flaw[] {
  const lambda = literalsAt(alternative, 'detail.eventSource')?.every((source) => source === 'lambda.amazonaws.com')
  return [
    ...fieldsAt(alternative, 'resources').flatMap((field): Flaw[] =>
      field.matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value)
        ? []
        : [
            {
              kind: 'dead',
              says: 'asks for resources, which are empty in all events that come from CloudTrail',
              because: quote(field),
            },
          ],
    ),
    ...fieldsAt(alternative, 'detail.eventSource').flatMap((field) => [
      ...values(
        field,
        'dead',
        (matcher) => /^(aws\.)?[A-Za-z0-9-]+$/.test(equalOf(matcher) ?? ''),
        (text) =>
          `names the event source "${text}"; CloudTrail writes "${text.replace(/^aws\./, '').toLowerCase()}.amazonaws.com"`,
      ),
      ...values(
        field,
        'suspicious',
        (matcher) =>
          /[.*]/.test(equalOf(matcher) ?? '') &&
          !/^(aws\.)?[A-Za-z0-9-]+$/.test(equalOf(matcher) ?? '') &&
          !/^[a-z0-9.-]+\.amazonaws\.com$/.test(equalOf(matcher) ?? ''),
        (text) => `names the event source "${text}", which is not of the form "SERVICE.amazonaws.com"`,
      ),
    ]),
    ...fieldsAt(alternative, 'detail.eventName').flatMap((field) => [
      ...values(
        field,
        'dead',
        (matcher) => equalOf(matcher)?.includes('*') ?? false,
        (text) => `names the API call "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"}`,
      ),
      ...values(
        field,
        'suspicious',
        (matcher) => equalOf(matcher)?.includes(':') ?? false,
        (text) =>
          `names the API call "${text}", which looks like an IAM action: CloudTrail writes "${text.split(':').at(-1)}"`,
      ),
      ...(lambda
        ? values(
            field,
            'suspicious',
            (matcher) => Object.hasOwn(LAMBDA_NAMES, equalOf(matcher) ?? ''),
            (text) => `names the API call "${text}", which CloudTrail writes as "${LAMBDA_NAMES[text]}"`,
          )
        : []),
    ]),
  ]
}
