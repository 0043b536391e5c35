import { parseArn } from '../aws/arn.js'
import { all, cannotTell, error, looking, ok, type TargetSubject, unread, type Verdict } from '../checks/check.js'
import type { Flaw, Need, StateCode, TargetService } from './target.js'

/** The target's ARN is the cluster; what is run stands in the parameters. */
export const ecsTask: TargetService = {
  id: 'ecs',
  name: 'ECS task',
  arnForms: ['arn:aws:ecs:REGION:ACCOUNT:cluster/NAME'],
  matches: (arn) => arn.service === 'ecs' && arn.resource.startsWith('cluster/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  flaws: ({ Id, EcsParameters: ecs }): Flaw[] => {
    if (!ecs?.TaskDefinitionArn) {
      return [
        {
          code: 'parameters-invalid',
          summary: `Target ${Id} names no task definition.`,
          because: ['EcsParameters.TaskDefinitionArn is absent'],
        },
      ]
    }
    const flaws: Flaw[] = []
    const invalid = (summary: string, ...because: string[]) =>
      flaws.push({ code: 'parameters-invalid', summary, because })
    if (!parseArn(ecs.TaskDefinitionArn)?.account) {
      flaws.push({
        code: 'arn-malformed',
        summary: `The task definition of target ${Id} is not a complete ARN.`,
        because: [
          `EcsParameters.TaskDefinitionArn = "${ecs.TaskDefinitionArn}"`,
          'wanted arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY[:REVISION]',
        ],
      })
    }
    const subnets = ecs.NetworkConfiguration?.awsvpcConfiguration?.Subnets ?? []
    if (ecs.LaunchType === 'FARGATE' && subnets.length === 0) {
      invalid(
        `Target ${Id} starts a Fargate task without a network configuration.`,
        'EcsParameters.LaunchType = "FARGATE"',
        'EcsParameters.NetworkConfiguration names no subnet',
      )
    }
    if (ecs.LaunchType && (ecs.CapacityProviderStrategy?.length ?? 0) > 0) {
      invalid(
        `Target ${Id} sets both a launch type and a capacity provider strategy.`,
        `EcsParameters.LaunchType = "${ecs.LaunchType}"`,
        'EcsParameters.CapacityProviderStrategy is not empty',
      )
    }
    if (ecs.PlatformVersion && ecs.LaunchType && ecs.LaunchType !== 'FARGATE') {
      invalid(
        `Target ${Id} sets a platform version, which only Fargate has.`,
        `EcsParameters.PlatformVersion = "${ecs.PlatformVersion}"`,
        `EcsParameters.LaunchType = "${ecs.LaunchType}"`,
      )
    }
    return flaws
  },
  state: looking(['cluster', 'taskDefinition'], async (subject: TargetSubject, account) =>
    all(await Promise.all([clusterState(subject, account), taskDefinitionState(subject, account)])),
  ),
  needs: looking(['taskDefinition'], async ({ target, rule }: TargetSubject, account) => {
    const ecs = target.EcsParameters
    if (!ecs?.TaskDefinitionArn) return { needs: [] }
    const read = await account.taskDefinition(ecs.TaskDefinitionArn)
    const overrides = overriddenRoles(target.Input)
    const definition = read.state === 'found' ? read.value : undefined
    const passed: [string | undefined, string][] = [
      [overrides.executionRoleArn ?? definition?.executionRoleArn, 'task execution role'],
      [overrides.taskRoleArn ?? definition?.taskRoleArn, 'task role'],
    ]
    const needs: Need[] = [
      {
        action: 'ecs:RunTask',
        // Without a revision ECS runs, and IAM sees, the latest one.
        resource: definition?.arn ?? ecs.TaskDefinitionArn,
        ...(hasRevision(ecs.TaskDefinitionArn) ? {} : { grant: `${ecs.TaskDefinitionArn}:*` }),
        context: { 'ecs:cluster': target.Arn },
        why: 'run the task',
        severity: 'error',
      },
      ...passed.flatMap(([role, what]): Need[] =>
        role
          ? [
              {
                action: 'iam:PassRole',
                resource: role,
                context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
                why: `pass the ${what} to ECS`,
                severity: 'error',
              },
            ]
          : [],
      ),
    ]
    if (ecs.PropagateTags || ecs.EnableECSManagedTags || (ecs.Tags?.length ?? 0) > 0) {
      const cluster = parseArn(target.Arn)
      needs.push({
        action: 'ecs:TagResource',
        resource: `arn:${rule.partition}:ecs:${cluster?.region}:${cluster?.account}:task/${cluster?.resource.slice('cluster/'.length)}/*`,
        context: { 'ecs:CreateAction': 'RunTask' },
        why: 'tag the task that it starts',
        severity: 'warning',
      })
    }
    return read.state === 'denied' || read.state === 'failed'
      ? {
          needs,
          unseen: cannotTell(read, `the task definition ${ecs.TaskDefinitionArn}`, 'to know which roles it passes'),
        }
      : { needs }
  }),
  history: { source: 'ecs.amazonaws.com', events: ['RunTask'] },
  docs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html',
}

/** Whether a task definition's ARN names one revision; without it each new one is run from then on. */
const hasRevision = (arn: string): boolean => /:\d+$/.test(arn)

/** The roles that the target's constant input puts in place of the task definition's own. */
function overriddenRoles(input: string | undefined): { executionRoleArn?: string; taskRoleArn?: string } {
  try {
    const parsed: unknown = JSON.parse(input ?? '{}')
    if (typeof parsed !== 'object' || parsed === null) return {}
    const { executionRoleArn, taskRoleArn } = parsed as Record<string, unknown>
    return {
      ...(typeof executionRoleArn === 'string' ? { executionRoleArn } : {}),
      ...(typeof taskRoleArn === 'string' ? { taskRoleArn } : {}),
    }
  } catch {
    return {}
  }
}

type EcsAccount = Parameters<NonNullable<TargetService['state']>['run']>[1]

async function clusterState(
  { target }: TargetSubject,
  account: Pick<EcsAccount, 'cluster'>,
): Promise<Verdict<StateCode>> {
  const read = await account.cluster(target.Arn)
  if (read.state === 'missing')
    return error('target-not-found', `The cluster ${target.Arn} does not exist.`, {
      because: ['ecs:DescribeClusters: MISSING'],
    })
  if (read.state !== 'found') return unread(read, `the cluster ${target.Arn}`, 'to see whether it is ACTIVE')
  const cluster = read.value
  if (cluster.status !== 'ACTIVE') {
    return error('target-not-ready', `The cluster ${target.Arn} is not ACTIVE.`, {
      because: [`status = "${cluster.status}"`],
    })
  }
  return ok('The cluster is ACTIVE.')
}

async function taskDefinitionState(
  { target }: TargetSubject,
  account: Pick<EcsAccount, 'taskDefinition'>,
): Promise<Verdict<StateCode>> {
  const arn = target.EcsParameters?.TaskDefinitionArn
  if (!arn) return ok('No task definition is named.')
  const read = await account.taskDefinition(arn)
  if (read.state === 'missing')
    return error('target-not-found', `The task definition ${arn} does not exist.`, {
      because: ['ecs:DescribeTaskDefinition: ClientException'],
    })
  if (read.state !== 'found') return unread(read, `the task definition ${arn}`, 'to see whether it is ACTIVE')
  if (read.value.status !== 'ACTIVE') {
    return error('target-not-ready', `The task definition ${arn} is not ACTIVE.`, {
      because: [`status = "${read.value.status}"`],
    })
  }
  return ok(`The task definition ${read.value.arn} is ACTIVE.`)
}
