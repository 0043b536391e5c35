import type { Policies, Request } from '../../src/iam/index.js'

/**
 * A second evaluator to hold the first against: two values, regular expressions, no reasons, and only what AWS documents.
 * It takes policies in their plain form (objects, lists of statements) and requests in which every key is settled.
 */
type Doc = { Version?: string; Statement: Stmt[] }
type OneOrMore = string | string[]
type Stmt = {
  Effect: 'Allow' | 'Deny'
  Principal?: '*' | Record<string, OneOrMore>
  NotPrincipal?: '*' | Record<string, OneOrMore>
  Action?: OneOrMore
  NotAction?: OneOrMore
  Resource?: OneOrMore
  NotResource?: OneOrMore
  Condition?: Record<string, Record<string, OneOrMore>>
}

const list = (x: OneOrMore | undefined): string[] => (x === undefined ? [] : Array.isArray(x) ? x : [x])

export function naive(request: Request, policies: Policies): 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' {
  const docs = (x: readonly unknown[] | undefined) => (x ?? []) as Doc[]
  const service = request.principal.endsWith('.amazonaws.com')
  const own = request.principal.split(':')[4]
  const sameAccount = own === request.resource.split(':')[4]
  const bounded = docs(policies.boundary).length > 0
  const identity = service ? [] : docs(policies.identity)
  const boundary = service ? [] : docs(policies.boundary)
  const session = service ? [] : docs(policies.session ? [policies.session] : [])
  const resource = docs(policies.resource ? [policies.resource] : [])
  const scps = service ? [] : (policies.scps ?? []).map((level) => docs(level.policies))
  const rcps = (policies.rcps ?? []).map((level) => docs(level.policies))

  const hits = (all: Doc[], effect: string, how?: RegExp) =>
    all.some((doc) => doc.Statement.some((s) => s.Effect === effect && fits(s, doc, how)))
  const fits = (s: Stmt, doc: Doc, how = /./) => {
    const p = s.Principal ?? s.NotPrincipal
    if (s.NotPrincipal && !(bounded && !service) && chainListed(s.NotPrincipal)) return false
    if (s.Principal && !ways(s.Principal).some((way) => how.test(way))) return false
    if (p === undefined && how.source !== '.') return false
    if (s.Action && !list(s.Action).some(matchesAction)) return false
    if (s.NotAction && list(s.NotAction).some(matchesAction)) return false
    if (s.Resource && !list(s.Resource).some((r) => arnFits(r, request.resource, doc))) return false
    if (s.NotResource && list(s.NotResource).some((r) => arnFits(r, request.resource, doc))) return false
    return Object.entries(s.Condition ?? {}).every(([op, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(op, key, list(values), doc)),
    )
  }

  const ways = (p: '*' | Record<string, OneOrMore>): string[] => {
    if (p === '*') return ['direct']
    const role = request.principal.replace(/:sts:(.*):assumed-role\/(.*)\/.*$/, ':iam:$1:role/$2')
    return [
      ...list(p.Service).map((name) => (name === request.principal ? 'direct' : '')),
      ...list(p.AWS).map((name) => {
        if (service) return ''
        if (name === '*') return 'direct'
        if (name === own || name === `arn:aws:iam::${own}:root`) return 'account'
        if (name === role && role.includes(':role/')) return 'entity'
        return name === request.principal ? 'direct' : ''
      }),
    ].filter((way) => way !== '')
  }
  const chainListed = (p: '*' | Record<string, OneOrMore>) => {
    const found = ways(p)
    if (service) return found.length > 0
    const chain = request.principal.includes(':user/') ? ['account', 'direct'] : ['account', 'entity', 'direct']
    return p === '*' || list(p.AWS).includes('*') || chain.every((link) => found.includes(link))
  }

  const matchesAction = (entry: string) => entry === '*' || glob(entry, undefined, 'i').test(request.action)

  const sent = (key: string) => {
    const found = Object.entries(request.context ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase())
    return found?.[1] ?? null
  }

  /** The source of a regular expression; `undefined` when a variable has no value. */
  const source = (text: string, doc: Doc | undefined, wild = true): string | undefined => {
    let ok = true
    const quote = (piece: string) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    const replaced = text.replace(/\$\{([^}]*)\}|[\s\S]/gu, (piece, variable?: string) => {
      if (variable !== undefined && doc?.Version === '2012-10-17') {
        if (['*', '?', '$'].includes(variable)) return quote(variable)
        const [, key = '', fallback] = /^([^,]*)(?:, '(.*)')?$/.exec(variable) ?? []
        const value = sent(key) ?? fallback
        if (typeof value !== 'string') ok = false
        return quote(String(value))
      }
      const wildcards = (char: string) => (char === '*' ? '[\\s\\S]*' : char === '?' ? '[\\s\\S]' : quote(char))
      return wild ? [...piece].map(wildcards).join('') : quote(piece)
    })
    return ok ? replaced : undefined
  }
  const glob = (text: string, doc?: Doc, flags = '', wild = true) => {
    const s = source(text, doc, wild)
    return s === undefined ? /(?!)/ : new RegExp(`^${s}$`, `u${flags}`)
  }

  const arnParts = (text: string, variables: boolean) => {
    const pieces = text.split(variables ? /:(?![^{}]*\})/ : ':')
    return [...pieces.slice(0, 5), ...(pieces.length > 5 ? [pieces.slice(5).join(':')] : [])]
  }
  const arnFits = (pattern: string, arn: string, doc: Doc) => {
    if (/^\*+$/.test(pattern)) return true
    if (!pattern.startsWith('arn:')) return false
    const p = arnParts(pattern, doc.Version === '2012-10-17')
    const a = arnParts(arn, false)
    if (p.length < 6) a.splice(p.length - 1, 6, a.slice(p.length - 1).join(':'))
    return p.every((piece, i) => glob(piece, doc).test(a[i] ?? ''))
  }

  const compare: Record<string, (p: string, v: string, doc: Doc) => boolean | undefined> = {
    StringEquals: (p, v, doc) => glob(p, doc, '', false).test(v),
    StringEqualsIgnoreCase: (p, v, doc) => glob(p, doc, 'i', false).test(v),
    StringLike: (p, v, doc) => glob(p, doc).test(v),
    ArnLike: (p, v, doc) => (v.split(':').length < 6 ? undefined : arnFits(p, v, doc)),
    ArnEquals: (p, v, doc) => (v.split(':').length < 6 ? undefined : arnFits(p, v, doc)),
    Bool: (p, v) => p.toLowerCase() === v.toLowerCase(),
    NumericEquals: numeric((v, p) => v === p),
    NumericLessThan: numeric((v, p) => v < p),
    NumericLessThanEquals: numeric((v, p) => v <= p),
    NumericGreaterThan: numeric((v, p) => v > p),
    NumericGreaterThanEquals: numeric((v, p) => v >= p),
    DateEquals: dated((v, p) => v === p),
    DateLessThan: dated((v, p) => v < p),
    DateLessThanEquals: dated((v, p) => v <= p),
    DateGreaterThan: dated((v, p) => v > p),
    DateGreaterThanEquals: dated((v, p) => v >= p),
    IpAddress: (p, v) => {
      const [base = '', prefix = '32'] = p.split('/')
      if (![base, v].every((x) => /^\d+\.\d+\.\d+\.\d+$/.test(x))) return undefined
      return bits(base).slice(0, Number(prefix)) === bits(v).slice(0, Number(prefix))
    },
  }

  const holds = (operator: string, key: string, values: string[], doc: Doc): boolean => {
    const value = sent(key)
    const empty = value === null || [value].flat().every((x) => x === '')
    if (operator === 'Null') return values.includes(String(empty))
    const [, every, some, name = '', ifExists] =
      /^(ForAllValues:)?(ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? []
    const negated = name.includes('Not')
    if (value === null) return every || ifExists ? true : some ? false : negated
    const test = compare[name.replace('Not', '')]
    const one = (v: string) => {
      const results = values.map((p) => test?.(p, v, doc))
      return negated ? results.every((x) => x === false) : results.some((x) => x === true)
    }
    if (every) return empty || [value].flat().every(one)
    return [value].flat().some(one)
  }

  const everything = [identity, boundary, session, resource, ...scps, ...rcps]
  if (everything.some((layer) => hits(layer, 'Deny'))) return 'ExplicitlyDenied'
  const allowed = () => {
    if (!scps.every((level) => hits(level, 'Allow'))) return false
    if (service) return hits(resource, 'Allow', /direct/)
    const limits =
      (boundary.length === 0 || hits(boundary, 'Allow')) && (session.length === 0 || hits(session, 'Allow'))
    const own = hits(identity, 'Allow') && limits
    if (!sameAccount) return own && hits(resource, 'Allow', /direct|entity|account/)
    if (hits(resource, 'Allow', /direct/)) return true
    if (hits(resource, 'Allow', /entity/) && limits) return true
    return own && (!/^(kms:|sts:)/.test(request.action) || hits(resource, 'Allow', /account/))
  }
  return allowed() ? 'Allowed' : 'ImplicitlyDenied'
}

const numeric =
  (test: (v: number, p: number) => boolean) =>
  (p: string, v: string): boolean | undefined =>
    [p, v].every((x) => /^[-+]?\d+(\.\d+)?$/.test(x)) ? test(Number(v), Number(p)) : undefined

const dated =
  (test: (v: number, p: number) => boolean) =>
  (p: string, v: string): boolean | undefined => {
    const [a, b] = [Date.parse(v), Date.parse(p)]
    return Number.isNaN(a) || Number.isNaN(b) ? undefined : test(a, b)
  }

const bits = (ip: string) =>
  ip
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')
