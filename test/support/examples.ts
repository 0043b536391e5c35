import { READS, type ReadName } from '../../src/aws/account.js'

/** What a sound account answers to a read; to the arguments of its example when none are given. */
export function exampleOf(read: ReadName, args: readonly unknown[] = READS[read].example.args): unknown {
  const answer = READS[read].example.answer as (...args: readonly unknown[]) => unknown
  return answer(...args)
}
