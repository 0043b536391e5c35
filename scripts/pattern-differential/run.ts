// Compares the pattern engine with event-ruler, the engine that AWS publishes, on pairs made by chance.
// Needs Java and Maven. Usage: node scripts/ts.mjs scripts/pattern-differential/run.ts [PAIRS] [SEED]
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { check, matches, PatternError } from '../../src/pattern/index.js'
import { readPattern } from '../../src/pattern/model.js'
import { generatorOf, randomOf } from './generate.js'

interface Asked {
  pattern: string
  event?: string
}

interface Answer {
  reason: string | null
  matches?: string
  /** From the finder that event-ruler used before version 2. */
  again?: string
}

const folder = 'scripts/pattern-differential'
const home = mkdtempSync(join(tmpdir(), 'pattern-differential-'))

/** Compiles the Java side once and gives what runs it. */
function prepare(): readonly string[] {
  const list = join(home, 'classpath')
  execFileSync('mvn', ['-q', '-f', `${folder}/pom.xml`, 'dependency:build-classpath', `-Dmdep.outputFile=${list}`])
  const path = readFileSync(list, 'utf8').trim()
  execFileSync('javac', ['-cp', path, '-d', home, `${folder}/Ruler.java`], { stdio: 'pipe' })
  return ['-cp', `${path}:${home}`, 'Ruler']
}

/** Asks event-ruler, one process for all questions. */
async function ask(java: readonly string[], questions: readonly Asked[]): Promise<readonly Answer[]> {
  if (questions.length === 0) return []
  const process = spawn('java', java, { stdio: ['pipe', 'pipe', 'inherit'] })
  process.stdin.end(`${questions.map((one) => JSON.stringify(one)).join('\n')}\n`)
  const answers: Answer[] = []
  for await (const line of createInterface({ input: process.stdout })) answers.push(JSON.parse(line) as Answer)
  return answers
}

function ours({ pattern, event = '{}' }: Asked): string {
  try {
    return String(matches(pattern, event))
  } catch (thrown) {
    if (thrown instanceof PatternError) return `${thrown.kind}: ${thrown.message}`
    throw thrown
  }
}

/** What the first line of a refusal says. Where several things are wrong, event-ruler repeats the place behind it. */
const firstLine = (reason: string | null): string | null => reason?.split('\n')[0] ?? null

/** It accepts some patterns that it then cannot use, such as a range above the greatest number. */
const isCrash = ({ reason, matches: said }: Answer): boolean => reason === null && said?.startsWith('error: ') === true

const MOST_PARTS = 400

/**
 * The pattern taken apart: each alternative of `$or` alone, and each field with one of its matchers. The whole must match
 * exactly when one of the parts does. Nothing when there are too many.
 */
function partsOf(pattern: string): readonly string[] {
  const read = readPattern(pattern)
  if (read.state !== 'read') return []
  const parts = read.model.alternatives.flatMap((fields) =>
    fields.reduce<readonly string[]>(
      (so, { path, matchers }) =>
        so.length * matchers.length > MOST_PARTS
          ? []
          : so.flatMap((before) =>
              matchers.map(({ says }) => `${before && `${before},`}${JSON.stringify(path)}:[${says}]`),
            ),
      [''],
    ),
  )
  return parts.length > MOST_PARTS ? [] : parts.map((part) => `{${part}}`)
}

const [pairs, seed] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? Date.now() % 1_000_000)]
const random = randomOf(seed)
const { widen, pattern, broken, event } = generatorOf(random)

try {
  const java = prepare()
  const valid = (made: string): string => (readPattern(made).state === 'read' ? made : valid(pattern()))
  const questions = Array.from({ length: pairs }, (_, i): Asked => {
    widen(i % 2 === 0)
    return { pattern: valid(pattern()), event: event() }
  })
  widen(true)
  const texts = Array.from({ length: Math.ceil(pairs / 5) }, (_, i): Asked => {
    const made = pattern()
    return { pattern: i % 2 === 0 ? made : broken(made) }
  })
  const answers = await ask(java, [...questions, ...texts])
  const pairsOf = questions.map((question, i) => ({ question, answer: answers[i] as Answer, said: ours(question) }))
  const different = pairsOf.filter(({ answer, said }) => answer.matches !== said)
  const parts = different.map(({ question }) => partsOf(question.pattern))
  const apart = await ask(
    java,
    different.flatMap(({ question }, i) =>
      (parts[i] ?? []).map((part) => ({ pattern: part, event: question.event ?? '{}' })),
    ),
  )
  const answered = [...apart]
  const judged = different.map((one, i) => {
    const own = answered.splice(0, parts[i]?.length ?? 0)
    const sum = String(own.some((answer) => answer.matches === 'true'))
    return {
      ...one,
      contradicts:
        isCrash(one.answer) ||
        one.answer.again !== one.answer.matches ||
        (own.length > 0 && sum !== one.answer.matches),
    }
  })
  const refusals = texts.flatMap(({ pattern: text }, i) => {
    const theirs = firstLine((answers[pairs + i] as Answer).reason)
    const own = check(text)
    const said = own.valid ? null : own.reason
    // A limit of EventBridge that event-ruler has not.
    return theirs === said || said?.startsWith('Rule is too complex') ? [] : [{ text, theirs, said }]
  })

  const left = judged.filter(({ contradicts }) => !contradicts)
  for (const { question, answer, said, contradicts } of judged) {
    console.log(
      `${contradicts ? 'contradicts itself' : 'differs'}: ${question.pattern}\n  event: ${question.event}\n  event-ruler: ${answer.matches}, here: ${said}`,
    )
  }
  for (const { text, theirs, said } of refusals)
    console.log(`refused: ${text}\n  event-ruler: ${theirs}\n  here: ${said}`)
  const met = pairsOf.filter(({ answer }) => answer.matches === 'true').length
  console.log(`seed ${seed}: ${pairs} pairs, ${met} of them match, ${texts.length} texts checked`)
  console.log(`${judged.length - left.length} differences where event-ruler contradicts itself, ${left.length} others`)
  console.log(`${refusals.length} refusals in other words`)
  process.exitCode = left.length > 0 ? 1 : 0
} finally {
  rmSync(home, { recursive: true, force: true })
}
