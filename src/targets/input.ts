import type { Target } from '../aws/reads/events.js'
import type { Flaw, TargetService } from './target.js'

/**
 * What is wrong with the input of a target: at most one of Input, InputPath and InputTransformer.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export function inputFlaws(target: Target, _service: TargetService | undefined): readonly Flaw[] {
  const given = (['Input', 'InputPath', 'InputTransformer'] as const).filter((name) => target[name] !== undefined)
  if (given.length < 2) return []
  return [
    {
      code: 'input-invalid',
      summary: `The target ${target.Id} sets ${given.join(' and ')}, of which only one may be set.`,
      because: given.map((name) => `${name} is set`),
    },
  ]
}
