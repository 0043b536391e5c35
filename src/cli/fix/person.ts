import type { PlannedStep } from '../../fixing/steps.js'
import { asAwsCommand } from '../../remedies/aws-command.js'
import { plain } from '../../text/sanitize.js'
import type { Call, Change } from '../../verdict/fix.js'
import type { Clock } from '../clock.js'
import { exitNow, INTERRUPTED } from '../exit.js'
import type { Hider } from '../mark.js'
import type { FixRequest } from './request.js'

/** Who sits in front: what they are told, and what they answer. */
export interface Person extends Hider {
  /** Prints a part of the result that is wanted in every output format. */
  show(text: string): void
  /** Prints a part of the result if it is wanted as text; other formats are printed at the end, in one piece. */
  text(text: string): void
  /** Says something beside the result. */
  note(text: string): void
  /** From now on `hide` gives the account's names pseudonyms too. */
  redactWith(hiding: { value<T>(value: T): T }): void
  /** A change or its undo in two lines, with the call that it is made by. */
  describe(change: Change, call: Call, back: boolean): string
  canBeAsked: boolean
  agree(step: PlannedStep, call: Call, told: string, back: boolean): Promise<'yes' | 'no' | 'interrupted'>
  interrupted(): boolean
  /** From now on something may have been written: an interrupt ends the command only once it was told what was done. */
  beginWriting(): void
  /** Makes a call that an interrupt waits for. */
  whileWriting(call: () => Promise<void>): Promise<void>
}

/** Milliseconds after an interrupt in which the command may say what was done; then it ends in any case. */
const LAST_WORDS = 1500

/**
 * The person at this terminal, if there is one. From now on Ctrl-C ends the command at once, unless something may have been
 * written: then the call under way is waited for, everything else ends with the clock, and what was done is said.
 */
export function personHere(
  { yes, output, format }: FixRequest,
  clock: Clock,
  hider: Hider,
): Person & { leave(): void } {
  let stop = false
  let mayHaveWritten = false
  let isWriting = false
  let quietSince = 0
  const onInterrupt = () => {
    if (!mayHaveWritten) exitNow(INTERRUPTED)
    if (isWriting) process.stderr.write('Interrupted: waiting for the answer to the call under way.\n')
    else clock.stop()
    if (stop) return
    stop = true
    quietSince = Date.now()
    setInterval(() => {
      if (!isWriting && Date.now() - quietSince > LAST_WORDS) exitNow(INTERRUPTED)
    }, 100).unref()
  }
  process.on('SIGINT', onInterrupt)
  const show = (text: string) => void process.stdout.write(text)
  let hiding: { value<T>(value: T): T } | undefined
  const hide = <T>(value: T): T => hiding?.value(hider.hide(value)) ?? hider.hide(value)
  const describe = ({ title }: Change, call: Call, back: boolean): string =>
    `${back ? 'Undo: ' : ''}${plain(hide(title))}\n  ${asAwsCommand(hide(call))}\n`
  return {
    show,
    text: (text) => {
      if (output === 'text' && format === 'cli') show(text)
    },
    note: (text) => void process.stderr.write(`${text}\n`),
    describe,
    hide,
    hideIn: hider.hideIn,
    redactWith(one) {
      hiding = one
    },
    canBeAsked: process.stdin.isTTY === true && process.stderr.isTTY === true,
    async agree({ change }, call, told, back) {
      if (yes) return 'yes'
      const { default: confirm } = await import('@inquirer/confirm')
      if (back || output !== 'text') process.stderr.write(describe(change, call, back))
      if (told !== '') process.stderr.write(`  ${plain(hide(told))}\n`)
      const stack =
        change.stack === undefined ? '' : ` It belongs to the CloudFormation stack ${plain(hide(change.stack))}.`
      const message = `${back ? 'Undo this? ' : ''}${plain(hide(change.title))}${stack} Go ahead?`
      try {
        return (await confirm({ message, default: false }, { output: process.stderr })) ? 'yes' : 'no'
      } catch {
        // The prompt was left with Ctrl-C.
        return 'interrupted'
      }
    },
    interrupted: () => stop,
    beginWriting() {
      mayHaveWritten = true
    },
    async whileWriting(call) {
      isWriting = true
      try {
        await call()
      } finally {
        isWriting = false
        quietSince = Date.now()
        // What became of it is read once more; after an interrupt quickly.
        clock.begin(...(stop ? [LAST_WORDS / 2] : []))
      }
    },
    leave: () => void process.off('SIGINT', onInterrupt),
  }
}
