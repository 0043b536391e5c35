import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type Role,
  type RoleDetail,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { isAccountId, lastSegment, parseArn } from '../arn.js'
import type { IamAction, Read } from '../read.js'
import { type Aws, ForeignAccount } from './clients.js'
import { look } from './look.js'
import { pages } from './pages.js'

const missing = ['NoSuchEntity', 'NoSuchEntityException']

/** IAM wants the name alone, which is the last part of the path. */
const nameOf = (roleArn: string): string => lastSegment(parseArn(roleArn)?.resource ?? roleArn)

/** Documents from IAM are URL-encoded (RFC 3986); a stray percent sign means that this one is not. */
function decoded(document: string | undefined): string {
  if (document === undefined) throw new SyntaxError('the answer has no document')
  try {
    return decodeURIComponent(document)
  } catch {
    return document
  }
}

export const role = (aws: Aws, arn: string) =>
  look({ action: 'iam:GetRole', resource: arn, missing }, async () => {
    const client = await aws.client(IAMClient, { account: parseArn(arn)?.account ?? '' })
    const answer = await client.send(new GetRoleCommand({ RoleName: nameOf(arn) }), { abortSignal: aws.signal })
    const described = answer.Role
    if (!described?.Arn) throw new SyntaxError('the answer has no role')
    // A name is all that IAM takes: make sure that it is not the namesake in our own account that we were shown.
    const owner = parseArn(arn)?.account
    if (owner && parseArn(described.Arn)?.account !== owner) throw new ForeignAccount(owner)
    return roleOf(described)
  })

/** What GetRole and GetAccountAuthorizationDetails tell of a role. */
type Told = Pick<RoleDetail, keyof Role & keyof RoleDetail> & Partial<Pick<Role, 'Description' | 'MaxSessionDuration'>>

/** Throws SyntaxError when the answer lacks what each role has. */
function roleOf(told: Told) {
  const { Arn: arn, PermissionsBoundary: boundary } = told
  if (!arn) throw new SyntaxError('the answer has no role')
  const lastUsed = told.RoleLastUsed?.LastUsedDate
  return {
    arn,
    name: told.RoleName ?? nameOf(arn),
    trustPolicy: decoded(told.AssumeRolePolicyDocument),
    ...(boundary?.PermissionsBoundaryArn ? { boundaryArn: boundary.PermissionsBoundaryArn } : {}),
    ...(told.Description ? { description: told.Description } : {}),
    ...(told.MaxSessionDuration === undefined ? {} : { maxSessionDuration: told.MaxSessionDuration }),
    tags: Object.fromEntries((told.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    ...(lastUsed ? { lastUsed: lastUsed.toISOString() } : {}),
  }
}

/** Roles and policies together, by GetAccountAuthorizationDetails' page. */
const MOST_A_PAGE = 1000

export const rolePage = (aws: Aws, marker: string) =>
  look({ action: 'iam:GetAccountAuthorizationDetails', resource: '*' }, async () => {
    const client = await aws.client(IAMClient)
    const answer = await client.send(
      new GetAccountAuthorizationDetailsCommand({
        // What is said of AWS's own policies, all of them or those in use, is not documented: they are read one by one.
        Filter: ['Role', 'LocalManagedPolicy'],
        MaxItems: MOST_A_PAGE,
        ...(marker === '' ? {} : { Marker: marker }),
      }),
      { abortSignal: aws.signal },
    )
    if (!answer.RoleDetailList && !answer.Policies) throw new SyntaxError('the answer has neither roles nor policies')
    if (answer.IsTruncated && !answer.Marker) throw new SyntaxError('the answer has no marker of the next page')
    return {
      roles: (answer.RoleDetailList ?? []).map((told) => ({
        role: roleOf(told),
        inline: (told.RolePolicyList ?? []).map(({ PolicyName, PolicyDocument }) => {
          if (!PolicyName) throw new SyntaxError('a policy has no name')
          return { name: PolicyName, document: decoded(PolicyDocument) }
        }),
        attached: (told.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => {
          if (!PolicyArn) throw new SyntaxError('a policy has no ARN')
          return PolicyArn
        }),
      })),
      policies: (answer.Policies ?? []).map(({ Arn, PolicyName, DefaultVersionId, PolicyVersionList = [] }) => {
        if (!Arn) throw new SyntaxError('a policy has no ARN')
        const version = PolicyVersionList.find(({ VersionId }) => VersionId === DefaultVersionId)
        return { name: PolicyName ?? lastSegment(Arn), arn: Arn, document: decoded(version?.Document) }
      }),
      next: answer.IsTruncated ? (answer.Marker ?? null) : null,
    }
  })

export const inlinePolicies = async (aws: Aws, roleArn: string) => {
  const RoleName = nameOf(roleArn)
  const names = await look({ action: 'iam:ListRolePolicies', resource: roleArn, missing }, async () => {
    const client = await aws.client(IAMClient, { account: parseArn(roleArn)?.account ?? '' })
    return pages(aws, async (Marker) => {
      const answer = await client.send(new ListRolePoliciesCommand({ RoleName, ...(Marker ? { Marker } : {}) }), {
        abortSignal: aws.signal,
      })
      if (!answer.PolicyNames && !answer.$metadata.requestId) throw new SyntaxError('the answer has no list')
      return [answer.PolicyNames ?? [], answer.IsTruncated ? answer.Marker : undefined]
    })
  })
  if (names.state !== 'found') return names
  return together(
    names.value.map((name) =>
      look({ action: 'iam:GetRolePolicy', resource: roleArn, missing }, async () => {
        const client = await aws.client(IAMClient, { account: parseArn(roleArn)?.account ?? '' })
        const answer = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }), {
          abortSignal: aws.signal,
        })
        return { name, document: decoded(answer.PolicyDocument) }
      }),
    ),
  )
}

export const attachedPolicies = async (aws: Aws, roleArn: string) => {
  const RoleName = nameOf(roleArn)
  const account = parseArn(roleArn)?.account ?? ''
  const arns = await look({ action: 'iam:ListAttachedRolePolicies', resource: roleArn, missing }, async () => {
    const client = await aws.client(IAMClient, { account })
    return pages(aws, async (Marker) => {
      const answer = await client.send(
        new ListAttachedRolePoliciesCommand({ RoleName, ...(Marker ? { Marker } : {}) }),
        { abortSignal: aws.signal },
      )
      if (!answer.AttachedPolicies && !answer.$metadata.requestId) throw new SyntaxError('the answer has no list')
      const some = (answer.AttachedPolicies ?? []).map((policy) => {
        if (!policy.PolicyArn) throw new SyntaxError('a policy has no ARN')
        return policy.PolicyArn
      })
      return [some, answer.IsTruncated ? answer.Marker : undefined]
    })
  })
  if (arns.state !== 'found') return arns
  return together(arns.value.map((arn) => defaultVersion(aws, arn, account)))
}

export const managedPolicy = (aws: Aws, arn: string) => defaultVersion(aws, arn, parseArn(arn)?.account ?? '')

/** A managed policy in its default version. AWS's own policies (account `aws`) are read with the role's account. */
async function defaultVersion(aws: Aws, arn: string, account: string) {
  const where = { account: isAccountId(account) ? account : '' }
  const ask = <T>(action: IamAction, read: (client: IAMClient) => Promise<T>): Promise<Read<T>> =>
    look({ action, resource: arn, missing }, async () => read(await aws.client(IAMClient, where)))

  const policy = await ask('iam:GetPolicy', async (client) => {
    const answer = await client.send(new GetPolicyCommand({ PolicyArn: arn }), { abortSignal: aws.signal })
    const { PolicyName, DefaultVersionId } = answer.Policy ?? {}
    if (!DefaultVersionId) throw new SyntaxError('the answer has no default version')
    return { name: PolicyName ?? lastSegment(arn), version: DefaultVersionId }
  })
  if (policy.state !== 'found') return policy
  return ask('iam:GetPolicyVersion', async (client) => {
    const answer = await client.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: policy.value.version }), {
      abortSignal: aws.signal,
    })
    return { name: policy.value.name, arn, document: decoded(answer.PolicyVersion?.Document) }
  })
}

/**
 * Several documents as one answer: without one of them the answer would not be whole. A policy that is gone since it was
 * listed is left out.
 */
async function together<Policy>(reads: readonly Promise<Read<Policy>>[]): Promise<Read<readonly Policy[]>> {
  const answers = await Promise.all(reads)
  const documents: Policy[] = []
  for (const answer of answers) {
    if (answer.state === 'found') documents.push(answer.value)
    else if (answer.state !== 'missing') return answer
  }
  return { state: 'found', value: documents }
}

/** Milliseconds that the simulator gets, a sixth of the usual time: a diagnosis does without it, so it must not use up the whole. */
const PATIENCE = 10_000

/** Gives up a look before the time of the whole is over. */
async function withPatience<T>(whole: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController()
  const over = new Promise<never>((_, reject) => {
    const gaveUp = Object.assign(new Error(`no answer in ${PATIENCE / 1000} s`), { name: 'TimeoutError' })
    own.signal.addEventListener('abort', () => reject(gaveUp))
  })
  const timer = setTimeout(() => own.abort(), PATIENCE)
  try {
    return await Promise.race([run(AbortSignal.any([whole, own.signal])), over])
  } finally {
    clearTimeout(timer)
  }
}

export const simulated = (
  aws: Aws,
  roleArn: string,
  actions: readonly string[],
  resources: readonly string[],
  keys: readonly { key: string; values: readonly string[] }[],
) =>
  look({ action: 'iam:SimulatePrincipalPolicy', resource: roleArn, missing }, async () => {
    const client = await aws.client(IAMClient, { account: parseArn(roleArn)?.account ?? '' })
    const question = {
      PolicySourceArn: roleArn,
      ActionNames: [...actions],
      ResourceArns: [...resources],
      ContextEntries: keys.map(({ key, values }) => ({
        ContextKeyName: key,
        ContextKeyValues: [...values],
        ContextKeyType: values.length === 1 ? ('string' as const) : ('stringList' as const),
      })),
    }
    const results = await withPatience(aws.signal, (abortSignal) =>
      pages({ signal: abortSignal }, async (Marker) => {
        const answer = await client.send(
          new SimulatePrincipalPolicyCommand({ ...question, ...(Marker ? { Marker } : {}) }),
          { abortSignal },
        )
        if (!answer.EvaluationResults) throw new SyntaxError('the answer has no results')
        return [answer.EvaluationResults, answer.IsTruncated ? answer.Marker : undefined]
      }),
    )
    return actions.map((action) => {
      const mine = results.filter(({ EvalActionName }) => EvalActionName?.toLowerCase() === action.toLowerCase())
      if (mine.length === 0) throw new SyntaxError(`the answer says nothing of ${action}`)
      const said = mine.flatMap(
        ({ OrganizationsDecisionDetail }) => OrganizationsDecisionDetail?.AllowedByOrganizations ?? [],
      )
      return { action, allowed: said.length > 0 ? said.every(Boolean) : null }
    })
  })
