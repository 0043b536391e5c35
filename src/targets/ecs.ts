import { parseArn } from '../aws/arn.js'
import type { TaskDefinition } from '../aws/reads/ecs.js'
import type { Target } from '../aws/reads/events.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, cannotTell } from '../verdict/verdict.js'
import { ecsFlaws, ecsSettings } from './ecs-settings.js'
import { clusterState, taskDefinitionState } from './ecs-state.js'
import { inputObject } from './input.js'
import type { TargetService } from './target.js'

/** The target's ARN is the cluster; what is run stands in the parameters. */
export const ecsTask: TargetService = {
  id: 'ecs',
  name: 'ECS task',
  arnForms: ['arn:aws:ecs:REGION:ACCOUNT:cluster/NAME'],
  matches: (arn) => arn.service === 'ecs' && arn.resource.startsWith('cluster/'),
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  input: 'object',
  flaws: ecsFlaws,
  settings: looking(['taskDefinition'], ecsSettings),
  state: looking(['cluster', 'taskDefinition'], async (subject: TargetSubject, account) =>
    all(await Promise.all([clusterState(subject, account), taskDefinitionState(subject, account)])),
  ),
  needs: looking(['taskDefinition'], async ({ target, sender }: TargetSubject, account) => {
    const ecs = target.EcsParameters
    if (!ecs?.TaskDefinitionArn) return { needs: [] }
    const read = await account.taskDefinition(ecs.TaskDefinitionArn)
    const overrides = overriddenRoles(target)
    const definition = read.state === 'found' ? read.value : undefined
    const isPinned = hasRevision(ecs.TaskDefinitionArn)
    const everyRevision = `${ecs.TaskDefinitionArn}:*`
    const passed: Need[] = [
      ...passRole(overrides.executionRoleArn ?? definition?.executionRoleArn, 'task execution role'),
      ...passRole(
        overrides.taskRoleArn ?? definition?.taskRoleArn,
        'task role',
        definition === undefined || isForFargate(target, definition) ? {} : NOT_ON_FARGATE,
      ),
    ]
    const needs: Need[] = [
      {
        action: 'ecs:RunTask',
        // Without a revision ECS runs, and IAM sees, the latest one: a policy for the bare family does not match it.
        resource: definition?.arn ?? (isPinned ? ecs.TaskDefinitionArn : everyRevision),
        ...(isPinned ? {} : { grant: everyRevision }),
        context: { 'ecs:cluster': target.Arn },
        why: 'run the task',
        // Which revision is the latest cannot be known then, and a policy may well name that one.
        severity: definition || isPinned ? 'error' : 'warning',
      },
      ...passed,
    ]
    if (ecs.PropagateTags || ecs.EnableECSManagedTags || (ecs.Tags?.length ?? 0) > 0) {
      const cluster = parseArn(target.Arn)
      needs.push({
        action: 'ecs:TagResource',
        resource: `arn:${sender.partition}:ecs:${cluster?.region}:${cluster?.account}:task/${cluster?.resource.slice('cluster/'.length)}/*`,
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
  actions: ['ecs:RunTask', 'iam:PassRole', 'ecs:TagResource'],
  history: { source: 'ecs.amazonaws.com', events: ['RunTask'] },
  docs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html',
}

const passRole = (role: string | undefined, what: string, more: Partial<Need> = {}): Need[] =>
  role === undefined
    ? []
    : [
        {
          action: 'iam:PassRole',
          resource: role,
          context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
          why: `pass the ${what} to ECS`,
          severity: 'error',
          ...more,
        },
      ]

/** Whether the task can run on Fargate: then ECS asks for the right to pass its task role. */
const isForFargate = ({ EcsParameters }: Target, definition: TaskDefinition): boolean =>
  EcsParameters?.LaunchType === 'FARGATE' ||
  [...definition.requiresCompatibilities, ...definition.compatibilities].includes('FARGATE')

/** AWS's guide asks for the right for every task role; AWS's own library grants it for Fargate only, and such rules run. */
const NOT_ON_FARGATE: Pick<Need, 'severity' | 'pages'> = {
  severity: 'warning',
  pages: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html: a role that passes a task role needs iam:PassRole on it.',
    'https://github.com/aws/aws-cdk (aws-events-targets, EcsTask): the role gets iam:PassRole on the task role only when the task definition is compatible with Fargate, and rules without it run tasks.',
  ],
}

/** Whether a task definition's ARN names one revision; without it each new one is run from then on. */
const hasRevision = (arn: string): boolean => /:\d+$/.test(arn)

/** The roles that the target's input puts in place of the task definition's own. */
function overriddenRoles(target: TargetSubject['target']): { executionRoleArn?: string; taskRoleArn?: string } {
  const { executionRoleArn, taskRoleArn } = inputObject(target) ?? {}
  return {
    ...(typeof executionRoleArn === 'string' ? { executionRoleArn } : {}),
    ...(typeof taskRoleArn === 'string' ? { taskRoleArn } : {}),
  }
}
