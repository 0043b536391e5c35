import type { Plan } from '../plan.js'
import { templateOf } from '../writes.js'
import type { Facts } from './facts.js'
import { type Block, renderHcl } from './hcl.js'
import { distinct } from './names.js'
import { remarks } from './remarks.js'
import { RESOURCES } from './terraform-resources.js'

/**
 * What belongs into a Terraform configuration, as resources of the AWS provider.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
export function terraform(plan: Plan, facts: Facts): string {
  const written = plan.changes.flatMap((change) => {
    const template = templateOf(change.call)
    return typeof template === 'string' ? [RESOURCES[template](change, facts)] : []
  })
  const blocks = written.filter((one): one is Block => 'body' in one)
  const lacking = written.flatMap((one) => ('body' in one ? [] : one.comments))
  return renderHcl(labelled(blocks), [...remarks(plan), ...lacking])
}

/** A resource's name is its own among those of its type. */
function labelled(blocks: readonly Block[]): Block[] {
  const names = distinct(
    blocks.map(({ labels }) => labels.join(' ')),
    '_',
  )
  return blocks.map((block, i) => ({ ...block, labels: names[i]?.split(' ') ?? block.labels }))
}
