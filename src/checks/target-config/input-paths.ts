import type { Account } from '../../aws/account.js'
import { isUnread } from '../../aws/read.js'
import { readPath } from '../../targets/json-path.js'
import { isTopLevel } from '../../trigger/envelope.js'
import { foreignPaths } from '../../trigger/input-paths.js'
import { isRule } from '../../verdict/rule-address.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { unread, type Verdict, warning } from '../../verdict/verdict.js'

/**
 * Paths of the target's input that the rule's events do not have: an empty text or nothing comes in their place. They are often
 * left over from a transformer that was made for another event.
 */
export async function inputPathVerdicts(
  { sender, target }: TargetSubject,
  account: Pick<Account, 'rule'>,
): Promise<readonly Verdict<'input-invalid'>[]> {
  const paths = [
    ...(target.InputPath === undefined ? [] : [{ where: 'InputPath', path: target.InputPath }]),
    ...Object.entries(target.InputTransformer?.InputPathsMap ?? {}).map(([name, path]) => ({
      where: `InputPathsMap["${name}"]`,
      path,
    })),
  ].flatMap(({ where, path }) => {
    const names = namesOf(path)
    // What every event has needs no look at the rule.
    return names === undefined || isTopLevel(names) ? [] : [{ where, path, names }]
  })
  if (paths.length === 0 || !isRule(sender)) return []
  const read = await account.rule(sender.name, sender.busRef)
  if (isUnread(read))
    return [unread(read, `the rule ${sender.name}`, 'to see whether its events have what the input asks for')]
  // A schedule sends an event of its own, whose detail is empty; who sets paths for it knows.
  if (read.state !== 'found' || read.value.eventPattern === undefined) return []
  const foreign = await foreignPaths(
    read.value.eventPattern,
    paths.map(({ names }) => names),
  )
  return foreign.flatMap(({ path, says }) => {
    const seen = paths.find(({ names }) => names === path)
    if (!seen) return []
    const [what = says, hint] = says.split('; did you mean ')
    return [
      warning('input-invalid', `The input of target ${target.Id} asks for ${path}, which ${what}.`, {
        because: [
          `${seen.where} = "${seen.path}"`,
          ...(hint === undefined ? [] : [`did you mean ${hint}`]),
          `event pattern of rule ${sender.name}: ${read.value.eventPattern?.slice(0, 200)}`,
        ],
      }),
    ]
  })
}

/** The names of a path, joined with dots; undefined for one that asks for all members, and for `$` itself. */
function namesOf(path: string): string | undefined {
  const read = readPath(path)
  if ('flaw' in read || read.steps.length === 0) return undefined
  // An element of a list has the fields of the list.
  return /\.\*/.test(path) ? undefined : read.steps.flatMap((step) => ('name' in step ? [step.name] : [])).join('.')
}
