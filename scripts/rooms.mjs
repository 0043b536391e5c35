/**
 * The rooms of src, from the top down: a room imports only from rooms below it, types included. The check of the imports
 * (.dependency-cruiser.mjs) and the map in CONTRIBUTING.md are made from this list.
 */
export const ROOMS = [
  ['commands', 'one file for each command: parse, call, print, exit code'],
  ['lambda', 'eb-doctor as a Lambda function: plans a run over many accounts, scans a place, joins the parts'],
  ['cli', 'what commands share: flags, errors, output, progress'],
  ['scan', 'many rules, event buses, Regions and accounts'],
  ['fixing', 'plan, apply, wait, journal, undo, formats: the only folder that writes to AWS'],
  ['event', 'events that a user gives, and where they go'],
  ['diagnosis', 'the runner: a subject and its checks go in, a report comes out'],
  ['report', 'the report, and how it is rendered: (report) => string'],
  ['checks', 'one question in each file; `index.ts` is the list, in the order in which an event travels'],
  ['evidence', 'what metrics, logs, dead letters and CloudTrail say, as pure functions'],
  ['access', 'whether policies allow a caller: grants, keys, event buses, role decisions'],
  ['targets', 'one file for each target service: what it is and what it needs'],
  ['remedies', 'fixes as data: one pure builder for each fix, and the AWS CLI command of a call'],
  ['trigger', 'who sends which events, and what prevents it'],
  ['pattern', 'the event pattern engine: pure, without AWS, without I/O'],
  ['iam', 'the policy evaluator: pure, without AWS, without I/O'],
  ['verdict', 'the vocabulary: Verdict, Finding, Fix, Change, Need, Look, Subject, and their constructors'],
  ['aws', 'every read of AWS, as types; only the files in `live/` call AWS'],
  ['text', 'JSON, shell words, sanitising, widths, words'],
]

/** The rooms that a room must not import from: all that are not below it, except itself. */
export const forbiddenTo = (room) => {
  const at = ROOMS.findIndex(([name]) => name === room)
  return ROOMS.slice(0, at).map(([name]) => name)
}
