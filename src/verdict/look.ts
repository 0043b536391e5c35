import type { Account, ReadName } from '../aws/account.js'

/**
 * A question that needs certain reads: `run` receives just those, so a look that is not declared does not compile, and
 * the declared list is what the least permissions and the tests are made from.
 */
export interface Look<Subject, Answer> {
  reads: readonly ReadName[]
  run(subject: Subject, account: Account): Promise<Answer>
}

/** Declares a question: the reads, and what to do with them. */
export function looking<const Reads extends readonly ReadName[], Subject, Answer>(
  reads: Reads,
  run: (subject: Subject, account: Pick<Account, Reads[number]>) => Promise<Answer>,
): Look<Subject, Answer> {
  return { reads, run }
}
