import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { TaskDefinition } from '../aws/reads/ecs.js'
import type { Target } from '../aws/reads/events.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell } from '../verdict/verdict.js'
import { inputObject } from './input.js'
import { invalid } from './parameters.js'
import type { Flaw, Settings } from './target.js'

const subnetsOf = ({ EcsParameters }: Target): readonly string[] =>
  EcsParameters?.NetworkConfiguration?.awsvpcConfiguration?.Subnets ?? []

/** What is wrong with the parameters of a task, whatever it is. */
export function ecsFlaws(target: Target): Flaw[] {
  const { Id, EcsParameters: ecs } = target
  if (!ecs?.TaskDefinitionArn) {
    return [invalid(`Target ${Id} names no task definition.`, 'EcsParameters.TaskDefinitionArn is absent')]
  }
  const launchType = `EcsParameters.LaunchType = "${ecs.LaunchType}"`
  const flaws: (Flaw | false)[] = [
    !parseArn(ecs.TaskDefinitionArn)?.account && {
      code: 'arn-malformed',
      summary: `The task definition of target ${Id} is not a complete ARN.`,
      because: [
        `EcsParameters.TaskDefinitionArn = "${ecs.TaskDefinitionArn}"`,
        'wanted arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY[:REVISION]',
      ],
    },
    ecs.LaunchType === 'FARGATE' &&
      subnetsOf(target).length === 0 &&
      invalid(
        `Target ${Id} starts a Fargate task without a network configuration.`,
        launchType,
        'EcsParameters.NetworkConfiguration names no subnet',
      ),
    ecs.LaunchType !== undefined &&
      (ecs.CapacityProviderStrategy?.length ?? 0) > 0 &&
      invalid(
        `Target ${Id} sets both a launch type and a capacity provider strategy.`,
        launchType,
        'EcsParameters.CapacityProviderStrategy is not empty',
      ),
    ecs.PlatformVersion !== undefined &&
      ecs.LaunchType !== undefined &&
      ecs.LaunchType !== 'FARGATE' &&
      invalid(
        `Target ${Id} sets a platform version, which only Fargate has.`,
        `EcsParameters.PlatformVersion = "${ecs.PlatformVersion}"`,
        launchType,
      ),
  ]
  return flaws.filter((flaw) => flaw !== false)
}

/** What is wrong with the parameters beside the task definition that they name. */
export async function ecsSettings(
  { target }: TargetSubject,
  account: Pick<Account, 'taskDefinition'>,
): Promise<Settings> {
  const arn = target.EcsParameters?.TaskDefinitionArn
  if (!arn) return { flaws: [] }
  const read = await account.taskDefinition(arn)
  if (read.state === 'missing') return { flaws: [] }
  if (read.state !== 'found') {
    const purpose = 'to compare its network mode with the target'
    return { flaws: [], unseen: cannotTell(read, `the task definition ${arn}`, purpose) }
  }
  return {
    flaws: [
      ...networkFlaws(target, read.value),
      ...launchTypeFlaws(target, read.value),
      ...containerFlaws(target, read.value),
    ],
  }
}

/**
 * A task with a network interface of its own needs subnets; any other "fails if you specify NetworkConfiguration".
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html
 */
function networkFlaws(target: Target, { arn, networkMode }: TaskDefinition): Flaw[] {
  // Of a Fargate task without subnets its own parameters tell already.
  const isFargate = target.EcsParameters?.LaunchType === 'FARGATE'
  if (networkMode === 'awsvpc') {
    return subnetsOf(target).length > 0 || isFargate
      ? []
      : [
          invalid(
            `Target ${target.Id} starts an awsvpc task without a network configuration.`,
            `${arn}: networkMode = "awsvpc"`,
            'EcsParameters.NetworkConfiguration names no subnet',
          ),
        ]
  }
  return target.EcsParameters?.NetworkConfiguration === undefined || isFargate
    ? []
    : [
        invalid(
          `Target ${target.Id} has a network configuration, but its task does not accept one.`,
          'EcsParameters.NetworkConfiguration is set',
          `${arn}: networkMode ${networkMode ? `= "${networkMode}"` : 'is absent (bridge)'}; only awsvpc accepts one`,
        ),
      ]
}

function launchTypeFlaws(target: Target, { arn, compatibilities }: TaskDefinition): Flaw[] {
  const launchType = target.EcsParameters?.LaunchType
  if (!launchType || compatibilities.length === 0 || compatibilities.includes(launchType)) return []
  return [
    invalid(
      `Target ${target.Id} starts its task on ${launchType}, which the task definition does not support.`,
      `EcsParameters.LaunchType = "${launchType}"`,
      `${arn}: compatibilities = ${compatibilities.join(', ')}`,
    ),
  ]
}

/** RunTask refuses an override for a container that the task definition does not have. */
function containerFlaws(target: Target, { arn, containers }: TaskDefinition): Flaw[] {
  const overrides = inputObject(target)?.['containerOverrides']
  if (!Array.isArray(overrides)) return []
  const names = overrides.flatMap((one: { name?: unknown } | null) => (typeof one?.name === 'string' ? one.name : []))
  return (
    names
      // A name with a variable in it comes from the event.
      .filter((name) => !name.includes('<') && !containers.includes(name))
      .map((name) =>
        invalid(
          `Target ${target.Id} overrides the container ${name}, which its task definition does not have.`,
          `input: containerOverrides has "${name}"`,
          `${arn}: containers ${containers.join(', ') || 'none'}`,
        ),
      )
  )
}
