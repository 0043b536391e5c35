import type { PlannedStep } from '../../fixing/steps.js'
import { asAwsCommand } from '../../remedies/aws-command.js'
import { plain } from '../../text/sanitize.js'
import type { Call, Change } from '../../verdict/fix.js'
import type { FixRequest } from './request.js'

/** Who sits in front: what they are told, and what they answer. */
export interface Person {
  /** Prints a part of the result that is wanted in every output format. */
  show(text: string): void
  /** Prints a part of the result if it is wanted as text; other formats are printed at the end, in one piece. */
  text(text: string): void
  /** Says something beside the result. */
  note(text: string): void
  /** A change or its undo in two lines, with the call that it is made by. */
  describe(change: Change, call: Call, back: boolean): string
  canBeAsked: boolean
  agree(step: PlannedStep, call: Call, told: string, back: boolean): Promise<'yes' | 'no' | 'interrupted'>
  interrupted(): boolean
}

/** The person at this terminal, if there is one. From now on SIGINT is heard and waited with until a call is over. */
export function personHere({ yes, output, format }: FixRequest): Person & { leave(): void } {
  let stop = false
  const onInterrupt = () => {
    stop = true
  }
  process.on('SIGINT', onInterrupt)
  const show = (text: string) => void process.stdout.write(text)
  const describe = ({ title }: Change, call: Call, back: boolean): string =>
    `${back ? 'Undo: ' : ''}${plain(title)}\n  ${asAwsCommand(call)}\n`
  return {
    show,
    text: (text) => {
      if (output === 'text' && format === 'cli') show(text)
    },
    note: (text) => void process.stderr.write(`${text}\n`),
    describe,
    canBeAsked: process.stdin.isTTY === true && process.stderr.isTTY === true,
    async agree({ change }, call, told, back) {
      if (yes) return 'yes'
      const { default: confirm } = await import('@inquirer/confirm')
      if (back || output !== 'text') process.stderr.write(describe(change, call, back))
      if (told !== '') process.stderr.write(`  ${plain(told)}\n`)
      const stack = change.stack === undefined ? '' : ` It belongs to the CloudFormation stack ${plain(change.stack)}.`
      const message = `${back ? 'Undo this? ' : ''}${plain(change.title)}${stack} Go ahead?`
      try {
        return (await confirm({ message, default: false }, { output: process.stderr })) ? 'yes' : 'no'
      } catch {
        // The prompt was left with Ctrl-C.
        return 'interrupted'
      }
    },
    interrupted: () => stop,
    leave: () => void process.off('SIGINT', onInterrupt),
  }
}
