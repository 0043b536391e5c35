import { junitSchemaComplaints } from '../support/junit-schema.js'

/** What a test report of JUnit is made of, as its readers want it: the attributes and, in their order, the elements. */
const FORM: Readonly<
  Record<string, { attributes: Readonly<Record<string, RegExp>>; optional?: readonly string[]; within: RegExp }>
> = {
  testsuites: { attributes: {}, within: /^(testsuite )*$/ },
  testsuite: {
    attributes: {
      ...{ name: /./, package: /./, id: /^\d+$/, hostname: /./, time: /^\d+\.\d+$/ },
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
      ...{ tests: /^\d+$/, failures: /^\d+$/, errors: /^\d+$/, skipped: /^\d+$/ },
    },
    within: /^properties (testcase )*system-out system-err $/,
  },
  properties: { attributes: {}, within: /^$/ },
  testcase: { attributes: { name: /./, classname: /./, time: /^\d+\.\d+$/ }, within: /^((skipped|error|failure) )?$/ },
  failure: { attributes: { message: /./, type: /./ }, within: /^$/ },
  error: { attributes: { message: /./, type: /./ }, within: /^$/ },
  skipped: { attributes: { message: /./, type: /./ }, within: /^$/ },
  'system-out': { attributes: {}, within: /^$/ },
  'system-err': { attributes: {}, within: /^$/ },
}

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
}

/**
 * Reads XML without entities of its own, comments and CDATA, of which eb-doctor writes none. Throws where it is not well-formed, also
 * where a character stands that XML 1.0 forbids. https://www.w3.org/TR/xml/
 */
function parse(xml: string): Element {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
  const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.exec(xml)
  if (forbidden) throw new Error(`a character that XML forbids, at ${forbidden.index}`)
  const head = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(xml)?.[0] ?? ''
  if (head === '') throw new Error('no declaration')
  const top: Element = { name: '', attributes: {}, children: [] }
  const open: Element[] = [top]
  const token =
    /<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#\d+);)*")*)(\/?)>|(?:[^<&]|&(?:amp|lt|gt|quot|#\d+);)+/y
  token.lastIndex = head.length
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const found = token.exec(xml)
    if (!found) throw new Error(`not well-formed at ${JSON.stringify(xml.slice(at, at + 60))}`)
    const [, closed, name, attributes = '', empty] = found
    if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`)
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])
      if (new Set(pairs.map(([key]) => key)).size < pairs.length)
        throw new Error(`an attribute of ${name} stands twice`)
      const element = { name, attributes: Object.fromEntries(pairs), children: [] }
      open.at(-1)?.children.push(element)
      if (empty === '') open.push(element)
    }
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one element that is closed')
  return top.children[0] as Element
}

/**
 * What is wrong with a test report, by the schema of Jenkins and by the form above, which is stricter: readers after the schema of
 * Apache Ant want the elements in this order and all of these attributes. Empty when nothing is.
 */
export const junitComplaints = async (xml: string): Promise<string[]> => [
  ...(await junitSchemaComplaints(xml)),
  ...formComplaints(xml),
]

function formComplaints(xml: string): string[] {
  let root: Element
  try {
    root = parse(xml)
  } catch (thrown) {
    return [String(thrown)]
  }
  return root.name === 'testsuites' ? complaintsOf(root) : ['the root is no testsuites']
}

function complaintsOf(element: Element): string[] {
  const { name, attributes, children } = element
  const form = FORM[name]
  if (!form) return [`there is no element ${name}`]
  const wrong = Object.entries(form.attributes).flatMap(([key, value]) =>
    value.test(attributes[key] ?? '') ? [] : [`${name}: ${key}="${attributes[key]}"`],
  )
  const strange = Object.keys(attributes).filter((key) => !(key in form.attributes))
  const inside = children.map((child) => `${child.name} `).join('')
  const counted = name !== 'testsuite' ? [] : countComplaints(element)
  return [
    ...wrong,
    ...strange.map((key) => `${name} has ${key}`),
    ...(form.within.test(inside) ? [] : [`${name} holds ${inside}`]),
    ...counted,
    ...children.flatMap(complaintsOf),
  ]
}

/** The numbers of a test suite are those of its test cases. */
function countComplaints({ attributes, children }: Element): string[] {
  const cases = children.filter(({ name }) => name === 'testcase')
  const with_ = (word: string) => cases.filter(({ children: [only] }) => only?.name === word).length
  const real = { tests: cases.length, failures: with_('failure'), errors: with_('error'), skipped: with_('skipped') }
  return Object.entries(real).flatMap(([key, n]) => (attributes[key] === `${n}` ? [] : [`${key} is not ${n}`]))
}
